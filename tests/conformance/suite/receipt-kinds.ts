import { kopecks, quantity } from "../../../config/money.ts";
import type { FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import type { Ffd } from "../../../fiscal/document/tags.ts";
import type { ReadableTags } from "./readable-tags.ts";
import { cashier, line, piece, receipt, receiptOf } from "./sample-documents.ts";

/** One row of the table of kinds: a receipt, and what its stored document must hold, written by hand from the format. */
export interface ReceiptKind {
  readonly name: string;
  readonly receipt: FiscalReceipt;
  readonly holds: ReadableTags;
  /** Versions in which it is tried, and what these hold besides; absent: all of them. */
  readonly perFfd?: Readonly<Partial<Record<Ffd, ReadableTags>>>;
}

export const ALL_FFD = { "1.05": {}, "1.1": {}, "1.2": {} } as const;

export function isTriedIn({ perFfd }: ReceiptKind, ffd: Ffd): boolean {
  return perFfd === undefined || ffd in perFfd;
}

/** Short marking code of a dairy product: GTIN, serial of 6, check part of 4. */
const CODE = Buffer.from("0104600439931256215JgXJ5.T\u001d93dGVz").toString("base64");
const certificate = piece(300_000, { name: "Подарочный сертификат 3000", vat: "22/122", method: 3, subject: 10 });

export const SETTLEMENTS: readonly ReceiptKind[] = [
  {
    name: "sale, cash with change",
    receipt: receipt({ buyerContact: "+79001234567", footer: ["Спасибо за покупку", ""] }),
    holds: {
      1054: 1,
      1055: 1,
      1020: 10_000,
      1031: 10_000,
      1081: 0,
      1008: "+79001234567",
      1021: cashier.name,
      1203: cashier.inn,
      1103: 909,
      1059: { 1030: 'Хлеб ржаной "Столичный"', 1079: 5_000, 1023: 2_000_000, 1043: 10_000, 1199: 2, 1200: 909, 1214: 4, 1212: 1 },
    },
  },
  { name: "refund", receipt: receipt({ kind: "refund" }), holds: { 1054: 2, 1020: 10_000, 1031: 10_000 } },
  {
    name: "purchase from a person",
    receipt: receiptOf([piece(25_000, { name: "Макулатура", vat: "none" })], { cashKop: 25_000 }, { kind: "purchase" }),
    holds: { 1054: 3, 1020: 25_000, 1031: 25_000, 1105: 25_000 },
  },
  {
    name: "refund of a purchase",
    receipt: receiptOf([piece(5_000, { name: "Макулатура", vat: "none" })], { cashKop: 5_000 }, { kind: "purchase-refund" }),
    holds: { 1054: 4, 1020: 5_000, 1031: 5_000 },
  },
  {
    name: "full prepayment (1214 = 1)",
    receipt: receiptOf([piece(12_200, { vat: "22/122", method: 1 })], { electronicKop: 12_200 }),
    holds: { 1054: 1, 1081: 12_200, 1059: { 1214: 1, 1199: 12, 1200: 2_200 }, 1115: { 1119: { 1199: 12, 1120: 2_200 } } },
  },
  {
    name: "part prepayment (1214 = 2)",
    receipt: receiptOf([piece(11_000, { vat: "10/110", method: 2 })], { cashKop: 11_000 }),
    holds: { 1031: 11_000, 1059: { 1214: 2, 1199: 4, 1200: 1_000 }, 1107: 1_000 },
  },
  {
    name: "advance (1214 = 3)",
    receipt: receiptOf([piece(50_000, { name: "Аванс", vat: "22/122", method: 3, subject: 10 })], { cashKop: 50_000 }),
    holds: { 1020: 50_000, 1059: { 1030: "Аванс", 1214: 3, 1212: 10, 1199: 12, 1200: 9_016 } },
  },
  {
    name: "full settlement with prepaid money (1215)",
    receipt: receiptOf([piece(12_200, { vat: "22" })], { prepaidKop: 10_000, cashKop: 2_200 }),
    holds: { 1020: 12_200, 1031: 2_200, 1215: 10_000, 1059: { 1214: 4, 1199: 11, 1200: 2_200 } },
  },
  {
    name: "part on credit (1214 = 5, 1216)",
    receipt: receiptOf([piece(12_200, { vat: "22", method: 5 })], { cashKop: 2_200, creditKop: 10_000 }),
    holds: { 1020: 12_200, 1031: 2_200, 1216: 10_000, 1059: { 1214: 5, 1199: 11 } },
  },
  {
    name: "on credit (1214 = 6, 1216)",
    receipt: receiptOf([piece(12_200, { vat: "22", method: 6 })], { creditKop: 12_200 }),
    holds: { 1020: 12_200, 1031: 0, 1216: 12_200, 1059: { 1214: 6, 1199: 11 } },
  },
  {
    name: "payment of a credit (1214 = 7)",
    receipt: receiptOf([piece(10_000, { name: "Оплата кредита", vat: "22/122", method: 7, subject: 10 })], { electronicKop: 10_000 }),
    holds: { 1081: 10_000, 1059: { 1214: 7, 1212: 10, 1199: 12, 1200: 1_803 } },
  },
  {
    name: "counter supply (1217)",
    receipt: receiptOf([piece(10_000)], { counterKop: 6_000, cashKop: 4_000 }),
    holds: { 1020: 10_000, 1217: 6_000, 1031: 4_000 },
  },
  {
    name: "gift certificate sold",
    receipt: receiptOf([certificate], { electronicKop: 300_000 }),
    holds: { 1081: 300_000, 1059: { 1030: "Подарочный сертификат 3000", 1214: 3, 1212: 10, 1199: 12, 1200: 54_098 } },
  },
  {
    name: "gift certificate redeemed",
    receipt: receiptOf([piece(350_000, { vat: "22" })], { prepaidKop: 300_000, electronicKop: 50_000 }),
    holds: { 1020: 350_000, 1215: 300_000, 1081: 50_000, 1059: { 1214: 4, 1212: 1, 1199: 11, 1200: 63_115 } },
  },
  {
    name: "all five payments in one receipt",
    receipt: receiptOf([piece(15_000)], {
      cashKop: 1_000,
      electronicKop: 2_000,
      prepaidKop: 3_000,
      creditKop: 4_000,
      counterKop: 5_000,
    }),
    holds: { 1020: 15_000, 1031: 1_000, 1081: 2_000, 1215: 3_000, 1216: 4_000, 1217: 5_000 },
  },
  {
    name: "card alone",
    receipt: receiptOf([piece(9_990)], { electronicKop: 9_990 }),
    holds: { 1020: 9_990, 1031: 0, 1081: 9_990 },
  },
];

const RATES = ["none", "0", "5", "7", "10", "20", "22", "5/105", "7/107", "10/110", "20/120", "22/122"] as const;
const THREE_HUNDRED = 300;

export const SHAPES: readonly ReceiptKind[] = [
  {
    name: "every VAT rate",
    receipt: receiptOf(
      RATES.map((vat) => line({ vat, name: `Товар ${vat}` })),
      { cashKop: 120_000 },
    ),
    holds: {
      1020: 120_000,
      1105: 10_000,
      1104: 10_000,
      1103: 909,
      1102: 1_667,
      1107: 909,
      1106: 1_667,
      1059: [6, 5, 7, 8, 2, 1, 11, 9, 10, 4, 3, 12].map((code) => ({ 1199: code })),
      1115: {
        1119: [
          { 1199: 7, 1120: 476 },
          { 1199: 8, 1120: 654 },
          { 1199: 9, 1120: 476 },
          { 1199: 10, 1120: 654 },
          { 1199: 11, 1120: 1_803 },
          { 1199: 12, 1120: 1_803 },
        ],
      },
    },
  },
  {
    name: "cash rounded down to the rouble",
    receipt: receiptOf([piece(10_099)], { cashKop: 10_000 }),
    holds: { 1020: 10_000, 1031: 10_000, 1059: { 1043: 10_099 } },
  },
  {
    name: "total of zero",
    receipt: receiptOf([piece(0, { name: "Подарок" })], { cashKop: 0 }),
    holds: { 1020: 0, 1031: 0, 1059: { 1030: "Подарок", 1043: 0, 1023: 1_000_000 } },
  },
  {
    name: "300 positions",
    receipt: receiptOf(
      Array.from({ length: THREE_HUNDRED }, (_, i) => piece(100 + i, { name: `Товар ${i}` })),
      { cashKop: 74_850 },
    ),
    holds: { 1020: 74_850, 1059: Array.from({ length: THREE_HUNDRED }, (_, i) => ({ 1030: `Товар ${i}`, 1043: 100 + i })) },
    perFfd: { "1.2": {} },
  },
  {
    name: "quantity with six decimals",
    receipt: receiptOf([line({ quantity: quantity(333_333), priceKop: kopecks(99_999), sumKop: kopecks(33_333), measure: 11 })], {
      cashKop: 33_333,
    }),
    holds: { 1020: 33_333, 1059: { 1023: 333_333, 1079: 99_999, 1043: 33_333 } },
    perFfd: { ...ALL_FFD, "1.2": { 1059: { 1023: 333_333, 2108: 11 } } },
  },
  {
    name: "units of measure",
    receipt: receiptOf(
      [0, 10, 11, 22, 32, 41, 50, 71, 255].map((measure) => piece(1_000, { measure, name: `Мера ${measure}` })),
      { cashKop: 9_000 },
    ),
    holds: { 1059: [0, 10, 11, 22, 32, 41, 50, 71, 255].map((measure) => ({ 1030: `Мера ${measure}` })) },
    perFfd: { ...ALL_FFD, "1.2": { 1059: [0, 10, 11, 22, 32, 41, 50, 71, 255].map((measure) => ({ 2108: measure })) } },
  },
  {
    name: "longest name, smallest price, largest sum",
    receipt: receiptOf(
      [
        piece(1, { name: "Ж".repeat(128) }),
        line({ priceKop: kopecks(99_999_999), quantity: quantity(10_000_000), sumKop: kopecks(999_999_990) }),
      ],
      { electronicKop: 999_999_991 },
    ),
    holds: {
      1020: 999_999_991,
      1059: [
        { 1030: "Ж".repeat(128), 1043: 1 },
        { 1079: 99_999_999, 1043: 999_999_990 },
      ],
    },
  },
  {
    name: "marked goods sold",
    receipt: receiptOf(
      [
        piece(5_000, {
          subject: 33,
          marking: { codeBase64: CODE, plannedStatus: 1 },
          industry: { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=5f3d&Time=1732440000000" },
        }),
      ],
      { cashKop: 5_000 },
    ),
    holds: {
      2107: 0,
      1059: {
        1212: 33,
        2102: 0,
        1163: { 1305: "0104600439931256215JgXJ5.T" },
        1260: { 1262: "030", 1263: "21.11.2023", 1264: "1944", 1265: "UUID=5f3d&Time=1732440000000" },
      },
    },
    perFfd: { "1.2": {} },
  },
  {
    name: "marked goods returned",
    receipt: receiptOf(
      [piece(5_000, { subject: 33, marking: { codeBase64: CODE, plannedStatus: 3 } })],
      { cashKop: 5_000 },
      { kind: "refund" },
    ),
    holds: { 1054: 2, 1059: { 1212: 33, 1163: { 1305: "0104600439931256215JgXJ5.T" } } },
    perFfd: { "1.2": {} },
  },
];
