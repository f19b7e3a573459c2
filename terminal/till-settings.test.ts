import { describe, expect, it } from "vitest";
import { epochMs } from "../config/clock.ts";
import { loadConfig } from "../config/load.ts";
import { readFileFromDisk } from "../config/read-file.ts";
import { findProjectRoot } from "../config/project-root.ts";
import { loadSaleLaw, shippedLaw } from "../config/sale-law.ts";
import { tillSettings, utcOffsetMinutes } from "./till-settings.ts";

/** Goal: codes that come back are asked about wherever there is somebody to ask. */
describe("codes of returned goods are checked", () => {
  const demo = loadConfig({ file: `${findProjectRoot(import.meta.url)}/config/demo/till.yaml`, env: {}, readFile: readFileFromDisk });
  if (!demo.ok) throw new Error("demo configuration is broken");
  const law = loadSaleLaw(shippedLaw());
  if (!law.ok) throw new Error("the shipped law is broken");
  const { tsPiot: _, trueApi: _direct, localModule: _module, sources: _order, ...bare } = demo.value.marking;
  const asks = (marking: object): boolean | undefined =>
    tillSettings({ ...demo.value, marking: { ...bare, ...marking } }, 180, law.value).checksReturnedCodes;
  const described = {};
  it.each([
    ["no service", {}, false],
    ["TS PIoT", { tsPiot: described }, true],
    ["GIS MT directly", { trueApi: described }, true],
    ["the shop's local module", { localModule: described }, true],
    ["a service that is described and not asked", { tsPiot: described, sources: [] }, false],
  ])("%s: %j → %s", (_about, marking, expected) => {
    expect(asks(marking)).toBe(expected);
  });
});

describe("excise stamps in the document", () => {
  it("are written unless the setting says otherwise", () => {
    const demo = loadConfig({ file: `${findProjectRoot(import.meta.url)}/config/demo/till.yaml`, env: {}, readFile: readFileFromDisk });
    const law = loadSaleLaw(shippedLaw());
    if (!demo.ok || !law.ok) throw new Error("what is shipped is broken");
    const { alcohol } = demo.value;
    const utm = {
      url: "http://127.0.0.1:8080",
      fsrarId: "030000000001",
      kpp: "1",
      address: "",
      chequeVersion: "v3",
      timeoutMs: 20_000,
    } as const;
    const written = (of: object): unknown =>
      tillSettings({ ...demo.value, alcohol: { ...alcohol, utm, ...of } }, 180, law.value).alcohol?.stampInReceipt;
    expect([written({}), written({ stampInReceipt: false })]).toEqual([true, false]);
  });
});

describe("offset of a time zone from UTC", () => {
  it.each([
    ["Europe/Moscow", "2026-11-24T09:00:00Z", 180],
    ["Europe/Kaliningrad", "2026-01-01T00:00:00Z", 120],
    ["Asia/Kamchatka", "2026-06-30T23:59:59.999Z", 720],
    ["Asia/Yekaterinburg", "2026-12-31T21:30:00Z", 300],
    ["Asia/Kolkata", "2026-03-01T20:15:00Z", 330],
    ["America/St_Johns", "2026-01-01T02:00:00Z", -210],
    ["Europe/Berlin", "2026-07-01T12:00:00Z", 120],
    ["Europe/Berlin", "2026-12-01T12:00:00Z", 60],
    ["UTC", "2024-02-29T00:00:00Z", 0],
  ])("%s at %s is %i minutes", (zone, moment, minutes) => {
    expect(utcOffsetMinutes(zone, epochMs(Date.parse(moment)))).toBe(minutes);
  });
});
