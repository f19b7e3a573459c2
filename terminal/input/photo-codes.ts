import type { PhotoCode, PhotoCodeKind } from "../../config/contract/photo.ts";
import type { FoundCode } from "../../device-drivers/scanner/picture/found-code.ts";
import { classifyScan } from "../marking/code/classify-scan.ts";
import type { GoodsLookup } from "./ports.ts";
import { groupOf } from "./scan-input.ts";

/** The order in which a cashier would mean them. */
const ORDER: readonly PhotoCodeKind[] = ["marking", "doubtful", "receipt-qr", "barcode", "other"];
const TEXT_MAX = 60;

/** Codes of a photo for a person to choose from: marking codes first. */
export function photoCodes(found: readonly FoundCode[], goods: GoodsLookup): readonly PhotoCode[] {
  return found.map((code) => photoCode(code, goods)).toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function photoCode(found: FoundCode, goods: GoodsLookup): PhotoCode {
  const base = { code: Buffer.from(found.bytes).toString("base64"), symbology: found.symbology };
  const read = classifyScan(found, { groupOf: (gtin14) => groupOf(gtin14, goods) });
  switch (read.kind) {
    case "marking": {
      const { cis, gtin14 } = read.code;
      return { ...base, kind: "marking", text: cis, name: gtin14 === null ? null : nameOf(goods.byGtin(gtin14)) };
    }
    case "excise-stamp": {
      const { text, alcocode } = read.stamp;
      return { ...base, kind: "marking", text: printable(text), name: alcocode === null ? null : nameOf(goods.byAlcocode(alcocode)) };
    }
    case "refused":
      return { ...base, kind: "doubtful", text: printable(Buffer.from(found.bytes).toString("latin1")), name: null };
    case "receipt-qr":
      return { ...base, kind: "receipt-qr", text: printable(read.text), name: null };
    case "ean":
      return { ...base, kind: "barcode", text: read.text, name: nameOf(goods.byBarcode(read.text)) };
    case "text":
      return { ...base, kind: "other", text: printable(read.text), name: nameOf(goods.byBarcode(read.text)) };
  }
}

function nameOf(found: ReturnType<GoodsLookup["byGtin"]>): string | null {
  return found.ok ? (found.value?.name ?? null) : null;
}

function printable(text: string): string {
  const clean = text.replace(/\p{Cc}+/gu, " ").trim();
  return clean.length > TEXT_MAX ? `${clean.slice(0, TEXT_MAX)}…` : clean;
}
