import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "../../kiosk-ui/static/styles");
const THEMES = readFileSync(join(FOLDER, "themes.css"), "utf8");

/** WCAG 2.2, 1.4.3: text. Large figures are held to it as well. */
const TEXT_PAIRS: readonly (readonly [text: string, ground: string])[] = [
  ["ink", "ground"],
  ["ink", "panel"],
  ["ink", "paper"],
  ["ink", "key"],
  ["ink", "accent-soft"],
  ["ink-soft", "ground"],
  ["ink-soft", "panel"],
  ["ink-soft", "paper"],
  ["ink-soft", "key"],
  ["ink-soft", "accent-soft"],
  ["accent-ink", "ground"],
  ["accent-ink", "accent-soft"],
  ["accent-ink", "paper"],
  ["accent-ink", "panel"],
  ["on-accent", "accent"],
  ["good-ink", "good-soft"],
  ["good-ink", "paper"],
  ["good-ink", "panel"],
  ["ask-ink", "ask-soft"],
  ["ask-ink", "paper"],
  ["ask-ink", "panel"],
  ["bad-ink", "bad-soft"],
  ["bad-ink", "paper"],
  ["bad-ink", "panel"],
  ["bad-ink", "key"],
  ["bad-ink", "accent-soft"],
  ["on-alarm", "alarm"],
];
/** 1.4.11: edges of controls and the focus ring. */
const CONTROL_PAIRS: readonly (readonly [string, string])[] = [
  ["edge", "panel"],
  ["edge", "paper"],
  ["edge", "key"],
  ["focus", "panel"],
  ["focus", "paper"],
  ["focus", "ground"],
  ["accent", "panel"],
];

function coloursOf(selector: string): Map<string, string> {
  const start = THEMES.indexOf(`${selector} {`);
  const block = THEMES.slice(start, THEMES.indexOf("}", start));
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test("the formula knows black on white and equal colours", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#777777")).toBe(1);
});

test.each([
  ["light", ":root"],
  ["dark", ':root[data-theme="dark"]'],
])("%s theme: text at least 4.5:1, controls at least 3:1", (_theme, selector) => {
  const colours = coloursOf(selector);
  const weak = (pairs: typeof TEXT_PAIRS, least: number): string[] =>
    pairs.flatMap(([text, ground]) => {
      const ratio = contrast(colours.get(text)!, colours.get(ground)!);
      return ratio >= least ? [] : [`${text} on ${ground}: ${ratio.toFixed(2)}`];
    });
  expect(weak(TEXT_PAIRS, 4.5)).toEqual([]);
  expect(weak(CONTROL_PAIRS, 3)).toEqual([]);
});

test("both themes name the same colours", () => {
  expect([...coloursOf(':root[data-theme="dark"]').keys()].toSorted()).toEqual([...coloursOf(":root").keys()].toSorted());
});

test("every colour on the screens comes from the themes", () => {
  for (const name of readdirSync(FOLDER).filter((each) => each.endsWith(".css") && each !== "themes.css")) {
    const sheet = readFileSync(join(FOLDER, name), "utf8");
    expect(sheet.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/gi) ?? [], name).toEqual([]);
  }
});
