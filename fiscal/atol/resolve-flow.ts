import type { AppError } from "../../config/errors/index.ts";
import type { FiscalDocument, Registered } from "../document/fiscal-document.ts";
import type { Baseline, Resolution } from "../registrar.ts";
import type { AtolContext } from "./context.ts";
import { BASELINE_TASKS, readBaseline } from "./readings.ts";
import { isPrintOwed, registeredByDrive, registeredUnstored } from "./registered.ts";
import { foundDocument, readDocument } from "./stored-document.ts";
import type { Settled } from "./task-port.ts";
import { describeSeen, judgeCash, judgeFound } from "./verdict.ts";

/** More documents than this since the baseline, and the question comes too late for a scan. */
const MAX_SCAN = 500;

type Search =
  | { readonly kind: "found"; readonly registered: Registered }
  | { readonly kind: "absent" }
  | { readonly kind: "unclear"; readonly what: string }
  | { readonly kind: "error"; readonly error: AppError };

/**
 * "What became of this document?" First nothing of the request may run or wait any more; then the drive is asked, whatever the
 * request says of itself: only a document read by its number counts (facts B10).
 */
export class ResolveFlow {
  readonly #context: AtolContext;

  constructor(context: AtolContext) {
    this.#context = context;
  }

  async resolve(document: FiscalDocument, baseline: Baseline): Promise<Resolution> {
    const { port, clock } = this.#context;
    const settled = await port.settle(baseline.requestId);
    if (settled.kind === "open") return { outcome: "unreachable", error: settled.error };
    const read = await port.query(BASELINE_TASKS);
    if (!read.ok) return { outcome: "unreachable", error: read.error.error };
    const now = readBaseline(read.value, baseline.requestId, clock.now());
    if (!now.ok) return { outcome: "unreachable", error: now.error };
    const undecided = (what: string): Resolution => ({
      outcome: "undecided",
      seen: describeSeen(what, settled, now.value.lastFdNumber, baseline),
    });
    if (now.value.fnSerial !== baseline.fnSerial) return undecided(`в ККТ другой ФН: ${now.value.fnSerial}`);
    if (document.kind === "x-report") return this.#xReport(settled, baseline);
    if (document.kind === "cash-in" || document.kind === "cash-out") {
      return this.#cash(document.kind, settled, baseline, now.value, undecided);
    }
    const search = await this.#search(document, baseline, now.value.lastFdNumber, settled);
    switch (search.kind) {
      case "found":
        return { outcome: "registered", registered: search.registered };
      case "error":
        return { outcome: "unreachable", error: search.error };
      case "unclear":
        return undecided(search.what);
      case "absent":
        return this.#absent(document, settled, now.value, undecided);
    }
  }

  #absent(document: FiscalDocument, settled: Settled, now: Baseline, undecided: (what: string) => Resolution): Resolution {
    if (settled.kind === "done") return undecided("задание выполнено, а документа в ФН нет");
    const shouldBeOpen = document.kind === "open-shift";
    // The drive's own word on the shift must agree: a shift in the wanted state without its document is not "nothing happened".
    if (document.kind !== "receipt" && now.shiftOpen === shouldBeOpen) return undecided("состояние смены не сходится с документами");
    return { outcome: "not-registered" };
  }

  /** An X report changes nothing: where nobody remembers it, it may be printed once more. */
  #xReport(settled: Settled, baseline: Baseline): Resolution {
    if (settled.kind !== "done") return { outcome: "not-registered" };
    return { outcome: "registered", registered: registeredUnstored(baseline, baseline.readAt, settled.result) };
  }

  #cash(
    kind: "cash-in" | "cash-out",
    settled: Settled,
    baseline: Baseline,
    now: Baseline,
    undecided: (what: string) => Resolution,
  ): Resolution {
    const [before, count] = kind === "cash-in" ? [baseline.cashInCount, now.cashInCount] : [baseline.cashOutCount, now.cashOutCount];
    const verdict = judgeCash(settled, before, count, baseline.shiftNumber === now.shiftNumber);
    if (verdict === "undecided") return undecided(`операций с наличными: ${before} → ${count}`);
    if (verdict === "not-registered") return { outcome: "not-registered" };
    const answer = settled.kind === "done" ? settled.result : {};
    // Nobody tells when it was; whoever asks twice is told the same.
    return { outcome: "registered", registered: registeredUnstored(baseline, baseline.readAt, answer) };
  }

  async #search(document: FiscalDocument, baseline: Baseline, lastFdNumber: number, settled: Settled): Promise<Search> {
    const { port, utcOffsetMinutes } = this.#context;
    if (lastFdNumber < baseline.lastFdNumber) return { kind: "unclear", what: "номер последнего ФД уменьшился" };
    if (lastFdNumber - baseline.lastFdNumber > MAX_SCAN) return { kind: "unclear", what: `с тех пор больше ${MAX_SCAN} документов` };
    let unclear: string | null = null;
    for (let fdNumber = baseline.lastFdNumber + 1; fdNumber <= lastFdNumber; fdNumber++) {
      const answer = await readDocument(port, fdNumber);
      if (!answer.ok) {
        if (answer.error.vendor === null) return { kind: "error", error: answer.error.error };
        return { kind: "unclear", what: `ФД ${fdNumber} не читается (ошибка ${answer.error.vendor})` };
      }
      const found = answer.value === null ? null : foundDocument(answer.value, fdNumber, utcOffsetMinutes);
      if (found === null) return { kind: "unclear", what: `ФД ${fdNumber} не найден` };
      const verdict = judgeFound(found, document, baseline);
      if (verdict.kind === "unclear") unclear ??= verdict.what;
      if (verdict.kind === "ours") {
        return { kind: "found", registered: registeredByDrive(document, found, baseline, owesPrint(document, settled), utcOffsetMinutes) };
      }
    }
    return unclear === null ? { kind: "absent" } : { kind: "unclear", what: unclear };
  }
}

/** Where nothing told of the paper it counts as owed: finishing what is already printed does no harm. */
function owesPrint(document: FiscalDocument, settled: Settled): boolean {
  if (settled.kind === "done") return isPrintOwed(settled.result);
  return document.kind !== "receipt" || document.receipt.paper !== "none";
}
