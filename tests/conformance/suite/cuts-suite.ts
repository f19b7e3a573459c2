import { describe, expect, it } from "vitest";
import type { FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import type { RegistrarBench, RegistrarFamily } from "./bench.ts";
import { MUTE } from "./rows.ts";
import { OPEN_SHIFT, asDocument, receipt, tagged } from "./sample-documents.ts";
import { expectOneReceipt } from "./stored-receipt.ts";
import { insist, must } from "./till-loop.ts";

const EVERY_BYTE_TIMEOUT_MS = 180_000;
/** A mute line costs the driver's patience each time: the ends and the middle. */
const MUTE_PLACES = [0, 0.5, 1] as const;

/** The link cut at every byte of the exchange that makes the document: exactly one document each time, and the till knows which. */
export function describeCuts(family: RegistrarFamily): void {
  const runs = family.cuts.flatMap((plan) => {
    const variants: readonly (string | undefined)[] = plan.variants.length === 0 ? [undefined] : plan.variants;
    return variants.map((variant) => [`${plan.point.name}${variant === undefined ? "" : `, ${variant}`}`, plan, variant] as const);
  });

  describe(`${family.name}, the link cut at every byte`, () => {
    it.each(runs)(
      "%s",
      async (_name, plan, variant) => {
        await withBench(family, variant, async (bench) => {
          const length = await plan.bytes(bench, asDocument(numbered(0)));
          expect(length).toBeGreaterThan(0);
          const paths = new Set<string>();
          for (let atByte = 0; atByte <= length; atByte++) {
            bench.trouble({ kind: "cut", point: plan.point, atByte });
            paths.add(await survive(bench, numbered(atByte + 1)));
          }
          expect([...paths].toSorted()).toEqual([...plan.paths].toSorted());
        });
      },
      EVERY_BYTE_TIMEOUT_MS,
    );
  });

  if (family.cannotHappen[MUTE] !== undefined) return;
  const places = family.cuts.flatMap((plan) => MUTE_PLACES.map((place) => [plan.point.name, place, plan] as const));
  describe(`${family.name}, ${MUTE}`, () => {
    it.each(places)("%s, at %d of its bytes", async (_name, place, plan) => {
      await withBench(family, undefined, async (bench) => {
        const length = await plan.bytes(bench, asDocument(numbered(0)));
        // The end of an answer is not mute any more.
        const atByte = Math.min(Math.floor(length * place), length - 1);
        bench.trouble({ kind: "mute", point: plan.point, atByte });
        await survive(bench, numbered(1));
      });
    });
  });
}

/** A receipt with a tag of its own, of the same length for every number. */
function numbered(number: number): FiscalReceipt {
  return receipt({ ownTag: `CUT${String(number).padStart(6, "0")}` });
}

async function survive(bench: RegistrarBench, own: FiscalReceipt): Promise<string> {
  const before = bench.see();
  const { registered, path } = await insist(bench.registrar, asDocument(own));
  await expectOneReceipt(bench, before, own, registered);
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
    await must(bench.registrar, tagged("WARM000000"));
    await use(bench);
  } finally {
    await bench.stop();
  }
}
