import { kopecks } from "../../../../config/money.ts";
import { isOperation, type DriveReceipt, type Operation, type VatSums } from "../../fiscal-drive/index.ts";
import { done, fail, type Command, type Reply } from "../command.ts";
import { driveDateTime } from "../drive-data.ts";
import { KKT_ERROR } from "../error-code.ts";
import { documentTags, onlyTaxSystem } from "../fiscal-stamp.ts";
import { drivePayments } from "../open-receipt.ts";
import { PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import type { OpenReceipt } from "../state.ts";
import { drawerIsShort, printReceipt, recordReceipt } from "./close-receipt.ts";
import { openShift, refusal } from "./shift.ts";

const MONEY_BYTES = 5;
const PAYMENT_KINDS = 16;
/** Places of FF4A's five payments among the sixteen kinds: cash, electronic, prepayment, credit, counter-provision. */
const KINDS = [0, 1, 13, 14, 15] as const;
/** VAT fields of FF4A in their order, as codes of tag 1199. */
const TAX_CODES = [1, 2, 5, 6, 3, 4] as const;

/** The parameters that FF36 and FF4A have in common. */
interface Correction {
  readonly operation: number;
  readonly totalKop: number;
  readonly payments: readonly number[];
  readonly vat: VatSums;
  readonly taxSystem: number;
  readonly type: number | null;
}

/** FF35: tags 1177–1179 may follow by FF0C. From mode 4 the shift opens by itself, as for a receipt. */
function begin(kkt: ShtrihKkt): Reply {
  if (!kkt.drive.state.shift.open) {
    const opened = openShift(kkt);
    if (!opened.ok) return opened.reply;
  }
  const begun = kkt.drive.begin("correction");
  return begun.ok ? done() : refusal(kkt, begun.error);
}

/** FF36 (1.0 and 1.05): the sum, all of it in cash. */
function shortCorrection(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const totalKop = request.uint(MONEY_BYTES);
  const payments = [totalKop, ...new Array<number>(PAYMENT_KINDS - 1).fill(0)];
  return correct(kkt, { operation: request.uint(1), totalKop, payments, vat: {}, taxSystem: 0, type: null });
}

/** FF4A: sums by payment kind and VAT, no items; so only 1.05 can store it. */
function fullCorrection(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [type, operation, totalKop] = [request.uint(1), request.uint(1), request.uint(MONEY_BYTES)];
  const payments = new Array<number>(PAYMENT_KINDS).fill(0);
  for (const kind of KINDS) payments[kind] = request.uint(MONEY_BYTES);
  const vat: VatSums = {};
  for (const code of TAX_CODES) {
    const sum = request.uint(MONEY_BYTES);
    if (sum > 0) vat[code] = kopecks(sum);
  }
  return correct(kkt, { operation, totalKop, payments, vat, taxSystem: request.uint(1), type });
}

function correct(kkt: ShtrihKkt, correction: Correction): Reply {
  const { operation, totalKop, payments } = correction;
  if (!isOperation(operation)) return fail(KKT_ERROR.badParameters);
  const paid = payments.reduce((sum, value) => sum + value, 0);
  if (paid < totalKop) return fail(KKT_ERROR.paidTooLittle);
  if (paid > totalKop) return fail(KKT_ERROR.badParameters);
  if (drawerIsShort(kkt, operation, payments[0] ?? 0)) return fail(KKT_ERROR.noCash);
  if (!kkt.drive.state.shift.open) {
    const opened = openShift(kkt);
    if (!opened.ok) return opened.reply;
  }
  const document = correctionDocument(kkt, correction, operation);
  const closed = kkt.drive.registerReceipt(document);
  if (!closed.ok) return refusal(kkt, closed.error);
  const receipt: OpenReceipt = { operation, correction: true, operator: kkt.operator, items: [], lines: [] };
  const number = kkt.state.receiptNumbers[operation] + 1;
  recordReceipt(kkt, receipt, document, payments, 0);
  printReceipt(kkt, receipt, document, closed.value, { payments, text: "" }, null);
  const out = new PayloadWriter()
    .uint(number & 0xffff, 2)
    .uint(closed.value.fdNumber, 4)
    .uint(closed.value.fiscalSign, 4);
  if (kkt.tables.setting("extendedAnswers") === 1) out.raw(driveDateTime(closed.value.at));
  return done(out);
}

function correctionDocument(kkt: ShtrihKkt, correction: Correction, operation: Operation): DriveReceipt {
  const { totalKop, payments, vat, taxSystem, type } = correction;
  const host = documentTags(kkt).filter(({ tag }) => type === null || tag !== TYPE_TAG);
  return {
    at: kkt.now(),
    correction: true,
    operation,
    items: [],
    totalKop: kopecks(totalKop),
    payments: drivePayments(payments, 0),
    vat,
    taxSystem: onlyTaxSystem(kkt, taxSystem),
    tags: type === null ? host : [...host, { tag: TYPE_TAG, value: Uint8Array.of(type) }],
  };
}

const TYPE_TAG = 1173;

export const CORRECTION_COMMANDS: readonly Command[] = [
  { code: 0xff35, minLength: 6, maxLength: 6, level: "operator", kind: "quiet", modes: [2, 4], run: begin },
  { code: 0xff36, minLength: 12, maxLength: 12, level: "operator", kind: "print", modes: [2, 4], run: shortCorrection },
  { code: 0xff4a, minLength: 69, maxLength: 69, level: "operator", kind: "print", modes: [2, 4], run: fullCorrection },
];
