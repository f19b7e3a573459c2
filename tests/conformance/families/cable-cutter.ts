import { DOCUMENT_TASK } from "./atol-tasks.ts";
import { LineRelay, type SeveredLine } from "./severed-line.ts";

const LENGTH_BYTES = 4;
/** Error code 0, and no JSON. */
const RUBBISH = "<html>{]";

export type CableMishap =
  /** The connection ends (or falls mute) after so many bytes of the task or of its answer; nothing of them passes any more. */
  | { readonly kind: "cut"; readonly task: RegExp; readonly direction: "out" | "in"; readonly atByte: number; readonly isMute: boolean }
  /** The task is done, and rubbish comes in place of its result. */
  | { readonly kind: "garbage"; readonly task: RegExp }
  /** A length that no answer has. */
  | { readonly kind: "absurd"; readonly task: RegExp }
  /** The connection ends before the task, again and again. */
  | { readonly kind: "not-taken"; readonly task: RegExp; times: number };

/** The line between the driver's library and the registrar, which can be cut at any byte of a task or of its answer. */
export class CableCutter {
  readonly #lengths = { out: 0, in: 0 };
  #mishap: CableMishap | null = null;
  #wasCut = false;
  #relay: LineRelay | null = null;

  static async start(target: number): Promise<CableCutter> {
    const cutter = new CableCutter();
    cutter.#relay = await LineRelay.start(target, (line) => new Cable(line, cutter).carry());
    return cutter;
  }

  get port(): number {
    return this.#relay?.port ?? 0;
  }

  /** How often the library has dialled. */
  get connections(): number {
    return this.#relay?.connections ?? 0;
  }

  arm(mishap: CableMishap): void {
    this.#mishap = mishap;
    this.#wasCut = false;
  }

  /** The last mishap was a cut inside its message; if not, it is over all the same. */
  wasCut(): boolean {
    this.#mishap = null;
    return this.#wasCut;
  }

  /** The message met its cut. */
  noteCut(frame: Buffer, atByte: number): void {
    this.#wasCut = atByte < frame.length;
  }

  /** Bytes of the last document's task, or of its answer, that passed whole. */
  lengthOf(direction: "out" | "in"): number {
    return this.#lengths[direction];
  }

  async stop(): Promise<void> {
    await this.#relay?.stop();
  }

  /** Takes the mishap that waits for this task. */
  meet(task: string): CableMishap | null {
    const mishap = this.#mishap;
    if (mishap === null || !mishap.task.test(task)) return null;
    if (mishap.kind !== "not-taken" || --mishap.times <= 0) this.#mishap = null;
    return mishap;
  }

  passed(direction: "out" | "in", length: number): void {
    this.#lengths[direction] = length;
  }
}

/** One connection through the cutter: whole tasks one way, whole answers the other. */
class Cable {
  readonly #line: SeveredLine;
  readonly #cutter: CableCutter;
  #mishap: CableMishap | null = null;
  #isDocument = false;

  constructor(line: SeveredLine, cutter: CableCutter) {
    this.#line = line;
    this.#cutter = cutter;
  }

  carry(): void {
    this.#line.client.on(
      "data",
      frames((task) => this.#task(task)),
    );
    this.#line.server.on(
      "data",
      frames((answer) => this.#answer(answer)),
    );
  }

  #task(frame: Buffer): void {
    if (this.#line.isDead) return;
    const task = frame.toString("utf8", LENGTH_BYTES);
    this.#isDocument = DOCUMENT_TASK.test(task);
    const mishap = this.#cutter.meet(task);
    if (mishap?.kind === "not-taken") return this.#line.die(this.#line.server, Buffer.alloc(0), false);
    if (mishap?.kind === "cut" && mishap.direction === "out") {
      this.#cutter.noteCut(frame, mishap.atByte);
      return this.#line.die(this.#line.server, frame.subarray(0, mishap.atByte), mishap.isMute);
    }
    this.#mishap = mishap;
    if (this.#isDocument) this.#cutter.passed("out", frame.length);
    this.#line.server.write(frame);
  }

  #answer(frame: Buffer): void {
    if (this.#line.isDead) return;
    const mishap = this.#mishap;
    this.#mishap = null;
    if (mishap?.kind === "cut") {
      this.#cutter.noteCut(frame, mishap.atByte);
      return this.#line.die(this.#line.client, frame.subarray(0, mishap.atByte), mishap.isMute);
    }
    if (mishap?.kind === "absurd") return void this.#line.client.write(Buffer.alloc(LENGTH_BYTES, 0xff));
    if (this.#isDocument) this.#cutter.passed("in", frame.length);
    this.#line.client.write(mishap?.kind === "garbage" ? answerOf(RUBBISH) : frame);
  }
}

function answerOf(text: string): Buffer {
  const head = Buffer.alloc(LENGTH_BYTES + LENGTH_BYTES);
  head.writeUInt32BE(LENGTH_BYTES + text.length, 0);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** Whole messages, each with the length before it. */
function frames(take: (frame: Buffer) => void): (bytes: Buffer) => void {
  let unread = Buffer.alloc(0);
  return (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    while (unread.length >= LENGTH_BYTES && unread.length >= LENGTH_BYTES + unread.readUInt32BE(0)) {
      const end = LENGTH_BYTES + unread.readUInt32BE(0);
      const frame = unread.subarray(0, end);
      unread = unread.subarray(end);
      take(frame);
    }
  };
}
