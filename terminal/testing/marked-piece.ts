import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { lastFact, must, openTill, type OpenTill } from "./open-till.ts";

/** A till of a registration with marked goods, with enough in its drawer to take sales back. */
export async function markedTill(): Promise<OpenTill> {
  const till = await openTill(1, {}, {});
  await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
  return till;
}

/** The marked piece is put into the open receipt, or a new one; its code as the tables name it. */
export async function putPiece(till: OpenTill): Promise<string> {
  const code = pieceCode(till);
  // The checking service does not answer now and then: the piece is put in again.
  for (let tries = 0; tries < 5; tries += 1) {
    await must(till, { type: "scan", code, source: "test" });
    const cis = till.till.state.receipt?.positions.find(({ voided }) => !voided)?.marking?.cis;
    if (cis !== undefined) return cis;
    await must(till, { type: "dismissAlert" });
  }
  throw new Error("the piece is not put in");
}

/** Every marked piece of the refund in front of the cashier is scanned. */
export async function scanReturned(till: OpenTill): Promise<void> {
  for (const { toScan, marking } of till.till.state.receipt?.positions ?? []) {
    if (toScan === true && marking !== null) await must(till, { type: "scan", code: marking.codeBase64, source: "test" });
  }
}

export async function sellPiece(till: OpenTill): Promise<{ readonly id: string; readonly number: number; readonly cis: string }> {
  const cis = await putPiece(till);
  await must(till, { type: "payCash" });
  const { id, number } = lastFact(till);
  return { id, number, cis };
}

/** The full code of the piece; base64. */
export function pieceCode(till: OpenTill): string {
  const gtin = till.items.find(({ id }) => id === "item-6")?.barcode ?? "";
  return Buffer.from(makeMarkingCode({ gtin, form: "short", seed: 1, outcome: "ok" })).toString("base64");
}

/** The checking service, which is silent now and then, answers every time. */
export function checkAlwaysAnswers({ outside: { markingCheck } }: OpenTill): void {
  const check = markingCheck.check.bind(markingCheck);
  Object.assign(markingCheck, {
    check: async (...asked: Parameters<typeof check>) => {
      for (;;) {
        const answer = await check(...asked);
        if (answer.mode !== "unavailable") return answer;
      }
    },
  });
}
