interface Armed {
  readonly kind: string;
  /** How often it strikes; absent: once, 0: until cleared. */
  readonly times?: number;
}

interface Slot<F> {
  readonly id: number;
  readonly fault: F;
  /** Strikes left; null = until cleared. */
  left: number | null;
}

/** Faults that wait for what they were armed for (a frame, a task, a request), oldest first. */
export class ArmedFaults<F extends Armed, What> {
  #slots: Slot<F>[] = [];
  #nextId = 1;
  readonly #waitsFor: (fault: F, what: What) => boolean;

  constructor(waitsFor: (fault: F, what: What) => boolean) {
    this.#waitsFor = waitsFor;
  }

  arm(fault: F): number {
    const times = fault.times ?? 1;
    const slot: Slot<F> = { id: this.#nextId++, fault, left: times === 0 ? null : times };
    this.#slots.push(slot);
    return slot.id;
  }

  list(): readonly { readonly id: number; readonly fault: F; readonly left: number | null }[] {
    return this.#slots.map(({ id, fault, left }) => ({ id, fault, left }));
  }

  clear(): void {
    this.#slots = [];
  }

  /** Takes one strike of the first armed fault of that kind that waits for `what`. */
  strike<K extends F["kind"]>(
    kind: K,
    what: What,
    fits: (fault: Extract<F, { kind: K }>) => boolean = () => true,
  ): Extract<F, { kind: K }> | null {
    for (const slot of this.#slots) {
      if (slot.fault.kind !== kind || !this.#waitsFor(slot.fault, what)) continue;
      const fault = slot.fault as Extract<F, { kind: K }>;
      if (!fits(fault)) continue;
      if (slot.left !== null && --slot.left === 0) this.#slots = this.#slots.filter((other) => other !== slot);
      return fault;
    }
    return null;
  }
}
