import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { err } from "../../config/result.ts";
import { EgaisBook } from "../alcohol/emulator/egais-book.ts";
import { readCheque } from "../alcohol/emulator/read-cheque.ts";
import { chequeXml } from "../alcohol/cheque/cheque-xml.ts";
import type { Cheque } from "../alcohol/cheque/cheque.ts";
import type { ChequeReply, Utm } from "../alcohol/utm/utm-client.ts";
import { saysKnown } from "../alcohol/utm/utm-answer.ts";
import type { Random } from "./random.ts";

/** Chances of what a UTM does to a cheque. */
export interface UtmFaults {
  down: boolean;
  lostBefore: number;
  lostAfter: number;
  refused: number;
}

export interface UtmWorld {
  readonly utm: Utm;
  readonly faults: UtmFaults;
  readonly book: EgaisBook;
}

const FSRAR_ID = "030000000001";
const OWNER = { fsrarId: FSRAR_ID, inn: "7707083893", kpp: "770701001", name: "ООО Ромашка", address: "Москва" };
const OFFSET_MINUTES = 180;
const SLOWEST_ANSWER_MS = 2_000;
const DOWN = { url: "simulated", reason: "ECONNREFUSED" };

/** A UTM that reads the real XML of each cheque, keeps the stamps, and loses what it is told to lose. */
export function createUtmWorld(clock: Clock, random: Random): UtmWorld {
  const book = new EgaisBook(FSRAR_ID, true);
  const faults: UtmFaults = { down: false, lostBefore: 0, lostAfter: 0, refused: 0 };
  async function sendCheque(cheque: Cheque): Promise<ChequeReply> {
    if (faults.down) return { kind: "none", error: appError("ALC850", DOWN) };
    const lost: ChequeReply = { kind: "unknown", error: appError("ALC859", { reason: "no answer in time" }) };
    await clock.sleep(random.below(SLOWEST_ANSWER_MS));
    if (random.chance(faults.lostBefore)) return lost;
    const read = readCheque(chequeXml(cheque, { version: "v3", owner: OWNER, utcOffsetMinutes: OFFSET_MINUTES }), "ChequeV3", FSRAR_ID);
    const taken = random.chance(faults.refused)
      ? err("Отказ по заказу")
      : read.ok
        ? book.take(read.value, clock.now(), OFFSET_MINUTES)
        : read;
    await clock.sleep(random.below(SLOWEST_ANSWER_MS));
    if (random.chance(faults.lostAfter)) return lost;
    if (taken.ok) return { kind: "accepted", answer: { url: taken.value.url, sign: taken.value.sign } };
    if (saysKnown(taken.error)) return { kind: "known", message: taken.error };
    return { kind: "refused", error: appError("ALC858", { message: taken.error, status: 200 }) };
  }
  const nothing = async () => err(appError("ALC850", DOWN));
  const utm: Utm = {
    sendCheque,
    sendDocument: nothing,
    documents: nothing,
    document: nothing,
    removeDocument: nothing,
    state: nothing,
  };
  return { utm, faults, book };
}
