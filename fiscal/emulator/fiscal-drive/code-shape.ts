/** What the drive recognises in a marking code (код маркировки) without asking anybody. */
export interface CodeShape {
  /**
   * Tag 2100: 0 not recognised, 1 short, 2 check part of 88 (the drive can check it), 3 of 44 without its key
   * number, 4 of 44 (the drive can check it), 5 of 4.
   */
  readonly kind: 0 | 1 | 2 | 3 | 4 | 5;
  /** Tag inside 1163 and its value, CP866-safe ASCII. */
  readonly goodsTag: number;
  readonly goodsValue: string;
  /** First two bytes that tag 1162 of the older formats would have; FF67 answers them. */
  readonly legacyPrefix: number;
}

const GS = "\u001d";
const MAX_GOODS_LENGTH = 38;
const MAX_UNKNOWN_LENGTH = 32;

/** Tags inside 1163 (FFD 1.2) by the form of the code. */
const GOODS = {
  unknown: 1300,
  ean8: 1301,
  ean13: 1302,
  itf14: 1303,
  gs1Plain: 1304,
  gs1Marked: 1305,
  short: 1306,
  fur: 1307,
  egais2: 1308,
  egais3: 1309,
};

/** Code bytes as scanned: GS kept, no AIM prefix. */
export function codeShape(code: Uint8Array): CodeShape {
  const text = Buffer.from(code).toString("latin1");
  return (
    gs1Shape(text) ??
    plainShape(text) ?? { kind: 0, goodsTag: GOODS.unknown, goodsValue: text.slice(0, MAX_UNKNOWN_LENGTH), legacyPrefix: 0x0000 }
  );
}

/** `01 GTIN 21 serial` with key number (91) and check part (92, 93) behind group separators. */
function gs1Shape(text: string): CodeShape | null {
  const plain = /^01(\d{14})(?:$|\u001d)/.exec(text);
  if (plain) return { kind: 1, goodsTag: GOODS.gs1Plain, goodsValue: `01${plain[1]}`, legacyPrefix: 0x444d };
  const [head, ...tail] = text.split(GS);
  const match = /^01(\d{14})21(.{1,20})$/.exec(head ?? "");
  if (!match) return null;
  const goodsValue = `01${match[1]}21${match[2]}`.slice(0, MAX_GOODS_LENGTH);
  return { kind: checkPartKind(tail), goodsTag: GOODS.gs1Marked, goodsValue, legacyPrefix: 0x444d };
}

function checkPartKind(elements: readonly string[]): CodeShape["kind"] {
  const hasKeyNumber = elements.some((element) => /^91.{4}$/.test(element));
  const long = elements.find((element) => element.startsWith("92"));
  if (long?.length === 90) return hasKeyNumber ? 2 : 3;
  if (long?.length === 46) return hasKeyNumber ? 4 : 3;
  return elements.some((element) => /^93.{4}$/.test(element)) ? 5 : 1;
}

/** Codes without application identifiers, told apart by length and alphabet. */
function plainShape(text: string): CodeShape | null {
  if (/^\d{8}$/.test(text)) return { kind: 1, goodsTag: GOODS.ean8, goodsValue: text, legacyPrefix: 0x4508 };
  if (/^\d{13}$/.test(text)) return { kind: 1, goodsTag: GOODS.ean13, goodsValue: text, legacyPrefix: 0x450d };
  if (/^\d{14}$/.test(text)) return { kind: 1, goodsTag: GOODS.itf14, goodsValue: text, legacyPrefix: 0x490e };
  // Pack of tobacco: GTIN(14) serial(7) price(4) check(4).
  if (/^\d{14}.{15}$/.test(text)) return { kind: 5, goodsTag: GOODS.short, goodsValue: text.slice(0, 21), legacyPrefix: 0x444d };
  if (/^[A-Z]{2}-\d{6}-[A-Z0-9]{10}$/.test(text)) return { kind: 1, goodsTag: GOODS.fur, goodsValue: text, legacyPrefix: 0x5246 };
  if (/^[0-9A-Z]{68}$/.test(text)) return { kind: 1, goodsTag: GOODS.egais2, goodsValue: text.slice(8, 31), legacyPrefix: 0xc514 };
  if (/^[0-9A-Z]{150}$/.test(text)) return { kind: 1, goodsTag: GOODS.egais3, goodsValue: text.slice(0, 14), legacyPrefix: 0xc51e };
  return null;
}

const CRC32_POLYNOMIAL = 0xedb88320;

/** Control code (контрольный код КМ, tag 2115): last four decimal digits of the CRC-32 of the code. Printed only. */
export function controlCode(code: Uint8Array): string {
  let crc = 0xffff_ffff;
  for (const byte of code) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CRC32_POLYNOMIAL : crc >>> 1;
  }
  return String((crc ^ 0xffff_ffff) >>> 0)
    .padStart(4, "0")
    .slice(-4);
}
