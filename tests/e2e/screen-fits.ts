import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const PROBES = readFileSync(join(import.meta.dirname, "page-probes.js"), "utf8");

/** Nothing on the page is cut off, too small for a finger, over something else or off the screen. */
export async function expectFits(page: Page): Promise<void> {
  await page.evaluate(PROBES);
  expect(await page.evaluate("probes.misfits()")).toEqual([]);
}
