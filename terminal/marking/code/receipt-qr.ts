import { parseKop, type Kopecks } from "../../../config/money.ts";

/** QR of a fiscal receipt (tag 1196): the key by which a sale is found for a refund. */
export interface ReceiptQr {
  /** Registrar's local time, "YYYYMMDDTHHMM" or with seconds: it carries no zone. */
  readonly localTime: string;
  readonly totalKop: Kopecks;
  readonly fnSerial: string;
  readonly fdNumber: number;
  readonly fiscalSign: string;
  /** 1 sale, 2 sale return, 3 purchase, 4 purchase return. */
  readonly operation: 1 | 2 | 3 | 4;
}

const KEYS = ["t", "s", "fn", "i", "fp", "n"];

/** `t=…&s=…&fn=…&i=…&fp=…&n=…`; null when the text is anything else, or one of the values is not what the format says. */
export function parseReceiptQr(text: string): ReceiptQr | null {
  const fields = new Map<string, string>();
  for (const pair of text.split("&")) {
    const equals = pair.indexOf("=");
    const key = pair.slice(0, Math.max(equals, 0));
    if (fields.has(key)) return null;
    fields.set(key, pair.slice(equals + 1));
  }
  if (fields.size !== KEYS.length || !KEYS.every((key) => fields.has(key))) return null;
  const value = (key: string): string => fields.get(key) ?? "";
  const totalKop = parseKop(value("s"));
  const fits =
    /^\d{8}T\d{4}(\d{2})?$/.test(value("t")) &&
    /^\d{16}$/.test(value("fn")) &&
    /^\d{1,10}$/.test(value("i")) &&
    /^\d{1,10}$/.test(value("fp")) &&
    /^[1-4]$/.test(value("n"));
  if (!fits || totalKop === null) return null;
  return {
    localTime: value("t"),
    totalKop,
    fnSerial: value("fn"),
    fdNumber: Number(value("i")),
    fiscalSign: value("fp"),
    operation: Number(value("n")) as 1 | 2 | 3 | 4,
  };
}
