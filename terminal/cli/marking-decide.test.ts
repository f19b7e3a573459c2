import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { shippedMarkingFile } from "../../config/marking-law.ts";
import { kopecks } from "../../config/money.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { typeCommand } from "../testing/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "till-decide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DATE = "2026-11-24";
const GOOD = { cis: "0104601234567893215abcdef", found: true, valid: true, verified: true, utilised: true, realizable: true, sold: false };
const ITEM = { code: 0, description: "ok", reqId: "7d0c", reqTimestamp: 1_795_000_000_000, codes: [GOOD] };
const water = { group: "water", price: 9_900, date: DATE };

interface Told {
  readonly verdict: string;
  readonly reason: string | null;
  readonly text: string | null;
  readonly basis: string;
  readonly error?: string;
}

async function decide(lines: readonly unknown[], words: readonly string[] = []) {
  const input = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const done = await typeCommand(["marking", "decide", ...words], { cwd: folder, input });
  const answers = done.out.split("\n").filter((line) => line !== "");
  return { ...done, told: answers.map((line) => JSON.parse(line) as Told) };
}

async function one(line: object): Promise<string> {
  const [told] = (await decide([line])).told;
  return told?.error ?? `${told?.verdict} ${told?.reason ?? "-"} ${told?.basis}`;
}

const base64Of = (order: Parameters<typeof makeMarkingCode>[0]): string => Buffer.from(makeMarkingCode(order)).toString("base64");

describe("till marking decide", () => {
  it("prints a decision for each line, in order, with its reason in Russian", async () => {
    const done = await decide([
      { ...water, answer: ITEM, source: "ts-piot" },
      { ...water, answer: { ...ITEM, codes: [{ ...GOOD, sold: true }] }, source: "ts-piot" },
    ]);
    expect(done.exit).toBe(0);
    expect(done.told).toMatchObject([
      { verdict: "allow", reason: null, text: null, reasons: [], basis: "online" },
      { verdict: "refuse", reason: "MRK514", basis: "online", facts: { group: "water", date: DATE, inForce: true, priceKop: 9_900 } },
    ]);
    expect(done.told[1]?.text).toMatch(/^Этот код уже продан/);
  });

  it.each<[string, object, string]>([
    ["TS PIoT v1", { answer: { codesResponse: { codesResponse: [ITEM] } } }, "allow - online"],
    ["TS PIoT v2, v3", { answer: { codesResponse: [ITEM] } }, "allow - online"],
    ["True API", { answer: { ...ITEM, codes: [{ ...GOOD, isBlocked: true }] }, source: "true-api" }, "refuse MRK513 online"],
    ["the local module, v1", { answer: { ...ITEM, inst: "a", version: "2.6" }, source: "local-module" }, "allow - offline"],
    [
      "the local module, v2",
      { answer: { results: [{ code: 0, codes: [{ isBlocked: true }] }] }, source: "local-module" },
      "refuse MRK513 offline",
    ],
    [
      "TS PIoT through its local module",
      { answer: { codesResponse: [{ ...ITEM, isCheckedOffline: true, codes: [{ found: false }] }] } },
      "allow - offline",
    ],
    ["one element alone", { answer: { ...GOOD, found: false } }, "refuse MRK510 online"],
    ["emergency in the body", { answer: { code: 203, message: "x" } }, "allow - emergency"],
    ["emergency told", { answer: null, source: "emergency" }, "allow - emergency"],
    ["no answer", { answer: null, source: "none" }, "refuse MRK540 no-answer"],
    ["an error", { answer: { error: { errorCode: 500, errorDescription: "x" } } }, "refuse MRK540 no-answer"],
    ["a request that failed", { answer: { ...ITEM, code: 4 }, source: "true-api" }, "refuse MRK540 no-answer"],
    ["nonsense", { answer: { codes: "x" } }, "refuse MRK540 no-answer"],
    ["flags absent", { answer: { ...ITEM, codes: [{ found: true }] } }, "refuse MRK540 no-answer"],
    ["flags as words", { answer: { ...ITEM, codes: [{ ...GOOD, utilised: "true" }] } }, "refuse MRK540 no-answer"],
    ["a refund", { answer: { ...ITEM, codes: [{ ...GOOD, sold: true, realizable: false }] }, kind: "refund" }, "allow - online"],
    ["a refund of what was not sold", { answer: ITEM, kind: "refund" }, "refuse MRK527 online"],
    ["the drive's no", { answer: ITEM, drive: 5 }, "ask-senior MRK529 online"],
    ["the drive's no, by a setting", { answer: ITEM, drive: { result: 5 }, settings: { driveNegative: "refuse" } }, "refuse MRK529 online"],
    ["the group as a number", { answer: ITEM, group: 13 }, "allow - online"],
    ["a day before the duty", { answer: null, source: "none", date: "2025-01-15" }, "allow MRK542 no-answer"],
    ["a moment with its offset", { answer: null, source: "none", date: "2025-12-27T20:59:00Z" }, "ask-senior MRK541 no-answer"],
    ["a price in roubles", { answer: { ...ITEM, codes: [{ ...GOOD, mrp: 9_900 }] }, price: "99.01" }, "refuse MRK518 online"],
  ])("understands %s", async (_, line, expected) => {
    expect(await one({ source: "ts-piot", ...water, ...line })).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["JSON", "{"],
    ["{…}", [1]],
    ["date", { ...water, answer: ITEM, date: "2026-02-30" }],
    ["price", { ...water, answer: ITEM, price: 99.5 }],
    ["source", { ...water, answer: ITEM, source: "oracle" }],
    ["kind", { ...water, answer: ITEM, kind: "gift" }],
    ["group", { ...water, answer: ITEM, group: 999 }],
    ["drive", { ...water, answer: ITEM, drive: "x" }],
    ["code", { ...water, answer: ITEM, code: "12" }],
    ["settings.driveNegative", { ...water, answer: ITEM, settings: { driveNegative: "shout" } }],
    ["settings.constructor", { ...water, answer: ITEM, settings: { constructor: "x" } }],
  ])("tells a line whose %s is wrong in its place, and goes on", async (field, bad) => {
    const done = await decide([{ ...water, answer: ITEM }, bad, { ...water, answer: ITEM }]);
    expect(done.exit).toBe(1);
    expect(done.told.map((each) => each.error ?? each.verdict)).toEqual(["allow", "MRK548", "allow"]);
    expect(done.told[1]?.text).toContain(field);
  });

  it("takes another file of rules, and tells what is wrong in it", async () => {
    const shipped = readFileSync(shippedMarkingFile(), "utf8");
    writeFileSync(join(folder, "mild.yaml"), shipped.replace("verdict: refuse", "verdict: allow"));
    const silent = { ...water, answer: null, source: "none" };
    expect((await decide([silent], ["--rules", "mild.yaml"])).told).toMatchObject([{ verdict: "allow", reason: "MRK542" }]);
    writeFileSync(join(folder, "wrong.yaml"), shipped.replace("verdict: refuse", "verdict: maybe"));
    const wrong = await decide([silent], ["--rules", "wrong.yaml"]);
    expect(wrong.exit).toBe(3);
    expect(wrong.err).toMatch(/wrong\.yaml:\d+/);
  });
});

/** What the certification programme of TS PIoT clients asks, in made answers: each flag, the tobacco prices, the emergency, the module. */
describe("cases of certification", () => {
  const pack = (roubles: number): string =>
    base64Of({ gtin: "4601234567893", form: "tobacco-pack", seed: 1, maximumPriceKop: kopecks(roubles * 100) });
  const block = (roubles: number): string =>
    base64Of({ gtin: "4601234567893", form: "tobacco-block", seed: 1, maximumPriceKop: kopecks(roubles * 100) });
  const tobacco = (code: string, price: number) => ({ group: "tobacco", price, code, date: DATE });
  const bare = { ...GOOD, cis: undefined };

  it.each<[string, object, object, string]>([
    ["in circulation", water, {}, "allow"],
    ["not in circulation", water, { realizable: false }, "refuse MRK516"],
    ["sold", water, { sold: true, realizable: false }, "refuse MRK514"],
    ["grey zone of tobacco", tobacco(pack(145), 14_500), { realizable: false, grayZone: true }, "allow"],
    ["grey zone elsewhere", water, { realizable: false, grayZone: true }, "refuse MRK516"],
    ["not found", water, { found: false, errorCode: 10 }, "refuse MRK510"],
    ["not applied", water, { utilised: false }, "refuse MRK515"],
    ["signature wrong", water, { verified: false, errorCode: 6 }, "refuse MRK512"],
    ["key wrong", water, { verified: false, errorCode: 7 }, "refuse MRK512"],
    ["expired", { ...water, group: "milk" }, { expireDate: "2026-11-23T00:00:00.000Z" }, "refuse MRK517"],
    ["good until tomorrow", { ...water, group: "milk" }, { expireDate: "2026-11-25T00:00:00.000Z" }, "allow"],
    ["year 1 is no date", water, { expireDate: "0001-01-01T00:00:00" }, "allow"],
    ["stopped by an authority", water, { isBlocked: true, ogvs: ["RPN"] }, "refuse MRK513"],
    ["another owner", water, { isOwner: false }, "ask-senior MRK520"],
    ["another owner, not by piece", water, { isOwner: false, isTracking: false }, "allow"],
    ["veterinary document annulled", { ...water, group: "milk" }, { errorCode: 15, message: "ВСД аннулирован" }, "refuse MRK525"],
    ["conformity document void", water, { errorCode: 16, message: "Сертификат приостановлен" }, "refuse MRK526"],
    ["pack at its price", tobacco(pack(145), 14_500), { smp: 12_900 }, "allow"],
    ["pack above its price", tobacco(pack(145), 14_600), {}, "refuse MRK518"],
    ["pack whose price is below the minimum", tobacco(pack(120), 12_000), { smp: 12_900 }, "refuse MRK519"],
    ["pack without a price", tobacco(pack(0), 14_500), { smp: 12_900 }, "allow"],
    ["block below ten minimums", tobacco(block(1_280), 128_000), { packageType: "LEVEL1", smp: 12_900 }, "refuse MRK519"],
    ["block of five", tobacco(block(1_280), 128_000), { packageType: "LEVEL1", smp: 12_900, packageQuantity: 5 }, "allow"],
    ["nicotine below its mrp", { ...water, group: "ncp", price: 19_900 }, { mrp: 20_000 }, "refuse MRK519"],
    ["nicotine at its mrp", { ...water, group: "ncp", price: 20_000 }, { mrp: 20_000 }, "allow"],
    ["above mrp elsewhere", { ...water, price: 20_001 }, { mrp: 20_000 }, "refuse MRK518"],
    ["smp of a group without minimums", { ...water, price: 100 }, { smp: 20_000 }, "allow"],
  ])("%s", async (_, line, status, expected) => {
    const answer = { codesResponse: { codesResponse: [{ ...ITEM, codes: [{ ...bare, ...status }] }] } };
    expect((await one({ source: "ts-piot", ...line, answer })).replace(" online", "").replace(" -", "")).toBe(expected);
  });
});
