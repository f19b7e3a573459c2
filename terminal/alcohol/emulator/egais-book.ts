import { createHash, randomUUID } from "node:crypto";
import type { EpochMs } from "../../../config/clock.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import type { ReceivedCheque } from "./read-cheque.ts";

/** `stock`: may be sold. `foreign`: on another shop's remainder. */
export type StampState = "stock" | "sold" | "foreign";
/** A cheque that comes again: an error that it is known, the first answer once more, or taken as another one. */
export type AgainPolicy = "known" | "same" | "twice";

export interface TakenCheque {
  readonly cheque: ReceivedCheque;
  readonly url: string;
  readonly sign: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** So long a UTM keeps cheques while EGAIS is out of reach; then it takes none [memory]. */
const OFFLINE_LIMIT_DAYS = 3;

/** What EGAIS knows of stamps and cheques; plain memory. */
export class EgaisBook {
  readonly #stamps = new Map<string, StampState>();
  readonly #taken: TakenCheque[] = [];
  readonly #fsrarId: string;
  readonly #acceptStrangers: boolean;
  again: AgainPolicy = "known";
  offlineSince: EpochMs | null = null;

  constructor(fsrarId: string, acceptStrangers: boolean) {
    this.#fsrarId = fsrarId;
    this.#acceptStrangers = acceptStrangers;
  }

  put(stamp: string, state: StampState): void {
    this.#stamps.set(stamp, state);
  }

  stateOf(stamp: string): StampState | null {
    return this.#stamps.get(stamp) ?? (this.#acceptStrangers ? "stock" : null);
  }

  stamps(): Readonly<Record<string, StampState>> {
    return Object.fromEntries(this.#stamps);
  }

  taken(): readonly TakenCheque[] {
    return [...this.#taken];
  }

  take(cheque: ReceivedCheque, now: EpochMs, utcOffsetMinutes: number): Result<TakenCheque, string> {
    if (this.offlineSince !== null && now - this.offlineSince > OFFLINE_LIMIT_DAYS * DAY_MS)
      return err("Превышено время работы без связи с ЕГАИС");
    const same = this.#taken.find(
      ({ cheque: { kassa, shift, number } }) => kassa === cheque.kassa && shift === cheque.shift && number === cheque.number,
    );
    if (same !== undefined && this.again !== "twice") {
      const isSame = JSON.stringify(same.cheque) === JSON.stringify(cheque);
      if (this.again === "same" && isSame) return ok(same);
      return err(`Чек с номером ${cheque.number} смены ${cheque.shift} уже принят`);
    }
    const fault = same === undefined ? this.#stampFault(cheque) : null;
    if (fault !== null) return err(fault);
    for (const { stamp } of cheque.bottles) this.#stamps.set(stamp, cheque.kind === "sale" ? "sold" : "stock");
    const taken = { cheque, ...this.#receipt(now, utcOffsetMinutes) };
    this.#taken.push(taken);
    return ok(taken);
  }

  #stampFault({ kind, bottles }: ReceivedCheque): string | null {
    for (const { stamp } of bottles) {
      const state = this.stateOf(stamp);
      const short = `${stamp.slice(0, 14)}…`;
      if (state === null) return `Марка ${short} не найдена`;
      if (state === "foreign") return `Марка ${short} не на остатке организации`;
      if (kind === "sale" && state === "sold") return `Марка ${short} уже продана`;
      if (kind === "refund" && state !== "sold") return `Марка ${short} не была продана`;
    }
    return null;
  }

  #receipt(now: EpochMs, utcOffsetMinutes: number): Pick<TakenCheque, "url" | "sign"> {
    const id = randomUUID();
    const local = new Date(now + utcOffsetMinutes * MINUTE_MS).toISOString();
    const dt = local.replace(/^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d).*$/, "$3$2$1$4$5");
    const sign = createHash("sha512").update(id).digest("hex").toUpperCase();
    return { url: `https://check.egais.ru?id=${id}&dt=${dt}&cn=${this.#fsrarId}`, sign };
  }
}
