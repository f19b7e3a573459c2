import { describe, expect, it } from "vitest";
import type { FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import type { CutPlan, RegistrarBench, RegistrarFamily } from "./bench.ts";
import { MUTE } from "./rows.ts";
import { OPEN_SHIFT, asDocument, line, receipt } from "./sample-documents.ts";
import { expectCounters, expectOneReceipt } from "./stored-receipt.ts";
import { insist, must } from "./till-loop.ts";

const EVERY_BYTE_TIMEOUT_MS = 180_000;
/** Digits by which a message may grow: of the document and its receipt two each, and a longer fiscal sign. */
const GROWS_BY = 8;
/** What only asks again is done at every so manieth byte. */
const ALL_CHECKS_EACH = 8;
/** A mute line costs the driver's patience each time: the ends and the middle. */
const MUTE_PLACES = [0, 0.5, 1] as const;

/** The link cut at every byte of the exchange that makes the document: exactly one document each time, and the till knows which. */
export function describeCuts(family: RegistrarFamily, plans: readonly CutPlan[] = family.cuts): void {
  const runs = plans.flatMap((plan) => {
    const variants: readonly (string | undefined)[] = plan.variants.length === 0 ? [undefined] : plan.variants;
    return variants.map((variant) => [`${plan.point.name}${variant === undefined ? "" : `, ${variant}`}`, plan, variant] as const);
  });

  describe(`${family.name}, the link cut at every byte`, () => {
    it.each(runs)(
      "%s",
      async (_name, plan, variant) => {
        await withBench(family, variant, async (bench) => {
          const length = bench.lengthOf(plan.point);
          expect(length).toBeGreaterThan(0);
          const paths = new Set<string>();
          for (let atByte = 0; atByte <= length + GROWS_BY; atByte++) {
            bench.trouble({ kind: "cut", point: plan.point, atByte });
            paths.add(await survive(bench, numbered(atByte + 1), atByte % ALL_CHECKS_EACH === 0));
          }
          expect([...paths].toSorted()).toEqual([...plan.paths].toSorted());
        });
      },
      EVERY_BYTE_TIMEOUT_MS,
    );
  });

  if (family.cannotHappen[MUTE] !== undefined) return;
  const places = plans.flatMap((plan) => MUTE_PLACES.map((place) => [plan.point.name, place, plan] as const));
  describe(`${family.name}, ${MUTE}`, () => {
    it.each(places)("%s, at %d of its bytes", async (_name, place, plan) => {
      await withBench(family, undefined, async (bench) => {
        const length = bench.lengthOf(plan.point);
        // The end of an answer is not mute any more.
        const atByte = Math.min(Math.floor(length * place), length - 1);
        bench.trouble({ kind: "mute", point: plan.point, atByte });
        await survive(bench, numbered(1), true);
      });
    });
  });
}

/** A short receipt with a tag of its own, of the same length for every number. */
function numbered(number: number): FiscalReceipt {
  return receipt({ ownTag: `CUT${String(number).padStart(6, "0")}`, cashier: { name: "Кассир" }, lines: [line({ name: "Хлеб" })] });
}

/** With `all`: the resolution is asked twice, and the driver's word on the counters too. */
async function survive(bench: RegistrarBench, own: FiscalReceipt, all: boolean): Promise<string> {
  const before = bench.see();
  const { registered, path } = await insist(bench.registrar, asDocument(own), { asksOnce: !all });
  expectOneReceipt(bench, before, own, registered);
  if (all) await expectCounters(bench);
  return path;
}

async function withBench(
  family: RegistrarFamily,
  variant: string | undefined,
  use: (bench: RegistrarBench) => Promise<void>,
): Promise<void> {
  const bench = await family.start(variant === undefined ? {} : { variant });
  try {
    await must(bench.registrar, OPEN_SHIFT);
    // Once: what a driver reads at the first document is behind it.
    await must(bench.registrar, asDocument(numbered(0)));
    await use(bench);
  } finally {
    await bench.stop();
  }
}
