import { kopecks } from "../../../../config/money.ts";
import { tlvText } from "../../../document/tlv.ts";
import { EMPTY_COUNTERS, type ClosedDocument } from "../../fiscal-drive/index.ts";
import { cashLines, shiftCloseLines, shiftOpenLines, stateReportLines, xReportLines, type PaperLine } from "../../paper/index.ts";
import { answer, done, doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { driveDate, driveDateTime } from "../drive-data.ts";
import { kktCodeOfDrive, KKT_ERROR } from "../error-code.ts";
import { cashierName, documentTags, drawerFacts, queuePrint, stampOf } from "../fiscal-stamp.ts";
import { PayloadWriter } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import { byOperation, emptyRegisters } from "../state.ts";

/** Table 17 field 7. */
const PRINTING = { all: 0, skipNext: 1, none: 2, receiptsOnly: 3 } as const;
const MONEY_BYTES = 5;

type Outcome = { readonly ok: true; readonly document: ClosedDocument } | { readonly ok: false; readonly reply: Reply };

export function refusal(kkt: ShtrihKkt, error: { readonly code: number; readonly tag?: number }): Reply {
  const code = kktCodeOfDrive(error.code, kkt.profile.markingErrors);
  const named = (code === 0xa4 || code === 0xaa) && error.tag !== undefined;
  return fail(code, named ? new PayloadWriter().uint(error.tag, 2).done() : undefined);
}

/** Opens the shift in the drive and prints its report; E0h, FF0Bh and the first receipt all come here. */
export function openShift(kkt: ShtrihKkt): Outcome {
  const tags = documentTags(kkt);
  const closed = kkt.drive.openShift({ at: kkt.now(), tags });
  if (!closed.ok) return { ok: false, reply: refusal(kkt, closed.error) };
  const { state } = kkt;
  state.headerTagsHex = "";
  state.documentNumber++;
  const stamp = stampOf(kkt, closed.value, cashierName(tags, tlvText));
  printReport(kkt, "shift-open", closed.value.fdNumber, shiftOpenLines(stamp, kkt.profile.paperWidth), null);
  return { ok: true, document: closed.value };
}

function closeShift(kkt: ShtrihKkt): Outcome {
  const tags = documentTags(kkt);
  const shownMode = kkt.mode();
  const closed = kkt.drive.closeShift({ at: kkt.now(), tags });
  if (!closed.ok) return { ok: false, reply: refusal(kkt, closed.error) };
  kkt.state.headerTagsHex = "";
  kkt.state.documentNumber++;
  const stamp = stampOf(kkt, closed.value, cashierName(tags, tlvText));
  const counters = kkt.drive.state.shiftCounters;
  const lines = shiftCloseLines(stamp, counters, drawerFacts(kkt), queuePrint(kkt), kkt.profile.paperWidth);
  printReport(kkt, "shift-close", closed.value.fdNumber, lines, shownMode);
  // Clearing (гашение): the registers of the shift begin anew, the drawer keeps its money.
  const { state } = kkt;
  state.shift = byOperation(emptyRegisters);
  state.cashIn = { ...state.cashIn, sumKop: 0, count: 0 };
  state.cashOut = { ...state.cashOut, sumKop: 0, count: 0 };
  return { ok: true, document: closed.value };
}

export function printReport(
  kkt: ShtrihKkt,
  kind: "shift-open" | "shift-close" | "x-report" | "state-report" | "cash-in" | "cash-out" | "registration",
  fdNumber: number | null,
  lines: readonly PaperLine[],
  shownMode: number | null,
): void {
  const printing = kkt.tables.setting("printing");
  if (printing === PRINTING.skipNext) kkt.tables.change("printing", PRINTING.all);
  if (printing === PRINTING.skipNext || printing === PRINTING.none) return;
  if (printing === PRINTING.receiptsOnly && (kind === "shift-open" || kind === "shift-close")) return;
  kkt.printer.print(kkt.state, { kind, fdNumber, at: kkt.now(), lines, shownMode });
}

/** Whether the next fiscal receipt goes to paper; "skip the next document" is used up by asking. */
export function receiptIsPrinted(kkt: ShtrihKkt): boolean {
  const printing = kkt.tables.setting("printing");
  if (printing === PRINTING.skipNext) kkt.tables.change("printing", PRINTING.all);
  return printing !== PRINTING.skipNext && printing !== PRINTING.none && kkt.tables.setting("printOnClose", 1) === 1;
}

/** Answer of FF0B and FF43: shift, document, sign, and the time when the long answers are on. */
function shiftAnswer(kkt: ShtrihKkt, document: ClosedDocument): Reply {
  const out = new PayloadWriter().uint(document.shiftNumber, 2).uint(document.fdNumber, 4).uint(document.fiscalSign, 4);
  if (document.type === 5 && kkt.tables.setting("extendedAnswers") === 1) out.raw(driveDateTime(document.at));
  return done(out);
}

function xReport(kkt: ShtrihKkt): Reply {
  const { state, drive } = kkt;
  state.xNumber++;
  state.documentNumber++;
  const stamp = stampOf(kkt, { fdNumber: 0, fiscalSign: 0, at: kkt.now(), shiftNumber: drive.state.shift.number }, kkt.operatorName());
  const counters = drive.state.shift.open ? drive.state.shiftCounters : EMPTY_COUNTERS;
  printReport(kkt, "x-report", null, xReportLines(stamp, counters, drawerFacts(kkt), state.xNumber, kkt.profile.paperWidth), null);
  return doneByOperator(kkt);
}

function moveCash(kkt: ShtrihKkt, kind: "in" | "out", amountKop: number): Reply {
  const { state } = kkt;
  if (kind === "out" && amountKop > state.drawerKop) return fail(KKT_ERROR.noCash);
  const counter = kind === "in" ? state.cashIn : state.cashOut;
  counter.sumKop += amountKop;
  counter.count++;
  counter.number++;
  state.drawerKop += kind === "in" ? amountKop : -amountKop;
  state.documentNumber++;
  const at = { fdNumber: 0, fiscalSign: 0, at: kkt.now(), shiftNumber: kkt.drive.state.shift.number };
  const stamp = stampOf(kkt, at, kkt.operatorName());
  const sum = kopecks(amountKop);
  const lines = cashLines(stamp, kind, sum, kopecks(state.drawerKop), state.documentNumber, kkt.profile.paperWidth);
  printReport(kkt, kind === "in" ? "cash-in" : "cash-out", null, lines, null);
  return done(answer(kkt).uint(state.documentNumber & 0xffff, 2));
}

function stateReport(kkt: ShtrihKkt): Reply {
  const tags = documentTags(kkt);
  const closed = kkt.drive.stateReport({ at: kkt.now(), tags });
  if (!closed.ok) return refusal(kkt, closed.error);
  kkt.state.headerTagsHex = "";
  kkt.state.documentNumber++;
  const queue = kkt.drive.queue();
  const lines = stateReportLines(stampOf(kkt, closed.value, cashierName(tags, tlvText)), queuePrint(kkt), kkt.profile.paperWidth);
  printReport(kkt, "state-report", closed.value.fdNumber, lines, null);
  return done(
    new PayloadWriter()
      .uint(closed.value.fdNumber, 4)
      .uint(closed.value.fiscalSign, 4)
      .uint(queue.unsentCount, 4)
      .raw(driveDate(queue.firstUnsent?.at ?? closed.value.at)),
  );
}

function begin(kkt: ShtrihKkt, kind: "shiftOpen" | "shiftClose" | "stateReport"): Reply {
  const begun = kkt.drive.begin(kind);
  return begun.ok ? done() : refusal(kkt, begun.error);
}

function reply(outcome: Outcome, shape: (document: ClosedDocument) => Reply): Reply {
  return outcome.ok ? shape(outcome.document) : outcome.reply;
}

const PLAIN = { minLength: 5, maxLength: 5 } as const;
const EXTENDED = { minLength: 6, maxLength: 6 } as const;

export const SHIFT_COMMANDS: readonly Command[] = [
  // Three bytes with the operator: the document says two, the wire has three.
  { code: 0xe0, ...PLAIN, level: "operator", kind: "print", modes: [4], run: (kkt) => reply(openShift(kkt), () => doneByOperator(kkt)) },
  { code: 0xff41, ...EXTENDED, level: "operator", kind: "quiet", modes: [4], run: (kkt) => begin(kkt, "shiftOpen") },
  {
    code: 0xff0b,
    ...EXTENDED,
    level: "operator",
    kind: "print",
    modes: [4],
    run: (kkt) => reply(openShift(kkt), (d) => shiftAnswer(kkt, d)),
  },
  { code: 0xff42, ...EXTENDED, level: "operator", kind: "quiet", modes: [2, 3], run: (kkt) => begin(kkt, "shiftClose") },
  {
    code: 0xff43,
    ...EXTENDED,
    level: "operator",
    kind: "print",
    modes: [2, 3],
    run: (kkt) => reply(closeShift(kkt), (d) => shiftAnswer(kkt, d)),
  },
  {
    code: 0x41,
    ...PLAIN,
    level: "administrator",
    kind: "print",
    modes: [2, 3],
    run: (kkt) => reply(closeShift(kkt), () => doneByOperator(kkt)),
  },
  { code: 0x40, ...PLAIN, level: "administrator", kind: "print", modes: [2, 3], run: xReport },
  {
    code: 0x50,
    minLength: 10,
    maxLength: 10,
    level: "operator",
    kind: "print",
    modes: [2, 3, 4, 9],
    run: (kkt, r) => moveCash(kkt, "in", r.uint(MONEY_BYTES)),
  },
  {
    code: 0x51,
    minLength: 10,
    maxLength: 10,
    level: "operator",
    kind: "print",
    modes: [2, 3, 4, 9],
    run: (kkt, r) => moveCash(kkt, "out", r.uint(MONEY_BYTES)),
  },
  { code: 0xff37, ...EXTENDED, level: "system", kind: "quiet", modes: [4], run: (kkt) => begin(kkt, "stateReport") },
  { code: 0xff38, ...EXTENDED, level: "system", kind: "print", modes: [4], run: stateReport },
];
