import { createHash } from "node:crypto";
import type { Kopecks } from "../../../config/money.ts";
import { assertInvariant } from "../../../config/result.ts";
import { isGtin } from "../../../device-drivers/scanner/ean.ts";
import { EMULATED_KEY_ID, longCheck, shortCheck } from "./emulated-crypto.ts";
import { outcomeMarker, type CodeOutcome } from "./outcome.ts";

export type CodeForm =
  /** 01 21 93: milk, water, beer, juices… */
  | "short"
  /** `short` with the net weight behind it (AI 3103): weighed milk products, seafood. */
  | "weighed"
  /** 01 21 91 92(44): clothes, perfume, tyres… */
  | "long"
  /** 01 21 91 92(88): shoes. */
  | "long-88"
  /** 29 characters without AIs, with the maximum retail price. */
  | "tobacco-pack"
  /** 01 21 8005 93: a block of packs. */
  | "tobacco-block";

export interface CodeOrder {
  /** EAN-8, EAN-13 or GTIN-14 with a right check digit. */
  readonly gtin: string;
  readonly form: CodeForm;
  /** Same seed, same code. */
  readonly seed: string | number;
  /** Length of AI 21; by default the usual one of the form. Tobacco has 7. */
  readonly serialLength?: number;
  /** What the emulator will answer; default "ok". */
  readonly outcome?: CodeOutcome;
  /** Pack and block: price printed in the code, whole roubles. */
  readonly maximumPriceKop?: Kopecks;
  /** `weighed`: net weight, grams. */
  readonly weightGrams?: number;
}

const SEPARATOR = "\u001d";
const SERIAL_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ!\"%&'()*+,-./_:;=<>?";
/** The first characters of the alphabet above that an ordinary serial may begin with: no capitals. */
const FIRST_CHARACTERS = 36;
const PACK_PRICE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"%&'*+-./_,:;=<>?";
const DEFAULT_SERIAL_LENGTH: Readonly<Record<CodeForm, number>> = {
  short: 13,
  weighed: 6,
  long: 13,
  "long-88": 13,
  "tobacco-pack": 7,
  "tobacco-block": 7,
};

/** Makes a full marking code (bytes as a scanner in a binary-safe mode sends them, GS inside) that the TS PIoT emulator knows. */
export function makeMarkingCode(order: CodeOrder): Uint8Array {
  const gtin = order.gtin.padStart(14, "0");
  assertInvariant(isGtin(gtin), `not a GTIN: ${order.gtin}`);
  const serial = makeSerial(order);
  return Uint8Array.from(Buffer.from(compose(order, gtin, serial), "latin1"));
}

function compose(order: CodeOrder, gtin: string, serial: string): string {
  const maximumPriceKop = order.maximumPriceKop ?? 0;
  if (order.form === "tobacco-pack") {
    const cis = gtin + serial;
    return cis + packPrice(maximumPriceKop) + shortCheck(cis);
  }
  const cis = `01${gtin}21${serial}`;
  const check = `${SEPARATOR}93${shortCheck(cis)}`;
  switch (order.form) {
    case "short":
      return cis + check;
    case "weighed":
      return `${cis}${check}${SEPARATOR}3103${String(order.weightGrams ?? 0).padStart(6, "0")}`;
    case "tobacco-block":
      return `${cis}${SEPARATOR}8005${String(maximumPriceKop).padStart(6, "0")}${check}`;
    case "long":
      return `${cis}${SEPARATOR}91${EMULATED_KEY_ID}${SEPARATOR}92${longCheck(cis, 44)}`;
    case "long-88":
      return `${cis}${SEPARATOR}91${EMULATED_KEY_ID}${SEPARATOR}92${longCheck(cis, 88)}`;
  }
}

function makeSerial(order: CodeOrder): string {
  const length = order.serialLength ?? DEFAULT_SERIAL_LENGTH[order.form];
  const marker = outcomeMarker(order.outcome ?? "ok");
  assertInvariant(length > marker.length && length <= 20, `serial length ${length}`);
  const noise = createHash("sha256")
    .update(JSON.stringify([order.gtin, order.form, order.seed]))
    .digest();
  let serial = marker;
  for (let at = marker.length; at < length; at++) {
    const choice = at === 0 ? FIRST_CHARACTERS : SERIAL_CHARACTERS.length;
    serial += SERIAL_CHARACTERS.charAt((noise[at] ?? 0) % choice);
  }
  return serial;
}

/** Four base-80 characters; "AAAA" is no price. */
function packPrice(priceKop: number): string {
  const base = PACK_PRICE_CHARACTERS.length;
  return [base ** 3, base ** 2, base, 1].map((weight) => PACK_PRICE_CHARACTERS.charAt(Math.trunc(priceKop / weight) % base)).join("");
}
