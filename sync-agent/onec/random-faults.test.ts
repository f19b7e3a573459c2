import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import { silentLog } from "../../config/log.ts";
import { startSyncAgent } from "../agent.ts";
import type { Fault } from "../reference-server/faults.ts";
import { startOneCServer } from "../reference-server/onec/server.ts";
import { createFastClock, eventually } from "../testing/fast-clock.ts";
import { createMemoryOutbox } from "../testing/memory-outbox.ts";
import { sampleCash, sampleId, sampleReceipt, sampleShift } from "../testing/sample-facts.ts";
import { createOnecDestination } from "./destination.ts";

// Goal: promise 5 towards 1C. Method: one shift of random receipts, random faults at random calls. Afterwards every
// document is there once, and what moves stock (the report and the receipts that came late) adds up to the shift.

const fault: fc.Arbitrary<Fault> = fc.record(
  {
    kind: fc.constantFrom(
      "lose-answer" as const,
      "truncate" as const,
      "garbage" as const,
      "answer-twice" as const,
      "status" as const,
      "hang" as const,
    ),
    status: fc.constantFrom(500, 503, 429, 401),
    times: fc.integer({ min: 1, max: 2 }),
    path: fc.constantFrom("", "/Post", "/Unpost", "ЧекККМ", "КассоваяСмена", "ОтчетОРозничныхПродажах", "Номенклатура", "СтавкиНДС"),
  },
  { requiredKeys: ["kind", "times", "path"] },
);

const key = (name: string): string => sampleId(`1c/${name}`);

describe("random fault schedules towards 1C", () => {
  it("leave every document there once, and the shift adds up", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("sale", "refund", "cash"), { maxLength: 6 }),
        fc.array(fault, { maxLength: 5 }),
        async (kinds, faults) => {
          const server = await startOneCServer({ dataDir: ":memory:", port: 0, clock: systemClock, log: silentLog });
          server.add("Catalog_СтавкиНДС", { Ref_Key: key("22"), Description: "22%" });
          for (const one of faults) server.faults.set(one);
          const outbox = createMemoryOutbox(["1c"]);
          const deliver = createOnecDestination({
            name: "1c",
            settings: {
              baseUrl: server.url,
              organisationKey: key("о"),
              warehouseKey: key("с"),
              cashRegisterKey: key("к"),
              acquiringTerminalKey: null,
              sellers: new Map(),
              currencyKey: null,
              priceTypeKey: null,
              partnerKey: null,
              vatRates: {},
              timeZone: "Europe/Moscow",
              createGoods: true,
              cashMovements: "documents",
              otherReceipts: "set-aside",
              shiftClose: "report",
              markingField: null,
              markingCheckField: null,
            },
            readCredentials: () => ({ user: "u", password: "p" }),
            clock: systemClock,
            answerTimeoutMs: 100,
            postTimeoutMs: 100,
          });
          const facts = kinds.map((kind, i): Fact => {
            const sequence = i + 2;
            if (kind === "cash") return sampleCash(sequence, "in", 100);
            return sampleReceipt(sequence, kind === "sale" ? {} : { kind: "refund", originalReceiptId: sampleReceipt(2).id });
          });
          const close = sampleShift(kinds.length + 2, "closed");
          outbox.append(sampleShift(1, "opened"), ...facts, close);
          const agent = startSyncAgent({
            outbox,
            destinations: [{ name: "1c", deliver }],
            clock: createFastClock(),
            random: Math.random,
            log: silentLog,
          });
          await eventually(() => outbox.summary("1c").waiting === 0);
          server.faults.clear();
          // A document may have been set aside for a fault of the server: a person sends it again.
          for (const { sequence } of outbox.setAsideRows("1c")) outbox.requeue("1c", sequence);
          agent.wake();
          await eventually(() => outbox.summary("1c").delivered === facts.length + 2);
          await agent.stop();
          const received = server.received();
          await server.stop();

          const count = (kind: string): number => kinds.filter((one) => one === kind).length;
          const documents = (name: string) => received.documents[`Document_${name}`] ?? { count: 0, posted: 0, sumKop: 0, archived: 0 };
          expect(documents("ЧекККМ").count).toBe(count("sale"));
          expect(documents("ЧекККМВозврат").count).toBe(count("refund"));
          expect(documents("ВнесениеДенежныхСредствВКассуККМ")).toMatchObject({ count: count("cash"), posted: count("cash") });
          expect(documents("КассоваяСмена").count).toBe(1);
          expect(documents("ОтчетОРозничныхПродажах")).toMatchObject({ count: 1, posted: 1 });
          const receiptKop = 21_980;
          const lateKop = receiptKop * (documents("ЧекККМ").posted - documents("ЧекККМВозврат").posted);
          const reportedKop = documents("ОтчетОРозничныхПродажах").sumKop - documents("ОтчетОРозничныхВозвратах").sumKop;
          expect(reportedKop + lateKop).toBe(receiptKop * (count("sale") - count("refund")));
          expect(received.goods).toBe(count("sale") + count("refund") > 0 ? 2 : 0);
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
