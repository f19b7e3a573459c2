import { expect, it } from "vitest";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { typeCommand } from "../testing/command-line.ts";

const GTIN = "4601234567893";
const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const short = Buffer.from(makeMarkingCode({ gtin: GTIN, form: "weighed", seed: 1, weightGrams: 520 })).toString("latin1");

async function parse(lines: readonly string[], words: readonly string[] = []) {
  const { exit, out } = await typeCommand(["marking", "parse", ...words], { input: `${lines.join("\n")}\n` });
  return { exit, rows: out.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>) };
}

it("prints a line for each scan: shape, parts and what was mended", async () => {
  const { exit, rows } = await parse([hex(short), hex(short.replaceAll("\u001d", "^]")).toUpperCase(), hex("RU-401301-AAA0277031")]);
  const cis = short.slice(0, short.indexOf("\u001d"));
  const whole = { kind: "marking", shape: "short", gtin: `0${GTIN}`, cis, serial: cis.slice(18), netWeightGrams: 520, raw: hex(short) };
  expect(rows).toMatchObject([
    { ...whole, repaired: [] },
    { ...whole, repaired: ["gs-substitute"] },
    { shape: "fur", gtin: null, ais: {} },
  ]);
  expect(rows[0]?.["ais"]).toMatchObject({ "01": `0${GTIN}`, "3103": "000520" });
  expect(exit).toBe(0);
});

it("refuses in the line's place and says why; a refusal is an answer", async () => {
  const { exit, rows } = await parse([hex(short + short), hex(short.slice(0, 24)), "", hex("146012345678901236"), hex(GTIN)]);
  expect(rows).toMatchObject([
    { refused: "MRK504", text: "The code was read twice in one scan. Scan once." },
    { refused: "MRK501", reason: "no-check-part" },
    { refused: "MRK500", reason: "empty" },
    { kind: "text", read: "146012345678901236", refused: "MRK505" },
    { kind: "ean", text: GTIN },
  ]);
  expect(exit).toBe(0);
});

it("tells other scans as what they are", async () => {
  const qr = "t=20261124T1530&s=1234.50&fn=9999078900000001&i=77&fp=3522207165&n=1";
  const { rows } = await parse([hex(qr), hex("BADGE-17")]);
  expect(rows).toMatchObject([
    { kind: "receipt-qr", qr: { fdNumber: 77 } },
    { kind: "text", read: "BADGE-17" },
  ]);
});

it("a line that is no hexadecimal is told in its place, the next ones go on, exit code 1", async () => {
  const { exit, rows } = await parse(["0g", hex(GTIN), "012", "01 32\t"]);
  expect(rows).toMatchObject([{ refused: "not-hex" }, { kind: "ean" }, { refused: "not-hex" }, { kind: "text" }]);
  expect(exit).toBe(1);
});

it("the goods card's group decides between two readings", async () => {
  const code = Buffer.from(makeMarkingCode({ gtin: GTIN, form: "short", seed: 4, serialLength: 7 })).toString("latin1");
  const lost = hex(code.replaceAll("\u001d", ""));
  expect((await parse([lost])).rows).toMatchObject([{ refused: "MRK502" }]);
  expect((await parse([lost], ["--group", "beer"])).rows).toMatchObject([{ raw: hex(code), repaired: ["gs-restored"] }]);
});
