import { rebuildTables } from "../journal/rebuild.ts";
import { brokenPromises } from "./broken-promises.ts";
import { scanReturned } from "./marked-piece.ts";
import { codeOf, lastFact, must, openTill, PIECE, SENIOR, type OpenTill } from "./open-till.ts";

export type Intention = Parameters<OpenTill["send"]>[0];

export const BASIS = { basis: "own", reason: "Чек с ошибкой", approval: SENIOR } as const;
/** Of a piece. */
export const PRICE = 1_999;
const TABLES = ["returned", "returned_money", "sold_piece", "deal", "correction", "returned_most"] as const;

/** A till with enough in its drawer to take sales back. */
export async function withCash(): Promise<OpenTill> {
  const till = await openTill();
  await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
  return till;
}

/** A piece is sold; the receipt's id. */
export async function sell(till: OpenTill, payment: Intention = { type: "payCash" }): Promise<string> {
  await must(till, { type: "addItem", itemId: PIECE });
  await must(till, payment);
  return lastFact(till).id;
}

export async function refund(till: OpenTill, receiptId: string, payment: Intention = { type: "payCash" }): Promise<string> {
  await must(till, { type: "openRefund", receiptId });
  await scanReturned(till);
  await must(till, payment);
  return lastFact(till).id;
}

/** The code of the refusal, or undefined when it is made. */
export async function correct(till: OpenTill, receiptId: string, as: "reverse" | "repeat", more: object = {}): Promise<string | undefined> {
  const reply = await till.send({ type: "correctReceipt", receiptId, as, ...BASIS, ...more });
  await till.settle();
  return codeOf(reply);
}

export async function asked(till: OpenTill, intention: Intention): Promise<string | undefined> {
  return codeOf(await till.send(intention));
}

/** Promises that the journal breaks, and tables that are not what the events say when they are made anew; none in a sound till. */
export function unsound({ outside: { db } }: OpenTill): readonly unknown[] {
  const dump = () => TABLES.map((name) => JSON.stringify(db.prepare(`SELECT * FROM ${name}`).all()));
  const kept = dump();
  db.exec("DELETE FROM correction");
  rebuildTables(db);
  const anew = dump();
  return [...brokenPromises(db), ...TABLES.filter((_name, index) => kept[index] !== anew[index])];
}
