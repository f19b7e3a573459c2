import { expect, it } from "vitest";
import { markedTill, sellPiece } from "../testing/marked-piece.ts";
import { lastFact } from "../testing/open-till.ts";

/** Goal: who gets the receipt can tell how its marked piece was checked. */
it("the fact of a sale carries the decision on its code, with the request of its tag 1260", async () => {
  const till = await markedTill();
  await sellPiece(till);
  const [line] = lastFact(till).lines;
  expect(line?.markingCheck).toMatchObject({
    decision: "allowed",
    approvedBy: null,
    basis: "online",
    source: "ts-piot",
    driveResult: null,
  });
  const decided = till.outside.db
    .prepare<[], string>("SELECT json_extract(data, '$.decision.industry.value') FROM event WHERE type = 'markDecided'")
    .pluck();
  expect(decided.all().some((value) => value?.includes(`UUID=${line?.markingCheck?.requestId}`))).toBe(true);
});
