import type { Clock } from "../../config/clock.ts";
import type { CommandReply, TillCommand } from "../../config/contract/commands.ts";

type WithoutId<T> = T extends { id: string } ? Omit<T, "id"> : never;
/** What a person wants, before it has an id. */
export type Intention = WithoutId<TillCommand>;

export interface SenderPorts {
  readonly clock: Clock;
  readonly newId: () => string;
  /** Rejects when no answer came. */
  readonly post: (command: TillCommand, signal: AbortSignal) => Promise<{ readonly status: number; readonly body: unknown }>;
  readonly renewAccess: () => Promise<void>;
  /** Commands that have no reply yet. */
  readonly onPending: (count: number) => void;
}

/** Codes of replies that the screen makes itself, when the till gave none. */
export type OwnReplyCode = "no-link" | "not-understood" | "too-many";
export type SendReply = CommandReply | { readonly ok: false; readonly code: OwnReplyCode; readonly text: ""; readonly hint: string };

/** How long one intention is tried before the person is told. */
export const DELIVERY_LIMIT_MS = 15_000;
/** Commands that may wait at once, e.g. scans while the till restarts. */
export const WAITING_MAX = 40;
const ATTEMPT_TIMEOUT_MS = 6_000;
/** Commands that wait for a device: their answer may take as long as the device does. */
const DEVICE_TIMEOUT_MS = 90_000;
const DEVICE_COMMANDS: ReadonlySet<Intention["type"]> = new Set(["reprintLast", "reprintReceipt", "openDrawer", "settleUnresolved"]);
const RETRY_DELAYS_MS = [100, 250, 500, 1_000, 2_000];

/**
 * Sends intentions one after another, in the order they were had. Each gets one id and keeps it over all attempts, so an
 * answer that was lost on the way makes nothing happen twice. Commands that wait for a device have a line of their own.
 */
export class CommandSender {
  readonly #ports: SenderPorts;
  readonly #lines: Record<"till" | "device", Promise<unknown>> = { till: Promise.resolve(), device: Promise.resolve() };
  #pending = 0;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  /** Never rejects. */
  async send(intention: Intention): Promise<SendReply> {
    const { clock, newId, onPending } = this.#ports;
    if (this.#pending >= WAITING_MAX) return ownReply("too-many");
    const command: TillCommand = { id: newId(), ...intention };
    const line = DEVICE_COMMANDS.has(command.type) ? "device" : "till";
    const limitMs = clock.monotonicMs() + (line === "device" ? DEVICE_TIMEOUT_MS : DELIVERY_LIMIT_MS);
    onPending((this.#pending += 1));
    const reply = this.#lines[line].then(() => this.#deliver(command, limitMs));
    this.#lines[line] = reply;
    return reply.finally(() => onPending((this.#pending -= 1)));
  }

  async #deliver(command: TillCommand, limitMs: number): Promise<SendReply> {
    const { clock, renewAccess } = this.#ports;
    for (let attempt = 0; clock.monotonicMs() < limitMs; attempt += 1) {
      const answer = await this.#attempt(command);
      if (answer !== null && answer.status !== 401 && answer.status !== 403 && answer.status < 500) return readReply(answer.body);
      if (answer !== null && answer.status < 500) await renewAccess();
      await clock.sleep(RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)] ?? 0);
    }
    return ownReply("no-link");
  }

  async #attempt(command: TillCommand): Promise<{ readonly status: number; readonly body: unknown } | null> {
    const { clock, post } = this.#ports;
    const giveUp = new AbortController();
    const answered = new AbortController();
    const timeoutMs = DEVICE_COMMANDS.has(command.type) ? DEVICE_TIMEOUT_MS : ATTEMPT_TIMEOUT_MS;
    void clock.sleep(timeoutMs, answered.signal).then(() => giveUp.abort());
    try {
      return await post(command, giveUp.signal);
    } catch {
      return null;
    } finally {
      answered.abort();
    }
  }
}

function ownReply(code: OwnReplyCode): SendReply {
  return { ok: false, code, text: "", hint: "" };
}

function readReply(body: unknown): SendReply {
  const isReply = typeof body === "object" && body !== null && "ok" in body && typeof body.ok === "boolean";
  return isReply ? (body as CommandReply) : ownReply("not-understood");
}
