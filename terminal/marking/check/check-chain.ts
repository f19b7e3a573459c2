import type { Clock } from "../../../config/clock.ts";
import { NEEDED_FLAGS } from "./code-status.ts";
import type { CheckAnswer, CheckStep, MarkingCheck, TriedSource } from "./marking-check.ts";
import { noMarkingCheck } from "./no-marking-check.ts";

export interface CheckChainOptions {
  /** In the order of asking. */
  readonly steps: readonly CheckStep[];
  /** Of one code, all sources together. */
  readonly limitMs: number;
  readonly clock: Clock;
}

/** A source that has less time than this is not asked: it could not answer. */
const STEP_MIN_MS = 50;

/**
 * Asks one source after the other until one says something that a decision can rest on, or the time is up. Emergency mode is such a
 * word. When none did, the answer of the first one stands: it is the one to mend.
 */
export function createCheckChain({ steps, limitMs, clock }: CheckChainOptions): MarkingCheck {
  return {
    async check(code, signal) {
      const startMs = clock.monotonicMs();
      const tookMs = (): number => Math.round(clock.monotonicMs() - startMs);
      const tried: TriedSource[] = [];
      let attempts = 0;
      let first: CheckAnswer | null = null;
      for (const step of steps) {
        const leftMs = limitMs - (clock.monotonicMs() - startMs);
        if (first !== null && (leftMs < STEP_MIN_MS || signal?.aborted)) break;
        const answer = await step.check(code, signal, Math.min(step.limitMs, leftMs));
        attempts += answer.attempts;
        tried.push({ source: step.source, host: answer.host ?? null, outcome: outcomeOf(answer), tookMs: answer.tookMs });
        if (isUsable(answer)) return { ...answer, tookMs: tookMs(), attempts, tried };
        first ??= answer;
      }
      return first === null ? noMarkingCheck.check(code) : { ...first, tookMs: tookMs(), attempts, tried };
    },
  };
}

/** Can a decision rest on it? An answer that lacks flags is no answer, save that a flag it has refuses. */
export function isUsable(answer: CheckAnswer): boolean {
  if (answer.mode !== "online") return answer.mode !== "unavailable";
  const { status } = answer;
  if (status.sold === true || status.isBlocked === true || (status.errorCode ?? 0) !== 0) return true;
  const needed = NEEDED_FLAGS.map((name) => status[name]);
  return status.valid === false || needed.includes(false) || !needed.includes(null);
}

/** In one word, for counts and for the journal. */
export function outcomeOf(answer: CheckAnswer): string {
  if (answer.mode === "unavailable") return answer.error.code;
  return isUsable(answer) ? answer.mode : "flags-absent";
}
