import { appError, type AppError } from "../../config/errors/index.ts";
import type { Kopecks } from "../../config/money.ts";
import { ok } from "../../config/result.ts";
import type { DeviceState } from "../diagnostics/device-state.ts";
import type { SupervisedDevice, SupervisedDeviceDeps } from "../diagnostics/supervised-device.ts";
import type { ByteChannel } from "../transport/channel.ts";
import { superviseLink, type SupervisedLink } from "../transport/link-supervisor.ts";
import { within } from "../transport/within.ts";
import type { CardOutcome, CardTerminal } from "./card-terminal.ts";
import { LineSplitter, parseAnswer, type TerminalAnswer, type TerminalCall } from "./json-protocol.ts";

export interface JsonTerminalSettings {
  readonly name?: string;
  /** The customer looks for the card, enters the PIN, the bank thinks: minutes. */
  readonly answerTimeoutMs?: number;
  /** How long an operation waits for a link that is being reopened. */
  readonly connectWaitMs?: number;
}

/** `openChannel`: `openTcpChannel({ host, port }, clock)`. */
export type JsonTerminalDeps = SupervisedDeviceDeps;

/** A card terminal (эквайринговый терминал) that is kept connected. No wire trace: slips are personal data. */
export interface JsonTerminal extends CardTerminal, SupervisedDevice {}

const ANSWER_TIMEOUT_MS = 180_000;
const LOOK_UP_TIMEOUT_MS = 10_000;
const CONNECT_WAIT_MS = 3_000;

export function openJsonTerminal(settings: JsonTerminalSettings, deps: JsonTerminalDeps): JsonTerminal {
  return new Driver(settings, deps);
}

/** How a call ended on the wire. `unsent`: not one byte left us. */
type Exchange =
  | { readonly kind: "answer"; readonly answer: TerminalAnswer }
  | { readonly kind: "unsent"; readonly error: AppError }
  | { readonly kind: "lost"; readonly error: AppError };

class Driver implements JsonTerminal {
  readonly #name: string;
  readonly #deps: JsonTerminalDeps;
  readonly #answerTimeoutMs: number;
  readonly #connectWaitMs: number;
  readonly #link: SupervisedLink;
  #channel: ByteChannel | null = null;
  #onConnected: (() => void)[] = [];
  #seq = 0;
  #pending: { readonly seq: number; readonly settle: (exchange: Exchange) => void } | null = null;
  /** One operation at a time: the next waits for the present one's end. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: JsonTerminalSettings, deps: JsonTerminalDeps) {
    this.#name = settings.name ?? "card-terminal";
    this.#deps = deps;
    this.#answerTimeoutMs = settings.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
    this.#connectWaitMs = settings.connectWaitMs ?? CONNECT_WAIT_MS;
    this.#link = superviseLink({
      ...deps,
      name: this.#name,
      kind: "card-terminal",
      onUp: (channel) => {
        const splitter = new LineSplitter();
        channel.onData((bytes) => this.#receive(channel, splitter.feed(bytes)));
        this.#channel = channel;
        for (const connected of this.#onConnected.splice(0)) connected();
        return ok(undefined);
      },
      onDown: (reason) => {
        this.#channel = null;
        this.#pending?.settle({ kind: "lost", error: appError("DEV223", { name: this.#name, reason: reason.code }) });
      },
    });
  }

  charge(id: string, amountKop: Kopecks): Promise<CardOutcome> {
    return this.#operate({ op: "charge", id, amountKop });
  }

  refund(id: string, amountKop: Kopecks, originalRrn: string | null): Promise<CardOutcome> {
    return this.#operate({ op: "refund", id, amountKop, originalRrn });
  }

  reverse(id: string, reversedId: string, amountKop: Kopecks): Promise<CardOutcome> {
    return this.#operate({ op: "reverse", id, reversedId, amountKop });
  }

  async lookUp(id: string): Promise<CardOutcome | null> {
    const exchange = await this.#inTurn({ op: "lookUp", id }, LOOK_UP_TIMEOUT_MS);
    // Not being able to ask says nothing about the operation.
    if (exchange.kind !== "answer") return { kind: "unknown", error: exchange.error };
    if (exchange.answer.status === "notFound") return null;
    if (exchange.answer.status === "busy" || exchange.answer.status === "rejected") {
      return { kind: "unknown", error: this.#refusal(exchange.answer) };
    }
    return this.#outcome(exchange.answer);
  }

  state(): DeviceState {
    return this.#link.state();
  }

  reopen(): void {
    this.#link.reopen();
  }

  async stop(): Promise<void> {
    this.#pending?.settle({ kind: "lost", error: appError("DEV223", { name: this.#name, reason: "stopped" }) });
    await this.#link.stop();
  }

  async #operate(call: TerminalCall): Promise<CardOutcome> {
    const exchange = await this.#inTurn(call, this.#answerTimeoutMs);
    if (exchange.kind === "unsent") return { kind: "failed", error: exchange.error };
    const outcome: CardOutcome = exchange.kind === "lost" ? { kind: "unknown", error: exchange.error } : this.#outcome(exchange.answer);
    this.#link.count(outcome.kind);
    if (outcome.kind === "unknown" || outcome.kind === "failed") {
      this.#link.note(outcome.error);
      this.#deps.log.warn({ device: this.#name, op: call.op, operationId: call.id, error: outcome.error }, "card operation without result");
    }
    return outcome;
  }

  #outcome(answer: TerminalAnswer): CardOutcome {
    switch (answer.status) {
      case "approved":
        return { kind: "approved", approval: answer.approval };
      case "declined":
        return { kind: "declined", reason: answer.reason };
      case "busy":
      case "rejected":
        return { kind: "failed", error: this.#refusal(answer) };
      case "inProgress":
        return { kind: "unknown", error: appError("DEV226", { name: this.#name }) };
      case "notFound":
        return { kind: "unknown", error: appError("DEV225", { name: this.#name }) };
    }
  }

  #refusal(answer: Extract<TerminalAnswer, { status: "busy" | "rejected" }>): AppError {
    if (answer.status === "busy") return appError("DEV221", { name: this.#name });
    return appError("DEV224", { name: this.#name, message: answer.message }, answer.code);
  }

  #inTurn(call: TerminalCall, timeoutMs: number): Promise<Exchange> {
    const result = this.#last.then(() => this.#exchange(call, timeoutMs));
    this.#last = result;
    return result;
  }

  async #exchange(call: TerminalCall, timeoutMs: number): Promise<Exchange> {
    const channel = await this.#connected();
    if (!channel) return { kind: "unsent", error: appError("DEV114", { name: this.#name, address: this.state().address }) };
    this.#seq += 1;
    const seq = this.#seq;
    const answered = new Promise<Exchange>((settle) => {
      this.#pending = { seq, settle };
    });
    const line = Buffer.from(`${JSON.stringify({ seq, ...call })}\n`);
    const written = await channel.write(line);
    if (!written.ok) {
      this.#pending = null;
      // DEV107: the channel had ended before the first byte. Any other failure may have let some through.
      if (written.error.code === "DEV107") return { kind: "unsent", error: written.error };
      return { kind: "lost", error: appError("DEV223", { name: this.#name, reason: written.error.code }) };
    }
    const exchange = await within(this.#deps.clock, timeoutMs, answered);
    this.#pending = null;
    return exchange ?? { kind: "lost", error: appError("DEV222", { name: this.#name, timeoutMs }) };
  }

  /** The open channel; waits a little for one that is being reopened. */
  async #connected(): Promise<ByteChannel | null> {
    if (this.#channel) return this.#channel;
    const connected = new Promise<void>((resolve) => this.#onConnected.push(resolve));
    this.#link.reopen();
    await within(this.#deps.clock, this.#connectWaitMs, connected);
    return this.#channel;
  }

  #receive(channel: ByteChannel, lines: string[] | null): void {
    const answers = lines?.map(parseAnswer) ?? [null];
    for (const answer of answers) {
      if (answer === null) {
        this.#link.note(appError("DEV225", { name: this.#name }));
        this.#pending?.settle({ kind: "lost", error: appError("DEV225", { name: this.#name }) });
        void channel.close();
      } else if (answer.seq === this.#pending?.seq) {
        this.#pending.settle({ kind: "answer", answer });
      } else {
        // The answer to a call that was given up; `lookUp` told or will tell.
        this.#link.count("lateAnswers");
      }
    }
  }
}
