import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { AgentKind, ReceiptKind, SettlementMethod } from "../document/fiscal-document.ts";

/** The driver's words for the values of the format (facts A2–A9; schema of JSON tasks, driver v10). */

export const TAX_TYPES: Readonly<Record<VatRate, string>> = {
  none: "none",
  "0": "vat0",
  "5": "vat5",
  "7": "vat7",
  "10": "vat10",
  "20": "vat20",
  "22": "vat22",
  "5/105": "vat105",
  "7/107": "vat107",
  "10/110": "vat110",
  "20/120": "vat120",
  "22/122": "vat122",
};

export const TAXATION_TYPES: Readonly<Record<TaxSystem, string>> = {
  osn: "osn",
  "usn-income": "usnIncome",
  "usn-income-outcome": "usnIncomeOutcome",
  esn: "esn",
  patent: "patent",
};

export const RECEIPT_TYPES: Readonly<Record<ReceiptKind, string>> = {
  sale: "sell",
  refund: "sellReturn",
  purchase: "buy",
  "purchase-refund": "buyReturn",
};

export const PAYMENT_METHODS: Readonly<Record<SettlementMethod, string>> = {
  1: "fullPrepayment",
  2: "prepayment",
  3: "advance",
  4: "fullPayment",
  5: "partialPayment",
  6: "credit",
  7: "creditPayment",
};

/** Tag 1212. Not here: 12 and 16–27, for which the number is sent, since older drivers lack some of the names. */
export const PAYMENT_OBJECTS: ReadonlyMap<number, string> = new Map([
  [1, "commodity"],
  [2, "excise"],
  [3, "job"],
  [4, "service"],
  [5, "gamblingBet"],
  [6, "gamblingPrize"],
  [7, "lottery"],
  [8, "lotteryPrize"],
  [9, "intellectualActivity"],
  [10, "payment"],
  [11, "agentCommission"],
  [13, "another"],
  [14, "proprietaryLaw"],
  [15, "nonOperatingIncome"],
  [30, "exciseWithoutMarking"],
  [31, "exciseWithMarking"],
  [32, "commodityWithoutMarking"],
  [33, "commodityWithMarking"],
]);

/** Tag 2108. */
export const MEASUREMENT_UNITS: ReadonlyMap<number, string> = new Map([
  [0, "piece"],
  [10, "gram"],
  [11, "kilogram"],
  [12, "ton"],
  [20, "centimeter"],
  [21, "decimeter"],
  [22, "meter"],
  [30, "squareCentimeter"],
  [31, "squareDecimeter"],
  [32, "squareMeter"],
  [40, "milliliter"],
  [41, "liter"],
  [42, "cubicMeter"],
  [50, "kilowattHour"],
  [51, "gkal"],
  [70, "day"],
  [71, "hour"],
  [72, "minute"],
  [73, "second"],
  [80, "kilobyte"],
  [81, "megabyte"],
  [82, "gigabyte"],
  [83, "terabyte"],
  [255, "otherUnits"],
]);

/** Tag 2003. */
export const ITEM_STATUSES: Readonly<Record<1 | 2 | 3 | 4, string>> = {
  1: "itemPieceSold",
  2: "itemDryForSale",
  3: "itemPieceReturn",
  4: "itemDryReturn",
};

export const AGENT_WORDS: Readonly<Record<AgentKind, string>> = {
  "bank-paying-agent": "bankPayingAgent",
  "bank-paying-subagent": "bankPayingSubagent",
  "paying-agent": "payingAgent",
  "paying-subagent": "payingSubagent",
  attorney: "attorney",
  "commission-agent": "commissionAgent",
  another: "another",
};
