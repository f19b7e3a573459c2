import { decodeTlv, encodeTlv } from "../../../document/tlv.ts";
import { CORRECTION_HOST_TAGS, ITEM_HOST_TAGS, FFD, RECEIPT_HOST_TAGS, checkTags, type Operation } from "../../fiscal-drive/index.ts";
import { boldLine, cancelledLines, centered } from "../../paper/index.ts";
import { answer, done, doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import { stampOf } from "../fiscal-stamp.ts";
import { MODE, WIRE_OPERATIONS } from "../mode.ts";
import { SUBMODE } from "../print-engine.ts";
import { deviceVat, itemSum, receiptTotal, replacedVat, tlvOfHex } from "../open-receipt.ts";
import type { PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import type { OpenItem, OpenReceipt } from "../state.ts";
import { vatCodeOfByte } from "../vat-byte.ts";
import { openShift, refusal } from "./shift.ts";

const CORRECTION_BIT = 0x80;
const MAX_DEPARTMENT = 16;
const DEPARTMENT_BY_GOODS = 255;
const MAX_METHOD = 7;
const MAX_SUBJECT = 33;
const MONEY_BYTES = 5;
const QUANTITY_BYTES = 6;
const TLV_HEADER = 4;

/** 8Dh; from mode 4 the device opens the shift by itself first. */
function openReceiptCommand(kkt: ShtrihKkt, type: number): Reply {
  const correction = (type & CORRECTION_BIT) !== 0;
  const operation = WIRE_OPERATIONS[type & ~CORRECTION_BIT];
  if (operation === undefined) return fail(KKT_ERROR.badParameters);
  // A correction of 1.05 has no items: FF36 and FF4A make it.
  if (correction && kkt.drive.state.registration.ffd === FFD.v105) return fail(KKT_ERROR.badParameters);
  if (kkt.state.receipt !== null && kkt.profile.autoCancel) cancelReceipt(kkt);
  const error = openReceipt(kkt, operation, correction);
  return error ?? doneByOperator(kkt);
}

/** Null when the receipt is open now. */
function openReceipt(kkt: ShtrihKkt, operation: Operation, correction: boolean): Reply | null {
  const { state, drive } = kkt;
  if (state.receipt !== null) return fail(KKT_ERROR.receiptOpen);
  if ((kkt.mode() & 0x0f) === MODE.shiftExpired) return fail(KKT_ERROR.shiftExpired);
  if (!drive.state.shift.open) {
    const opened = openShift(kkt);
    if (!opened.ok) return opened.reply;
  }
  const begun = drive.begin(correction ? "correction" : "receipt");
  if (!begun.ok) return refusal(kkt, begun.error);
  state.receipt = { operation, correction, operator: kkt.operator, items: [], lines: [] };
  state.slipId = null;
  state.lastReceipt = null;
  return null;
}

/** The open receipt when this operator may go on with it. */
function ownReceipt(kkt: ShtrihKkt): OpenReceipt | Reply {
  const { receipt } = kkt.state;
  if (receipt === null) return fail(KKT_ERROR.wrongMode);
  return receipt.operator === kkt.operator ? receipt : fail(KKT_ERROR.otherOperator);
}

function isReply(value: OpenReceipt | Reply): value is Reply {
  return "error" in value;
}

/** FF46; in mode 2 it opens the receipt by itself. */
function addItem(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const operation = request.uint(1);
  const item = readItem(kkt, request);
  if (typeof item === "number") return fail(item);
  if (operation < 1 || operation > 4) return fail(KKT_ERROR.badParameters);
  if (kkt.state.receipt === null) {
    const error = openReceipt(kkt, operation as Operation, false);
    if (error !== null) return error;
  }
  const receipt = ownReceipt(kkt);
  if (isReply(receipt)) return receipt;
  if (receipt.operation !== operation) return fail(KKT_ERROR.badReceiptType);
  if (receipt.items.length >= kkt.profile.maxItems) return fail(KKT_ERROR.tooManyOperations);
  receipt.items.push(item);
  kkt.state.nextItemTagsHex = "";
  kkt.state.nextItemMarking = null;
  return done();
}

/** The item, or the error code of the field that is wrong. */
function readItem(kkt: ShtrihKkt, request: PayloadReader): OpenItem | number {
  const quantity = request.uint(QUANTITY_BYTES);
  const priceKop = request.uint(MONEY_BYTES);
  const sumKop = itemSum(priceKop, quantity, request.uintOrAbsent(MONEY_BYTES));
  const hostVatKop = request.uintOrAbsent(MONEY_BYTES);
  const vatByte = vatCodeOfByte(request.uint(1), kkt.profile);
  const [department, method, subject] = [request.uint(1), request.uint(1), request.uint(1)];
  const name = request.text(request.left);
  if (quantity === 0 || sumKop === null || vatByte === undefined) return KKT_ERROR.badParameters;
  if (department > MAX_DEPARTMENT && department !== DEPARTMENT_BY_GOODS) return KKT_ERROR.departmentRange;
  if (method > MAX_METHOD || subject > MAX_SUBJECT) return KKT_ERROR.badParameters;
  const vatCode = replacedVat(vatByte, kkt.tables.setting("replace20by22") === 1);
  const computed = deviceVat(sumKop, vatCode);
  const vatKop = kkt.tables.setting("taxMode") === 1 && hostVatKop !== null ? hostVatKop : computed;
  return {
    name,
    priceKop,
    quantity,
    sumKop,
    vatCode,
    vatKop,
    method,
    subject,
    department: department === DEPARTMENT_BY_GOODS ? 1 : department,
    tagsHex: kkt.state.nextItemTagsHex,
    marking: kkt.state.nextItemMarking,
  };
}

/** 88h and FF08 in mode 8. The drive forgets the document, the paper says so. */
export function cancelReceipt(kkt: ShtrihKkt): void {
  const { state, drive } = kkt;
  const { receipt } = state;
  if (receipt === null) return;
  drive.cancel();
  state.cancelledReceipts++;
  state.cancelledKop[receipt.operation] += receiptTotal(receipt);
  state.documentNumber++;
  state.receipt = null;
  state.headerTagsHex = "";
  state.nextItemTagsHex = "";
  state.nextItemMarking = null;
  const stamp = stampOf(kkt, { fdNumber: 0, fiscalSign: 0, at: kkt.now(), shiftNumber: drive.state.shift.number }, "");
  const lines = cancelledLines(stamp, state.documentNumber, kkt.profile.paperWidth);
  // Outside a command (power on) the mechanism may be busy: then the paper stays without it.
  if (kkt.printer.submode(state) !== SUBMODE.idle) return;
  kkt.printer.print(state, { kind: "cancelled", fdNumber: null, at: kkt.now(), lines, shownMode: null });
}

function cancelCommand(kkt: ShtrihKkt): Reply {
  const receipt = ownReceipt(kkt);
  if (isReply(receipt)) return receipt;
  cancelReceipt(kkt);
  return doneByOperator(kkt);
}

/** FF08: what is begun in the drive, a receipt or a shift report that waits for its tags. */
function cancelInDrive(kkt: ShtrihKkt): Reply {
  if (kkt.state.receipt !== null) {
    cancelReceipt(kkt);
    return done();
  }
  const cancelled = kkt.drive.cancel();
  if (!cancelled.ok) return refusal(kkt, cancelled.error);
  kkt.state.headerTagsHex = "";
  return done();
}

function subtotal(kkt: ShtrihKkt): Reply {
  const receipt = ownReceipt(kkt);
  return isReply(receipt) ? receipt : done(answer(kkt).uint(receiptTotal(receipt), MONEY_BYTES));
}

function copyLastReceipt(kkt: ShtrihKkt): Reply {
  const { state } = kkt;
  const last = state.lastReceiptPaperId === null ? null : kkt.roll.byId(state.lastReceiptPaperId);
  if (last === null) return fail(KKT_ERROR.nothingToRepeat);
  const content = last.lines.filter((line) => line.kind !== "cut");
  const lines = [boldLine(centered("КОПИЯ ЧЕКА", kkt.profile.paperWidth)), ...content];
  kkt.printer.print(state, { kind: "copy", fdNumber: last.fdNumber, at: kkt.now(), lines, shownMode: null });
  return doneByOperator(kkt);
}

/** FF0C: tags of the open or the next document. A tag sent again replaces the earlier one. */
function headerTags(kkt: ShtrihKkt, bytes: Uint8Array): Reply {
  const items = decodeTlv(bytes);
  if (!items.ok) return fail(KKT_ERROR.tlvError);
  const { ffd } = kkt.drive.state.registration;
  const wrong = checkTags(items.value, new Map([...RECEIPT_HOST_TAGS[ffd], ...CORRECTION_HOST_TAGS[ffd]]));
  if (wrong !== null) return refusal(kkt, wrong);
  const before = tlvOfHex(kkt.state.headerTagsHex).filter(({ tag }) => !items.value.some((item) => item.tag === tag));
  kkt.state.headerTagsHex = Buffer.from(encodeTlv([...before, ...items.value])).toString("hex");
  return done();
}

/** FF64: the same with what DDh has loaded; the first TLV's own length says where the buffer ends. */
function bufferedTags(kkt: ShtrihKkt): Reply {
  const blocks: Uint8Array[] = [];
  for (let block = kkt.volatile.tlvBlocks.get(0); block !== undefined; block = kkt.volatile.tlvBlocks.get(blocks.length))
    blocks.push(block);
  const buffer = Buffer.concat(blocks);
  const end = buffer.length < TLV_HEADER ? 0 : TLV_HEADER + buffer.readUInt16LE(2);
  if (end === 0 || end > buffer.length) return fail(KKT_ERROR.noData);
  const reply = headerTags(kkt, new Uint8Array(buffer.subarray(0, end)));
  if (reply.error === KKT_ERROR.ok) kkt.volatile.tlvBlocks.clear();
  return reply;
}

/** FF4D: tags of an item, the last one, or the next one where the model wants them first. */
function itemTags(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const bytes = request.rest();
  const items = decodeTlv(bytes);
  if (!items.ok) return fail(KKT_ERROR.tlvError);
  const wrong = checkTags(items.value, ITEM_HOST_TAGS[kkt.drive.state.registration.ffd]);
  if (wrong !== null) return refusal(kkt, wrong);
  const hex = Buffer.from(bytes).toString("hex");
  if (kkt.profile.operationTagsFirst) {
    kkt.state.nextItemTagsHex += hex;
    return done();
  }
  const last = kkt.state.receipt?.items.at(-1);
  if (last === undefined) return fail(KKT_ERROR.wrongMode);
  last.tagsHex += hex;
  return done();
}

export const RECEIPT_COMMANDS: readonly Command[] = [
  // Mode 3 comes to the handler for its own error (4Eh), mode 8 for 4Ah.
  {
    code: 0x8d,
    minLength: 6,
    maxLength: 6,
    level: "operator",
    kind: "print",
    modes: [2, 3, 4, 8, 9],
    run: (kkt, r) => openReceiptCommand(kkt, r.uint(1)),
  },
  { code: 0xff46, minLength: 32, maxLength: 160, level: "operator", kind: "print", modes: [2, 3, 8], run: addItem },
  { code: 0x88, minLength: 5, maxLength: 5, level: "operator", kind: "print", modes: [8], run: cancelCommand },
  { code: 0x89, minLength: 5, maxLength: 5, level: "operator", kind: "read", modes: [8], run: subtotal },
  { code: 0x8c, minLength: 5, maxLength: 5, level: "operator", kind: "print", modes: [2, 3], run: copyLastReceipt },
  { code: 0xff08, minLength: 6, maxLength: 6, level: "operator", kind: "quiet", modes: [2, 3, 4, 8], run: cancelInDrive },
  {
    code: 0xff0c,
    minLength: 10,
    maxLength: 255,
    level: "operator",
    kind: "quiet",
    modes: "any",
    run: (kkt, r) => headerTags(kkt, r.rest()),
  },
  { code: 0xff64, minLength: 6, maxLength: 6, level: "operator", kind: "quiet", modes: "any", run: bufferedTags },
  { code: 0xff4d, minLength: 10, maxLength: 255, level: "operator", kind: "quiet", modes: [2, 8], run: itemTags },
];
