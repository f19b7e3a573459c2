import { createRequire } from "node:module";
import type * as zxing from "@zxing/library";
import { toBytes, type GrayImage } from "../../device-drivers/testing/picture/gray-image.ts";

const { BarcodeFormat, BinaryBitmap, DecodeHintType, GlobalHistogramBinarizer, HybridBinarizer, MultiFormatReader, RGBLuminanceSource } =
  createRequire(import.meta.url)("@zxing/library") as typeof zxing;

/** Those of the corpus and no others, which is in its favour. */
const FORMATS = [BarcodeFormat.DATA_MATRIX, BarcodeFormat.QR_CODE, BarcodeFormat.EAN_13, BarcodeFormat.CODE_128, BarcodeFormat.PDF_417];
/** For small pictures first the one made for photos, then the one for even light. */
const BINARIZERS = [HybridBinarizer, GlobalHistogramBinarizer];
/** FNC1 at the start of a GS1 code, which it gives as a character or as an AIM identifier. */
const LEADING_FNC1 = /^(\u001d|\]d2|\]C1)/;

/**
 * What `@zxing/library` reads, with its best settings, from pixels that nobody had to unpack. It ends at the first code it finds;
 * where several are wanted, each format is tried by itself.
 */
export function readByPeer(image: GrayImage, wanted: number): readonly string[] {
  if (wanted === 1) return [readOne(image, FORMATS)].filter((text) => text !== null);
  return FORMATS.map((format) => readOne(image, [format])).filter((text) => text !== null);
}

function readOne(image: GrayImage, formats: readonly zxing.BarcodeFormat[]): string | null {
  const hints = new Map<zxing.DecodeHintType, unknown>([
    [DecodeHintType.TRY_HARDER, true],
    [DecodeHintType.POSSIBLE_FORMATS, formats],
  ]);
  const source = new RGBLuminanceSource(Uint8ClampedArray.from(toBytes(image)), image.width, image.height);
  for (const Binarizer of BINARIZERS) {
    try {
      return new MultiFormatReader()
        .decode(new BinaryBitmap(new Binarizer(source)), hints)
        .getText()
        .replace(LEADING_FNC1, "");
    } catch {
      // It throws for "no code" as for what it stumbles over; neither is a code.
    }
  }
  return null;
}
