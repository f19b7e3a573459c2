import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError, ErrorCode } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { OpenChannel } from "../../device-drivers/transport/channel.ts";
import { Connection } from "./connection.ts";
import { EXCHANGE_IDLE, stepExchange } from "./exchange.ts";
import type { ExchangeConfig, ExchangeEffect, ExchangeInput, ExchangeOutcome } from "./exchange.ts";
import { MAX_PAYLOAD_BYTES, buildFrame } from "./frame.ts";
import { FrameTrace } from "./frame-trace.ts";
import type { TraceRecord } from "./frame-trace.ts";
import type { LinkTimings } from "./model.ts";

/** Reopening waits `BASE × 2^(failures − 1)`, at most `MAX`, with up to half of it taken off at random. */
const REOPEN_BASE_MS = 200;
const REOPEN_MAX_MS = 5_000;
const OPEN_TRIES = 2;
/** Tries of a command that surely was not executed, or that may be repeated. */
const COMMAND_TRIES = 2;
const TRACE_FRAMES = 256;
/** An answer of an earlier command that the device still prepares (opening a shift is the longest of all). */
const HELD_ANSWER_MS = 120_000;

/** `none`: surely not executed. `unknown`: the command left and its answer did not come. */
export interface LinkFailure {
  readonly effect: "none" | "unknown";
  readonly error: AppError;
}

export interface LinkRequest {
  /** For messages and traces: "FF45 close receipt". */
  readonly name: string;
  /** The command bytes that the answer repeats. */
  readonly expects: Uint8Array;
  /** Command bytes and parameters. */
  readonly payload: Uint8Array;
  /** Reading the same again changes nothing. */
  readonly isRepeatable: boolean;
  readonly replyTimeoutMs: number;
}

export interface LinkCounters {
  readonly framesOut: number;
  readonly framesIn: number;
  readonly resent: number;
  readonly nak: number;
  readonly crcErrors: number;
  readonly discardedBytes: number;
  readonly staleAnswers: number;
  readonly timeouts: number;
  readonly reconnects: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

export interface LinkOptions {
  readonly openChannel: OpenChannel;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: LinkTimings;
  /** 0 ≤ x < 1, spreads the reopening of many tills; absent: no spread. */
  readonly random?: () => number;
}

/**
 * The impure shell of the protocol: one channel, one command at a time. Opens and reopens the channel, runs the exchange
 * machine, keeps counters and a ring of frames. Commands that are not repeatable are sent at most once.
 */
export class ShtrihLink {
  readonly #options: LinkOptions;
  readonly #trace: FrameTrace;
  readonly #counters = { framesOut: 0, framesIn: 0, resent: 0, nak: 0, crcErrors: 0, discardedBytes: 0, staleAnswers: 0, timeouts: 0 };
  #bytesOut = 0;
  #bytesIn = 0;
  #opened = 0;
  #failures = 0;
  #reportedReason: string | null = null;
  #lastFailureAtMs = 0;
  #connection: Connection | null = null;
  #isBusy = false;
  #isClosed = false;
  readonly #abort = new AbortController();

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#trace = new FrameTrace(TRACE_FRAMES);
  }

  /** Grows with every opened channel: what was read from the device holds for one generation. */
  get generation(): number {
    return this.#opened;
  }

  get isConnected(): boolean {
    return this.#connection !== null && !this.#connection.isLost;
  }

  counters(): LinkCounters {
    return { ...this.#counters, reconnects: Math.max(0, this.#opened - 1), bytesOut: this.#bytesOut, bytesIn: this.#bytesIn };
  }

  trace(): readonly TraceRecord[] {
    return this.#trace.records();
  }

  /** Sends one command and gives the answer's payload (command bytes, error code, data). Calls must not overlap. */
  async request(request: LinkRequest): Promise<Result<Uint8Array, LinkFailure>> {
    if (this.#isBusy) throw new Error("invariant broken: two commands at once on one link");
    this.#isBusy = true;
    try {
      return await this.#tryRequest(request);
    } finally {
      this.#isBusy = false;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#abort.abort();
    await this.#drop();
  }

  async #tryRequest(request: LinkRequest): Promise<Result<Uint8Array, LinkFailure>> {
    const frame = buildFrame(request.payload);
    if (frame === null)
      return failed("FIS360", { what: `${request.name}: ${request.payload.length} of at most ${MAX_PAYLOAD_BYTES} bytes` });
    for (let tryNumber = 1; ; tryNumber++) {
      const connection = await this.#connect();
      if (!connection.ok) return err({ effect: "none", error: connection.error });
      const outcome = await this.#exchange(connection.value, request, frame);
      if (outcome.kind === "done") {
        this.#reportedReason = null;
        if (!outcome.clean) connection.value.isClean = false;
        return ok(outcome.reply);
      }
      await this.#afterFailure(connection.value, request, outcome);
      const mayRepeat = outcome.kind === "failed" || request.isRepeatable;
      if (mayRepeat && tryNumber < COMMAND_TRIES && !this.#isClosed) continue;
      if (outcome.kind === "outcome-unknown" && !request.isRepeatable) {
        return err({ effect: "unknown", error: appError("FIS303", { command: request.name, reason: outcome.reason }) });
      }
      const code: ErrorCode = outcome.reason === "refused" || outcome.reason === "chatter" ? "FIS304" : "FIS302";
      return failed(code, { command: request.name, reason: outcome.reason });
    }
  }

  async #afterFailure(connection: Connection, request: LinkRequest, outcome: Exclude<ExchangeOutcome, { kind: "done" }>): Promise<void> {
    // A registrar switched off for the night is asked every few seconds: told once, not ten thousand times.
    const level = outcome.reason === this.#reportedReason ? "debug" : "warn";
    this.#options.log[level]({ command: request.name, outcome: outcome.kind, reason: outcome.reason }, "exchange failed");
    this.#reportedReason = outcome.reason;
    connection.isClean = false;
    // The device is there and in step: only this answer is gone.
    if (outcome.reason === "no-pending-answer") return;
    await this.#drop();
  }

  async #connect(): Promise<Result<Connection, AppError>> {
    if (this.#isClosed) return err(appError("FIS307"));
    if (this.#connection !== null && !this.#connection.isLost) return ok(this.#connection);
    await this.#drop();
    for (let tryNumber = 1; ; tryNumber++) {
      await this.#backOff();
      if (this.#isClosed) return err(appError("FIS307"));
      const channel = await this.#options.openChannel();
      if (channel.ok) {
        this.#failures = 0;
        this.#opened++;
        this.#trace.note(this.#options.clock.now(), `open ${channel.value.address}`);
        this.#connection = new Connection(channel.value, (size) => {
          this.#bytesIn += size;
        });
        return ok(this.#connection);
      }
      this.#failures++;
      this.#lastFailureAtMs = this.#options.clock.monotonicMs();
      this.#options.log.warn({ code: channel.error.code, failures: this.#failures }, "registrar cannot be opened");
      if (tryNumber >= OPEN_TRIES) {
        const { code, details } = channel.error;
        const { host, port = "" } = details;
        const address = host === undefined ? String(port) : `${String(host)}:${String(port)}`;
        return err(appError("FIS301", { ...details, address, reason: code }));
      }
    }
  }

  async #backOff(): Promise<void> {
    if (this.#failures === 0) return;
    const fullMs = Math.min(REOPEN_MAX_MS, REOPEN_BASE_MS * 2 ** (this.#failures - 1));
    const waitMs = fullMs * (1 - (this.#options.random?.() ?? 0) / 2);
    const passedMs = this.#options.clock.monotonicMs() - this.#lastFailureAtMs;
    if (passedMs < waitMs) await this.#options.clock.sleep(waitMs - passedMs, this.#abort.signal);
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return;
    this.#trace.note(this.#options.clock.now(), "close");
    await connection.channel.close();
  }

  async #exchange(connection: Connection, request: LinkRequest, frame: Uint8Array): Promise<ExchangeOutcome> {
    const leftOver = connection.takeLeftOver();
    this.#counters.discardedBytes += leftOver.discardedBytes;
    const config = this.#configOf(connection, request, frame);
    connection.isFresh = false;
    connection.isClean = true;
    let state = EXCHANGE_IDLE;
    let deadlineMs = Number.POSITIVE_INFINITY;
    let input: ExchangeInput = { kind: "start" };
    for (;;) {
      this.#count(input);
      const step = stepExchange(config, state, input);
      state = step.state;
      for (const effect of step.effects) {
        if (effect.kind === "timer") deadlineMs = this.#options.clock.monotonicMs() + effect.ms;
        else await this.#apply(connection, effect);
      }
      if (state.outcome !== null) return state.outcome;
      input = await connection.next(this.#options.clock, deadlineMs);
      if (input.kind === "timeout") deadlineMs = Number.POSITIVE_INFINITY;
    }
  }

  #configOf(connection: Connection, request: LinkRequest, frame: Uint8Array): ExchangeConfig {
    const { timings } = this.#options;
    const longestMs = Math.max(request.replyTimeoutMs, connection.isFresh ? HELD_ANSWER_MS : 0);
    const asksFirst = connection.isFresh || timings.enquireAlways;
    return {
      frame,
      expects: request.expects,
      repeatable: request.isRepeatable,
      opening: !connection.isClean ? "settle" : asksFirst ? "enquire" : "send",
      ackTimeoutMs: timings.ackTimeoutMs,
      answerTimeoutMs: Math.min(timings.answerPollMs, request.replyTimeoutMs),
      gapMs: timings.gapMs,
      limits: { ...timings.limits, waits: Math.ceil(longestMs / timings.answerPollMs) },
    };
  }

  async #apply(connection: Connection, effect: Exclude<ExchangeEffect, { kind: "timer" }>): Promise<void> {
    switch (effect.kind) {
      case "write": {
        this.#trace.out(this.#options.clock.now(), effect.bytes);
        if (effect.what === "frame" || effect.what === "resend") this.#counters.framesOut++;
        if (effect.what === "resend") this.#counters.resent++;
        this.#bytesOut += effect.bytes.length;
        const written = await connection.channel.write(effect.bytes);
        if (!written.ok) connection.lose();
        return;
      }
      case "reset-input":
        this.#counters.discardedBytes += connection.resetInput();
        return;
      case "stale-answer":
        this.#counters.staleAnswers++;
        this.#options.log.warn(
          { answer: Buffer.from(effect.payload.subarray(0, 3)).toString("hex") },
          "answer of an earlier command set aside",
        );
        return;
    }
  }

  #count(input: ExchangeInput): void {
    const at = this.#options.clock.now();
    switch (input.kind) {
      case "frame":
        this.#counters.framesIn++;
        this.#trace.in(at, input.payload);
        return;
      case "bad-frame":
        this.#counters.crcErrors++;
        this.#trace.note(at, "bad frame");
        return;
      case "noise":
        this.#counters.discardedBytes += input.size;
        return;
      case "timeout":
        this.#counters.timeouts++;
        this.#trace.note(at, "timeout");
        return;
      case "nak":
        this.#counters.nak++;
        this.#trace.note(at, "<- NAK");
        return;
      case "ack":
        this.#trace.note(at, "<- ACK");
        return;
      case "lost":
        this.#trace.note(at, "connection lost");
        return;
      case "start":
      case "partial":
        return;
    }
  }
}

function failed(code: ErrorCode, details: Record<string, string | number>): { ok: false; error: LinkFailure } {
  return err({ effect: "none", error: appError(code, details) });
}
