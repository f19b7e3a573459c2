import type { Operation, VatCode } from "../fiscal-drive/index.ts";

/** A word of the JSON tasks and the value of the format's tag. */
type Words<T extends number = number> = Readonly<Record<string, T>>;

/** Tag 1199. The old names of 20 % still pass. */
export const TAX_TYPES: Words<VatCode> = {
  vat20: 1,
  vat18: 1,
  vat10: 2,
  vat120: 3,
  vat118: 3,
  vat110: 4,
  vat0: 5,
  none: 6,
  vat5: 7,
  vat7: 8,
  vat105: 9,
  vat107: 10,
  vat22: 11,
  vat122: 12,
};

/** Tag 1055. */
export const TAX_SYSTEMS: Words = { osn: 1, usnIncome: 2, usnIncomeOutcome: 4, envd: 8, esn: 16, patent: 32 };

/** Tag 1214. */
export const PAYMENT_METHODS: Words = {
  fullPrepayment: 1,
  prepayment: 2,
  advance: 3,
  fullPayment: 4,
  partialPayment: 5,
  credit: 6,
  creditPayment: 7,
};

/** Tag 1212. */
export const PAYMENT_OBJECTS: Words = {
  commodity: 1,
  excise: 2,
  job: 3,
  service: 4,
  gamblingBet: 5,
  gamblingPrize: 6,
  lottery: 7,
  lotteryPrize: 8,
  intellectualActivity: 9,
  payment: 10,
  agentCommission: 11,
  composite: 12,
  pay: 12,
  another: 13,
  proprietaryLaw: 14,
  nonOperatingIncome: 15,
  insuranceContributions: 16,
  otherContributions: 16,
  merchantTax: 17,
  resortFee: 18,
  deposit: 19,
  consumption: 20,
  soleProprietorCPIContributions: 21,
  cpiContributions: 22,
  soleProprietorCMIContributions: 23,
  cmiContributions: 24,
  csiContributions: 25,
  casinoPayment: 26,
  fundsIssuance: 27,
  exciseWithoutMarking: 30,
  exciseWithMarking: 31,
  commodityWithoutMarking: 32,
  commodityWithMarking: 33,
};

/** Tag 2108. */
export const ITEM_UNITS: Words = {
  piece: 0,
  gram: 10,
  kilogram: 11,
  ton: 12,
  centimeter: 20,
  decimeter: 21,
  meter: 22,
  squareCentimeter: 30,
  squareDecimeter: 31,
  squareMeter: 32,
  milliliter: 40,
  liter: 41,
  cubicMeter: 42,
  kilowattHour: 50,
  gkal: 51,
  day: 70,
  hour: 71,
  minute: 72,
  second: 73,
  kilobyte: 80,
  megabyte: 81,
  gigabyte: 82,
  terabyte: 83,
  otherUnits: 255,
};

/** Bits of tag 1222. */
export const AGENTS: Words = {
  bankPayingAgent: 1,
  bankPayingSubagent: 2,
  payingAgent: 4,
  payingSubagent: 8,
  attorney: 16,
  commissionAgent: 32,
  another: 64,
};

/** Tag 2003. */
export const ITEM_STATUSES: Words = {
  itemPieceSold: 1,
  itemDryForSale: 2,
  itemPieceReturn: 3,
  itemDryReturn: 4,
  itemPieceForSale: 5,
  itemDrySold: 6,
  itemStatusUnchanged: 255,
};

/** Tag 2100; `auto` = the registrar decides. */
export const CODE_KINDS: Words = {
  auto: 256,
  imcUnrecognized: 0,
  imcShort: 1,
  imcFmVerifyCode88: 2,
  imcVerifyCode44: 3,
  imcFmVerifyCode44: 4,
  imcVerifyCode4: 5,
};

/** Tags inside 1163. */
export const PRODUCT_CODES: Words = {
  undefined: 1300,
  ean8: 1301,
  ean13: 1302,
  itf14: 1303,
  gs10: 1304,
  gs1m: 1305,
  short: 1306,
  furs: 1307,
  egais20: 1308,
  egais30: 1309,
  f1: 1320,
  f2: 1321,
  f3: 1322,
  f4: 1323,
  f5: 1324,
  f6: 1325,
};

/** Payment kinds; 5–9 are the user's own and count as cashless. */
export const PAYMENT_TYPES: Words = { cash: 0, electronically: 1, prepaid: 2, credit: 3, other: 4 };

/** Tags 1209, 1189, 1190. */
export const FFD_VERSIONS: Words = { "1.05": 2, "1.1": 3, "1.2": 4 };

/** Task types of receipts: tag 1054 and whether it is a correction. */
export const RECEIPT_TASKS: Readonly<Record<string, { readonly operation: Operation; readonly correction: boolean }>> = {
  sell: { operation: 1, correction: false },
  sellReturn: { operation: 2, correction: false },
  buy: { operation: 3, correction: false },
  buyReturn: { operation: 4, correction: false },
  sellCorrection: { operation: 1, correction: true },
  sellReturnCorrection: { operation: 2, correction: true },
  buyCorrection: { operation: 3, correction: true },
  buyReturnCorrection: { operation: 4, correction: true },
};

/** Word of a value; the first of several names. Null when there is none. */
export function wordOf(words: Words, value: number): string | null {
  return Object.entries(words).find(([, number]) => number === value)?.[0] ?? null;
}
