import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import type { OutboxRow } from "../outbox-port.ts";
import { sampleReceipt } from "../testing/sample-facts.ts";
import { readFactsAnswer } from "./answers.ts";
import { encodeBatch } from "./encode.ts";

const rows: OutboxRow[] = [1, 2, 3].map((sequence) => ({ sequence, destination: "iteem", fact: sampleReceipt(sequence), attempts: 0 }));
const id = (sequence: number): string => sampleReceipt(sequence).id;

function read(status: number, body: unknown, headers: Record<string, string> = {}, of = rows) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readFactsAnswer("ITEEM", of, { status, headers, body: Buffer.from(text) }, 0);
}

function result(sequence: number, status: string, message?: string): object {
  return { id: id(sequence), sequence, status, message };
}

describe("answers of ITEEM", () => {
  it("acknowledge document by document", () => {
    const outcome = read(200, { accepted: 3, results: [result(1, "accepted"), result(2, "duplicate"), result(3, "rejected", "no shop")] });
    expect(outcome).toMatchObject({ delivered: [1, 2], failed: [], stop: null });
    expect(outcome.refused).toMatchObject([{ sequence: 3, error: { code: "SYN708", details: { reason: "no shop" } } }]);
  });

  it("that are meant for another request acknowledge nothing", () => {
    const outcome = read(200, { accepted: 900, results: [{ id: sampleReceipt(77).id, sequence: 1, status: "accepted" }] });
    expect(outcome).toMatchObject({ delivered: [], failed: [1, 2, 3], stop: { kind: "failed", error: { code: "SYN712" } } });
  });

  it("leave open what they do not mention", () => {
    const outcome = read(200, { accepted: 1, results: [result(1, "accepted"), result(2, "later")] });
    expect(outcome).toMatchObject({ delivered: [1], failed: [2, 3], stop: { error: { code: "SYN712" } } });
    const later = read(200, { accepted: 1, results: [result(1, "accepted"), result(2, "later"), result(3, "later")] });
    expect(later).toMatchObject({ delivered: [1], failed: [2, 3], stop: { error: { code: "SYN704" }, suspect: false } });
  });

  it("409 is a gap, or a duplicate that counts as delivered", () => {
    expect(read(409, { error: { code: "gap", message: "" }, expected: 2 }).stop).toEqual({ kind: "gap", expected: 2 });
    expect(read(409, { error: { code: "duplicate", message: "", factId: id(2) } })).toMatchObject({ delivered: [2], stop: null });
    expect(read(409, { results: [result(1, "duplicate"), result(2, "duplicate"), result(3, "duplicate")] })).toMatchObject({
      delivered: [1, 2, 3],
    });
    expect(read(409, "conflict").stop).toMatchObject({ error: { code: "SYN712" } });
  });

  it("400 refuses the document that it names, or the only one", () => {
    const named = read(400, { error: { code: "invalid-fact", message: "bad", factId: id(2) } });
    expect(named).toMatchObject({ delivered: [], refused: [{ sequence: 2, error: { code: "SYN708" } }], stop: null });
    expect(read(400, { error: { code: "x", message: "" } })).toMatchObject({
      refused: [],
      stop: { error: { code: "SYN709" }, suspect: true },
    });
    expect(read(422, "no json", {}, rows.slice(0, 1))).toMatchObject({ refused: [{ sequence: 1 }], stop: null });
    expect(read(413, "", {}, rows.slice(0, 1))).toMatchObject({ refused: [{ sequence: 1, error: { code: "SYN713" } }] });
  });

  it.each([
    [401, "SYN703", false],
    [403, "SYN703", false],
    [404, "SYN707", false],
    [301, "SYN707", false],
    [429, "SYN704", false],
    [502, "SYN704", false],
    [503, "SYN704", false],
    [500, "SYN705", true],
  ])("HTTP %i is %s", (status, code, suspect) => {
    expect(read(status, "").stop).toMatchObject({ error: { code }, suspect });
  });

  it("keep Retry-After in seconds and as a date", () => {
    expect(read(429, "", { "retry-after": "7" }).stop).toMatchObject({ retryAfterMs: 7_000 });
    expect(read(503, "", { "retry-after": "Thu, 01 Jan 1970 00:00:30 GMT" }).stop).toMatchObject({ retryAfterMs: 30_000 });
    expect(read(429, "", { "retry-after": "soon" }).stop).toMatchObject({ retryAfterMs: null });
  });

  it("never acknowledge a document by accident, and never throw, whatever comes", () => {
    const status = fc.oneof(fc.constantFrom(200, 400, 409, 500), fc.integer({ min: 100, max: 599 }));
    fc.assert(
      fc.property(status, fc.oneof(fc.string(), fc.json()), (code, body) => {
        expect(read(code, body).delivered).toEqual([]);
      }),
    );
  });
});

describe("a batch", () => {
  const meta = { epoch: "e1", sentAt: epochMs(5) };

  it("is cut before the size limit, but has one document at least", () => {
    const one = encodeBatch({ rows: rows.slice(0, 1), heldBack: [] }, meta, 1e6).body.byteLength;
    const cut = encodeBatch({ rows, heldBack: [] }, meta, one * 2);
    expect(cut.rows.map((row) => row.sequence)).toEqual([1, 2]);
    expect(encodeBatch({ rows, heldBack: [] }, meta, 1).rows).toHaveLength(1);
    const { facts } = JSON.parse(cut.body.toString()) as { facts: unknown[] };
    expect(facts).toEqual(JSON.parse(JSON.stringify(cut.rows.map((row) => row.fact))));
  });

  it("declares only holes before its last document", () => {
    const heldBack = [
      { from: 1, to: 1 },
      { from: 9, to: 9 },
    ];
    const json = JSON.parse(encodeBatch({ rows, heldBack }, meta, 1e6).body.toString()) as object;
    expect(json).toMatchObject({ schema: "iteem.facts", v: 1, epoch: "e1", sentAt: 5, heldBack: [{ from: 1, to: 1 }] });
  });
});
