import { kopecks, quantity } from "../../../config/money.ts";
import type { Correction, FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import { ALL_FFD, type ReceiptKind } from "./receipt-kinds.ts";
import { line, piece, receipt, receiptOf } from "./sample-documents.ts";

/** Seconds since 1970 of 20.11.2026 00:00, the shop's time taken as UTC. */
const CORRECTED_AT = 1_795_132_800;
const CODE = Buffer.from("0104600439931256215JgXJ5.T\u001d93dGVz").toString("base64");

/** Characters 9 to 31 of an old stamp, the first 14 of a new one. */
const OLD_STAMP_PART = "0A1B2C3D4E5F6G7H8I9J0K1";
const NEW_STAMP_PART = "18710100000042";

/** Code of goods of a stamp: kind and text in 1162, or one tag inside 1163. */
function stampHolds(kind: string, text: string, tag: 1308 | 1309): NonNullable<ReceiptKind["perFfd"]> {
  const old = { 1059: { 1212: 2, 1162: `${kind}${Buffer.from(text).toString("hex")}` } };
  return { "1.05": old, "1.1": old, "1.2": { 1059: { 1212: 2, 1163: { [tag]: text } } } };
}

/** Agents, buyers and attributes of the receipt, in the versions that write them differently. */
export const PARTIES: readonly ReceiptKind[] = [
  {
    name: "agent: goods on commission",
    receipt: receiptOf(
      [
        piece(20_000, {
          name: "Картина",
          vat: "none",
          agent: { kind: "commission-agent", supplier: { name: 'ООО "Галерея"', inn: "7725225244", phones: ["+74951234567"] } },
        }),
      ],
      { cashKop: 20_000 },
    ),
    holds: { 1059: { 1222: 32, 1224: { 1225: 'ООО "Галерея"', 1171: "+74951234567" }, 1226: "7725225244" } },
    perFfd: { ...ALL_FFD, "1.05": { 1057: 32 }, "1.1": { 1057: 32 } },
  },
  {
    name: "agent: paying agent with its operators",
    receipt: receiptOf(
      [
        piece(50_000, {
          name: "Связь",
          vat: "none",
          subject: 4,
          agent: {
            kind: "paying-agent",
            supplier: { name: "Связь-Сервис", inn: "7725225244", phones: ["+74957654321"] },
            payingAgent: { operation: "Прием платежа", phones: ["+79001112233"] },
            receiver: { phones: ["+79004445566"] },
          },
        }),
      ],
      { cashKop: 50_000 },
    ),
    holds: { 1059: { 1212: 4, 1222: 4, 1223: { 1044: "Прием платежа", 1073: "+79001112233", 1074: "+79004445566" } } },
    perFfd: ALL_FFD,
  },
  {
    name: "business buyer with name and INN",
    receipt: receiptOf(
      [piece(99_000, { vat: "22", exciseKop: kopecks(1_500), countryCode: "156", customsDeclaration: "10702020/060520/0013422" })],
      { electronicKop: 99_000 },
      { buyer: { name: 'ООО "Ромашка"', inn: "7725225244", address: "Москва, Лесная, 5" } },
    ),
    holds: { 1059: { 1229: 1_500, 1230: "156", 1231: "10702020/060520/0013422" } },
    perFfd: {
      "1.05": { 1227: 'ООО "Ромашка"', 1228: "7725225244" },
      "1.1": { 1227: 'ООО "Ромашка"', 1228: "7725225244" },
      "1.2": { 1256: { 1227: 'ООО "Ромашка"', 1228: "7725225244", 1254: "Москва, Лесная, 5" } },
    },
  },
  {
    name: "attributes of the user, of the position, sender's address",
    receipt: receiptOf(
      [piece(7_000, { extra: "Серия 12-34" })],
      { cashKop: 7_000 },
      {
        userAttribute: { name: "Заказ", value: "ИМ-000123" },
        buyerContact: "buyer@example.ru",
        senderEmail: "shop@example.ru",
      },
    ),
    holds: { 1008: "buyer@example.ru", 1117: "shop@example.ru", 1084: { 1085: "Заказ", 1086: "ИМ-000123" }, 1059: { 1191: "Серия 12-34" } },
  },
  {
    name: "industry attribute of the receipt",
    receipt: receipt({ industry: { foivId: "020", date: "01.01.2026", number: "12", value: "a=1" } }),
    holds: { 1261: { 1262: "020", 1263: "01.01.2026", 1264: "12", 1265: "a=1" } },
    perFfd: { "1.2": {} },
  },
  {
    name: "part of a marked pack (1291)",
    receipt: receiptOf(
      [
        line({
          subject: 33,
          quantity: quantity(250_000),
          priceKop: kopecks(40_000),
          sumKop: kopecks(10_000),
          marking: { codeBase64: CODE, plannedStatus: 2 },
        }),
      ],
      { cashKop: 10_000 },
    ),
    holds: { 1059: { 1212: 33, 1291: { 1293: 1, 1294: 4 } } },
    perFfd: { "1.2": {} },
  },
  {
    name: "bottle with an old excise stamp (1162, 1163)",
    receipt: receiptOf([piece(45_000, { name: "Водка", subject: 2, stamp: `22N00000${OLD_STAMP_PART}${"Z".repeat(37)}` })], {
      cashKop: 45_000,
    }),
    holds: {},
    perFfd: stampHolds("c514", OLD_STAMP_PART, 1308),
  },
  {
    name: "bottle with a new excise stamp (1162, 1163)",
    receipt: receiptOf([piece(45_000, { name: "Водка", subject: 2, stamp: `${NEW_STAMP_PART}${"9".repeat(136)}` })], { cashKop: 45_000 }),
    holds: {},
    perFfd: stampHolds("c51e", NEW_STAMP_PART, 1309),
  },
];

const own: Correction = { basis: "own", correctedOn: "2026-11-20" };
const order: Correction = { basis: "order", correctedOn: "2026-11-20", orderNumber: "17-15/2026" };
const corrected = (correction: Correction, change: Partial<FiscalReceipt> = {}): FiscalReceipt =>
  receiptOf([piece(30_000, { vat: "10" })], { cashKop: 10_000, electronicKop: 20_000 }, { correction, ...change });

/** Correction receipts (чек коррекции). Before FFD 1.1 there are none of returns. */
export const CORRECTIONS: readonly ReceiptKind[] = [
  {
    name: "correction of a sale, own decision",
    receipt: corrected(own),
    holds: { 1054: 1, 1173: 0, 1174: { 1178: CORRECTED_AT }, 1020: 30_000, 1031: 10_000, 1081: 20_000 },
    perFfd: ALL_FFD,
  },
  {
    name: "correction of a sale, by order",
    receipt: corrected(order),
    holds: { 1054: 1, 1173: 1, 1174: { 1178: CORRECTED_AT, 1179: "17-15/2026" }, 1020: 30_000 },
    perFfd: ALL_FFD,
  },
  {
    name: "correction of a refund, own decision",
    receipt: corrected(own, { kind: "refund" }),
    holds: { 1054: 2, 1173: 0, 1174: { 1178: CORRECTED_AT }, 1020: 30_000 },
    perFfd: { "1.1": {}, "1.2": {} },
  },
  {
    name: "correction of a purchase, own decision",
    receipt: corrected(own, { kind: "purchase" }),
    holds: { 1054: 3, 1173: 0, 1174: { 1178: CORRECTED_AT }, 1020: 30_000 },
    perFfd: ALL_FFD,
  },
  {
    name: "correction of a purchase's refund, by order",
    receipt: corrected(order, { kind: "purchase-refund" }),
    holds: { 1054: 4, 1173: 1, 1174: { 1178: CORRECTED_AT, 1179: "17-15/2026" }, 1020: 30_000 },
    perFfd: { "1.1": {}, "1.2": {} },
  },
  {
    name: "correction that names the wrong document (1192)",
    receipt: corrected({ ...own, correctedFiscalSign: "2938471650" }),
    holds: { 1192: "2938471650", 1084: { 1085: "Документ кассы" } },
    perFfd: { "1.1": {}, "1.2": {} },
  },
];
