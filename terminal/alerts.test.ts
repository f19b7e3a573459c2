import { expect, it } from "vitest";
import { NO_ALERTS, type Alerts } from "./alerts.ts";

/** Goal: nothing that a person must read is lost behind something newer. */
const told = (code: string, text = code) => ({ code, text, hint: "" });
const raise = (alerts: Alerts, ...codes: string[]): Alerts => codes.reduce((before, code) => before.raised(told(code)), alerts);

function readAll(alerts: Alerts): string[] {
  const { shown } = alerts;
  return shown === null ? [] : [shown.code, ...readAll(alerts.read(shown.number))];
}

it("each is shown until it is read, in the order in which they came", () => {
  const alerts = raise(NO_ALERTS, "FIS593", "FIS591", "RCP469");
  expect(alerts.shown).toMatchObject({ code: "FIS593", waiting: 2 });
  expect(readAll(alerts)).toEqual(["FIS593", "FIS591", "RCP469"]);
  expect(readAll(raise(alerts.read(null), "FIS593")), "what was read may come again").toEqual(["FIS591", "RCP469", "FIS593"]);
});

it("the same words are said once while they stand; other figures are other words", () => {
  const alerts = raise(NO_ALERTS, "FIS591", "FIS591").raised(told("FIS591", "other figures"));
  expect(readAll(alerts)).toEqual(["FIS591", "FIS591"]);
});

it("a number closes its own alert only, so that a key held down reads nothing for the person", () => {
  const alerts = raise(NO_ALERTS, "FIS593", "FIS591");
  const first = alerts.shown?.number ?? 0;
  expect(readAll(alerts.read(first).read(first))).toEqual(["FIS591"]);
});

it("scans are counted by the one that stands", () => {
  const alerts = raise(NO_ALERTS.scanned(), "RCP447", "FIS591").scanned().scanned();
  expect(alerts.shown?.notAdded).toBe(2);
  expect(alerts.read(null).shown?.notAdded).toBe(0);
});

it("a flood leaves the first twenty", () => {
  const codes = Array.from({ length: 30 }, (_, index) => `FIS${index}`);
  expect(readAll(raise(NO_ALERTS, ...codes))).toEqual(codes.slice(0, 20));
});
