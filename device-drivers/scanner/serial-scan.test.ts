import fc from "fast-check";
import { expect, test } from "vitest";
import { IDLE_GAP_MS, SerialScanParser, type ScanRead, type SerialScanOptions } from "./serial-scan.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const show = (read: ScanRead): string =>
  read.kind === "scan" ? `${read.symbology ?? "?"}:${String.fromCharCode(...read.bytes)}` : read.kind;

/** Feeds the text in one piece and lets silence follow. */
function readAll(text: string, options: SerialScanOptions = {}): string[] {
  const parser = new SerialScanParser(options);
  return [...parser.feed(bytesOf(text), 0), ...parser.tick(10_000)].map(show);
}

const EAN = "4600682000013";
const MARK = `010460026501141521JgXJ5.T"a%/mP\u001d93dGVz`;

test.each([
  ["cr", `${EAN}\r`],
  ["cr", `${EAN}\r\n`],
  ["lf", `${EAN}\n`],
  ["lf", `${EAN}\r\n`],
  ["crlf", `${EAN}\r\n`],
  ["tab", `${EAN}\t`],
  ["none", EAN],
] as const)("suffix %s", (suffix, text) => {
  expect(readAll(text, { suffix })).toEqual([`?:${EAN}`]);
});

test("several codes in one burst, empty ones left out, GS kept", () => {
  expect(readAll(`${EAN}\r\r${MARK}\r46\r`)).toEqual([`?:${EAN}`, `?:${MARK}`, "?:46"]);
  expect(readAll(`a\rb\r\nc\r\n`, { suffix: "crlf" })).toEqual(["?:a\rb", "?:c"]);
});

test("the AIM identifier gives the symbology and leaves the code", () => {
  const cases: [string, string][] = [
    [`]E0${EAN}`, `ean13:${EAN}`],
    ["]E0036000291452", "upca:036000291452"],
    ["]E001234565", "upce:01234565"],
    ["]E446006827", "ean8:46006827"],
    [`]E3${EAN}12`, `ean13:${EAN}12`],
    ["]C0ABC", "code128:ABC"],
    ["]C10104600682000013", "code128:0104600682000013"],
    ["]A0ABC", "code39:ABC"],
    ["]I014600682000010", "itf:14600682000010"],
    [`]d2${MARK}`, `gs1-datamatrix:${MARK}`],
    [`]d1${MARK}`, `datamatrix:${MARK}`],
    ["]Q1hello", "qr:hello"],
    ["]L0hello", "pdf417:hello"],
    ["]z0hello", "aztec:hello"],
    // Known to the standard, no name here: the identifier goes, nothing is guessed.
    ["]e00104600682000013", "?:0104600682000013"],
    ["]F0A123B", "?:A123B"],
    // Not an identifier: every byte is code.
    ["]k9x", "?:]k9x"],
    ["]d9x", "?:]d9x"],
    ["]d", "?:]d"],
  ];
  for (const [sent, expected] of cases) expect(readAll(`${sent}\r`)).toEqual([expected]);
  expect(readAll(`]C0ABC\r`, { aim: false })).toEqual(["?:]C0ABC"]);
});

test("a 2D code of free content keeps its own CR; GS1 and marking codes end at once", () => {
  expect(readAll("]Q1line 1\rline 2\r")).toEqual(["qr:line 1\rline 2"]);
  expect(readAll(`]Q1a\rb\r]E0${EAN}\r`)).toEqual(["qr:a\rb", `ean13:${EAN}`]);
  expect(readAll("]Q1a\r\rb\r\n")).toEqual(["qr:a\r\rb"]);
  expect(readAll("]Q1a\r]dx\r")).toEqual(["qr:a\r]dx"]);
  expect(readAll("]Q1a\nb\r\n", { suffix: "crlf" })).toEqual(["qr:a\nb"]);
  const parser = new SerialScanParser();
  expect(parser.feed(bytesOf(`]d1${MARK}\r`), 0).map(show)).toEqual([`datamatrix:${MARK}`]);
  expect(parser.feed(bytesOf("]Q1hello\r"), 1).map(show)).toEqual([]);
  expect(parser.deadlineMs()).toBe(1 + IDLE_GAP_MS);
  expect(parser.tick(IDLE_GAP_MS).map(show)).toEqual([]);
  expect(parser.tick(1 + IDLE_GAP_MS).map(show)).toEqual(["qr:hello"]);
});

test("silence ends a code without suffix, also when the next bytes are the first news of it", () => {
  const parser = new SerialScanParser({ suffix: "none" });
  expect(parser.feed(bytesOf("46006"), 0)).toEqual([]);
  expect(parser.feed(bytesOf("82"), 49).map(show)).toEqual([]);
  expect(parser.feed(bytesOf("next"), 99).map(show)).toEqual(["?:4600682"]);
  expect(parser.tick(149).map(show)).toEqual(["?:next"]);
  expect(parser.deadlineMs()).toBeNull();
});

test("half a code is never a code: not after silence, not joined with the next, not after a lost link", () => {
  const parser = new SerialScanParser();
  parser.feed(bytesOf("46006"), 0);
  expect(parser.tick(999)).toEqual([]);
  expect(parser.tick(1_000)).toEqual([{ kind: "unterminated", length: 5 }]);
  expect(parser.feed(bytesOf(`${EAN}\r`), 1_001).map(show)).toEqual([`?:${EAN}`]);
  parser.feed(bytesOf("46006"), 2_000);
  expect(parser.feed(bytesOf(`${EAN}\r`), 3_500).map(show)).toEqual(["unterminated", `?:${EAN}`]);
  parser.feed(bytesOf("46006"), 4_000);
  parser.reset();
  expect(parser.feed(bytesOf(`${EAN}\r`), 4_001).map(show)).toEqual([`?:${EAN}`]);
});

test("rubbish without end is dropped up to the next silence, told once, and the memory is bounded", () => {
  const parser = new SerialScanParser({ maxBytes: 100 });
  const reads: ScanRead[] = [];
  for (let part = 0; part < 1_000; part += 1) reads.push(...parser.feed(bytesOf("x".repeat(64)), part));
  expect(reads).toEqual([{ kind: "too-long", limitBytes: 100 }]);
  // A suffix inside rubbish begins no code.
  expect(parser.feed(bytesOf(`x\r${EAN}\r`), 1_001)).toEqual([]);
  expect(parser.deadlineMs()).toBe(1_001 + IDLE_GAP_MS);
  expect(parser.feed(bytesOf(`${EAN}\r`), 1_001 + IDLE_GAP_MS).map(show)).toEqual([`?:${EAN}`]);
  expect(readAll(`]Q1${"a\r".repeat(60)}`, { maxBytes: 100 })).toEqual(["too-long"]);
});

const code = fc.oneof(
  fc.constantFrom(EAN, MARK, "46006827"),
  fc.string({ unit: fc.constantFrom(..."0123456789ABCabc]dQ:/\u001d"), minLength: 1, maxLength: 20 }),
);
const suffixOf = { cr: "\r", lf: "\n", crlf: "\r\n", tab: "\t", none: "" } as const;

test("any cutting of the stream into chunks gives the same scans", () => {
  const stream = fc.array(fc.oneof(code, fc.constantFrom("]E0", "]d2", "]Q1", "]d", "\r", "\n", "\t", "]")), { maxLength: 12 });
  fc.assert(
    fc.property(
      stream,
      fc.constantFrom("cr", "lf", "crlf", "tab", "none" as const),
      fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      (parts, suffix, sizes) => {
        const text = parts.join("");
        const parser = new SerialScanParser({ suffix });
        const reads: ScanRead[] = [];
        for (let at = 0; at < text.length;) {
          const size = sizes.next().value ?? 1;
          reads.push(...parser.feed(bytesOf(text.slice(at, at + size)), 0));
          at += size;
        }
        reads.push(...parser.tick(10_000));
        expect(reads.map(show)).toEqual(readAll(text, { suffix }));
      },
    ),
    { numRuns: 500 },
  );
});

test("codes without control characters come out exactly, in order, whatever the suffix", () => {
  fc.assert(
    fc.property(fc.array(code, { maxLength: 8 }), fc.constantFrom("cr", "lf", "crlf", "tab" as const), (codes, suffix) => {
      const text = codes.map((each) => `${each}${suffixOf[suffix]}`).join("");
      expect(readAll(text, { suffix, aim: false })).toEqual(codes.map((each) => `?:${each}`));
    }),
  );
});
