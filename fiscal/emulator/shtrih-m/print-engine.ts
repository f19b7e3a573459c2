import type { Clock } from "../../../config/clock.ts";
import { assertInvariant } from "../../../config/result.ts";
import type { LocalSeconds } from "../fiscal-drive/index.ts";
import {
  lineTimes,
  TRAINING_BANNER,
  withBanner,
  type PaperDocument,
  type PaperKind,
  type PaperLine,
  type PaperRoll,
} from "../paper/index.ts";
import type { KktProfile } from "./profile.ts";
import type { KktState, PrintJob } from "./state.ts";

/** Submodes (подрежимы) of 10h. */
export const SUBMODE = { idle: 0, paperAbsent: 1, paperEnded: 2, waitsForContinue: 3, printing: 5 } as const;

export interface PrintRequest {
  readonly kind: PaperKind;
  readonly fdNumber: number | null;
  readonly at: LocalSeconds;
  readonly lines: readonly PaperLine[];
  readonly shownMode: number | null;
}

/**
 * The mechanism: paper, cover, and the document that is being printed. It has no timer: what has happened by now is
 * worked out from the clock whenever somebody looks, so that a simulated clock drives it too.
 */
export class PrintEngine {
  readonly #roll: PaperRoll;
  readonly #clock: Clock;
  readonly #profile: KktProfile;
  msPerLine: number;

  constructor(roll: PaperRoll, clock: Clock, profile: KktProfile) {
    this.#roll = roll;
    this.#clock = clock;
    this.#profile = profile;
    this.msPerLine = profile.msPerLine;
  }

  submode(state: KktState): number {
    if (state.job !== null) return SUBMODE.printing;
    if (state.breakLatch !== 0) return state.breakLatch;
    return this.hasPaper(state) ? SUBMODE.idle : SUBMODE.paperAbsent;
  }

  hasPaper(state: KktState): boolean {
    return state.paperLeft !== 0 && !state.coverOpen;
  }

  /** Mode that 10h shows instead of the real one, while a document prints or waits to be printed again. */
  shownMode(state: KktState): number | null {
    const { job } = state;
    if (job === null) return state.interrupted?.shownMode ?? null;
    return this.#lineTimesDone(job) < job.lineTimes ? job.shownMode : null;
  }

  /** A whole document: banner, content, cut. Ends the open slip. */
  print(state: KktState, request: PrintRequest): number {
    state.slipId = null;
    const lines: PaperLine[] = [...withBanner(request.lines, this.#profile.paperWidth), { kind: "cut" }];
    const paperId = this.#roll.start({ ...request, lines });
    this.#startJob(state, paperId, lines, request.shownMode, false);
    return paperId;
  }

  /** Lines outside a document; they gather on one slip until a cut. */
  printLines(state: KktState, at: LocalSeconds, lines: readonly PaperLine[]): void {
    let doneBefore = 0;
    if (state.slipId === null) {
      // The banner at the foot comes with the cut.
      const head = withBanner([], this.#profile.paperWidth).slice(0, TRAINING_BANNER.length);
      state.slipId = this.#roll.start({ kind: "slip", fdNumber: null, at, lines: [...head, ...lines] });
    } else {
      doneBefore = this.#leaveSlipJob(state, state.slipId);
      this.#roll.extend(state.slipId, lines);
    }
    this.#startJob(state, state.slipId, this.#document(state.slipId).lines, null, true, doneBefore);
    if (lines.some((line) => line.kind === "cut")) state.slipId = null;
  }

  /** B0h: the interrupted document from its start, on new paper. */
  continuePrint(state: KktState): void {
    const { interrupted } = state;
    assertInvariant(interrupted !== null, "submode 3 has an interrupted document");
    const document = this.#document(interrupted.paperId);
    state.breakLatch = 0;
    state.interrupted = null;
    const paperId = this.#roll.start(document);
    if (state.lastReceiptPaperId === document.id) state.lastReceiptPaperId = paperId;
    this.#startJob(state, paperId, document.lines, interrupted.shownMode, false);
  }

  settle(state: KktState): void {
    const { job } = state;
    if (job === null) return;
    const done = this.#lineTimesDone(job);
    if (job.breakAt !== null && done >= job.breakAt) {
      this.#breakJob(state, job, job.breakAt, "broken");
      state.paperLeft = 0;
      state.breakLatch = SUBMODE.paperEnded;
      state.lastPrintBroken = true;
    } else if (done >= job.lineTimes && this.#elapsedMs(job) >= (job.lineTimes - job.doneBefore) * job.msPerLine + job.tailMs) {
      this.#roll.progress(job.paperId, this.#document(job.paperId).lines.length, "printed");
      if (state.paperLeft !== null) state.paperLeft -= job.lineTimes - job.doneBefore;
      state.job = null;
      state.lastPrintBroken = false;
    }
  }

  /** The job that runs is over now, if the paper lasts. */
  finish(state: KktState): void {
    if (state.job === null) return;
    const needed = (state.job.lineTimes - state.job.doneBefore) * state.job.msPerLine + state.job.tailMs;
    state.job.startedAtMs = Math.min(state.job.startedAtMs, this.#clock.monotonicMs() - needed);
    this.settle(state);
  }

  /** Writes down how far the running job has come, for whoever reads the paper. */
  syncPaper(state: KktState): void {
    this.settle(state);
    if (state.job === null) return;
    const lines = this.#document(state.job.paperId).lines;
    this.#roll.progress(state.job.paperId, linesWithin(lines, this.#lineTimesDone(state.job)), "printing");
  }

  /** Monotonic ms of the next change by itself; null when nothing is under way. */
  nextChangeMs(state: KktState): number | null {
    const { job } = state;
    if (job === null) return null;
    const lines = (job.breakAt ?? job.lineTimes) - job.doneBefore;
    return job.startedAtMs + lines * job.msPerLine + (job.breakAt === null ? job.tailMs : 0);
  }

  paperOut(state: KktState, afterLines: number): void {
    this.settle(state);
    const { job } = state;
    if (job === null) {
      state.paperLeft = afterLines;
      return;
    }
    const breakAt = this.#lineTimesDone(job) + afterLines;
    // Counted from the job's start: its end takes its whole length off.
    state.paperLeft = breakAt - job.doneBefore;
    job.breakAt = breakAt < job.lineTimes ? breakAt : null;
    this.settle(state);
  }

  loadPaper(state: KktState): void {
    this.settle(state);
    state.paperLeft = null;
    if (state.job !== null) state.job.breakAt = null;
    this.#leavePaperBreak(state);
  }

  setCover(state: KktState, open: boolean): void {
    this.settle(state);
    if (open && state.job !== null) {
      this.#breakJob(state, state.job, this.#lineTimesDone(state.job), "broken");
      state.breakLatch = SUBMODE.paperEnded;
      state.lastPrintBroken = true;
    }
    state.coverOpen = open;
    this.#leavePaperBreak(state);
  }

  /** Power went: what was not printed stays unprinted, without the "invalid" line. */
  powerLost(state: KktState): void {
    this.settle(state);
    if (state.job === null) return;
    this.#breakJob(state, state.job, this.#lineTimesDone(state.job), "printing");
  }

  /** A process that was killed does not know how far it came: nothing of that job counts as printed. */
  processLost(state: KktState): void {
    if (state.job !== null) this.#breakJob(state, state.job, 0, "printing");
  }

  powerBack(state: KktState): void {
    if (state.interrupted === null || state.breakLatch !== 0) return;
    if (!this.hasPaper(state)) {
      state.breakLatch = SUBMODE.paperEnded;
    } else if (this.#profile.resumeAfterPower === "auto") {
      this.continuePrint(state);
    } else {
      state.breakLatch = SUBMODE.waitsForContinue;
    }
  }

  #startJob(state: KktState, paperId: number, lines: readonly PaperLine[], shownMode: number | null, slip: boolean, doneBefore = 0): void {
    const total = lines.reduce((sum, line) => sum + lineTimes(line), 0);
    const left = total - doneBefore;
    state.job = {
      paperId,
      startedAtMs: this.#clock.monotonicMs(),
      msPerLine: this.msPerLine,
      tailMs: slip ? 0 : this.#profile.printTailMs,
      lineTimes: total,
      doneBefore,
      breakAt: state.paperLeft !== null && state.paperLeft < left ? doneBefore + state.paperLeft : null,
      shownMode,
      slip,
    };
    this.settle(state);
  }

  /** More lines come for a slip: how much of it is on paper already. */
  #leaveSlipJob(state: KktState, slipId: number): number {
    const { job } = state;
    if (job === null || job.paperId !== slipId) {
      const document = this.#document(slipId);
      return document.lines.slice(0, document.printed).reduce((sum, line) => sum + lineTimes(line), 0);
    }
    const done = this.#lineTimesDone(job);
    if (state.paperLeft !== null) state.paperLeft -= done - job.doneBefore;
    state.job = null;
    return done;
  }

  #breakJob(state: KktState, job: PrintJob, atLineTimes: number, paperState: "broken" | "printing"): void {
    this.#roll.progress(job.paperId, linesWithin(this.#document(job.paperId).lines, atLineTimes), paperState);
    state.interrupted = { paperId: job.paperId, shownMode: job.shownMode };
    state.job = null;
    state.slipId = null;
  }

  #leavePaperBreak(state: KktState): void {
    if (state.breakLatch === SUBMODE.paperEnded && this.hasPaper(state)) state.breakLatch = SUBMODE.waitsForContinue;
  }

  #elapsedMs(job: PrintJob): number {
    return this.#clock.monotonicMs() - job.startedAtMs;
  }

  #lineTimesDone(job: PrintJob): number {
    if (job.msPerLine <= 0) return job.breakAt ?? job.lineTimes;
    return Math.min(job.lineTimes, job.doneBefore + Math.floor(this.#elapsedMs(job) / job.msPerLine));
  }

  #document(id: number): PaperDocument {
    const document = this.#roll.byId(id);
    assertInvariant(document !== null, `paper document ${id} exists`);
    return document;
  }
}

/** How many whole lines fit into that many line times. */
function linesWithin(lines: readonly PaperLine[], times: number): number {
  let sum = 0;
  let count = 0;
  for (const line of lines) {
    sum += lineTimes(line);
    if (sum > times) break;
    count++;
  }
  return count;
}
