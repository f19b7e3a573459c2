import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_EXCHANGE_LIMITS, EXCHANGE_IDLE, stepExchange } from "./exchange.ts";
import type { ExchangeConfig, ExchangeEffect, ExchangeInput, ExchangePhase, ExchangeState } from "./exchange.ts";

const FRAME = Uint8Array.of(0x02, 0x02, 0xff, 0x45, 0xb8);
const REPLY = Uint8Array.of(0xff, 0x45, 0x00);
const OTHER = Uint8Array.of(0x10, 0x00);
const CONFIG: ExchangeConfig = {
  frame: FRAME,
  expects: Uint8Array.of(0xff, 0x45),
  repeatable: false,
  opening: "send",
  ackTimeoutMs: 1_000,
  answerTimeoutMs: 5_000,
  gapMs: 100,
  limits: DEFAULT_EXCHANGE_LIMITS,
};

function names(effects: readonly ExchangeEffect[]): string {
  return effects
    .map((effect) => (effect.kind === "write" ? effect.what : effect.kind === "timer" ? `timer ${effect.ms}` : effect.kind))
    .join(", ");
}

/** Runs the inputs and shows the last phase, the effects of the last input and the outcome. */
function run(config: ExchangeConfig, ...inputs: ExchangeInput[]): { phase: ExchangePhase; effects: string; state: ExchangeState } {
  let state = EXCHANGE_IDLE;
  let effects: readonly ExchangeEffect[] = [];
  for (const input of inputs) ({ state, effects } = stepExchange(config, state, input));
  return { phase: state.phase, effects: names(effects), state };
}

const start: ExchangeInput = { kind: "start" };
const ack: ExchangeInput = { kind: "ack" };
const nak: ExchangeInput = { kind: "nak" };
const noise: ExchangeInput = { kind: "noise", size: 1 };
const timeout: ExchangeInput = { kind: "timeout" };
const lost: ExchangeInput = { kind: "lost" };
const partial: ExchangeInput = { kind: "partial" };
const bad: ExchangeInput = { kind: "bad-frame" };
const reply: ExchangeInput = { kind: "frame", payload: REPLY };
const other: ExchangeInput = { kind: "frame", payload: OTHER };

const TO_PHASE: Record<ExchangePhase, { config: ExchangeConfig; inputs: ExchangeInput[] }> = {
  idle: { config: CONFIG, inputs: [] },
  enquiring: { config: { ...CONFIG, opening: "enquire" }, inputs: [start] },
  "awaiting-held": { config: { ...CONFIG, opening: "enquire" }, inputs: [start, ack] },
  "awaiting-ack": { config: CONFIG, inputs: [start] },
  "awaiting-reply": { config: CONFIG, inputs: [start, ack] },
  recovering: { config: CONFIG, inputs: [start, ack, timeout] },
  quieting: { config: CONFIG, inputs: [start, nak] },
  finished: { config: CONFIG, inputs: [start, ack, reply] },
};

/** Phase after the input, and what is done. Every phase meets every input. */
const TABLE: Record<ExchangePhase, Record<string, string>> = {
  idle: {
    start: "awaiting-ack: frame, timer 1000",
    ack: "idle: ",
    nak: "idle: ",
    noise: "idle: ",
    partial: "idle: ",
    bad: "idle: ",
    reply: "idle: ",
    other: "idle: ",
    timeout: "idle: ",
    lost: "finished: ",
  },
  enquiring: {
    start: "enquiring: ",
    ack: "awaiting-held: timer 5000",
    nak: "awaiting-ack: frame, timer 1000",
    noise: "enquiring: ",
    partial: "enquiring: timer 100",
    bad: "quieting: timer 1000",
    reply: "enquiring: ack, stale-answer, enq, timer 1000",
    other: "enquiring: ack, stale-answer, enq, timer 1000",
    timeout: "enquiring: reset-input, enq, timer 1000",
    lost: "finished: ",
  },
  "awaiting-held": {
    start: "awaiting-held: ",
    ack: "awaiting-held: timer 5000",
    nak: "awaiting-held: ",
    noise: "awaiting-held: ",
    partial: "awaiting-held: timer 100",
    bad: "quieting: timer 100",
    reply: "enquiring: ack, stale-answer, enq, timer 1000",
    other: "enquiring: ack, stale-answer, enq, timer 1000",
    timeout: "enquiring: reset-input, enq, timer 1000",
    lost: "finished: ",
  },
  "awaiting-ack": {
    start: "awaiting-ack: ",
    ack: "awaiting-reply: timer 5000",
    nak: "quieting: timer 100",
    noise: "awaiting-ack: ",
    partial: "awaiting-ack: timer 100",
    bad: "quieting: timer 100",
    reply: "finished: ack",
    other: "awaiting-ack: ack, stale-answer, timer 1000",
    timeout: "recovering: reset-input, enq, timer 1000",
    lost: "finished: ",
  },
  "awaiting-reply": {
    start: "awaiting-reply: ",
    ack: "awaiting-reply: ",
    nak: "awaiting-reply: ",
    noise: "awaiting-reply: ",
    partial: "awaiting-reply: timer 100",
    bad: "quieting: timer 100",
    reply: "finished: ack",
    other: "awaiting-reply: ack, stale-answer, timer 5000",
    timeout: "recovering: reset-input, enq, timer 1000",
    lost: "finished: ",
  },
  recovering: {
    start: "recovering: ",
    ack: "awaiting-reply: timer 5000",
    nak: "finished: ",
    noise: "recovering: ",
    partial: "recovering: timer 100",
    bad: "quieting: timer 1000",
    reply: "finished: ack",
    other: "recovering: ack, stale-answer, timer 1000",
    timeout: "recovering: reset-input, enq, timer 1000",
    lost: "finished: ",
  },
  quieting: {
    start: "quieting: timer 100",
    ack: "quieting: timer 100",
    nak: "quieting: timer 100",
    noise: "quieting: timer 100",
    partial: "quieting: timer 100",
    bad: "quieting: timer 100",
    reply: "finished: ack",
    other: "quieting: ack, stale-answer, timer 100",
    timeout: "recovering: reset-input, enq, timer 1000",
    lost: "finished: ",
  },
  finished: Object.fromEntries(
    ["start", "ack", "nak", "noise", "partial", "bad", "reply", "other", "timeout", "lost"].map((name) => [name, "finished: "]),
  ),
};
const INPUTS: Record<string, ExchangeInput> = { start, ack, nak, noise, partial, bad, reply, other, timeout, lost };

describe("transition table", () => {
  for (const [phase, row] of Object.entries(TABLE) as [ExchangePhase, Record<string, string>][]) {
    it(phase, () => {
      const { config, inputs } = TO_PHASE[phase];
      expect(run(config, ...inputs).phase).toBe(phase);
      const seen = Object.fromEntries(
        Object.entries(INPUTS).map(([name, input]) => {
          const after = run(config, ...inputs, input);
          return [name, `${after.phase}: ${after.effects}`];
        }),
      );
      expect(seen).toEqual(row);
    });
  }
});

describe("outcome", () => {
  it("is done with one write, one ACK when all goes well", () => {
    expect(run(CONFIG, start, ack, reply).state.outcome).toEqual({ kind: "done", reply: REPLY, clean: true });
  });

  it("is a safe failure before the frame has left", () => {
    const enquire: ExchangeConfig = { ...CONFIG, opening: "enquire" };
    expect(run(enquire, start, lost).state.outcome).toEqual({ kind: "failed", reason: "lost" });
    expect(run(enquire, start, timeout, timeout, timeout, timeout).state.outcome).toEqual({ kind: "failed", reason: "no-answer" });
  });

  it("is unknown once the frame has left and nothing is heard", () => {
    expect(run(CONFIG, start, lost).state.outcome).toEqual({ kind: "outcome-unknown", reason: "lost" });
    expect(run(CONFIG, start, timeout, timeout, timeout, timeout).state.outcome).toEqual({ kind: "outcome-unknown", reason: "no-answer" });
  });

  it("takes the answer that the device sends again after ENQ", () => {
    expect(run(CONFIG, start, ack, timeout, ack, reply).state.outcome).toEqual({ kind: "done", reply: REPLY, clean: false });
  });

  it("does not repeat a command whose answer is gone, but repeats a reading", () => {
    expect(run(CONFIG, start, ack, timeout, nak).state.outcome).toEqual({ kind: "outcome-unknown", reason: "no-pending-answer" });
    expect(run({ ...CONFIG, repeatable: true }, start, ack, timeout, nak).effects).toBe("resend, timer 1000");
  });

  it("sends a refused frame again only after silence and a second refusal", () => {
    expect(run(CONFIG, start, nak, timeout, nak).effects).toBe("resend, timer 1000");
    // The NAK was a damaged ACK: the device answers ENQ with ACK, because it prepares the answer.
    expect(run(CONFIG, start, nak, timeout, ack, reply).state.outcome).toMatchObject({ kind: "done" });
  });

  it("gives up a storm of NAKs as a safe failure", () => {
    const storm = Array.from({ length: DEFAULT_EXCHANGE_LIMITS.sends }, () => [nak, timeout, nak]).flat();
    expect(run(CONFIG, start, ...storm).state.outcome).toEqual({ kind: "failed", reason: "refused" });
  });

  it("gives up a device that keeps saying 'busy'", () => {
    const busy = Array.from({ length: DEFAULT_EXCHANGE_LIMITS.waits + 1 }, () => [timeout, ack]).flat();
    expect(run(CONFIG, start, ack, ...busy).state.outcome).toEqual({ kind: "outcome-unknown", reason: "no-answer" });
  });

  it("refuses a broken answer, reads it again and gives up in the end", () => {
    expect(run(CONFIG, start, ack, bad, timeout).effects).toBe("reset-input, nak, enq, timer 1000");
    expect(run(CONFIG, start, ack, bad, timeout, ack, reply).state.outcome).toMatchObject({ kind: "done" });
    const broken = Array.from({ length: DEFAULT_EXCHANGE_LIMITS.rereads + 1 }, () => [bad, timeout, ack]).flat();
    expect(run(CONFIG, start, ack, ...broken).state.outcome).toEqual({ kind: "outcome-unknown", reason: "unreadable" });
  });

  it("waits for silence when several ENQs may still be answered", () => {
    const enquire: ExchangeConfig = { ...CONFIG, opening: "enquire" };
    expect(run(enquire, start, timeout, nak).effects).toBe("timer 1000");
    expect(run(enquire, start, timeout, nak, nak, timeout).effects).toBe("reset-input, enq, timer 1000");
    expect(run(enquire, start, timeout, nak, nak, timeout, nak).effects).toBe("frame, timer 1000");
  });

  it("gives up endless old answers and endless chatter", () => {
    const stale = Array.from({ length: DEFAULT_EXCHANGE_LIMITS.staleAnswers + 1 }, () => other);
    expect(run(CONFIG, start, ...stale).state.outcome).toEqual({ kind: "outcome-unknown", reason: "stale-answers" });
    const chatter = Array.from({ length: DEFAULT_EXCHANGE_LIMITS.chatter + 1 }, () => noise);
    expect(run({ ...CONFIG, opening: "settle" }, start, ...chatter).state.outcome).toEqual({ kind: "failed", reason: "chatter" });
  });
});

type Message = "enq" | "frame" | "ack" | "nak" | "reply";
type Fate = "pass" | "drop" | "damage" | "late";

/** The device of section 1.6 of the facts, and an in-order line that loses, damages and delays whole messages. */
function simulate(config: ExchangeConfig, fates: readonly Fate[]): { executed: number; outcome: ExchangeState["outcome"]; steps: number } {
  let fateAt = 0;
  let now = 0;
  let executed = 0;
  let held = false;
  let deadline = Number.POSITIVE_INFINITY;
  const toDevice: { at: number; message: Message | "noise" }[] = [];
  const toHost: { at: number; message: Message | "noise" | "bad" }[] = [];
  const put = <T extends string>(queue: { at: number; message: T }[], message: T, damaged: T): void => {
    const fate = fates[fateAt++] ?? "pass";
    if (fate === "drop") return;
    const arrival = Math.max(now + (fate === "late" ? 1_700 : 5), queue.at(-1)?.at ?? 0);
    queue.push({ at: arrival, message: fate === "damage" ? damaged : message });
  };
  const reply = (message: Message): void => put<Message | "noise" | "bad">(toHost, message, message === "reply" ? "bad" : "noise");
  let state = EXCHANGE_IDLE;
  const device = (message: Message | "noise"): void => {
    if (message === "frame") {
      executed++;
      held = true;
      reply("ack");
      reply("reply");
    } else if (message === "enq") {
      reply(held ? "ack" : "nak");
      if (held) reply("reply");
    } else if (message === "ack") held = false;
    // A damaged frame is refused; a damaged control byte is ignored.
    else if (message === "noise") reply("nak");
  };
  const host = (input: ExchangeInput): void => {
    const step = stepExchange(config, state, input);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === "timer") deadline = now + effect.ms;
      if (effect.kind !== "write") continue;
      const message: Message = effect.what === "resend" ? "frame" : effect.what;
      put<Message | "noise">(toDevice, message, "noise");
    }
  };
  host({ kind: "start" });
  let steps = 0;
  while (state.phase !== "finished" && steps++ < 2_000) {
    const nextDevice = toDevice[0]?.at ?? Number.POSITIVE_INFINITY;
    const nextHost = toHost[0]?.at ?? Number.POSITIVE_INFINITY;
    now = Math.min(nextDevice, nextHost, deadline);
    if (nextDevice === now) device(toDevice.shift()?.message ?? "noise");
    else if (nextHost === now) {
      const message = toHost.shift()?.message;
      if (message === "reply") host(reply0);
      else if (message === "bad") host({ kind: "bad-frame" });
      else if (message === "ack" || message === "nak") host({ kind: message });
      else host({ kind: "noise", size: 1 });
    } else {
      deadline = Number.POSITIVE_INFINITY;
      host({ kind: "timeout" });
    }
  }
  // What is still on the line arrives after the host has given up.
  while (toDevice.length > 0) device(toDevice.shift()?.message ?? "noise");
  return { executed, outcome: state.outcome, steps };
}
const reply0: ExchangeInput = { kind: "frame", payload: REPLY };

describe("on a bad line", () => {
  const fate = fc.constantFrom<Fate>("pass", "pass", "pass", "drop", "damage", "late");

  it("never executes a non-repeatable command twice, and never lies about it", () => {
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 40 }), fc.constantFrom("send", "enquire", "settle"), (fates, opening) => {
        const { executed, outcome, steps } = simulate({ ...CONFIG, opening }, fates);
        expect(steps).toBeLessThan(2_000);
        expect(executed).toBeLessThanOrEqual(1);
        if (outcome?.kind === "done") expect(executed).toBe(1);
        if (outcome?.kind === "failed") expect(executed).toBe(0);
        expect(outcome).not.toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  it("always brings a repeatable command to an end", () => {
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 40 }), (fates) => {
        const { executed, outcome } = simulate({ ...CONFIG, repeatable: true }, fates);
        if (outcome?.kind === "done") expect(executed).toBeGreaterThanOrEqual(1);
        expect(outcome).not.toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });
});
