import type { LocalDate } from "../../../config/local-date.ts";
import { isInForce, type SaleRules, type SpecialDay } from "../sale-rules.ts";
import { addDays, DAY_MINUTES, weekdayOf, type LocalTime } from "./local-time.ts";

export type HoursRules = Pick<SaleRules, "region" | "ownHours" | "ownBannedDays"> & { readonly law: Pick<SaleRules["law"], "hours"> };

/** Why not now, and from when on again; `until` null: not within the weeks that are looked ahead. */
export type SaleHours =
  | { readonly isAllowed: true }
  | {
      readonly isAllowed: false;
      /** "23:00-08:00" */
      readonly ban: string;
      readonly by: "federal" | "region" | "special-day" | "shop";
      /** Name of a special day, in Russian; null otherwise. */
      readonly dayName: string | null;
      readonly until: LocalTime | null;
    };

interface Ban {
  readonly ban: string;
  readonly by: Exclude<SaleHours, { isAllowed: true }>["by"];
  readonly dayName: string | null;
  /** Minutes since midnight of the day it begins on; the end, which it does not include, may lie in the next day. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** No ban of the law lasts so long: special days with their nights join to some days at most. */
const LOOK_AHEAD_DAYS = 62;
const WHOLE_DAY = "00:00-24:00";
const NTH = { first: 0, second: 1, third: 2, fourth: 3 } as const;
const WEEK_DAYS = 7;

/** May alcohol be sold in the shop at that local time? Bans of the Federation, the region and the shop add up. */
export function saleHours(rules: HoursRules, at: LocalTime): SaleHours {
  const ban = banAt(rules, at);
  if (ban === null) return { isAllowed: true };
  return { isAllowed: false, ban: ban.ban, by: ban.by, dayName: ban.dayName, until: freeFrom(rules, at) };
}

/** Of several bans at that minute the one that lasts longest: the others are over before it. */
function banAt(rules: HoursRules, at: LocalTime): (Ban & { readonly endsInMinutes: number }) | null {
  const today = bansOf(rules, at.date).filter(({ fromMinute, toMinute }) => fromMinute <= at.minute && at.minute < toMinute);
  const fromYesterday = bansOf(rules, addDays(at.date, -1)).filter(({ toMinute }) => at.minute < toMinute - DAY_MINUTES);
  const all = [
    ...today.map((ban) => ({ ...ban, endsInMinutes: ban.toMinute - at.minute })),
    ...fromYesterday.map((ban) => ({ ...ban, endsInMinutes: ban.toMinute - DAY_MINUTES - at.minute })),
  ];
  return all.reduce<(typeof all)[number] | null>(
    (longest, ban) => (ban.endsInMinutes > (longest?.endsInMinutes ?? 0) ? ban : longest),
    null,
  );
}

function freeFrom(rules: HoursRules, at: LocalTime): LocalTime | null {
  const last = addDays(at.date, LOOK_AHEAD_DAYS);
  let time = at;
  for (let ban = banAt(rules, time); ban !== null; ban = banAt(rules, time)) {
    const minute = time.minute + ban.endsInMinutes;
    time = { date: addDays(time.date, Math.floor(minute / DAY_MINUTES)), minute: minute % DAY_MINUTES };
    if (time.date > last) return null;
  }
  return time;
}

/** Bans that begin on that day. */
function bansOf({ law, region, ownHours, ownBannedDays }: HoursRules, date: LocalDate): readonly Ban[] {
  const { federal, regions, specialDays } = law.hours;
  const weekday = weekdayOf(date);
  const bans: Ban[] = [];
  const add = (ban: string, by: Ban["by"], dayName: string | null = null): void => void bans.push({ ban, by, dayName, ...span(ban) });
  for (const row of federal) if (isInForce(row, date) && row.days.includes(weekday)) add(row.ban, "federal");
  for (const row of regions) {
    if (row.region === region && isInForce(row, date) && row.days.includes(weekday)) add(row.ban, "region");
  }
  for (const row of specialDays) {
    if (row.region === region && isInForce(row, date) && isOn(row, date)) add(row.ban, "special-day", row.name);
  }
  for (const row of ownHours) if (row.days.includes(weekday)) add(row.ban, "shop");
  if (ownBannedDays.includes(date)) add(WHOLE_DAY, "shop");
  return bans;
}

function span(ban: string): Pick<Ban, "fromMinute" | "toMinute"> {
  const [from = "", to = ""] = ban.split("-");
  const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
  return { fromMinute, toMinute: toMinute > fromMinute ? toMinute : toMinute + DAY_MINUTES };
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

function isOn({ date: only, yearly, nth }: SpecialDay, date: LocalDate): boolean {
  if (only !== undefined) return only === date;
  if (yearly !== undefined) return date.endsWith(`-${yearly}`);
  if (nth === undefined || Number(date.slice(5, 7)) !== nth.month || weekdayOf(date) !== nth.weekday) return false;
  if (nth.which === "last") return addDays(date, WEEK_DAYS).slice(5, 7) !== date.slice(5, 7);
  return Math.floor((Number(date.slice(8)) - 1) / WEEK_DAYS) === NTH[nth.which];
}
