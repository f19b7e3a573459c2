import type { AlertView } from "../config/contract/view.ts";

/** More than a person reads; the technician's page keeps the rest. */
const ALERTS_MAX = 20;

type Told = Pick<AlertView, "code" | "text" | "hint">;
type Alert = Omit<AlertView, "waiting">;

/**
 * What stands in the red panel and behind it. Each stays until a person has read it: a later one never hides an earlier one. The same
 * words are not said twice.
 */
export class Alerts {
  readonly #alerts: readonly Alert[];
  readonly #nextNumber: number;

  constructor(alerts: readonly Alert[], nextNumber: number) {
    this.#alerts = alerts;
    this.#nextNumber = nextNumber;
  }

  get shown(): AlertView | null {
    const [first, ...others] = this.#alerts;
    return first === undefined ? null : { ...first, waiting: others.length };
  }

  raised(told: Told): Alerts {
    const isKnown = this.#alerts.some(({ code, text }) => code === told.code && text === told.text);
    if (isKnown || this.#alerts.length >= ALERTS_MAX) return this;
    return new Alerts([...this.#alerts, { ...told, number: this.#nextNumber, notAdded: 0 }], this.#nextNumber + 1);
  }

  /** A scan came while one stood: it is not added. */
  scanned(): Alerts {
    const [first, ...others] = this.#alerts;
    return first === undefined ? this : new Alerts([{ ...first, notAdded: first.notAdded + 1 }, ...others], this.#nextNumber);
  }

  /** A person has read it; null: the one that is shown. One that is gone already closes no other. */
  read(number: number | null): Alerts {
    const [first, ...others] = this.#alerts;
    return first === undefined || (number !== null && number !== first.number) ? this : new Alerts(others, this.#nextNumber);
  }
}

export const NO_ALERTS = new Alerts([], 1);
