import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs } from "../../../config/clock.ts";
import { loadSaleLaw, shippedLaw, type Weekday } from "../../../config/sale-law.ts";
import { addDays, DAY_MINUTES, localTime, timeText, weekdayOf, type LocalTime } from "./local-time.ts";
import { saleHours, type HoursRules } from "./sale-hours.ts";

const law = loadSaleLaw(shippedLaw());
if (!law.ok) throw new Error("the shipped law is wrong");
const shop = (region: string | null, own: Partial<HoursRules> = {}): HoursRules => ({
  law: law.value,
  region,
  ownHours: [],
  ownBannedDays: [],
  ...own,
});
const at = (date: string, clock: string): LocalTime => ({ date, minute: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) });
const said = (rules: HoursRules, time: LocalTime): string => {
  const hours = saleHours(rules, time);
  return hours.isAllowed
    ? "allowed"
    : `${hours.by} ${hours.dayName ?? hours.ban} until ${hours.until === null ? "?" : timeText(hours.until)}`;
};

describe("hours of alcohol", () => {
  it.each([
    ["before the night", null, "2026-11-24", "22:59", "allowed"],
    ["the first minute", null, "2026-11-24", "23:00", "federal 23:00-08:00 until 25.11 08:00"],
    ["midnight", null, "2026-11-25", "00:00", "federal 23:00-08:00 until 25.11 08:00"],
    ["the last minute", null, "2026-11-25", "07:59", "federal 23:00-08:00 until 25.11 08:00"],
    ["the morning", null, "2026-11-25", "08:00", "allowed"],
    ["New Year's night", null, "2026-12-31", "23:30", "federal 23:00-08:00 until 01.01 08:00"],
    ["Saint Petersburg is earlier", "78", "2026-11-24", "22:00", "region 22:00-10:00 until 25.11 10:00"],
    ["and later in the morning", "78", "2026-11-24", "09:30", "region 22:00-10:00 until 24.11 10:00"],
    ["another region's rows do not count", "77", "2026-11-24", "22:30", "allowed"],
    ["Vologda on a weekday", "35", "2026-11-24", "11:00", "region 00:00-12:00 until 24.11 12:00"],
    ["Vologda on a weekday, its two hours", "35", "2026-11-24", "13:59", "allowed"],
    ["Vologda on a Saturday", "35", "2026-11-28", "11:00", "allowed"],
    ["Vologda before the law", "35", "2025-02-26", "11:00", "allowed"],
    ["a yearly day", "14", "2026-06-01", "15:00", "special-day День защиты детей until 02.06 14:00"],
    ["the last Tuesday of May", "50", "2026-05-26", "12:00", "special-day Последний звонок until 27.05 08:00"],
    ["a Tuesday of May before it", "50", "2026-05-19", "12:00", "allowed"],
    ["the day that a city named, and no other year", "77", "2027-05-26", "12:00", "allowed"],
  ])("%s", (_what, region, date, clock, expected) => {
    expect(said(shop(region), at(date, clock))).toBe(expected);
  });

  it("the shop's own rows add up with the law's", () => {
    const own = shop("77", { ownHours: [{ ban: "21:00-09:00", days: ["fri"] }], ownBannedDays: ["2026-06-27"] });
    expect(said(own, at("2026-11-27", "21:00"))).toBe("shop 21:00-09:00 until 28.11 09:00");
    expect(said(own, at("2026-11-28", "08:30"))).toBe("shop 21:00-09:00 until 28.11 09:00");
    expect(said(own, at("2026-11-28", "21:30"))).toBe("allowed");
    expect(said(own, at("2026-06-27", "12:00"))).toBe("shop 00:00-24:00 until 28.06 08:00");
  });

  it("a shop that never sells is told no time", () => {
    expect(said(shop(null, { ownHours: [{ ban: "00:00-24:00", days: EVERY_DAY }] }), at("2026-11-24", "12:00"))).toMatch(/until \?$/);
  });

  it("the shop's wall clock, in zones east and west of Moscow", () => {
    const noon = epochMs(Date.UTC(2026, 10, 24, 21, 30));
    expect(localTime(noon, 180)).toEqual({ date: "2026-11-25", minute: 30 });
    expect(localTime(noon, 120)).toEqual({ date: "2026-11-24", minute: 23 * 60 + 30 });
    expect(localTime(noon, 720)).toEqual({ date: "2026-11-25", minute: 9 * 60 + 30 });
  });
});

const EVERY_DAY: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

describe("properties", () => {
  const minute = fc.integer({ min: 0, max: DAY_MINUTES - 1 });
  const clock = (value: number): string => `${String(Math.floor(value / 60)).padStart(2, "0")}:${String(value % 60).padStart(2, "0")}`;
  const ban = fc.tuple(minute, minute).map(([from, to]) => `${clock(from)}-${clock(to)}`);
  const rows = fc.array(fc.record({ ban, days: fc.subarray([...EVERY_DAY], { minLength: 1 }) }), { maxLength: 3 });
  const time = fc.record({ date: fc.integer({ min: 0, max: 400 }).map((days) => addDays("2026-01-01", days)), minute });
  const later = ({ date, minute: of }: LocalTime, by: number): LocalTime => ({
    date: addDays(date, Math.floor((of + by) / DAY_MINUTES)),
    minute: (of + by) % DAY_MINUTES,
  });
  /** The rule said once more, minute by minute. */
  const isBanned = (ownHours: HoursRules["ownHours"], { date, minute: of }: LocalTime): boolean =>
    [...ownHours, { ban: "23:00-08:00", days: EVERY_DAY }].some(({ ban: text, days }) => {
      const [from = 0, to = 0] = text.split("-").map((each) => Number(each.slice(0, 2)) * 60 + Number(each.slice(3)));
      const isOn = (day: string): boolean => days.includes(weekdayOf(day));
      if (from < to) return isOn(date) && from <= of && of < to;
      return (isOn(date) && of >= from) || (isOn(addDays(date, -1)) && of < to);
    });

  it("a minute is banned when a row holds it, and free again exactly at the time that is told", () => {
    fc.assert(
      fc.property(rows, time, (ownHours, when) => {
        const rules = shop(null, { ownHours });
        const hours = saleHours(rules, when);
        expect(hours.isAllowed).toBe(!isBanned(ownHours, when));
        if (hours.isAllowed || hours.until === null) return;
        expect(isBanned(ownHours, hours.until)).toBe(false);
        for (let by = 0; by < 3 * DAY_MINUTES; by += 1) {
          const moment = later(when, by);
          if (moment.date === hours.until.date && moment.minute === hours.until.minute) return;
          expect(isBanned(ownHours, moment)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
