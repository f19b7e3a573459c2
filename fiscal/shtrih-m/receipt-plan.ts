import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { kopecks, sumKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { isMarked, markedLines } from "../code-question.ts";
import type { MarkedGoods } from "../code-question.ts";
import { MARKED_LINES_MAX } from "../document/check-whole.ts";
import type { FiscalLine, FiscalMarking, FiscalReceipt } from "../document/fiscal-document.ts";
import { taxSystemBit } from "../document/tax-system.ts";
import { COMMANDS } from "./commands.ts";
import type { ShtrihFamily, ShtrihProfile } from "./model.ts";
import { itemTagSteps, measuredTlv, receiptTagSteps, single } from "./receipt-tags.ts";
import type { ReceiptStep, TagRules } from "./receipt-tags.ts";
import {
  LINE_BYTES,
  MAX_NAME_BYTES,
  bindMarking,
  checkMarking,
  closeReceipt,
  item,
  markingDecision,
  receiptType,
  textLine,
} from "./requests.ts";
import { encodeDeviceText } from "./text.ts";

export interface ReceiptPlan {
  /** Everything up to the subtotal, in order. */
  readonly steps: readonly ReceiptStep[];
  /** Sum of the lines: what 89h must answer. */
  readonly subtotalKop: Kopecks;
  /** FF45. */
  readonly close: Uint8Array;
  readonly hasMarking: boolean;
}

export interface PlanRules extends TagRules {
  readonly family: ShtrihFamily;
  /** FF69 02 before the codes: a left-over of an aborted receipt, or of another sale, blocks the next one. */
  readonly clearMarkingFirst: boolean;
  /** Codes (base64) that were checked for this receipt already and lie in the drive. */
  readonly heldCodes: ReadonlySet<string>;
}

/** FF61: command 2, password 4, its own four bytes. */
const MAX_CHECK_BYTES = 245;
const MAX_DEPARTMENT = 16;
const MAX_ROUNDING_KOP = 99;

/**
 * The commands of a receipt, corrections of ФФД 1.1 and 1.2 among them. Order on a desktop registrar: 8D, FF61 and FF69 for
 * every code, FF0C, then per line FF46, FF4D, FF67. A cash core wants FF4D and FF67 before their FF46 (facts, sections 4.8 and
 * 4.9). Error FIS360: does not fit.
 */
export function planReceipt(receipt: FiscalReceipt, rules: PlanRules): Result<ReceiptPlan, AppError> {
  const misfit = misfitOf(receipt);
  if (misfit !== null) return err(appError("FIS360", { what: misfit }));
  const subtotalKop = sumKop(receipt.lines.map((line) => line.sumKop));
  const isCorrection = receipt.correction !== undefined;
  const steps: ReceiptStep[] = [single(COMMANDS.openReceipt, receiptType(receipt.kind, isCorrection))];
  if (rules.ffd === "1.2") steps.push(...markingChecks(receipt.lines, rules));
  steps.push(...receiptTagSteps(receipt, rules));
  for (const line of receipt.lines) steps.push(...stepsOfLine(receipt.kind, line, rules));
  // An empty line inside a receipt is not printed; a space is.
  for (const line of receipt.footer) steps.push(single(COMMANDS.standardLine, textLine(lineBytes(line))));
  return ok({
    steps,
    subtotalKop,
    close: closeReceipt(paymentsOf(receipt, rules.profile), subtotalKop - receipt.totalKop, taxSystemBit(receipt.taxSystem)),
    hasMarking: receipt.lines.some((line) => line.marking !== undefined),
  });
}

/** Text for one line of the roll; never empty. */
export function lineBytes(text: string): Uint8Array {
  const bytes = encodeDeviceText(text).subarray(0, LINE_BYTES);
  return bytes.length === 0 ? Uint8Array.of(0x20) : bytes;
}

/** What no form of the commands can carry; null: it fits. Needs no device. */
export function misfitOf(receipt: FiscalReceipt): string | null {
  const { lines, totalKop } = receipt;
  if (lines.length === 0) return "no positions";
  const roundingKop = sumKop(lines.map((line) => line.sumKop)) - totalKop;
  if (roundingKop < 0 || roundingKop > MAX_ROUNDING_KOP) return `total ${totalKop} is not the sum of positions rounded down`;
  if (markedLines(lines).length > MARKED_LINES_MAX) return `more than ${MARKED_LINES_MAX} marking codes`;
  for (const line of lines) {
    if (encodeDeviceText(line.name).length > MAX_NAME_BYTES) return `name longer than ${MAX_NAME_BYTES}: ${line.name}`;
    if (line.department < 0 || line.department > MAX_DEPARTMENT) return `department ${line.department}`;
    if (isMarked(line) && checkSize(line) > MAX_CHECK_BYTES) return `marking code too long: ${line.name}`;
  }
  return null;
}

function checkSize(goods: MarkedGoods): number {
  return codeBytes(goods.marking).length + measuredTlv(goods).length;
}

function codeBytes(marking: FiscalMarking): Uint8Array {
  return Uint8Array.from(Buffer.from(marking.codeBase64, "base64"));
}

function markingChecks(lines: readonly FiscalLine[], { clearMarkingFirst, heldCodes }: PlanRules): ReceiptStep[] {
  const checks = markedLines(lines)
    .filter((line) => !heldCodes.has(line.marking.codeBase64))
    .flatMap((line) => [single(COMMANDS.checkMarking, codeCheck(line)), single(COMMANDS.acceptMarking, markingDecision("accept"))]);
  return clearMarkingFirst ? [single(COMMANDS.acceptMarking, markingDecision("clear")), ...checks] : checks;
}

/** Parameters of FF61; null: the code does not fit the command. */
export function checkParameters(goods: MarkedGoods): Uint8Array | null {
  return checkSize(goods) > MAX_CHECK_BYTES ? null : codeCheck(goods);
}

function codeCheck(goods: MarkedGoods): Uint8Array {
  return checkMarking(goods.marking.plannedStatus, codeBytes(goods.marking), measuredTlv(goods));
}

function stepsOfLine(kind: FiscalReceipt["kind"], line: FiscalLine, rules: PlanRules): ReceiptStep[] {
  const fields = {
    kind,
    quantity: line.quantity,
    priceKop: line.priceKop,
    sumKop: line.sumKop,
    vatByte: rules.profile.vatBytes[line.vat],
    department: line.department,
    method: line.method,
    subject: line.subject,
    name: encodeDeviceText(line.name),
  };
  const binding = line.marking === undefined ? [] : [single(COMMANDS.bindMarking, bindMarking(codeBytes(line.marking)))];
  const attributes = [...itemTagSteps(line, rules), ...binding];
  const main = single(COMMANDS.item, item(fields));
  return rules.family === "cc" ? [...attributes, main] : [main, ...attributes];
}

/** Cash is sent as it was given: the device prints the change and writes what stays (tag 1031). */
function paymentsOf({ payments, cashGivenKop }: FiscalReceipt, { payments: numbers }: ShtrihProfile): Map<number, Kopecks> {
  const cashKop = payments.cashKop > 0 ? kopecks(Math.max(cashGivenKop, payments.cashKop)) : payments.cashKop;
  return new Map([
    [numbers.cash, cashKop],
    [numbers.electronic, payments.electronicKop],
    [numbers.prepaid, payments.prepaidKop],
    [numbers.credit, payments.creditKop],
    [numbers.counter, payments.counterKop],
  ]);
}
