import { kopecks } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import { withCheckDigit } from "../../device-drivers/scanner/ean.ts";
import { makeMarkingCode, type CodeForm } from "../../terminal/marking/emulator/index.ts";
import { classifyScan } from "../../terminal/marking/code/classify-scan.ts";
import { DAMAGES } from "../../terminal/testing/code-damage.ts";
import { figure, type BenchResult } from "./figures.ts";

const CODES = 20_000;
/** One in so many comes damaged. */
const DAMAGED_EVERY = 5;
const PASSES_IN_ROUND = 5;
/** 200,000 codes a second on one core. */
const LIMIT_US = 5;
const FORMS: readonly CodeForm[] = ["short", "weighed", "long", "long-88", "tobacco-pack", "tobacco-block"];
const SERIAL_LENGTHS: Readonly<Partial<Record<CodeForm, readonly number[]>>> = { short: [6, 7, 8, 13], long: [6, 13, 20] };

/** Parser and repair: all shapes in turn, every fifth code damaged in one of all the ways. Every code is another one; nothing is kept. */
export function benchMarkingParse(rounds: number): BenchResult {
  const scans = madeScans();
  const outcomes = { read: 0, mended: 0, refused: 0 };
  for (const bytes of scans) {
    const read = classifyScan({ bytes });
    if (read.kind !== "marking") outcomes.refused += 1;
    else if (read.code.repaired.length > 0) outcomes.mended += 1;
    else outcomes.read += 1;
  }
  assertInvariant(outcomes.mended > 0 && outcomes.read > outcomes.refused, "most codes are read, some are mended");
  let parseUs = Number.POSITIVE_INFINITY;
  let leastUs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds + 1; round += 1) {
    parseUs = Math.min(
      parseUs,
      microsecondsEach(scans, (bytes) => classifyScan({ bytes })),
    );
    leastUs = Math.min(leastUs, microsecondsEach(scans, least));
  }
  return {
    figures: [
      figure("marking code parsed, one in five damaged", parseUs, "µs", {
        limit: { what: "200,000 codes/s on one core", value: LIMIT_US },
        goal: 1,
      }),
      figure("marking code parsed, one in five damaged", parseUs, "µs", {
        limit: { what: "bytes to text, split at GS, and back to bytes", value: leastUs },
      }),
      figure("marking codes parsed, one in five damaged", 1e6 / parseUs, "/s"),
    ],
    details: { codes: scans.length, outcomes, parseUs, leastUs },
  };
}

/** What no parser does without. */
function least(bytes: Uint8Array): unknown {
  const parts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").split("\u001d");
  return { parts, raw: Uint8Array.from(bytes) };
}

/** Processor time, so that other work on the machine does not count. */
function microsecondsEach(scans: readonly Uint8Array[], work: (bytes: Uint8Array) => unknown): number {
  let done = 0;
  const began = process.cpuUsage();
  for (let pass = 0; pass < PASSES_IN_ROUND; pass += 1) {
    for (const bytes of scans) if (work(bytes) !== null) done += 1;
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / done;
}

function madeScans(): readonly Uint8Array[] {
  return Array.from({ length: CODES }, (_unused, index) => {
    const whole = madeCode(index);
    if (index % DAMAGED_EVERY !== 0) return whole;
    const turn = Math.floor(index / DAMAGED_EVERY);
    const damaged = DAMAGES[turn % DAMAGES.length]?.damage(Buffer.from(whole).toString("latin1")) ?? null;
    return damaged === null ? whole : typeof damaged === "string" ? Uint8Array.from(Buffer.from(damaged, "utf8")) : damaged;
  });
}

function madeCode(index: number): Uint8Array {
  const form = FORMS[index % FORMS.length] ?? "short";
  const lengths = SERIAL_LENGTHS[form];
  const serialLength = lengths?.[Math.floor(index / FORMS.length) % lengths.length];
  const gtin = withCheckDigit(`460${String(index).padStart(9, "0")}`) ?? "";
  const price = kopecks((100 + (index % 300)) * 100);
  return makeMarkingCode({
    gtin,
    form,
    seed: index,
    maximumPriceKop: price,
    weightGrams: index % 1_000,
    ...(serialLength === undefined ? {} : { serialLength }),
  });
}
