import fc from "fast-check";
import { expect, test } from "vitest";
import { HidScanParser, type HidScanRead } from "./hid-scan.ts";

type Shape = "plain" | "counted" | "shifted";

/** The reports of one code, as the firmware of each family builds them. */
function reportsOf(aim: string, data: string, shape: Shape): Uint8Array[] {
  const bytes = [...data].map((character) => character.charCodeAt(0));
  const reports: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 56) {
    const part = bytes.slice(at, at + 56);
    const head = shape === "plain" ? [2] : shape === "counted" ? [2, part.length] : [2, part.length, 0];
    const body = [...head, ...[...aim].map((character) => character.charCodeAt(0)), ...part];
    const size = shape === "plain" ? 61 : 64;
    const report = new Uint8Array(size);
    report.set(body);
    report[shape === "plain" ? 60 : 63] = at + 56 < bytes.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}

function feedAll(parser: HidScanParser, reports: readonly Uint8Array[], atMs = 0): HidScanRead[] {
  return reports.flatMap((report) => parser.feed(report, atMs));
}

const text = (read: HidScanRead | undefined): string => (read?.kind === "scan" ? String.fromCharCode(...read.bytes) : JSON.stringify(read));
const MARK = `010460026501141521JgXJ5.T"a%/mP\u001d91EE08\u001d92${"AbC+/=09".repeat(5)}dGVz`;

test.each(["plain", "counted", "shifted"] as const)("one report and split reports, shape %s", (shape) => {
  const parser = new HidScanParser();
  const [ean] = feedAll(parser, reportsOf("]E0", "4600682000013", shape));
  expect(ean).toEqual({ kind: "scan", bytes: Uint8Array.from(Buffer.from("4600682000013")), symbology: "ean13" });
  const mark = feedAll(parser, reportsOf("]d2", MARK, shape));
  expect(mark).toMatchObject([{ kind: "scan", symbology: "gs1-datamatrix" }]);
  expect(text(mark[0])).toBe(MARK);
});

test("any code of any length survives its cutting into reports", () => {
  const unit = fc.constantFrom(..."0123456789ABCDEFabcdef]+/=\u001d");
  const code = fc.string({ unit, minLength: 1, maxLength: 200 }).filter((text) => !text.startsWith("]d1"));
  fc.assert(
    fc.property(code, fc.constantFrom<Shape>("plain", "counted"), (code, shape) => {
      expect(feedAll(new HidScanParser(), reportsOf("]d1", code, shape)).map(text)).toEqual([code]);
    }),
  );
});

test("without an identifier nothing is guessed; the suffix is cut off; an identifier in the data is not doubled", () => {
  const parser = new HidScanParser();
  expect(feedAll(parser, reportsOf("\0\0\0", "4600682000013\r", "counted"))).toEqual([
    { kind: "scan", bytes: Uint8Array.from(Buffer.from("4600682000013")) },
  ]);
  expect(feedAll(parser, reportsOf("\0\0\0", "4600682000013\r\n", "plain")).map(text)).toEqual(["4600682000013"]);
  for (const field of ["]E0", "\0\0\0"]) {
    const [read] = feedAll(parser, reportsOf(field, "]E04600682000013", "counted"));
    expect(read).toMatchObject({ kind: "scan", symbology: "ean13" });
    expect(text(read)).toBe("4600682000013");
  }
  expect(feedAll(parser, reportsOf("]C0", "]F0x", "counted")).map(text)).toEqual(["]F0x"]);
});

test("a full last report that promises more ends by silence", () => {
  const parser = new HidScanParser();
  const [report] = reportsOf("]C0", "A".repeat(56), "counted");
  report![63] = 1;
  expect(parser.feed(report!, 1_000)).toEqual([]);
  expect(parser.deadlineMs()).toBe(1_100);
  expect(parser.tick(1_099)).toEqual([]);
  expect(parser.tick(1_100)).toMatchObject([{ kind: "scan", symbology: "code128" }]);
});

test("other reports are passed over, an impossible length is told, a lost link forgets the half code", () => {
  const parser = new HidScanParser();
  expect(parser.feed(Uint8Array.of(4, 1, 2, 3), 0)).toEqual([]);
  const bad = new Uint8Array(64);
  bad.set([2, 57, 0x5d, 0x45, 0x30]);
  expect(parser.feed(bad, 0)).toEqual([{ kind: "bad-report", length: 64 }]);
  expect(parser.feed(Uint8Array.of(2, 20, 0x5d, 0x45, 0x30, 1), 0)).toEqual([{ kind: "bad-report", length: 6 }]);
  parser.feed(reportsOf("]d2", MARK, "counted")[0]!, 0);
  parser.reset();
  expect(feedAll(parser, reportsOf("]E0", "4600682000013", "counted")).map(text)).toEqual(["4600682000013"]);
});

test("an endless chain of reports is dropped, told once, and the next code is read", () => {
  const parser = new HidScanParser(200);
  const endless = reportsOf("]Q1", "x".repeat(1_000), "counted");
  expect(feedAll(parser, endless)).toEqual([{ kind: "too-long", limitBytes: 200 }]);
  expect(feedAll(parser, reportsOf("]E0", "4600682000013", "counted")).map(text)).toEqual(["4600682000013"]);
});
