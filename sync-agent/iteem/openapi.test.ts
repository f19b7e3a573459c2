import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { epochMs, systemClock } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import { kopecks } from "../../config/money.ts";
import { silentLog } from "../../config/log.ts";
import { startIteemServer } from "../reference-server/iteem/server.ts";
import {
  cashTender,
  SAMPLE_TILL,
  sampleCash,
  sampleCorrection,
  sampleLine,
  sampleLoyalty,
  sampleReceipt,
  sampleShift,
} from "../testing/sample-facts.ts";
import { encodeBatch } from "./encode.ts";
import { iteemOpenApi } from "./openapi.ts";
import type { WireFact } from "./wire.ts";
import { ErrorAnswerSchema, FactSchema, FactsAnswerSchema, FactsBatchSchema, LoyaltyPageSchema, TillStateSchema } from "./wire.ts";

const FILE = fileURLToPath(new URL("openapi.yaml", import.meta.url));
const HEAD = "# Written from wire.ts and openapi.ts: UPDATE_OPENAPI=1 npx vitest run sync-agent/iteem/openapi.test.ts\n";

/** Compiles only while every fact of the till is a fact of the contract. */
type Unbranded<T> = T extends number
  ? number
  : T extends readonly (infer U)[]
    ? Unbranded<U>[]
    : T extends object
      ? { -readonly [K in keyof T]: Unbranded<T[K]> }
      : T;
const toWire = (fact: Unbranded<Fact>): WireFact => fact;

describe("openapi.yaml", () => {
  it("is what the schemas say", () => {
    const wanted = JSON.parse(JSON.stringify(iteemOpenApi())) as object;
    if (process.env["UPDATE_OPENAPI"] === "1")
      writeFileSync(FILE, HEAD + stringify(wanted, { aliasDuplicateObjects: false, lineWidth: 120 }));
    expect(parse(readFileSync(FILE, "utf8"))).toEqual(wanted);
  });

  it("has every component that it refers to", () => {
    const text = readFileSync(FILE, "utf8");
    const { components } = parse(text) as { components: { schemas: Record<string, unknown> } };
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) expect(Object.keys(components.schemas)).toContain(name);
  });

  it("describes what till and server really exchange", async () => {
    const server = await startIteemServer({ dataDir: ":memory:", port: 0, clock: systemClock, log: silentLog });
    const facts: Fact[] = [
      sampleShift(1, "opened"),
      sampleReceipt(2, { loyalty: sampleLoyalty(5) }),
      sampleCash(3, "in", 100),
      sampleShift(4, "closed"),
      sampleCorrection(5),
      sampleReceipt(6, {
        kind: "purchase",
        settlement: "full",
        buyer: { name: "ООО «Ромашка»", inn: null },
        lines: [
          {
            ...sampleLine(1, 8990, 2),
            method: 4,
            subject: 1,
            agent: { kind: "commission-agent", supplier: { inn: "7707083893", phones: ["+79161234567"] } },
          },
        ],
      }),
      sampleReceipt(7, {
        settlement: "part-prepayment",
        deal: { reference: "till-1-7", kind: "prepayment" },
        credit: { customer: "Иванов И. И.", agreement: "17" },
        roundingKop: kopecks(12),
        tenders: [{ ...cashTender(kopecks(100)), kind: "prepaid", reference: "till-1-3" }],
      }),
    ];
    const rows = facts.map((fact) => ({ sequence: fact.sequence, destination: "iteem", fact, attempts: 0 }));
    const { body } = encodeBatch({ rows, heldBack: [{ from: 1, to: 1 }] }, { epoch: "e1", sentAt: epochMs(1) }, 1e6);
    expect(Compile(FactsBatchSchema).Check(JSON.parse(body.toString()))).toBe(true);
    for (const fact of facts) {
      expect(Compile(FactSchema).Check(fact)).toBe(true);
      expect(toWire(fact as Unbranded<Fact>).id).toBe(fact.id);
    }
    const path = `${server.url}/v1/tills/${SAMPLE_TILL}`;
    const post = async (text: string): Promise<unknown> => (await fetch(`${path}/facts`, { method: "POST", body: text })).json();
    expect(Compile(FactsAnswerSchema).Check(await post(body.toString()))).toBe(true);
    expect(Compile(ErrorAnswerSchema).Check(await post("{"))).toBe(true);
    expect(Compile(TillStateSchema).Check(await (await fetch(path)).json())).toBe(true);
    expect(Compile(LoyaltyPageSchema).Check(await (await fetch(`${path}/loyalty/accounts`)).json())).toBe(true);
    await server.stop();
  });
});
