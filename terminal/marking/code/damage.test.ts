import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCheckDigit } from "../../../device-drivers/scanner/ean.ts";
import { DAMAGES, HOPELESS, glue } from "../../testing/code-damage.ts";
import { classifyScan, type ClassifiedScan } from "./classify-scan.ts";
import type { ParseHints } from "./parse-marking.ts";

/*
 * Goal: a damaged code is mended to itself or refused, never sold as another one. Method: codes of every shape and group, with serials full
 * of what looks like AIs and separators; each damage alone, with the goods card's group known and not known.
 */

const GS = "\u001d";
const ALPHABET = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"%&'()*+,-./_:;=<>?"];
const DECOYS = ["91", "92", "93", "8005145000", "2406403", "F8", "F12", "029", "<GS>", "17261231", "3103000520", "01", "21"];
const character = fc.constantFrom(...ALPHABET);
const text = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 6, arbitrary: character }, { weight: 1, arbitrary: fc.constantFrom(...DECOYS) }), {
      minLength: length,
      maxLength: length,
    })
    .map((pieces) => pieces.join("").slice(0, length));
const plain = (characters: readonly string[], length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...characters), { minLength: length, maxLength: length }).map((pieces) => pieces.join(""));
const digits = (length: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, "0"));
const base64 = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((tail) => Buffer.from(tail).toString("base64"))
    .filter((tail) => /[a-z]/.test(tail));
const gtin = fc
  .tuple(fc.constantFrom("0", "0", "0", "1", "029"), digits(13))
  .map(([start, rest]) => withCheckDigit((start + rest).slice(0, 13)) ?? "");

interface Made {
  readonly group: string;
  readonly text: string;
}

type Part = string | fc.Arbitrary<string>;
const KEY = fc.tuple(fc.constant("91"), text(4)).map((parts) => parts.join(""));
const TAIL = base64(32).map((tail) => `92${tail}`);
const LONG_TAIL = base64(64).map((tail) => `92${tail}`);
const CHECK = text(4).map((check) => `93${check}`);
const SMALL_TAIL = base64(6).map((tail) => `92${tail}`);
const valueOf = (ai: string, length: number): fc.Arbitrary<string> => digits(length).map((value) => ai + value);

/** `parts` behind the serial; an empty string between two: no GS. */
function gs1(groups: readonly string[], serialLengths: readonly number[], ...parts: readonly Part[]): fc.Arbitrary<Made> {
  return gs1With(fc.constantFrom(...serialLengths).chain(text), groups, ...parts);
}

function gs1With(serial: fc.Arbitrary<string>, groups: readonly string[], ...parts: readonly Part[]): fc.Arbitrary<Made> {
  const rest = fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)));
  return fc.tuple(fc.constantFrom(...groups), gtin, serial, rest).map(([group, number, own, values]) => {
    return { group, text: [`01${number}21${own}`, ...values].join(GS) };
  });
}

function pack(...tail: readonly Part[]): fc.Arbitrary<Made> {
  return fc.tuple(gtin, text(7), ...tail.map((part) => (typeof part === "string" ? fc.constant(part) : part))).map((parts) => ({
    group: "tobacco",
    text: parts.join(""),
  }));
}

/** Met on test stands only. No decoys: where a length says nothing, an AI in the serial cannot be told from a real one without GS. */
const odd = fc.constantFrom(11, 12, 14, 15).chain((length) => plain([..."ABXYZabxyz<>!"], length));
const hsCode = fc.constantFrom(4, 10).chain((length) => valueOf("240", length));
const blockHsCode = fc.constantFrom(4, 6, 8).chain((length) => valueOf("240", length));
const volume = fc.tuple(fc.constantFrom("3350", "3351", "3352", "3353"), digits(6)).map((parts) => parts.join(""));
const SHAPES: Readonly<Record<string, fc.Arbitrary<Made>>> = {
  "A 13": gs1(["lp", "perfumery", "tires", "bio", "vetpharma"], [13], KEY, TAIL),
  "A 6": gs1(["toys", "conserve", "petfood", "meat"], [6], KEY, TAIL),
  "A 20": gs1(["electronics"], [20], KEY, TAIL),
  "A with weight": gs1(["meat", "seafood"], [6], KEY, TAIL, valueOf("3103", 6)),
  A88: gs1(["shoes"], [13], KEY, LONG_TAIL),
  "A88, 240 before": gs1(["shoes"], [13], hsCode, KEY, LONG_TAIL),
  "A88, 240 behind": gs1(["shoes"], [13], KEY, LONG_TAIL, hsCode),
  "B 6, 7, 8 (milk, Belarus)": gs1(["milk"], [6, 7, 8], CHECK),
  "B 7": gs1(["beer", "nabeer", "otp", "ncp"], [7], CHECK),
  "B 13": gs1(["water", "softdrinks", "bio", "vegetableoil"], [13], CHECK),
  "B of odd length": gs1With(odd, ["water", "lp"], CHECK),
  "A of odd length": gs1With(odd, ["lp", "radio"], KEY, TAIL),
  "B with weight": gs1(["milk", "seafood"], [6], CHECK, valueOf("3103", 6)),
  "B with volume": gs1(["beer"], [7], CHECK, volume),
  "pack with a price": pack(fc.constantFrom("ACVU", "ABVU", "ADI8", "AAAA"), text(4)),
  "pack with a check of 8": pack(text(8)),
  block: gs1(["tobacco", "otp"], [7], valueOf("8005", 6), CHECK),
  "block with 240": gs1(["tobacco", "ncp"], [7], valueOf("8005", 6), CHECK, blockHsCode),
  "block with 92 behind 93": gs1(["tobacco"], [7], CHECK, SMALL_TAIL, blockHsCode),
  "old milk, day": gs1(
    ["milk"],
    [13],
    fc.tuple(valueOf("17", 6), CHECK).map((parts) => parts.join("")),
  ),
  "old milk, minute": gs1(["milk"], [13], valueOf("7003", 10), CHECK),
  medicine: gs1(
    ["pharma"],
    [13],
    fc.tuple(valueOf("17", 6), text(5)).map(([date, batch]) => `${date}10${batch}`),
    KEY,
    TAIL,
  ),
  "medicine, batch first": gs1(
    ["pharma"],
    [13],
    text(5).map((batch) => `10${batch}`),
    KEY,
    TAIL,
  ),
  "medicine with 240": gs1(
    ["pharma"],
    [13],
    blockHsCode,
    valueOf("17", 6).chain((date) => KEY.map((key) => date + key)),
    TAIL,
  ),
  fur: fc
    .tuple(fc.constantFrom("RU", "BY", "KZ"), digits(6), plain([..."ABCXYZ"], 3), fc.constantFrom(7, 8).chain(digits))
    .map(([country, kind, series, number]) => ({ group: "furs", text: `${country}-${kind}-${series}${number}` })),
};
const shaped = fc.constantFrom(...Object.keys(SHAPES)).chain((shape) => SHAPES[shape] ?? fc.constant({ group: "", text: "" }));
const hinted = fc.boolean();

const hintsOf = (made: Made, isHinted: boolean): ParseHints => (isHinted ? { groupOf: () => made.group } : {});

function read(damaged: string | Uint8Array, hints: ParseHints): ClassifiedScan {
  return classifyScan({ bytes: typeof damaged === "string" ? bytesOf(damaged) : damaged }, hints);
}

/** As drivers give it: one byte a character, UTF-8 when that does not do. */
function bytesOf(damaged: string): Uint8Array {
  const isByteText = [...damaged].every((one) => one.charCodeAt(0) < 256);
  return Uint8Array.from(Buffer.from(damaged, isByteText ? "latin1" : "utf8"));
}

/** The code itself or a refusal; says which. */
function itselfOrRefused(scanned: ClassifiedScan, whole: string): "itself" | "refused" {
  if (scanned.kind === "marking") {
    expect(Buffer.from(scanned.code.raw).toString("latin1")).toBe(whole);
    return "itself";
  }
  expect(scanned.kind).toBe("refused");
  return "refused";
}

describe("codes of every shape", () => {
  it.each(Object.keys(SHAPES))("%s is read, or can be read in two ways", (shape) => {
    let own = 0;
    fc.assert(
      fc.property(SHAPES[shape] ?? shaped, hinted, (made, isHinted) => {
        const scanned = read(made.text, hintsOf(made, isHinted));
        if (itselfOrRefused(scanned, made.text) === "itself") own += 1;
        else expect(scanned).toMatchObject({ error: { code: "MRK502" } });
      }),
    );
    expect(own).toBeGreaterThan(80);
  });
});

describe("a damaged code is mended to itself or refused", () => {
  it.each(DAMAGES)("$name", ({ damage }) => {
    fc.assert(
      fc.property(shaped, hinted, (made, isHinted) => {
        const damaged = damage(made.text);
        fc.pre(damaged !== null);
        itselfOrRefused(read(damaged, hintsOf(made, isHinted)), made.text);
      }),
      { numRuns: 250 },
    );
  });

  it.each(HOPELESS)("always refused: $name", ({ damage }) => {
    fc.assert(
      fc.property(shaped, hinted, (made, isHinted) => {
        const damaged = damage(made.text);
        fc.pre(damaged !== null);
        expect(read(damaged, hintsOf(made, isHinted)).kind).toBe("refused");
      }),
      { numRuns: 250 },
    );
  });

  it("always refused: two codes in one scan", () => {
    fc.assert(
      fc.property(shaped, shaped, hinted, (first, second, isHinted) => {
        for (const glued of glue(first.text, second.text)) expect(read(glued, hintsOf(first, isHinted)).kind).toBe("refused");
      }),
      { numRuns: 400 },
    );
  });
});
