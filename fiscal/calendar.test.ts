import { describe, expect, test } from "vitest";
import { epochMs } from "../config/clock.ts";
import type { EpochMs } from "../config/clock.ts";
import { errorText } from "../config/errors/index.ts";
import { CALENDAR_THRESHOLDS, calendarOf } from "./calendar.ts";
import type { CalendarInput } from "./calendar.ts";
import { LAW_DATES } from "./document/law-dates.ts";
import type { Registration, RegistrarStatus } from "./registrar.ts";

const MOSCOW = 180;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Moscow time. */
const at = (local: string): EpochMs => epochMs(Date.parse(`${local}:00+03:00`));
const NOW = at("2026-06-10T12:00");

function status(changes: Partial<RegistrarStatus> = {}): RegistrarStatus {
  return {
    model: "ККТ",
    serial: "1",
    fnSerial: "9999078900001341",
    ffd: "1.2",
    shift: "open",
    shiftNumber: 7,
    lastFdNumber: 100,
    paper: "ok",
    coverOpen: false,
    clock: NOW,
    ofdQueue: 0,
    ofdOldest: null,
    fnExpires: null,
    fnWarnings: [],
    isPrintOwed: false,
    keyDaysLeft: null,
    documentsLeft: null,
    noticeQueue: null,
    ...changes,
  };
}

const registration: Registration = {
  organisation: "ООО",
  inn: "7725225244",
  registrationNumber: "1",
  serial: "1",
  fnSerial: "9999078900001341",
  address: "",
  place: "",
  taxSystems: ["osn"],
  ofdName: "",
  ofdInn: "",
  ffd: "1.2",
  isAutonomous: false,
  sellsMarkedGoods: true,
  sellsExcise: false,
  agents: [],
  senderEmail: "",
  registeredAt: null,
};

/** "FIS601 soon 2026-06-10T14:00" in Moscow time. */
function seen(changes: Partial<CalendarInput> = {}, ofStatus: Partial<RegistrarStatus> = {}): string[] {
  const input: CalendarInput = {
    now: NOW,
    utcOffsetMinutes: MOSCOW,
    status: status(ofStatus),
    statusReadAt: null,
    registration,
    shiftOpenedAt: null,
    thresholds: CALENDAR_THRESHOLDS,
    ...changes,
  };
  return calendarOf(input).map(
    (entry) => `${entry.code} ${entry.severity}${entry.at === null ? "" : ` ${new Date(entry.at + 3 * HOUR).toISOString().slice(0, 16)}`}`,
  );
}

test("nothing within sight", () => {
  expect(seen()).toEqual([]);
  expect(seen({ status: null })).toEqual([]);
});

describe("the shift of 24 hours", () => {
  test.each([
    ["opened now", 0, "info"],
    ["121 minutes left", 24 * 60 - 121, "info"],
    ["two hours left", 24 * 60 - 120, "soon"],
    ["31 minutes left", 24 * 60 - 31, "soon"],
    ["half an hour left", 24 * 60 - 30, "urgent"],
    ["a minute left", 24 * 60 - 1, "urgent"],
  ])("%s", (_what, ago, severity) => {
    const shiftOpenedAt = epochMs(NOW - ago * MINUTE);
    const end = new Date(shiftOpenedAt + DAY + 3 * HOUR).toISOString().slice(0, 16);
    expect(seen({ shiftOpenedAt })).toEqual([`FIS601 ${severity} ${end}`]);
  });

  test("over, by our count or by the registrar's", () => {
    expect(seen({ shiftOpenedAt: epochMs(NOW - DAY) })).toEqual(["FIS602 blocked 2026-06-10T12:00"]);
    expect(seen({}, { shift: "expired" })).toEqual(["FIS602 blocked"]);
  });

  test("the registrar says closed: no shift; it is silent: our own count goes on", () => {
    expect(seen({ shiftOpenedAt: NOW }, { shift: "closed" })).toEqual([]);
    expect(seen({ shiftOpenedAt: NOW, status: null })).toEqual(["FIS601 info 2026-06-11T12:00"]);
  });
});

describe("documents that wait for the OFD", () => {
  test.each([
    [DAY, "FIS603 info 2026-07-09T12:00"],
    [2 * DAY - MINUTE, "FIS603 info 2026-07-08T12:01"],
    [2 * DAY, "FIS603 soon 2026-07-08T12:00"],
    [25 * DAY, "FIS603 urgent 2026-06-15T12:00"],
    [30 * DAY - MINUTE, "FIS603 urgent 2026-06-10T12:01"],
    [30 * DAY, "FIS604 blocked 2026-06-10T12:00"],
  ])("the oldest is %d ms old", (age, expected) => {
    expect(seen({}, { ofdQueue: 3, ofdOldest: epochMs(NOW - age) })).toEqual([expected]);
  });

  test("none wait, or a stand-alone registrar that sends nothing", () => {
    expect(seen({}, { ofdQueue: 0, ofdOldest: epochMs(NOW - 9 * DAY) })).toEqual([]);
    expect(seen({ registration: { ...registration, isAutonomous: true } }, { ofdQueue: 3, ofdOldest: epochMs(0) })).toEqual([]);
  });
});

describe("the fiscal drive", () => {
  test.each([
    ["2026-07-11", "FIS605 info 2026-07-12T00:00"],
    ["2026-07-10", "FIS605 soon 2026-07-11T00:00"],
    ["2026-06-14", "FIS605 soon 2026-06-15T00:00"],
    ["2026-06-13", "FIS605 urgent 2026-06-14T00:00"],
    ["2026-06-10", "FIS605 urgent 2026-06-11T00:00"],
    ["2026-06-09", "FIS606 blocked 2026-06-10T00:00"],
  ])("expires on %s", (fnExpires, expected) => {
    expect(seen({}, { fnExpires })).toEqual([expected]);
  });

  test("its day is the shop's day, not London's", () => {
    const beforeMidnightInLondon = epochMs(Date.parse("2026-06-09T22:00:00Z"));
    const late = { now: beforeMidnightInLondon, status: status({ fnExpires: "2026-06-09", clock: beforeMidnightInLondon }) };
    expect(seen(late)).toEqual(["FIS606 blocked 2026-06-10T00:00"]);
    expect(seen({ ...late, utcOffsetMinutes: 0 })).toEqual(["FIS605 urgent 2026-06-10T03:00"]);
  });

  test("its own flags, when the date says less or nothing", () => {
    expect(seen({}, { fnWarnings: ["resource-30-days"] })).toEqual(["FIS607 soon"]);
    expect(seen({}, { fnWarnings: ["resource-30-days", "resource-3-days"] })).toEqual(["FIS607 urgent"]);
    expect(seen({}, { fnWarnings: ["resource-30-days"], fnExpires: "2027-01-01" })).toEqual([
      "FIS607 soon",
      "FIS605 info 2027-01-02T00:00",
    ]);
    expect(seen({}, { fnWarnings: ["resource-30-days"], fnExpires: "2026-06-20" })).toEqual(["FIS605 soon 2026-06-21T00:00"]);
  });

  test("keys", () => {
    expect(seen({}, { keyDaysLeft: 31 })).toEqual([]);
    expect(seen({}, { keyDaysLeft: 30 })).toEqual(["FIS608 soon 2026-07-10T12:00"]);
    expect(seen({}, { keyDaysLeft: 3 })).toEqual(["FIS608 urgent 2026-06-13T12:00"]);
    expect(seen({}, { keyDaysLeft: 0 })).toEqual(["FIS609 blocked"]);
  });

  test("memory", () => {
    expect(seen({}, { documentsLeft: 10_001 })).toEqual([]);
    expect(seen({}, { documentsLeft: 10_000 })).toEqual(["FIS610 soon"]);
    expect(seen({}, { documentsLeft: 1_000 })).toEqual(["FIS610 urgent"]);
    expect(seen({}, { documentsLeft: 0 })).toEqual(["FIS611 blocked"]);
    expect(seen({}, { fnWarnings: ["memory-90-percent"] })).toEqual(["FIS612 soon"]);
    expect(seen({}, { fnWarnings: ["memory-90-percent"], documentsLeft: 900 })).toEqual(["FIS610 urgent"]);
  });
});

test("the clock: 5 minutes are the law's limit, either way, at the moment of reading", () => {
  expect(seen({}, { clock: epochMs(NOW + 2 * MINUTE) })).toEqual([]);
  expect(seen({}, { clock: epochMs(NOW - 3 * MINUTE) })).toEqual(["FIS613 soon"]);
  expect(seen({}, { clock: epochMs(NOW + 5 * MINUTE) })).toEqual(["FIS613 soon"]);
  expect(seen({}, { clock: epochMs(NOW + 5 * MINUTE + 1) })).toEqual(["FIS613 urgent"]);
  expect(seen({ statusReadAt: epochMs(NOW - HOUR) }, { clock: epochMs(NOW - HOUR) })).toEqual([]);
  expect(seen({}, { clock: epochMs(0) })).toEqual([]);
});

test("marked goods: notices that wait, and a format that is too old", () => {
  expect(seen({}, { noticeQueue: 0 })).toEqual([]);
  expect(seen({}, { noticeQueue: 1 })).toEqual(["FIS614 info"]);
  expect(seen({}, { noticeQueue: 100 })).toEqual(["FIS614 soon"]);
  expect(seen({}, { ffd: "1.05" })).toEqual(["FIS615 urgent"]);
  expect(seen({ registration: { ...registration, sellsMarkedGoods: false } }, { ffd: "1.05" })).toEqual([]);
});

describe("dates of the law", () => {
  const on = (local: string, taxSystems: Registration["taxSystems"] = ["osn"]): string[] =>
    seen({ now: at(local), status: null, registration: { ...registration, taxSystems } });

  test("22 % came with 2026: shown 90 days before, soon at 30, gone on its day", () => {
    expect(on("2025-10-02T12:00")).toEqual([]);
    expect(on("2025-10-03T12:00")).toEqual(["FIS651 info 2026-01-01T00:00"]);
    expect(on("2025-12-02T12:00")).toEqual(["FIS651 soon 2026-01-01T00:00", "FIS653 info 2026-03-01T00:00"]);
    expect(on("2026-01-01T00:00")).toEqual(["FIS653 info 2026-03-01T00:00"]);
  });

  test("only whom it concerns; everybody when the registration is not known", () => {
    expect(on("2026-12-20T12:00", ["osn"])).toEqual([]);
    expect(on("2026-12-20T12:00", ["usn-income"])).toEqual(["FIS652 soon 2027-01-01T00:00"]);
    expect(seen({ now: at("2026-12-20T12:00"), status: null, registration: null })).toEqual(["FIS652 soon 2027-01-01T00:00"]);
    expect(on("2025-12-20T12:00", ["patent"])).toEqual(["FIS653 info 2026-03-01T00:00"]);
  });

  test("each has a source, and they are in order", () => {
    expect(LAW_DATES.every(({ source }) => source !== "")).toBe(true);
    expect(LAW_DATES.map(({ date }) => date)).toEqual(LAW_DATES.map(({ date }) => date).toSorted());
  });
});

test("the gravest first, then by date; texts are complete in both languages", () => {
  const everything = calendarOf({
    now: at("2026-12-20T12:00"),
    utcOffsetMinutes: MOSCOW,
    status: status({
      clock: at("2026-12-20T13:00"),
      ofdQueue: 2,
      ofdOldest: at("2026-12-01T10:05"),
      fnExpires: "2026-12-22",
      keyDaysLeft: 0,
      documentsLeft: 500,
      noticeQueue: 4,
      ffd: "1.1",
    }),
    statusReadAt: null,
    registration: { ...registration, taxSystems: ["usn-income"] },
    shiftOpenedAt: at("2026-12-19T13:00"),
    thresholds: CALENDAR_THRESHOLDS,
  });
  expect(everything.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    "FIS609 blocked",
    "FIS610 urgent",
    "FIS613 urgent",
    "FIS615 urgent",
    "FIS605 urgent",
    "FIS601 soon",
    "FIS603 soon",
    "FIS652 soon",
    "FIS614 info",
  ]);
  for (const { text, error } of everything) for (const one of [text, errorText(error, "en")]) expect(one).not.toMatch(/\{\w+\}/);
  expect(everything.find(({ code }) => code === "FIS603")?.text).toContain(
    "старейший от 01.12.2026 10:05. 31.12.2026 10:05 ФН остановится",
  );
});
