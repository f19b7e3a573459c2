import type { FiscalLine } from "./fiscal-document.ts";
import type { Ffd } from "./tags.ts";
import type { TlvItem } from "./tlv.ts";
import { containerItem, textItem } from "./tlv-values.ts";

/** Which form of the goods code an excise stamp (акцизная марка) has: the old one of 68 characters, or the new one of 150. */
export type StampForm = "egais20" | "egais30";

export interface StampCode {
  readonly form: StampForm;
  /** What the document tells of the stamp: 23 characters, or 14. */
  readonly text: string;
}

interface FormFacts {
  readonly stampLength: number;
  /** Of the stamp's characters, from 0. */
  readonly from: number;
  readonly to: number;
  /** First two bytes of 1162. */
  readonly kind: readonly [number, number];
  /** Inside 1163. */
  readonly tag: 1308 | 1309;
}

/** Kinds of 1162 and tags inside 1163 (tables of a registrar driver): characters 9 to 31 of the old stamp, the first 14 of the new. */
const FORMS: Readonly<Record<StampForm, FormFacts>> = {
  egais20: { stampLength: 68, from: 8, to: 31, kind: [0xc5, 0x14], tag: 1308 },
  egais30: { stampLength: 150, from: 0, to: 14, kind: [0xc5, 0x1e], tag: 1309 },
};
const STAMP_TEXT = /^[0-9A-Z]+$/;

/** The goods code of a position that is sold by its stamp; null: none, no stamp of these forms, or a marking code that goes before it. */
export function stampCodeOf({ stamp, marking }: Pick<FiscalLine, "stamp" | "marking">): StampCode | null {
  if (stamp === undefined || marking !== undefined || !STAMP_TEXT.test(stamp)) return null;
  for (const form of ["egais20", "egais30"] as const) {
    const { stampLength, from, to } = FORMS[form];
    if (stamp.length === stampLength) return { form, text: stamp.slice(from, to) };
  }
  return null;
}

/** 1162 of a stamp, before ФФД 1.2: two bytes of kind and the text. */
export function stampBytes({ form, text }: StampCode): Uint8Array {
  return Uint8Array.from([...FORMS[form].kind, ...Buffer.from(text, "latin1")]);
}

/** Code of goods (код товара) of a stamp: 1163 { 1308 or 1309 }, or 1162 before ФФД 1.2. */
export function stampItem(code: StampCode, ffd: Ffd): TlvItem {
  return ffd === "1.2" ? containerItem(1163, [textItem(FORMS[code.form].tag, code.text)]) : { tag: 1162, value: stampBytes(code) };
}
