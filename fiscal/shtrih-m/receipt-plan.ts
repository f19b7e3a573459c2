import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { isWholeQuantity, kopecks, sumKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalLine, FiscalMarking, FiscalReceipt } from "../document/fiscal-document.ts";
import { PIECE } from "../document/measure.ts";
import { lineTlv, receiptTlv } from "../document/receipt-tlv.ts";
import type { Ffd } from "../document/tags.ts";
import { taxSystemBit } from "../document/tax-system.ts";
import { encodeTlv } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import type { ShtrihFamily, ShtrihProfile } from "./model.ts";
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
import { NO_PARAMETERS } from "./requests.ts";
import { encodeDeviceText } from "./text.ts";

/** One command of a receipt. `subtotal` and `close` are steps of their own in the flow. */
export interface ReceiptStep {
  readonly command: CommandSpec;
  readonly parameters: Uint8Array;
  /** Several tags in one command. */
  readonly isPacked: boolean;
}

export interface ReceiptPlan {
  /** Everything up to the subtotal, in order. */
  readonly steps: readonly ReceiptStep[];
  /** Sum of the lines: what 89h must answer. */
  readonly subtotalKop: Kopecks;
  /** FF45. */
  readonly close: Uint8Array;
  readonly hasMarking: boolean;
}

export interface PlanRules {
  readonly profile: ShtrihProfile;
  readonly family: ShtrihFamily;
  readonly ffd: Ffd;
  readonly packTags: boolean;
  readonly sendCashier: boolean;
}

/** Tags of the receipt that the host gives; everything else the registrar writes itself. */
const RECEIPT_TAGS: readonly number[] = [1008, 1192];
const CASHIER_TAGS: readonly number[] = [1021, 1203];
const QUANTITY_TAG = 1023;
const MEASURE_TAG = 2108;
const INDUSTRY_TAG = 1260;
/** FF0C and FF4D take at most this much TLV (255 less command and password). */
const MAX_TLV_BYTES = 249;
/** FF61: command 2, password 4, its own four bytes. */
const MAX_CHECK_BYTES = 245;
const MAX_MARKED_LINES = 128;
const MAX_DEPARTMENT = 16;
const MAX_ROUNDING_KOP = 99;

/**
 * The commands of a receipt. Order on a desktop registrar: 8D, FF61 and FF69 for every code, FF0C, then per line FF46, FF4D,
 * FF67. A cash core wants FF4D and FF67 before their FF46 (facts, sections 4.8 and 4.9). Error FIS360: does not fit.
 */
export function planReceipt(receipt: FiscalReceipt, rules: PlanRules): Result<ReceiptPlan, AppError> {
  const misfit = misfitOf(receipt);
  if (misfit !== null) return err(appError("FIS360", { what: misfit }));
  const subtotalKop = sumKop(receipt.lines.map((line) => line.sumKop));
  const roundingKop = subtotalKop - receipt.totalKop;
  const wanted = rules.sendCashier ? [...CASHIER_TAGS, ...RECEIPT_TAGS] : RECEIPT_TAGS;
  const tags = receiptTlv(receipt, rules.ffd).filter((tag) => wanted.includes(tag.tag));
  const steps: ReceiptStep[] = [single(COMMANDS.openReceipt, receiptType(receipt.kind))];
  if (rules.ffd === "1.2") steps.push(...markingChecks(receipt.lines, rules.profile));
  const packed = tagSteps(COMMANDS.documentTags, tags, rules.packTags);
  if (!packed.ok) return packed;
  steps.push(...packed.value);
  for (const line of receipt.lines) {
    const lineSteps = stepsOfLine(receipt.kind, line, rules);
    if (!lineSteps.ok) return lineSteps;
    steps.push(...lineSteps.value);
  }
  // An empty line inside a receipt is not printed; a space is.
  for (const line of receipt.footer) steps.push(single(COMMANDS.standardLine, textLine(lineBytes(line))));
  return ok({
    steps,
    subtotalKop,
    close: closeReceipt(paymentsOf(receipt, rules.profile), roundingKop, taxSystemBit(receipt.taxSystem)),
    hasMarking: receipt.lines.some((line) => line.marking !== undefined),
  });
}

/** Text for one line of the roll; never empty. */
export function lineBytes(text: string): Uint8Array {
  const bytes = encodeDeviceText(text).subarray(0, LINE_BYTES);
  return bytes.length === 0 ? Uint8Array.of(0x20) : bytes;
}

function single(command: CommandSpec, parameters: Uint8Array = NO_PARAMETERS): ReceiptStep {
  return { command, parameters, isPacked: false };
}

function misfitOf(receipt: FiscalReceipt): string | null {
  const { lines, totalKop } = receipt;
  if (lines.length === 0) return "no positions";
  const roundingKop = sumKop(lines.map((line) => line.sumKop)) - totalKop;
  if (roundingKop < 0 || roundingKop > MAX_ROUNDING_KOP) return `total ${totalKop} is not the sum of positions rounded down`;
  if (lines.filter((line) => line.marking !== undefined).length > MAX_MARKED_LINES) return `more than ${MAX_MARKED_LINES} marking codes`;
  for (const line of lines) {
    if (encodeDeviceText(line.name).length > MAX_NAME_BYTES) return `name longer than ${MAX_NAME_BYTES}: ${line.name}`;
    if (line.department < 0 || line.department > MAX_DEPARTMENT) return `department ${line.department}`;
    if (line.marking !== undefined && checkSize(line) > MAX_CHECK_BYTES) return `marking code too long: ${line.name}`;
  }
  return null;
}

function checkSize(line: FiscalLine): number {
  return line.marking === undefined ? 0 : codeBytes(line.marking).length + measuredTlv(line).length;
}

function codeBytes(marking: FiscalMarking): Uint8Array {
  return Uint8Array.from(Buffer.from(marking.codeBase64, "base64"));
}

/** FF61 wants measure and quantity of goods that are not sold by the whole piece. */
function measuredTlv(line: FiscalLine): Uint8Array {
  if (line.measure === PIECE && isWholeQuantity(line.quantity)) return NO_PARAMETERS;
  return encodeTlv(lineTlv(line, "1.2").filter((tag) => tag.tag === MEASURE_TAG || tag.tag === QUANTITY_TAG));
}

function markingChecks(lines: readonly FiscalLine[], profile: ShtrihProfile): ReceiptStep[] {
  const steps: ReceiptStep[] = [];
  for (const line of lines) {
    if (line.marking === undefined) continue;
    if (steps.length === 0 && profile.clearMarkingFirst) steps.push(single(COMMANDS.acceptMarking, markingDecision("clear")));
    const parameters = checkMarking(line.marking.plannedStatus, codeBytes(line.marking), measuredTlv(line));
    steps.push(single(COMMANDS.checkMarking, parameters), single(COMMANDS.acceptMarking, markingDecision("accept")));
  }
  return steps;
}

function stepsOfLine(kind: FiscalReceipt["kind"], line: FiscalLine, rules: PlanRules): Result<ReceiptStep[], AppError> {
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
  const wanted = wantedItemTags(line, rules);
  const tags = tagSteps(
    COMMANDS.itemTags,
    lineTlv(line, rules.ffd).filter((tag) => wanted.includes(tag.tag)),
    rules.packTags,
  );
  if (!tags.ok) return tags;
  const binding = line.marking === undefined ? [] : [single(COMMANDS.bindMarking, bindMarking(codeBytes(line.marking)))];
  const attributes = [...tags.value, ...binding];
  const main = single(COMMANDS.item, item(fields));
  return ok(rules.family === "cc" ? [...attributes, main] : [main, ...attributes]);
}

function wantedItemTags(line: FiscalLine, { ffd, profile }: PlanRules): number[] {
  if (ffd !== "1.2") return [];
  return line.measure !== PIECE || profile.sendPieceMeasure ? [MEASURE_TAG, INDUSTRY_TAG] : [INDUSTRY_TAG];
}

/** As few commands as the tags need; one tag each when the device does not take more. */
function tagSteps(command: CommandSpec, tags: readonly TlvItem[], pack: boolean): Result<ReceiptStep[], AppError> {
  const groups: TlvItem[][] = [];
  let size = 0;
  for (const tag of tags) {
    const own = encodeTlv([tag]).length;
    if (own > MAX_TLV_BYTES) return err(appError("FIS360", { what: `tag ${tag.tag} has ${own} of at most ${MAX_TLV_BYTES} bytes` }));
    const last = groups.at(-1);
    if (last === undefined || !pack || size + own > MAX_TLV_BYTES) {
      groups.push([tag]);
      size = own;
    } else {
      last.push(tag);
      size += own;
    }
  }
  return ok(groups.map((group) => ({ command, parameters: encodeTlv(group), isPacked: group.length > 1 })));
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
