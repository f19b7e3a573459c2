import { centered, textLine, wrapped, type PaperLine } from "../paper/index.ts";
import type { FieldReader } from "./field-reader.ts";

/** Symbologies of the tasks by their names in the paper room. */
const SYMBOLOGIES: Readonly<Record<string, string>> = {
  EAN8: "ean8",
  EAN13: "ean13",
  UPCA: "upca",
  UPCE: "upce",
  CODE39: "code39",
  CODE39_EXTENDED: "code39ext",
  CODE93: "code93",
  CODE128: "code128",
  CODABAR: "rationalizedCodabar",
  ITF: "interleaved2of5",
  ITF14: "itf14",
  GS1_128: "gs1-128",
  PDF417: "pdf417",
  AZTEC: "azteccode",
};

/** Lines of one non-fiscal element: text, barcode, picture. Unknown kinds are passed over, as the scripts do. */
export function printItem(item: FieldReader, width: number): PaperLine[] {
  switch (item.string("type")) {
    case "text":
      return textLines(item, width);
    case "barcode": {
      const data = item.string("barcode");
      const kind = item.optionalString("barcodeType") ?? "EAN13";
      const overlay = item.objects("overlay").flatMap((text) => textLines(text, width));
      if (kind === "QR") return [...overlay, { kind: "qr", data }];
      const symbology = Object.hasOwn(SYMBOLOGIES, kind) ? SYMBOLOGIES[kind] : undefined;
      if (symbology === undefined) return item.wrongValue("barcodeType", kind, overlay);
      return [...overlay, { kind: "barcode", symbology, data }];
    }
    case "pictureFromMemory":
      return [textLine(centered(`[КАРТИНКА ${item.number("pictureNumber")}]`, width))];
    case "pixels":
      item.string("pixels");
      return [textLine(centered("[КАРТИНКА]", width))];
    default:
      return [];
  }
}

function textLines(item: FieldReader, width: number): PaperLine[] {
  const text = item.optionalString("text") ?? "";
  const wrap = item.optionalString("wrap");
  const isDouble = item.optionalBoolean("doubleWidth") || item.optionalBoolean("doubleHeight");
  const alignment = item.optionalString("alignment");
  const rows = wrap === "words" || wrap === "chars" ? wrapped(text, width) : [textLine(text.slice(0, width))];
  return rows.map((row) => {
    if (row.kind !== "text") return row;
    const placed = alignment === "center" ? centered(row.text, width) : alignment === "right" ? row.text.padStart(width) : row.text;
    return isDouble ? { kind: "text", text: placed, double: true } : textLine(placed);
  });
}

/** `preItems`, `postItems`, `items` of a non-fiscal document. */
export function printItems(task: FieldReader, name: string, width: number): PaperLine[] {
  return task.objects(name).flatMap((item) => printItem(item, width));
}
