import type { ShtrihLink } from "./link.ts";

/**
 * Why the subtotal (89h) need not be asked for every receipt. Each FF46 carries its sum, which the device takes or refuses; it
 * was answered exactly once. So the device's total can differ from ours only by
 * - a setting (discounts, rounding): shows in the first receipt of a connection, and nobody can change settings without
 *   taking the connection from us;
 * - a repeated or lost frame: shows in the counters of the link.
 * One receipt whose subtotal was right therefore vouches for the next ones, as long as the line is clean. And FF45 itself
 * refuses payments below the total (45h) and cashless ones above it (4Dh); with cash the change in its answer tells.
 */
export class TotalProof {
  readonly #link: ShtrihLink;
  #provedOn = -1;
  #disturbancesBefore = 0;
  #isDistrusted = false;

  constructor(link: ShtrihLink) {
    this.#link = link;
  }

  /** Called before the first command of a receipt. */
  begin(): void {
    this.#disturbancesBefore = this.#disturbances();
    this.#isDistrusted = false;
  }

  get holds(): boolean {
    return this.#provedOn === this.#link.generation && this.#disturbances() === this.#disturbancesBefore;
  }

  /** The receipt is registered with the sum that was expected. */
  keep(): void {
    if (!this.#isDistrusted) this.#provedOn = this.#link.generation;
  }

  distrust(): void {
    this.#isDistrusted = true;
    this.forget();
  }

  forget(): void {
    this.#provedOn = -1;
  }

  #disturbances(): number {
    const { resent, nak, crcErrors, staleAnswers, timeouts } = this.#link.counters();
    return resent + nak + crcErrors + staleAnswers + timeouts;
  }
}
