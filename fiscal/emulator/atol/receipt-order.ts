import { kopecks, sumKop, type Kopecks } from "../../../config/money.ts";
import type { TlvItem } from "../../document/tlv.ts";
import type { DrivePayments, Operation, VatSums } from "../fiscal-drive/index.ts";
import type { PaperLine } from "../paper/index.ts";
import {
  byteTag,
  cashlessTags,
  clientTags,
  container,
  correctionTags,
  industryTags,
  operationTags,
  operatorTags,
  receiptAgentTags,
  textTags,
} from "./attributes.ts";
import { toKopecks } from "./decimal.ts";
import { driverError, DRIVER_CODE } from "./driver-error.ts";
import type { FieldReader } from "./field-reader.ts";
import { readPosition, type PositionOrder, type PositionRules } from "./position.ts";
import { printItem, printItems } from "./print-item.ts";
import { PAYMENT_TYPES, TAX_SYSTEMS, TAX_TYPES } from "./words.ts";

/** A receipt or correction as the task orders it, money checked. */
export interface ReceiptOrder {
  readonly operation: Operation;
  readonly correction: boolean;
  readonly positions: readonly PositionOrder[];
  readonly totalKop: Kopecks;
  readonly payments: DrivePayments;
  /** Handed over in cash, change included. */
  readonly cashGivenKop: Kopecks;
  readonly changeKop: Kopecks;
  /** Tag 1055; null = the registrar's only one. */
  readonly taxSystem: number | null;
  /** VAT sums that the task gives itself; they win over those of the positions. */
  readonly taxes: VatSums;
  readonly tags: readonly TlvItem[];
  readonly isElectronic: boolean;
  readonly checksCodes: boolean;
  /** Texts among the positions; barcodes and pictures print at the foot. */
  readonly hostLines: readonly { readonly afterItems: number; readonly text: string }[];
  readonly before: readonly PaperLine[];
  readonly after: readonly PaperLine[];
}

export interface ReceiptRules extends PositionRules {
  /** False in FFD 1.05: a correction has its sums only. */
  readonly correctionsHaveItems: boolean;
  readonly paperWidth: number;
}

/** 1020 has at most 6 bytes. */
const MAX_TOTAL_KOP = 2 ** 48 - 1;
const MAX_ROUNDING_KOP = 99;
const MAX_PAYMENT_KIND = 9;

export function readReceipt(
  task: FieldReader,
  kind: { readonly operation: Operation; readonly correction: boolean },
  rules: ReceiptRules,
): ReceiptOrder {
  const hasItems = !kind.correction || rules.correctionsHaveItems;
  const items = readItems(task, rules, hasItems);
  const total = hasItems ? readTotal(task, items.positions) : paidTotal(task);
  const money = readPayments(task, total);
  const isElectronic = task.optionalBoolean("electronically");
  const company = task.object("companyInfo");
  const client = clientTags(task, rules.isFfd12);
  const operator = operatorTags(task);
  if (operator.length === 0) task.fail(driverError(DRIVER_CODE.requiredTag, "1021"));
  if (isElectronic && !client.some(({ tag }) => tag === 1008)) task.fail(driverError(DRIVER_CODE.requiredTag, "1008"));
  const tags = [
    ...operator,
    ...client,
    ...(company === null ? [] : textTags(company, 1117, company.optionalString("email"))),
    ...textTags(task, 1187, task.optionalString("paymentsPlace")),
    ...textTags(task, 1009, task.optionalString("paymentsAddress")),
    ...textTags(task, 1036, task.optionalString("machineNumber")),
    ...(task.optionalBoolean("internet") ? [byteTag(1125, 1)] : []),
    ...(rules.isFfd12 ? industryTags(task, 1261) : []),
    ...(rules.isFfd12 ? operationTags(task) : receiptAgentTags(task)),
    ...cashlessTags(task),
    ...(kind.correction ? correctionTags(task, rules.isFfd12) : []),
    ...items.tags,
  ];
  return {
    ...kind,
    positions: items.positions,
    totalKop: total,
    ...money,
    taxSystem: task.optionalStrictWord("taxationType", TAX_SYSTEMS),
    taxes: readTaxes(task),
    tags,
    isElectronic,
    checksCodes: task.optionalBoolean("validateMarkingCodes"),
    hostLines: items.lines,
    before: printItems(task, "preItems", rules.paperWidth),
    after: [...items.graphics, ...printItems(task, "postItems", rules.paperWidth)],
  };
}

interface Items {
  readonly positions: PositionOrder[];
  readonly lines: { afterItems: number; text: string }[];
  readonly graphics: PaperLine[];
  readonly tags: TlvItem[];
}

function readItems(task: FieldReader, rules: ReceiptRules, hasPositions: boolean): Items {
  const found: Items = { positions: [], lines: [], graphics: [], tags: [] };
  for (const item of hasPositions ? task.requiredObjects("items") : task.objects("items")) {
    switch (item.string("type")) {
      case "position": {
        if (!hasPositions) break;
        const position = readPosition(item, rules);
        if (position !== null) found.positions.push(position);
        break;
      }
      case "userAttribute":
        found.tags.push(
          ...container(1084, [...textTags(item, 1085, item.optionalString("name")), ...textTags(item, 1086, item.optionalString("value"))]),
        );
        break;
      case "additionalAttribute":
        found.tags.push(...textTags(item, 1192, item.string("value")));
        break;
      default:
        for (const line of printItem(item, rules.paperWidth)) {
          if (line.kind === "text") found.lines.push({ afterItems: found.positions.length, text: line.text });
          else found.graphics.push(line);
        }
    }
  }
  if (hasPositions && found.positions.length === 0 && task.error === null) task.fail(driverError(DRIVER_CODE.requiredTag, "1059"));
  if (found.positions.some(({ isOldVat18 }) => isOldVat18) && found.positions.some((one) => one.item.vatCode === 1 && !one.isOldVat18)) {
    task.fail(driverError(DRIVER_CODE.vat18And20));
  }
  return found;
}

/** The sum of the positions, or the task's own total that is less by under a rouble. */
function readTotal(task: FieldReader, positions: readonly PositionOrder[]): Kopecks {
  const ofPositions = sumKop(positions.map(({ item }) => item.sumKop));
  if (ofPositions > MAX_TOTAL_KOP) task.fail(driverError(DRIVER_CODE.totalOverflow));
  const said = task.optionalNumber("total");
  if (said === null) return ofPositions;
  const total = toKopecks(said);
  if (total === null || total > ofPositions || ofPositions - total > MAX_ROUNDING_KOP) {
    task.fail(driverError(DRIVER_CODE.invalidTotal));
    return ofPositions;
  }
  return total;
}

/** Total of a correction without positions: what was paid. */
function paidTotal(task: FieldReader): Kopecks {
  return sumKop(task.objects("payments").map((payment) => toKopecks(payment.number("sum")) ?? kopecks(0)));
}

interface Money {
  readonly payments: DrivePayments;
  readonly cashGivenKop: Kopecks;
  readonly changeKop: Kopecks;
}

/** Cashless kinds first, cash last: what is left of the cash is change. */
function readPayments(task: FieldReader, totalKop: Kopecks): Money {
  const sums = [0, 0, 0, 0, 0];
  for (const payment of task.requiredObjects("payments")) {
    const kind = payment.has("type") ? payment.optionalWord("type", PAYMENT_TYPES) : (payment.string("type"), null);
    const sum = toKopecks(payment.number("sum"));
    if (sum === null) task.fail(driverError(DRIVER_CODE.invalidSum));
    if (kind !== null && (!Number.isInteger(kind) || kind < 0 || kind > MAX_PAYMENT_KIND)) {
      task.fail(driverError(DRIVER_CODE.invalidPaymentKind));
    }
    // The user's own kinds 5–9 are cashless ones.
    const bucket = kind !== null && kind > 4 ? 1 : (kind ?? 0);
    sums[bucket] = (sums[bucket] ?? 0) + (sum ?? 0);
  }
  const [cash = 0, electronic = 0, prepaid = 0, credit = 0, counter = 0] = sums;
  const cashless = electronic + prepaid + credit + counter;
  if (cash + cashless < totalKop) task.fail(driverError(DRIVER_CODE.notFullyPaid));
  if (cashless > totalKop) task.fail(driverError(DRIVER_CODE.cashlessTooMuch));
  const cashDue = Math.max(0, totalKop - cashless);
  return {
    payments: {
      cashKop: kopecks(cashDue),
      electronicKop: kopecks(electronic),
      prepaidKop: kopecks(prepaid),
      creditKop: kopecks(credit),
      counterKop: kopecks(counter),
    },
    cashGivenKop: kopecks(cash),
    changeKop: kopecks(Math.max(0, cash - cashDue)),
  };
}

function readTaxes(task: FieldReader): VatSums {
  const taxes: VatSums = {};
  for (const tax of task.objects("taxes")) {
    const word = tax.string("type");
    const code = Object.hasOwn(TAX_TYPES, word) ? TAX_TYPES[word] : tax.wrongValue("type", word, undefined);
    const sum = toKopecks(tax.number("sum"));
    if (sum === null) task.fail(driverError(DRIVER_CODE.taxSum));
    if (code !== undefined && sum !== null && sum > 0) taxes[code] = kopecks((taxes[code] ?? 0) + sum);
  }
  return taxes;
}
