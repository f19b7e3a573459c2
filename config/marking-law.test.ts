import { describe, expect, it } from "vitest";
import { errorText } from "./errors/index.ts";
import { loadMarkingLaw, loadShippedMarkingLaw, shippedMarkingFile, shippedMarkingLaw } from "./marking-law.ts";
import { ok } from "./result.ts";

const GROUP = '  - { pg: milk, id: 8, name: "молоко", serialLengths: [6], permissiveFrom: "2024-09-01", source: "x" }';
const UNAVAILABLE = '  - { from: "2024-04-01", verdict: allow, source: "x" }';
const PRICE = '  - { limit: smp, group: milk, meaning: floor, from: "2024-04-01", source: "x" }';

const law = (rows: { groups?: readonly string[]; unavailable?: readonly string[]; prices?: readonly string[] } = {}): string =>
  [
    'version: "1"',
    'source: "shop"',
    "groups:",
    ...(rows.groups ?? [GROUP]),
    "unavailable:",
    ...(rows.unavailable ?? [UNAVAILABLE]),
    "prices:",
    ...(rows.prices ?? [PRICE]),
  ].join("\n");

/** "CODE line" of each complaint. */
function complaints(text: string): readonly string[] {
  const loaded = loadMarkingLaw("/shop/rules.yaml", () => ok(text));
  return loaded.ok ? [] : loaded.error.map((error) => `${error.code} ${String(error.details["place"])}`);
}

describe("the dated rules of marking", () => {
  it("are shipped, right, and say where each row comes from", () => {
    const { groups, unavailable, prices, file } = shippedMarkingLaw();
    expect(file).toBe(shippedMarkingFile());
    const again = loadShippedMarkingLaw();
    expect(again.ok && again.value, "read once").toBe(shippedMarkingLaw());
    expect(groups.length).toBeGreaterThan(25);
    for (const { source } of [...groups, ...unavailable, ...prices]) expect(source).toMatch(/\[(?:seen|memory)/);
  });

  it("are taken from the shop's own file, with its name", () => {
    const loaded = loadMarkingLaw("/shop/rules.yaml", (path) => (path === "/shop/rules.yaml" ? ok(law()) : ok("")));
    expect(loaded.ok && loaded.value).toMatchObject({ file: "/shop/rules.yaml", version: "1", groups: [{ pg: "milk", expiry: true }] });
  });

  it.each<[string, string, readonly string[]]>([
    ["right", law(), []],
    ["a word for a number", law({ groups: [GROUP.replace("id: 8", "id: eight")] }), ["CFG907 rules.yaml:4"]],
    ["a day that is none", law({ unavailable: [UNAVAILABLE.replace("2024-04-01", "2024-02-30")] }), ["CFG913 rules.yaml:6"]],
    ["an unknown verdict", law({ unavailable: [UNAVAILABLE.replace("allow", "maybe")] }), ["CFG908 rules.yaml:6"]],
    ["a misspelt key", law({ prices: [PRICE.replace("meaning", "meanig")] }), ["CFG905 rules.yaml:8", "CFG906 rules.yaml:8"]],
    ["a group twice", law({ groups: [GROUP, GROUP.replace("id: 8", "id: 9")] }), ["MRK547 rules.yaml:5"]],
    ["a number twice", law({ groups: [GROUP, GROUP.replace("pg: milk", "pg: water")] }), ["MRK547 rules.yaml:5"]],
    ["offline before the duty", law({ groups: [GROUP.replace("source", 'offlineFrom: "2024-01-01", source')] }), ["MRK547 rules.yaml:4"]],
    ["a price of no group", law({ prices: [PRICE.replace("group: milk", "group: milkk")] }), ["MRK547 rules.yaml:8"]],
    ["a price row twice", law({ prices: [PRICE, PRICE] }), ["MRK547 rules.yaml:9"]],
    ["a day twice", law({ unavailable: [UNAVAILABLE, UNAVAILABLE] }), ["MRK547 rules.yaml:7"]],
  ])("complain with file and row: %s", (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  it("tell a missing file", () => {
    const loaded = loadMarkingLaw("/nowhere/rules.yaml");
    expect(!loaded.ok && loaded.error.map((error) => errorText(error, "ru")).join()).toContain("/nowhere/rules.yaml");
  });
});
