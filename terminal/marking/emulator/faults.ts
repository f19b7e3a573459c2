/** What can go wrong on request. `times` requests meet it; "refuse" lasts until the faults are cleared. */
export type EmulatorFault =
  /** `body`: instead of the service's own error. */
  | { readonly kind: "status"; readonly status: number; readonly times: number; readonly body?: object }
  | { readonly kind: "slow"; readonly delayMs: number; readonly times: number }
  | { readonly kind: "garbage"; readonly times: number }
  /** A right answer without the flags that a decision rests on. */
  | { readonly kind: "flags-absent"; readonly times: number }
  | { readonly kind: "cut"; readonly times: number }
  | { readonly kind: "refuse" };

export type RequestFault = Exclude<EmulatorFault, { readonly kind: "refuse" }>;

/** Faults in the order in which requests will meet them. */
export class FaultQueue<Fault extends { readonly times: number }> {
  #queue: Fault[] = [];

  add(fault: Fault): void {
    this.#queue.push(fault);
  }

  clear(): void {
    this.#queue = [];
  }

  waiting(): readonly Fault[] {
    return [...this.#queue];
  }

  /** The fault that the next request meets, or null. */
  take(): Fault | null {
    const [first, ...rest] = this.#queue;
    if (first === undefined) return null;
    this.#queue = first.times > 1 ? [{ ...first, times: first.times - 1 }, ...rest] : rest;
    return first;
  }
}

/** Reads whole numbers of a fault, each with what stands for one that is not there. */
export function wholeIn(json: Readonly<Record<string, unknown>>): (name: string, otherwise: number) => number {
  return (name, otherwise) => {
    const value = json[name];
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
  };
}

/** Reads a fault from the control interface; null when it is not one. */
export function readFault(json: Readonly<Record<string, unknown>>): EmulatorFault | null {
  const whole = wholeIn(json);
  const times = whole("times", 1);
  switch (json["kind"]) {
    case "status": {
      const status = whole("status", 500);
      const { body } = json;
      const own = typeof body === "object" && body !== null ? { body } : {};
      return status >= 200 && status <= 599 ? { kind: "status", status, times, ...own } : null;
    }
    case "slow":
      return { kind: "slow", delayMs: whole("delayMs", 5_000), times };
    case "garbage":
    case "flags-absent":
    case "cut":
      return { kind: json["kind"], times };
    case "refuse":
      return { kind: "refuse" };
    default:
      return null;
  }
}
