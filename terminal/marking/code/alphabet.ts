import { kopecks, type Kopecks } from "../../../config/money.ts";

/** Characters of serials and check codes [seen: 1C parser]. */
const SERIAL_PATTERN = /^[A-Za-z0-9!"%&'()*+,\-./_:;=<>?]+$/;

export function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

export function isSerialText(text: string): boolean {
  return SERIAL_PATTERN.test(text);
}

/** Tail of AI 92: Base64 of 32 bytes (44 characters) or 64 bytes (88) [seen: lengths; derived: byte counts]. */
export function isCryptoTail(text: string): boolean {
  return text.length === 44 ? /^[A-Za-z0-9+/]{43}=$/.test(text) : text.length === 88 && /^[A-Za-z0-9+/]{86}==$/.test(text);
}

/** Forty-odd Base64 characters never lack a lower-case letter by chance: Caps Lock was on. */
export function isUpperCasedTail(text: string): boolean {
  return text.length >= 40 && !/[a-z]/.test(text);
}

/** Digits of the base-80 price of a tobacco pack, lowest first [seen: 1C parser; samples ABVU = 81.00, ACVU = 145.00]. */
const PRICE_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"%&'*+-./_,:;=<>?";

/** 1C believes the field only up to this price, in whole roubles; otherwise the pack is of the kind with an 8-character check. */
const PACK_PRICE_LIMIT_KOP = 500_000;

/** МРЦ of a pack from its four characters; null when they hold no believable price (`AAAA` means none). */
export function packPriceKop(field: string): Kopecks | null {
  let value = 0;
  for (const character of field) {
    const digit = PRICE_DIGITS.indexOf(character);
    if (digit < 0) return null;
    value = value * PRICE_DIGITS.length + digit;
  }
  return value > 0 && value <= PACK_PRICE_LIMIT_KOP && value % 100 === 0 ? kopecks(value) : null;
}
