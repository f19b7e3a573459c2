import type { Clock } from "../../../config/clock.ts";
import { assertInvariant } from "../../../config/result.ts";
import { lineTimes, withBanner, type PaperDocument, type PaperKind, type PaperLine, type PaperRoll } from "../paper/index.ts";
import type { LocalSeconds } from "../fiscal-drive/index.ts";
import type { KktMemory } from "./kkt-memory.ts";

export interface PrintOrder {
  readonly kind: PaperKind;
  readonly fdNumber: number | null;
  readonly at: LocalSeconds;
  readonly lines: readonly PaperLine[];
}

/** Runs a change of the registrar's memory as one committed step. */
type Commit = (work: (memory: KktMemory) => void) => void;

/**
 * The mechanism: a document is put on the roll together with what it belongs to, then printed line by line on the clock.
 * Paper end, an open cover and power loss stop it in the middle; the document is then owed until it is printed again.
 */
export class Printer {
  readonly #roll: PaperRoll;
  readonly #clock: Clock;
  readonly #width: number;
  readonly #memory: () => KktMemory;
  readonly #commit: Commit;
  msPerLine: number;
  powered = true;

  constructor(options: {
    readonly roll: PaperRoll;
    readonly clock: Clock;
    readonly width: number;
    readonly msPerLine: number;
    readonly memory: () => KktMemory;
    readonly commit: Commit;
  }) {
    this.#roll = options.roll;
    this.#clock = options.clock;
    this.#width = options.width;
    this.#memory = options.memory;
    this.#commit = options.commit;
    this.msPerLine = options.msPerLine;
  }

  hasPaper(): boolean {
    return this.#memory().paperLeft !== 0;
  }

  canPrint(): boolean {
    return this.powered && this.hasPaper() && !this.#memory().coverOpen;
  }

  /** Puts a document on the roll; call inside the step that makes it. `run` prints it. */
  put(memory: KktMemory, order: PrintOrder): number {
    const lines: PaperLine[] = [...withBanner(order.lines, this.#width), { kind: "cut" }];
    const id = this.#roll.start({ ...order, lines });
    memory.owedPaperId = id;
    memory.documentNumber++;
    return id;
  }

  /** Prints what is owed. True when nothing is owed any more. */
  async run(): Promise<boolean> {
    const id = this.#memory().owedPaperId;
    if (id === null) return true;
    const { lines } = this.#document(id);
    let printed = 0;
    for (const line of lines) {
      if (!this.canPrint()) return this.#stop(id, printed);
      const times = lineTimes(line);
      if (this.msPerLine > 0 && times > 0) await this.#clock.sleep(times * this.msPerLine);
      if (!this.canPrint()) return this.#stop(id, printed);
      this.#useUp(times);
      printed++;
    }
    this.#roll.progress(id, printed, "printed");
    this.#commit((memory) => (memory.owedPaperId = null));
    return true;
  }

  /** The owed document from its start, on new paper. */
  async repeat(): Promise<boolean> {
    const owed = this.#memory().owedPaperId;
    if (owed === null) return true;
    if (!this.canPrint()) return false;
    const document = this.#document(owed);
    this.#commit((memory) => {
      const id = this.#roll.start(document);
      memory.owedPaperId = id;
      if (memory.lastReceiptPaperId === owed) memory.lastReceiptPaperId = id;
    });
    return this.run();
  }

  /** A process that was killed does not know how far it came: what was printing counts as cut short. */
  afterRestart(): void {
    const owed = this.#memory().owedPaperId;
    if (owed !== null && this.#document(owed).state === "printing") this.#roll.progress(owed, 0, "broken");
  }

  document(id: number): PaperDocument {
    return this.#document(id);
  }

  #useUp(times: number): void {
    const { paperLeft } = this.#memory();
    if (paperLeft !== null) this.#commit((memory) => (memory.paperLeft = Math.max(0, paperLeft - times)));
  }

  #stop(id: number, printed: number): false {
    this.#roll.progress(id, printed, "broken");
    return false;
  }

  #document(id: number): PaperDocument {
    const document = this.#roll.byId(id);
    assertInvariant(document !== null, `paper document ${id} exists`);
    return document;
  }
}
