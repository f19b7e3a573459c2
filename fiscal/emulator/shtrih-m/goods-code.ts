import { encodeTlv, tlvString, type TlvItem } from "../../document/tlv.ts";
import { codeShape, TAG, type CodeShape } from "../fiscal-drive/index.ts";

const NUMBER_BYTES = 6;
const MAX_LEGACY_BYTES = 32;
/** Forms inside 1163 of goods that carry no marking: EAN-8, EAN-13, ITF-14, GS1 without a serial. */
const UNMARKED: ReadonlySet<number> = new Set([1301, 1302, 1303, 1304]);

/** The code names goods that are not subject to marking: nothing to check, only to write down. */
export function isUnmarked(shape: CodeShape): boolean {
  return UNMARKED.has(shape.goodsTag);
}

/** Tag 1163 of 1.2 with the one form that the code has. */
export function goodsCodeTag(shape: CodeShape): TlvItem {
  return { tag: TAG.goodsCode, value: encodeTlv([{ tag: shape.goodsTag, value: tlvString(shape.goodsValue) }]) };
}

/** Tag 1162 before 1.2: two bytes of kind, the number of the goods in six bytes high byte first, the serial as it is. */
export function legacyGoodsCodeTag(code: Uint8Array): TlvItem {
  const shape = codeShape(code);
  const prefix = [shape.legacyPrefix >> 8, shape.legacyPrefix & 0xff];
  const digits = /^(?:01(\d{14})(?:21(.*))?|(\d{8}|\d{13}|\d{14}))$/.exec(shape.goodsValue);
  const text = Buffer.from(code).toString("latin1");
  const tail =
    digits === null
      ? [...Buffer.from(text, "latin1")]
      : [...bigEndian(Number(digits[1] ?? digits[3])), ...Buffer.from(digits[2] ?? "", "latin1")];
  return { tag: TAG.legacyGoodsCode, value: Uint8Array.from([...prefix, ...tail].slice(0, MAX_LEGACY_BYTES)) };
}

function bigEndian(value: number): number[] {
  return Array.from({ length: NUMBER_BYTES }, (_, i) => Math.floor(value / 256 ** (NUMBER_BYTES - 1 - i)) % 256);
}
