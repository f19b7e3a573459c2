import { err } from "../../../../config/result.ts";
import { kopecks } from "../../../../config/money.ts";
import { findTag, tlvText, type TlvItem } from "../../../document/tlv.ts";
import { vatOfItems, type DriveItem, type DriveReceipt, type VatSums } from "../../fiscal-drive/index.ts";
import { receiptLines, type FiscalStamp, type PaperLine } from "../../paper/index.ts";
import type { AtolKkt } from "../atol-kkt.ts";
import { refused, type TaskContext, type TaskHandler, type TaskOutcome } from "../task.ts";
import { driverError, DRIVER_CODE, type DriverError } from "../driver-error.ts";
import { documentResult, makeDocument, type DocumentPlan } from "../fiscal-document.ts";
import { boundCode, checkList } from "../marking-session.ts";
import { readReceipt, type ReceiptOrder } from "../receipt-order.ts";
import { RECEIPT_TASKS } from "../words.ts";
import { shiftOpening } from "./shift.ts";

const CONTACT = 1008;
const FRACTION = 1291;

/** Settlement signs by which money leaves the drawer. */
function paysOut(order: ReceiptOrder): boolean {
  return order.operation === 2 || order.operation === 3;
}

async function runReceipt(context: TaskContext, kind: (typeof RECEIPT_TASKS)[string]): Promise<TaskOutcome> {
  const { kkt, task } = context;
  const order = readReceipt(task, kind, kkt.rules());
  if (task.error !== null) return err(task.error);
  const validateMarks = order.checksCodes ? await checkList(kkt, order.positions) : null;
  const paper = order.isElectronic ? null : await kkt.clearPaper();
  if (paper !== null) return err(paper);
  if (kkt.drive.shiftExpired(kkt.now())) return refused(DRIVER_CODE.shiftExpired);
  if (!kkt.drive.state.shift.open && !kkt.profile.opensShiftItself) return refused(DRIVER_CODE.shiftClosed);
  if (paysOut(order) && order.payments.cashKop > kkt.memory.drawerKop) return refused(DRIVER_CODE.noCash);
  const items = driveItems(kkt, order);
  if (!items.ok) return err(items.error);
  const shiftAutoOpened = !kkt.drive.state.shift.open;
  if (shiftAutoOpened) {
    const cashier = order.tags.filter(({ tag }) => tag === 1021 || tag === 1203);
    const opened = await makeDocument(kkt, shiftOpening(kkt, cashier, order.isElectronic), () => {});
    if (!opened.ok) return err(opened.error);
    const stopped = order.isElectronic ? null : kkt.paperError();
    if (stopped !== null) return err(stopped);
  }
  const made = await makeDocument(kkt, receiptPlan(kkt, order, items.value), context.registered);
  const extra = { ...(shiftAutoOpened ? { shiftAutoOpened } : {}), ...(validateMarks === null ? {} : { validateMarks }) };
  return documentResult(kkt, made, order.totalKop, { result: extra });
}

/** Positions with their accepted checks, codes in the order in which they were checked. */
function driveItems(
  kkt: AtolKkt,
  order: ReceiptOrder,
): { readonly ok: true; readonly value: DriveItem[] } | { readonly ok: false; readonly error: DriverError } {
  const items: DriveItem[] = [];
  let marked = 0;
  for (const { item, code } of order.positions) {
    if (code === null) {
      items.push({ ...item, marking: null });
      continue;
    }
    const bound = boundCode(kkt, code.code, marked++);
    if (!bound.ok) return bound;
    items.push({ ...item, marking: { ...bound.value, code: code.code } });
  }
  const part = items.find(({ tags, measure }) => findTag(tags, FRACTION) !== undefined && measure !== 0);
  return part === undefined ? { ok: true, value: items } : { ok: false, error: driverError(DRIVER_CODE.measure, String(FRACTION)) };
}

function receiptPlan(kkt: AtolKkt, order: ReceiptOrder, items: readonly DriveItem[]): DocumentPlan {
  const { taxSystems } = kkt.drive.state.registration;
  const { operation, correction, totalKop, payments, tags } = order;
  const receipt = (): DriveReceipt => ({
    at: kkt.now(),
    correction,
    operation,
    items,
    totalKop,
    payments,
    vat: { ...vatOfItems(items), ...order.taxes } satisfies VatSums,
    taxSystem: order.taxSystem ?? taxSystems,
    tags,
  });
  return {
    kind: "receipt",
    tags,
    register: () => kkt.drive.registerReceipt(receipt()),
    remember: () => {
      const cash = paysOut(order) ? -payments.cashKop : payments.cashKop;
      kkt.memory.drawerKop += cash;
    },
    lines: order.isElectronic ? null : (stamp) => printed(kkt, order, receipt(), stamp),
  };
}

function printed(kkt: AtolKkt, order: ReceiptOrder, receipt: DriveReceipt, stamp: FiscalStamp): PaperLine[] {
  const print = {
    stamp,
    receipt: { ...receipt, at: stamp.at },
    receiptNumber: kkt.drive.state.shift.receipts,
    buyerContact: contactOf(order.tags),
    cashGivenKop: kopecks(order.changeKop > 0 ? order.cashGivenKop : 0),
    changeKop: order.changeKop,
    hostLines: order.hostLines,
    footer: [],
  };
  return [...order.before, ...receiptLines(print, kkt.profile.paperWidth), ...order.after];
}

function contactOf(tags: readonly TlvItem[]): string | null {
  const value = findTag(tags, CONTACT)?.value;
  return value === undefined ? null : tlvText(value);
}

export const RECEIPT_HANDLERS: Readonly<Record<string, TaskHandler>> = Object.fromEntries(
  Object.entries(RECEIPT_TASKS).map(([type, kind]): [string, TaskHandler] => [type, (context) => runReceipt(context, kind)]),
);
