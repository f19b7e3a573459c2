import { isMarked } from "../code-question.ts";
import type { MarkedGoods } from "../code-question.ts";
import { agentMask } from "../document/agent.ts";
import { hasWrittenLines } from "../document/correction.ts";
import type { Cashier, FiscalLine, FiscalReceipt, IndustryAttribute } from "../document/fiscal-document.ts";
import { measureByCode } from "../document/measure.ts";
import { fractionOf } from "../document/receipt-tlv.ts";
import { stampBytes, stampCodeOf } from "../document/stamp-code.ts";
import { OWN_TAG_NAME } from "../document/own-tag.ts";
import type { Ffd } from "../document/tags.ts";
import type { SlipLine } from "../registrar.ts";
import { vatTotals } from "../document/vat.ts";
import { amount, count, money } from "./decimal.ts";
import type { JsonObject, JsonValue } from "./json-text.ts";
import type { Task } from "./task-port.ts";
import {
  AGENT_WORDS,
  ITEM_STATUSES,
  MEASUREMENT_UNITS,
  PAYMENT_METHODS,
  PAYMENT_OBJECTS,
  RECEIPT_TYPES,
  TAX_TYPES,
  TAXATION_TYPES,
} from "./words.ts";

/** Date of an industry attribute (1263) in a task: descriptions of the driver disagree (facts, errata 10). */
export type IndustryDateFormat = "YYYY.MM.DD" | "DD.MM.YYYY";

export interface ReceiptTaskRules {
  readonly ffd: Ffd;
  readonly industryDate: IndustryDateFormat;
}

/** Checked marking codes (tag 2106), one for each marked line, in the order of the lines. Absent: the registrar is before ФФД 1.2. */
export type CheckResults = readonly JsonObject[];

const CORRECTION_SUFFIX = "Correction";

/** The JSON task of a receipt or a correction receipt (facts B3). */
export function receiptTask(receipt: FiscalReceipt, checks: CheckResults, rules: ReceiptTaskRules): Task {
  const { correction } = receipt;
  const type = RECEIPT_TYPES[receipt.kind];
  return {
    type: correction === undefined ? type : `${type}${CORRECTION_SUFFIX}`,
    taxationType: TAXATION_TYPES[receipt.taxSystem],
    electronically: receipt.paper === "none",
    // A footer that does not fit the paper is no reason to refuse the money.
    ignoreNonFiscalPrintErrors: true,
    operator: operator(receipt.cashier),
    ...(correction === undefined
      ? {}
      : {
          correctionType: correction.basis === "own" ? "self" : "instruction",
          correctionBaseDate: correction.correctedOn.replaceAll("-", "."),
          correctionBaseNumber: correction.orderNumber,
          correctionBaseName: rules.ffd === "1.2" ? undefined : correction.description,
        }),
    agentInfo: rules.ffd === "1.2" ? undefined : agentsOf(receipt.lines),
    clientInfo: clientInfo(receipt),
    companyInfo: receipt.senderEmail === undefined ? undefined : { email: receipt.senderEmail },
    industryInfo: receipt.industry === undefined ? undefined : [industryInfo(receipt.industry, rules.industryDate)],
    items: [...positions(receipt, checks, rules), ...attributes(receipt)],
    payments: payments(receipt),
    total: money(receipt.totalKop),
    taxes: hasWrittenLines(receipt, rules.ffd) ? undefined : taxes(receipt.lines),
    postItems: receipt.footer.length === 0 ? undefined : textItems(receipt.footer),
  };
}

/** Before ФФД 1.2 a receipt whose positions are all an agent's names its agents as a whole (1057). */
function agentsOf(lines: readonly FiscalLine[]): JsonObject | undefined {
  const mask = agentMask(lines);
  if (mask === null) return undefined;
  const kinds = [...new Set(lines.flatMap(({ agent }) => (agent === undefined ? [] : [agent.kind])))];
  return { agents: kinds.map((kind) => AGENT_WORDS[kind]) };
}

/** A document without positions carries its tax sums itself; 0 % and "without VAT" carry the turnover. */
function taxes(lines: readonly FiscalLine[]): JsonObject[] {
  return vatTotals(lines).map(({ rate, vatKop, turnoverKop }) => ({
    type: TAX_TYPES[rate],
    sum: money(rate === "0" || rate === "none" ? turnoverKop : vatKop),
  }));
}

export function operator(cashier: Cashier): JsonObject {
  return { name: cashier.name, vatin: cashier.inn };
}

export function textItems(lines: readonly string[]): JsonValue[] {
  // An empty text is refused by some drivers; a space prints the same.
  return lines.map((line) => ({ type: "text", text: line === "" ? " " : line, alignment: "left", wrap: "none" }));
}

/** Text and QR codes of a non-fiscal document. */
export function slipItems(lines: readonly SlipLine[]): JsonValue[] {
  return lines.flatMap((line) =>
    typeof line === "string"
      ? textItems([line])
      : [{ type: "barcode", barcode: line.qr, barcodeType: "QR", alignment: "center", scale: count(QR_SCALE) }],
  );
}

/** Dots of the printer in one of the code: the usual one of the vendor's examples. */
const QR_SCALE = 4;

/** `imcParams` of a code, as the check and the receipt want it. */
export function imcParams(goods: MarkedGoods): JsonObject {
  const { marking, quantity, measure } = goods;
  return {
    imcType: "auto",
    imc: marking.codeBase64,
    itemEstimatedStatus: ITEM_STATUSES[marking.plannedStatus],
    imcModeProcessing: count(0),
    itemQuantity: amount(quantity),
    itemUnits: MEASUREMENT_UNITS.get(measure),
    itemFractionalAmount: fractionText(goods),
  };
}

/** Part of a marked pack (1291): "1/4". */
function fractionText(goods: MarkedGoods): string | undefined {
  const fraction = fractionOf(goods);
  return fraction === null ? undefined : `${fraction.numerator}/${fraction.denominator}`;
}

function positions(receipt: FiscalReceipt, checks: CheckResults, rules: ReceiptTaskRules): JsonObject[] {
  let marked = 0;
  return receipt.lines.map((line) => {
    const imc = isMarked(line) ? imcParams(line) : null;
    const check = imc === null ? undefined : checks[marked++];
    return position(line, imc, check, rules);
  });
}

function position(line: FiscalLine, imc: JsonObject | null, check: JsonObject | undefined, rules: ReceiptTaskRules): JsonObject {
  const is12 = rules.ffd === "1.2";
  const { agent, industry } = line;
  return {
    type: "position",
    name: line.name,
    price: money(line.priceKop),
    quantity: amount(line.quantity),
    amount: money(line.sumKop),
    department: count(line.department),
    measurementUnit: is12 ? MEASUREMENT_UNITS.get(line.measure) : measureByCode(line.measure)?.unit,
    paymentMethod: PAYMENT_METHODS[line.method],
    paymentObject: PAYMENT_OBJECTS.get(line.subject) ?? count(line.subject),
    tax: { type: TAX_TYPES[line.vat] },
    imcParams: imc === null || !is12 ? undefined : { ...imc, itemInfoCheckResult: check },
    markingCode: line.marking === undefined || is12 ? undefined : { type: "other", mark: line.marking.codeBase64 },
    ...stampFields(line, rules.ffd),
    industryInfo: industry === undefined ? undefined : [industryInfo(industry, rules.industryDate)],
    ...(agent === undefined
      ? {}
      : {
          agentInfo: {
            agents: [AGENT_WORDS[agent.kind]],
            payingAgent: agent.payingAgent === undefined ? undefined : { ...agent.payingAgent },
            receivePaymentsOperator: agent.receiver === undefined ? undefined : { phones: agent.receiver.phones },
            moneyTransferOperator:
              agent.transfer === undefined
                ? undefined
                : {
                    name: agent.transfer.name,
                    vatin: agent.transfer.inn,
                    address: agent.transfer.address,
                    phones: agent.transfer.phones,
                  },
          },
          supplierInfo: { name: agent.supplier.name, vatin: agent.supplier.inn, phones: agent.supplier.phones },
        }),
    additionalAttribute: line.extra,
    exciseSum: line.exciseKop === undefined ? undefined : money(line.exciseKop),
    countryCode: line.countryCode,
    customsDeclaration: line.customsDeclaration,
  };
}

/** Goods code of an excise stamp: 1163 by the driver's name of its form; before ФФД 1.2 the whole of 1162. */
function stampFields(line: FiscalLine, ffd: Ffd): JsonObject {
  const code = stampCodeOf(line);
  if (code === null) return {};
  if (ffd === "1.2") return { productCodes: { [code.form]: code.text } };
  return { nomenclatureCode: Buffer.from(stampBytes(code)).toString("base64") };
}

function industryInfo(industry: IndustryAttribute, format: IndustryDateFormat): JsonObject {
  const [day = "", month = "", year = ""] = industry.date.split(".");
  const date = format === "YYYY.MM.DD" ? `${year}.${month}.${day}` : industry.date;
  return { fois: industry.foivId, date, number: industry.number, industryAttribute: industry.value };
}

/** Our own tag: 1192, or 1084 in a correction whose 1192 names the wrong document (`document/own-tag.ts`). */
function attributes(receipt: FiscalReceipt): JsonObject[] {
  const { correction, ownTag, userAttribute } = receipt;
  const user = (name: string, value: string): JsonObject => ({ type: "userAttribute", name, value, print: true });
  const additional = (value: string): JsonObject => ({ type: "additionalAttribute", value, print: false });
  if (correction !== undefined) {
    const sign = correction.correctedFiscalSign;
    return [user(OWN_TAG_NAME, ownTag), ...(sign === undefined ? [] : [additional(sign)])];
  }
  return [additional(ownTag), ...(userAttribute === undefined ? [] : [user(userAttribute.name, userAttribute.value)])];
}

function clientInfo(receipt: FiscalReceipt): JsonObject | undefined {
  const { buyer, buyerContact } = receipt;
  if (buyer === undefined && buyerContact === undefined) return undefined;
  return {
    emailOrPhone: buyerContact,
    name: buyer?.name,
    vatin: buyer?.inn,
    birthDate: buyer?.birthDate,
    citizenship: buyer?.citizenship,
    identityDocumentCode: buyer?.identity?.kind,
    identityDocumentData: buyer?.identity?.data,
    address: buyer?.address,
  };
}

/** Cash with what was handed over: the driver reckons the change and prints it. A receipt of nothing has a cash payment of nothing. */
function payments({ payments: paid, cashGivenKop, totalKop }: FiscalReceipt): JsonObject[] {
  const kinds = [
    ["electronically", paid.electronicKop],
    ["prepaid", paid.prepaidKop],
    ["credit", paid.creditKop],
    ["other", paid.counterKop],
    ["cash", paid.cashKop === 0 ? paid.cashKop : cashGivenKop],
  ] as const;
  return kinds.filter(([type, kop]) => kop > 0 || (totalKop === 0 && type === "cash")).map(([type, kop]) => ({ type, sum: money(kop) }));
}
