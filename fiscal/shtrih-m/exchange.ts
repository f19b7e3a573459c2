import { unreachable } from "../../config/result.ts";
import { ACK, ENQ, NAK } from "./frame.ts";

/**
 * One command and its answer over frame v1 (protocol 1.17 appendices 2 and 3) as a pure state machine. Until the command
 * frame is written a failure is safe to repeat; afterwards only an explicit refusal (NAK, confirmed by ENQ) is. Everything
 * else ends as `outcome-unknown`, unless the command may be repeated.
 */
export interface ExchangeConfig {
  readonly frame: Uint8Array;
  /** The answer repeats these bytes: one, or two for FFxx. Service commands FE xx are answered with FE alone. */
  readonly expects: Uint8Array;
  readonly repeatable: boolean;
  /** `enquire` on a fresh channel, `settle` after an exchange that did not end cleanly (wait for silence, then ENQ). */
  readonly opening: "send" | "enquire" | "settle";
  /** To the ACK or NAK. */
  readonly ackTimeoutMs: number;
  /** From an ACK to the answer, ours or an earlier one; then ENQ asks whether it is still being prepared. */
  readonly answerTimeoutMs: number;
  /** Silence that ends a broken frame. */
  readonly gapMs: number;
  readonly limits: ExchangeLimits;
}

export interface ExchangeLimits {
  readonly silentEnquiries: number;
  readonly sends: number;
  readonly rereads: number;
  /** How often ENQ may be answered with "still busy" before the wait for the answer is given up. */
  readonly waits: number;
  readonly staleAnswers: number;
  /** Inputs that restart the wait for silence. */
  readonly chatter: number;
}

export const DEFAULT_EXCHANGE_LIMITS: ExchangeLimits = {
  silentEnquiries: 3,
  sends: 10,
  rereads: 10,
  waits: 3,
  staleAnswers: 8,
  chatter: 64,
};

export type ExchangeInput =
  | { readonly kind: "start" }
  | { readonly kind: "ack" }
  | { readonly kind: "nak" }
  | { readonly kind: "noise"; readonly size: number }
  | { readonly kind: "frame"; readonly payload: Uint8Array }
  | { readonly kind: "bad-frame" }
  /** Part of a frame is in the buffer. */
  | { readonly kind: "partial" }
  | { readonly kind: "timeout" }
  | { readonly kind: "lost" };

export type ExchangeEffect =
  | { readonly kind: "write"; readonly bytes: Uint8Array; readonly what: "enq" | "frame" | "resend" | "ack" | "nak" }
  | { readonly kind: "timer"; readonly ms: number }
  /** Forget the half-received frame. */
  | { readonly kind: "reset-input" }
  /** An answer of an earlier command; confirmed and set aside. */
  | { readonly kind: "stale-answer"; readonly payload: Uint8Array };

type SafeFailure = "no-answer" | "refused" | "lost" | "chatter" | "stale-answers";
type UnknownReason = "no-answer" | "no-pending-answer" | "lost" | "unreadable" | "chatter" | "stale-answers";

export type ExchangeOutcome =
  | { readonly kind: "done"; readonly reply: Uint8Array; readonly clean: boolean }
  /** The command was surely not executed. */
  | { readonly kind: "failed"; readonly reason: SafeFailure }
  | { readonly kind: "outcome-unknown"; readonly reason: UnknownReason };

export type ExchangePhase =
  | "idle"
  | "enquiring"
  | "awaiting-held"
  | "awaiting-ack"
  | "awaiting-reply"
  | "recovering"
  | "quieting"
  | "finished";

export interface ExchangeState {
  readonly phase: ExchangePhase;
  /** The frame went out at least once since it was last surely refused. */
  readonly sent: boolean;
  /** The last thing heard about the sent frame was NAK. */
  readonly refused: boolean;
  /** What made us wait for silence: a broken answer is refused with NAK before the next ENQ. */
  readonly broken: boolean;
  readonly partial: boolean;
  readonly clean: boolean;
  /** ENQs since the last silence whose answers may still be on their way. */
  readonly enquiriesOut: number;
  /** ENQs of the whole exchange that nothing has answered. While there are any, a NAK to the frame proves nothing. */
  readonly unansweredEnquiries: number;
  readonly silentEnquiries: number;
  readonly sends: number;
  readonly rereads: number;
  readonly waits: number;
  readonly staleAnswers: number;
  readonly chatter: number;
  readonly outcome: ExchangeOutcome | null;
}

export interface ExchangeStep {
  readonly state: ExchangeState;
  readonly effects: readonly ExchangeEffect[];
}

export const EXCHANGE_IDLE: ExchangeState = {
  phase: "idle",
  sent: false,
  refused: false,
  broken: false,
  partial: false,
  clean: true,
  enquiriesOut: 0,
  unansweredEnquiries: 0,
  silentEnquiries: 0,
  sends: 0,
  rereads: 0,
  waits: 0,
  staleAnswers: 0,
  chatter: 0,
  outcome: null,
};

const WRITE_ENQ: ExchangeEffect = { kind: "write", bytes: Uint8Array.of(ENQ), what: "enq" };
const WRITE_ACK: ExchangeEffect = { kind: "write", bytes: Uint8Array.of(ACK), what: "ack" };
const WRITE_NAK: ExchangeEffect = { kind: "write", bytes: Uint8Array.of(NAK), what: "nak" };
const RESET: ExchangeEffect = { kind: "reset-input" };

export function stepExchange(config: ExchangeConfig, state: ExchangeState, input: ExchangeInput): ExchangeStep {
  if (state.phase !== "finished" && input.kind === "lost") return finishBad(state, "lost");
  const heard = hear(state, input);
  switch (heard.phase) {
    case "idle":
      return input.kind === "start" ? open(config, heard) : stay(heard);
    case "enquiring":
    case "awaiting-held":
      return beforeSend(config, heard, input);
    case "awaiting-ack":
    case "awaiting-reply":
    case "recovering":
      return afterSend(config, heard, input);
    case "quieting":
      return quieting(config, heard, input);
    case "finished":
      return stay(state);
    default:
      return unreachable(heard.phase);
  }
}

function hear(state: ExchangeState, input: ExchangeInput): ExchangeState {
  if (input.kind === "timeout") return state;
  const partial = input.kind === "partial";
  const answersEnquiry = (input.kind === "ack" || input.kind === "nak") && state.phase !== "awaiting-ack";
  if (!answersEnquiry) return { ...state, partial };
  return {
    ...state,
    partial,
    enquiriesOut: Math.max(0, state.enquiriesOut - 1),
    unansweredEnquiries: Math.max(0, state.unansweredEnquiries - 1),
  };
}

function stay(state: ExchangeState): ExchangeStep {
  return { state, effects: [] };
}

function finish(state: ExchangeState, outcome: ExchangeOutcome, effects: readonly ExchangeEffect[] = []): ExchangeStep {
  return { state: { ...state, phase: "finished", outcome }, effects };
}

/** No way on: safe when the frame never left (or was refused), unknown otherwise. */
function finishBad(state: ExchangeState, reason: SafeFailure & UnknownReason): ExchangeStep {
  return finish(state, state.sent ? { kind: "outcome-unknown", reason } : { kind: "failed", reason });
}

function open(config: ExchangeConfig, state: ExchangeState): ExchangeStep {
  if (config.opening === "send") return send(config, state);
  if (config.opening === "settle") return { state: { ...state, phase: "quieting" }, effects: [{ kind: "timer", ms: config.gapMs }] };
  return enquire(config, state, []);
}

function enquire(config: ExchangeConfig, state: ExchangeState, before: readonly ExchangeEffect[]): ExchangeStep {
  return {
    state: {
      ...state,
      phase: state.sent ? "recovering" : "enquiring",
      partial: false,
      broken: false,
      enquiriesOut: state.enquiriesOut + 1,
      unansweredEnquiries: state.unansweredEnquiries + 1,
    },
    effects: [...before, WRITE_ENQ, { kind: "timer", ms: config.ackTimeoutMs }],
  };
}

function send(config: ExchangeConfig, state: ExchangeState): ExchangeStep {
  if (state.sends >= config.limits.sends) return finish(state, { kind: "failed", reason: "refused" });
  return {
    state: { ...state, phase: "awaiting-ack", sent: true, refused: false, sends: state.sends + 1, clean: state.clean && state.sends === 0 },
    effects: [
      { kind: "write", bytes: config.frame, what: state.sends === 0 ? "frame" : "resend" },
      { kind: "timer", ms: config.ackTimeoutMs },
    ],
  };
}

/** The wait ended in silence: count it by what was awaited, then ask with ENQ. */
function silence(config: ExchangeConfig, state: ExchangeState): ExchangeStep {
  const awaitsAnswer = state.phase === "awaiting-reply" || state.phase === "awaiting-held";
  const key = !awaitsAnswer ? "silentEnquiries" : state.partial ? "rereads" : "waits";
  const next: ExchangeState = { ...state, clean: false, [key]: state[key] + 1 };
  if (next[key] > config.limits[key]) return finishBad(next, "no-answer");
  // A half frame has ended: refuse it, so that the device holds the answer for our ENQ.
  return enquire(config, next, state.partial ? [RESET, WRITE_NAK] : [RESET]);
}

function startQuieting(config: ExchangeConfig, state: ExchangeState, change: Partial<ExchangeState>): ExchangeStep {
  return { state: { ...state, clean: false, ...change, phase: "quieting" }, effects: [{ kind: "timer", ms: quietMs(config, state) }] };
}

/** A line that has already kept us waiting longer than it should must be silent for longer. */
function quietMs(config: ExchangeConfig, state: ExchangeState): number {
  return state.unansweredEnquiries > 0 ? config.ackTimeoutMs : config.gapMs;
}

function setAside(config: ExchangeConfig, state: ExchangeState, payload: Uint8Array): ExchangeStep {
  const next = { ...state, clean: false, staleAnswers: state.staleAnswers + 1 };
  const effects: ExchangeEffect[] = [WRITE_ACK, { kind: "stale-answer", payload }];
  if (next.staleAnswers > config.limits.staleAnswers) {
    const bad = finishBad(next, "stale-answers");
    return { state: bad.state, effects: [...effects, ...bad.effects] };
  }
  return { state: next, effects };
}

function beforeSend(config: ExchangeConfig, state: ExchangeState, input: ExchangeInput): ExchangeStep {
  switch (input.kind) {
    case "nak":
      // While a held answer is announced a NAK is late news of an earlier ENQ.
      if (state.phase === "awaiting-held") return stay(state);
      // More ENQs are on their way: their answers must not be taken for answers to the frame.
      return state.enquiriesOut > 0 ? startQuieting(config, state, {}) : send(config, state);
    case "ack":
      return { state: { ...state, phase: "awaiting-held", clean: false }, effects: [{ kind: "timer", ms: config.answerTimeoutMs }] };
    case "frame": {
      const aside = setAside(config, state, input.payload);
      return aside.state.phase === "finished" ? aside : enquire(config, aside.state, aside.effects);
    }
    case "bad-frame":
      return rereadAfterSilence(config, state);
    case "partial":
      return { state, effects: [{ kind: "timer", ms: config.gapMs }] };
    case "timeout":
      return silence(config, state);
    case "noise":
    case "start":
    case "lost":
      return stay(state);
  }
}

function rereadAfterSilence(config: ExchangeConfig, state: ExchangeState): ExchangeStep {
  const rereads = state.rereads + 1;
  if (rereads <= config.limits.rereads) return startQuieting(config, state, { rereads, broken: true });
  return finish(
    { ...state, rereads },
    state.sent ? { kind: "outcome-unknown", reason: "unreadable" } : { kind: "failed", reason: "no-answer" },
  );
}

function isOurs(config: ExchangeConfig, payload: Uint8Array): boolean {
  return config.expects.every((byte, i) => payload[i] === byte);
}

function answered(config: ExchangeConfig, state: ExchangeState, payload: Uint8Array): ExchangeStep {
  if (isOurs(config, payload)) return finish(state, { kind: "done", reply: payload, clean: state.clean }, [WRITE_ACK]);
  return setAside(config, state, payload);
}

function afterSend(config: ExchangeConfig, state: ExchangeState, input: ExchangeInput): ExchangeStep {
  switch (input.kind) {
    case "ack":
      return state.phase === "awaiting-reply" ? stay(state) : accepted(config, state);
    case "nak":
      return refusedOrGone(config, state);
    case "frame": {
      const step = answered(config, state, input.payload);
      // Only the old answer was taken off the line; the wait for ours goes on.
      return step.state.phase === "finished"
        ? step
        : { state: step.state, effects: [...step.effects, { kind: "timer", ms: waitOf(config, state) }] };
    }
    case "bad-frame":
      return rereadAfterSilence(config, state);
    case "partial":
      return { state, effects: [{ kind: "timer", ms: config.gapMs }] };
    case "timeout":
      return silence(config, state);
    case "noise":
    case "start":
    case "lost":
      return stay(state);
  }
}

/** ACK to the frame, or to an ENQ: the answer is being prepared or is coming again. */
function accepted(config: ExchangeConfig, state: ExchangeState): ExchangeStep {
  return {
    state: { ...state, phase: "awaiting-reply", refused: false, silentEnquiries: 0 },
    effects: [{ kind: "timer", ms: config.answerTimeoutMs }],
  };
}

function waitOf(config: ExchangeConfig, state: ExchangeState): number {
  return state.phase === "awaiting-reply" ? config.answerTimeoutMs : config.ackTimeoutMs;
}

function refusedOrGone(config: ExchangeConfig, state: ExchangeState): ExchangeStep {
  switch (state.phase) {
    case "awaiting-ack":
      // NAK says "not received"; a damaged ACK, or the answer to an older ENQ, can look like it. Silence and an ENQ tell which.
      return startQuieting(config, state, { refused: state.unansweredEnquiries === 0 });
    case "recovering":
      if (state.refused && state.unansweredEnquiries === 0) return send(config, { ...state, sent: false });
      // Nothing is pending. Either the frame never arrived, or the device lost its answer (power): cannot be told.
      if (config.repeatable) return send(config, { ...state, sent: false });
      return finish(state, { kind: "outcome-unknown", reason: "no-pending-answer" });
    default:
      return stay(state);
  }
}

function quieting(config: ExchangeConfig, state: ExchangeState, input: ExchangeInput): ExchangeStep {
  if (input.kind === "timeout") {
    const before: ExchangeEffect[] = state.broken || state.partial ? [RESET, WRITE_NAK] : [RESET];
    return enquire(config, { ...state, enquiriesOut: 0 }, before);
  }
  if (input.kind === "frame" && state.sent && isOurs(config, input.payload)) return answered(config, state, input.payload);
  const chatter = state.chatter + 1;
  const next = { ...state, chatter };
  if (chatter > config.limits.chatter) return finishBad(next, "chatter");
  if (input.kind === "frame") {
    const aside = setAside(config, next, input.payload);
    return aside.state.phase === "finished"
      ? aside
      : { state: aside.state, effects: [...aside.effects, { kind: "timer", ms: quietMs(config, next) }] };
  }
  return { state: next, effects: [{ kind: "timer", ms: quietMs(config, next) }] };
}
