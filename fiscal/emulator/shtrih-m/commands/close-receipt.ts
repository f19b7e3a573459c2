import { kopecks } from "../../../../config/money.ts";
import { tlvText } from "../../../document/tlv.ts";
import { TAG, vatOfItems, type ClosedDocument, type DriveReceipt, type Operation } from "../../fiscal-drive/index.ts";
import { receiptLines } from "../../paper/index.ts";
import { done, fail, type Command, type Reply } from "../command.ts";
import { driveDateTime } from "../drive-data.ts";
import { KKT_ERROR } from "../error-code.ts";
import { cashierName, documentTags, onlyTaxSystem, stampOf } from "../fiscal-stamp.ts";
import { change, driveItem, drivePayments, hostVat, receiptTotal } from "../open-receipt.ts";
import { PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import type { OpenReceipt } from "../state.ts";
import { receiptIsPrinted, refusal } from "./shift.ts";

const PAYMENT_KINDS = 16;
const TAX_FIELDS = 6;
const LATE_TAX_FIELDS = 4;
const MAX_TEXT = 64;
const MAX_ROUNDING = 99;
const MONEY_BYTES = 5;
const SHORT_LENGTH = 118;
const FULL_LENGTH = SHORT_LENGTH + MAX_TEXT;
const LONG_LENGTH = FULL_LENGTH + LATE_TAX_FIELDS * MONEY_BYTES;

/** The parameters of FF45. */
interface Closing {
  readonly payments: readonly number[];
  readonly roundingKop: number;
  readonly taxes: readonly number[];
  readonly taxSystem: number;
  readonly text: string;
}

function readClosing(request: PayloadReader): Closing {
  const payments = Array.from({ length: PAYMENT_KINDS }, () => request.uint(MONEY_BYTES));
  const roundingKop = request.uint(1);
  const taxes = Array.from({ length: TAX_FIELDS }, () => request.uint(MONEY_BYTES));
  const taxSystem = request.uint(1);
  const late = request.left > MAX_TEXT ? LATE_TAX_FIELDS * MONEY_BYTES : 0;
  const text = request.text(request.left - late);
  while (request.left > 0) taxes.push(request.uint(MONEY_BYTES));
  return { payments, roundingKop, taxes, taxSystem, text };
}

/** FF45: checks the money, lets the drive store the document, answers, and only then the paper moves. */
function closeReceipt(kkt: ShtrihKkt, request: PayloadReader): Reply {
  if (request.left + 6 > FULL_LENGTH && request.left + 6 !== LONG_LENGTH) return fail(KKT_ERROR.badLength);
  const { receipt } = kkt.state;
  if (receipt === null) return fail(KKT_ERROR.wrongMode);
  if (receipt.operator !== kkt.operator) return fail(KKT_ERROR.otherOperator);
  const closing = readClosing(request);
  const totalKop = receiptTotal(receipt) - closing.roundingKop;
  const moneyError = checkMoney(kkt, receipt, closing, totalKop);
  if (moneyError !== null) return fail(moneyError);
  const document = driveReceipt(kkt, receipt, closing, totalKop);
  const shownMode = kkt.mode();
  const closed = kkt.drive.registerReceipt(document);
  if (!closed.ok) return refusal(kkt, closed.error);
  const changeKop = change(closing.payments, totalKop);
  recordReceipt(kkt, receipt, document, closing.payments, changeKop);
  printReceipt(kkt, receipt, document, closed.value, closing, shownMode);
  const out = new PayloadWriter().uint(changeKop, MONEY_BYTES).uint(closed.value.fdNumber, 4).uint(closed.value.fiscalSign, 4);
  if (kkt.tables.setting("extendedAnswers") === 1) out.raw(driveDateTime(closed.value.at));
  return done(out);
}

function checkMoney(kkt: ShtrihKkt, receipt: OpenReceipt, closing: Closing, totalKop: number): number | null {
  if (closing.roundingKop > MAX_ROUNDING || totalKop < 0) return KKT_ERROR.badRounding;
  if (totalKop === 0 && kkt.tables.setting("forbidZeroReceipt") === 1) return KKT_ERROR.zeroReceipt;
  const paid = closing.payments.reduce((sum, value) => sum + value, 0);
  const cash = closing.payments[0] ?? 0;
  if (paid - cash > totalKop) return KKT_ERROR.nonCashTooMuch;
  if (paid < totalKop) return KKT_ERROR.paidTooLittle;
  return drawerIsShort(kkt, receipt.operation, cash - (paid - totalKop)) ? KKT_ERROR.noCash : null;
}

/** Sale returns and purchases give cash out: 46h. */
export function drawerIsShort(kkt: ShtrihKkt, operation: Operation, cashKop: number): boolean {
  const moneyOut = operation === 2 || operation === 3;
  return moneyOut && cashKop > kkt.state.drawerKop;
}

/** FF75: bytes of the open receipt and of its notice as they would be now. */
export function openReceiptSize(kkt: ShtrihKkt): { readonly document: number; readonly notice: number } {
  const { receipt } = kkt.state;
  if (receipt === null) return { document: 0, notice: 0 };
  const nothing: Closing = { payments: [], roundingKop: 0, taxes: [], taxSystem: 0, text: "" };
  return kkt.drive.sizeOf(driveReceipt(kkt, receipt, nothing, receiptTotal(receipt)));
}

function driveReceipt(kkt: ShtrihKkt, receipt: OpenReceipt, closing: Closing, totalKop: number): DriveReceipt {
  const items = receipt.items.map(driveItem);
  const ofItems = vatOfItems(items);
  return {
    at: kkt.now(),
    correction: receipt.correction,
    operation: receipt.operation,
    items,
    totalKop: kopecks(totalKop),
    payments: drivePayments(closing.payments, change(closing.payments, totalKop)),
    vat: kkt.tables.setting("taxMode") === 1 ? hostVat(closing.taxes, ofItems) : ofItems,
    taxSystem: onlyTaxSystem(kkt, closing.taxSystem),
    tags: documentTags(kkt),
  };
}

/** Registers of the shift and of the last receipt. */
export function recordReceipt(
  kkt: ShtrihKkt,
  receipt: OpenReceipt,
  document: DriveReceipt,
  payments: readonly number[],
  changeKop: number,
): void {
  const { state } = kkt;
  const net = payments.map((value, i) => (i === 0 ? value - changeKop : value));
  const registers = state.shift[receipt.operation];
  const last = {
    operation: receipt.operation,
    itemCount: receipt.items.length,
    payments: net,
    vat: zeros(12),
    turnover: zeros(12),
    departments: zeros(16),
  };
  for (const item of document.items) {
    if (item.vatCode !== null) add(last.turnover, item.vatCode - 1, item.sumKop);
  }
  for (const [code, sum] of Object.entries(document.vat)) {
    if (code !== "5" && code !== "6") add(last.vat, Number(code) - 1, sum);
  }
  for (const item of receipt.items) add(last.departments, Math.max(0, item.department - 1), item.sumKop);
  registers.receipts++;
  net.forEach((value, i) => add(registers.payments, i, value));
  last.vat.forEach((value, i) => add(registers.vat, i, value));
  last.turnover.forEach((value, i) => add(registers.turnover, i, value));
  last.departments.forEach((value, i) => add(registers.departments, i, value));
  const moneyIn = receipt.operation === 1 || receipt.operation === 4;
  state.drawerKop += moneyIn ? (net[0] ?? 0) : -(net[0] ?? 0);
  state.receiptNumbers[receipt.operation]++;
  state.documentNumber++;
  state.lastReceipt = last;
  state.receipt = null;
  state.headerTagsHex = "";
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function add(sums: number[], index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}

export function printReceipt(
  kkt: ShtrihKkt,
  receipt: OpenReceipt,
  document: DriveReceipt,
  closed: ClosedDocument,
  closing: Pick<Closing, "payments" | "text">,
  shownMode: number | null,
): void {
  if (!receiptIsPrinted(kkt)) return;
  const cashKop = closing.payments[0] ?? 0;
  const changeKop = change(closing.payments, document.totalKop);
  const contact = document.tags.find(({ tag }) => tag === TAG.buyerContact)?.value;
  const lines = receiptLines(
    {
      stamp: stampOf(kkt, closed, cashierName(document.tags, tlvText)),
      receipt: document,
      receiptNumber: closed.receiptNumber,
      buyerContact: contact === undefined ? null : tlvText(contact),
      cashGivenKop: kopecks(changeKop > 0 ? cashKop : 0),
      changeKop,
      hostLines: receipt.lines,
      footer: closing.text === "" ? [] : closing.text.split("\n"),
    },
    kkt.profile.paperWidth,
  );
  kkt.state.lastReceiptPaperId = kkt.printer.print(kkt.state, {
    kind: "receipt",
    fdNumber: closed.fdNumber,
    at: closed.at,
    lines,
    shownMode,
  });
}

export const CLOSE_COMMANDS: readonly Command[] = [
  { code: 0xff45, minLength: SHORT_LENGTH, maxLength: LONG_LENGTH, level: "operator", kind: "print", modes: [8], run: closeReceipt },
];
