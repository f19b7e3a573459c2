import { ManualClock } from "../../../device-drivers/transport/manual-clock.ts";
import { openFiscalDrive, openKktInProcess, type InProcessKkt } from "../in-process.ts";
import type { NewDrive } from "../fiscal-drive/index.ts";
import { FAST_PROFILE, type KktProfile } from "../shtrih-m/profile.ts";
import { frame } from "./host-bytes.ts";

const ENQ = 0x05;
const ACK = 0x06;
const NOON = Date.UTC(2026, 10, 24, 9, 0, 0);

/** A till's end of the line in tests: strict about every byte that comes back. */
export class Host {
  readonly kkt: InProcessKkt;
  readonly clock: ManualClock;

  constructor(kkt: InProcessKkt, clock: ManualClock) {
    this.kkt = kkt;
    this.clock = clock;
  }

  /** Raw bytes out, raw bytes back, nothing awaited. */
  raw(...bytes: number[]): number[] {
    return [...this.kkt.peer.feed(Uint8Array.from(bytes)).bytes];
  }

  poll(): number[] {
    return [...this.kkt.peer.poll().bytes];
  }

  /** A whole exchange; waits (on the test's clock) for a late answer. Gives the payload with command and error. */
  async send(payload: Uint8Array): Promise<Uint8Array> {
    const back = this.raw(...frame(payload));
    if (back.shift() !== ACK) throw new Error(`no ACK for ${Buffer.from(payload).toString("hex")}`);
    while (back.length === 0) {
      const due = this.kkt.peer.nextDueMs();
      if (due === null) throw new Error("no answer and nothing due");
      await this.clock.advance(Math.max(1, due - this.clock.monotonicMs()));
      back.push(...this.poll());
    }
    const answer = unframe(back);
    const confirmed = this.raw(ACK);
    if (confirmed.length !== 1 || confirmed[0] !== 0xff) throw new Error(`after ACK came ${confirmed.join(",")}`);
    return answer;
  }

  /** As `send`, and the error byte must be zero. */
  async ok(payload: Uint8Array): Promise<Uint8Array> {
    const answer = await this.send(payload);
    const error = errorOf(answer);
    if (error !== 0) throw new Error(`error ${error.toString(16)} for ${Buffer.from(payload).toString("hex")}`);
    return answer;
  }

  async error(payload: Uint8Array): Promise<number> {
    return errorOf(await this.send(payload));
  }

  enq(): number[] {
    return this.raw(ENQ);
  }
}

export function errorOf(answer: Uint8Array): number {
  return (answer[0] === 0xff ? answer[2] : answer[1]) ?? -1;
}

/** Checks STX, length and LRC. */
export function unframe(bytes: readonly number[]): Uint8Array {
  const [stx, length = -1] = bytes;
  if (stx !== 0x02 || bytes.length !== length + 3) throw new Error(`not a frame: ${bytes.join(",")}`);
  const payload = bytes.slice(2, 2 + length);
  if (payload.reduce((sum, byte) => sum ^ byte, length) !== bytes[length + 2]) throw new Error("bad LRC");
  return Uint8Array.from(payload);
}

export interface HostOptions {
  readonly profile?: Partial<KktProfile>;
  readonly drive?: Partial<NewDrive>;
  readonly dataDir?: string;
  readonly clock?: ManualClock;
  readonly medium?: "tcp" | "serial";
}

export function openHost(options: HostOptions = {}): Host {
  const clock = options.clock ?? new ManualClock(NOON);
  const drive = openFiscalDrive({
    dataDir: options.dataDir ?? null,
    clock,
    ...(options.drive === undefined ? {} : { config: options.drive }),
  });
  const profile: KktProfile = { ...FAST_PROFILE, ...options.profile };
  const kkt = openKktInProcess({ drive, clock, profile, medium: options.medium ?? "tcp" });
  return new Host(kkt, clock);
}
