import { describe, expect, it } from "vitest";
import { epochMs } from "../config/clock.ts";
import { appError, type AppError } from "../config/errors/index.ts";
import { silentLog } from "../config/log.ts";
import { err, ok, type Result } from "../config/result.ts";
import { CALENDAR_THRESHOLDS, calendarOf, type CalendarInput } from "../fiscal/calendar.ts";
import type { RegistrarStatus, Registration } from "../fiscal/registrar.ts";
import type { DeliveryState } from "../sync-agent/destination.ts";
import { EMPTY_STATE } from "./core/state.ts";
import { startRegistrarWatch, type RegistrarSight } from "./registrar-watch.ts";
import { createSimulatedClock } from "./simulation/simulated-clock.ts";
import { lights, type LightFacts } from "./view/lights.ts";
import { registrarFacts } from "./view/registrar-light.ts";

/** Goal: the lights tell what is so now, not what the last document met. Method: a registrar that answers what the test says. */
const NOW = epochMs(Date.UTC(2026, 10, 24, 9));
const HOUR_MS = 3_600_000;
const GOOD: RegistrarStatus = {
  model: "РИТЕЙЛ-01Ф",
  serial: "0012345",
  fnSerial: "9999078902004321",
  ffd: "1.2",
  shift: "open",
  shiftNumber: 7,
  lastFdNumber: 815,
  paper: "ok",
  coverOpen: false,
  clock: NOW,
  ofdQueue: 0,
  ofdOldest: null,
  fnExpires: "2027-11-01",
  fnWarnings: [],
  isPrintOwed: false,
  keyDaysLeft: 400,
  documentsLeft: 200_000,
  noticeQueue: 0,
};
const REGISTRATION: Registration = {
  organisation: "ООО «Ромашка»",
  inn: "7701234560",
  registrationNumber: "0000000001000001",
  serial: GOOD.serial,
  fnSerial: GOOD.fnSerial,
  address: "Москва",
  place: "Магазин",
  taxSystems: ["osn"],
  ofdName: "ОФД",
  ofdInn: "7709364346",
  ffd: "1.2",
  isAutonomous: false,
  sellsMarkedGoods: true,
  sellsExcise: false,
  agents: [],
  senderEmail: "",
  registeredAt: NOW,
};
const OFF = appError("FIS301", { address: "tcp:127.0.0.1:7778", reason: "refused" });

function watched(answer: Result<RegistrarStatus, AppError>, registration: Result<Registration, AppError> = ok(REGISTRATION)) {
  const clock = createSimulatedClock(NOW);
  const registrar = { answer, registration, registrationsAsked: 0, asked: 0, isBusy: false, changes: 0 };
  const watch = startRegistrarWatch({
    registrar: {
      status: async () => ((registrar.asked += 1), registrar.answer),
      registration: async () => ((registrar.registrationsAsked += 1), registrar.registration),
    },
    isBusy: () => registrar.isBusy,
    onChange: () => (registrar.changes += 1),
    shiftOpenedAt: () => epochMs(NOW - 23 * HOUR_MS),
    utcOffsetMinutes: 180,
    expected: { inn: "7701234560", taxSystems: ["usn-income"], ffd: "1.2" },
    clock,
    log: silentLog,
  });
  return { clock, registrar, watch };
}

describe("the watch", () => {
  it("asks at the start, every 15 s, and every 5 s while there is no answer", async () => {
    const { clock, registrar, watch } = watched(ok(GOOD));
    await clock.advance(14_000);
    expect([registrar.asked, watch.sight().status?.serial]).toEqual([1, "0012345"]);
    registrar.answer = err(OFF);
    await clock.advance(2_000);
    expect(watch.sight()).toMatchObject({ error: { code: "FIS301" }, status: { serial: "0012345" }, since: NOW + 15_000 });
    await clock.advance(10_000);
    expect(registrar.asked).toBe(4);
    expect(watch.sight().since, "since it fell silent").toBe(NOW + 15_000);
    registrar.answer = ok(GOOD);
    await clock.advance(5_000);
    expect(watch.sight().error).toBeNull();
    await watch.stop();
  });

  it("asks nothing while a document is on its way, and asks soon after", async () => {
    const { clock, registrar, watch } = watched(ok(GOOD));
    await clock.advance(1);
    registrar.isBusy = true;
    await clock.advance(120_000);
    expect(registrar.asked).toBe(1);
    registrar.isBusy = false;
    await clock.advance(1_000);
    expect(registrar.asked).toBe(2);
    await watch.stop();
    await clock.advance(60_000);
    expect(registrar.asked, "nothing after stop").toBe(2);
  });
});

describe("what the watch tells besides the status", () => {
  it("reads the registration once for each drive, and the dates ahead from both", async () => {
    const { clock, registrar, watch } = watched(ok(GOOD));
    await clock.advance(40_000);
    expect([registrar.asked, registrar.registrationsAsked]).toEqual([3, 1]);
    expect(watch.sight().misfits.map(({ code }) => code)).toEqual(["FIS617"]);
    expect(watch.sight().registration?.organisation).toBe("ООО «Ромашка»");
    expect(watch.sight().calendar.map(({ code, severity }) => `${code} ${severity}`)).toContain("FIS601 soon");
    registrar.answer = ok({ ...GOOD, fnSerial: "9999078902009999" });
    await clock.advance(15_000);
    expect(registrar.registrationsAsked).toBe(2);
    await watch.stop();
  });

  it("does not ask again and again what a registrar refuses to tell", async () => {
    const { clock, registrar, watch } = watched(ok(GOOD), err(OFF));
    await clock.advance(9 * 60_000);
    expect(registrar.registrationsAsked).toBe(1);
    await clock.advance(2 * 60_000);
    expect(registrar.registrationsAsked).toBe(2);
    expect(watch.sight().registration).toBeNull();
    await watch.stop();
  });

  it("a silent registrar's clock does not seem to go wrong", async () => {
    const { clock, registrar, watch } = watched(ok(GOOD));
    await clock.advance(1_000);
    registrar.answer = err(OFF);
    await clock.advance(20 * 60_000);
    expect(watch.sight().calendar.filter(({ code }) => code === "FIS613")).toEqual([]);
    await watch.stop();
  });
});

const DELIVERY: DeliveryState = {
  name: "iteem",
  phase: "idle",
  waiting: 0,
  oldestAt: null,
  lateness: "in-time",
  delivered: 3,
  setAside: 0,
  lastDeliveredAt: NOW,
  error: null,
  failuresInRow: 0,
  nextAttemptAt: null,
};

const SIGHT: RegistrarSight = { status: GOOD, error: null, since: NOW, registration: REGISTRATION, misfits: [], calendar: [] };

function lightOf(name: "registrar" | "upload" | "marking", facts: Partial<LightFacts>) {
  const all = lights({
    state: EMPTY_STATE,
    devices: [],
    registrars: [{ id: "main", owner: null, sight: SIGHT }],
    utm: null,
    hasMarking: false,
    markingFault: null,
    markingWarning: null,
    storageFault: null,
    upload: { waiting: 0, oldestAt: null, setAside: 0 },
    deliveries: [DELIVERY],
    now: NOW,
    language: "ru",
    ...facts,
  });
  return all.find((light) => light.name === name);
}

describe("the registrar's light", () => {
  const seen = (sight: Partial<RegistrarSight>) =>
    lightOf("registrar", { registrars: [{ id: "main", owner: null, sight: { ...SIGHT, ...sight } }] });

  it("is green only while the registrar answers", () => {
    expect(seen({})).toMatchObject({ state: "ok", text: "" });
    expect(seen({ error: OFF })).toMatchObject({ state: "error", text: expect.stringContaining("Нет связи с ККТ") });
    expect(seen({ status: null })?.state, "not asked yet").toBe("warn");
  });

  it.each([
    [{ paper: "out" }, "бумага"],
    [{ coverOpen: true }, "крышка"],
    [{ ofdQueue: 4, ofdOldest: epochMs(NOW - 13 * HOUR_MS) }, "4 шт., 13 ч"],
    [{ fnWarnings: ["ofd-ticket-overdue"] }, "ОФД"],
    [{ fnWarnings: ["critical-fault"] }, "ошибка ФН"],
  ] as const)("is yellow for %j", (change, text) => {
    expect(seen({ status: { ...GOOD, ...change } })).toMatchObject({ state: "warn", text: expect.stringContaining(text) });
  });

  it("follows the dates ahead: red for what blocks, yellow for what is soon", () => {
    const status = { ...GOOD, shift: "expired" as const };
    const due = (facts: Partial<CalendarInput>) =>
      calendarOf({
        now: NOW,
        utcOffsetMinutes: 180,
        status: GOOD,
        statusReadAt: NOW,
        registration: REGISTRATION,
        shiftOpenedAt: null,
        thresholds: CALENDAR_THRESHOLDS,
        ...facts,
      });
    expect(seen({ status, calendar: due({ status }) })).toMatchObject({ state: "error", text: expect.stringContaining("24") });
    const soon = due({ shiftOpenedAt: epochMs(NOW - 23 * HOUR_MS) });
    expect(seen({ calendar: soon })).toMatchObject({ state: "warn", text: soon[0]?.text });
  });

  it("stays green with documents that the OFD has yet time for", () => {
    expect(seen({ status: { ...GOOD, ofdQueue: 4, ofdOldest: epochMs(NOW - 11 * HOUR_MS) } })?.state).toBe("ok");
  });

  it("comes with facts for the technician", () => {
    expect(registrarFacts(GOOD, "ru")).toMatchObject({ модель: "РИТЕЙЛ-01Ф", ФН: "9999078902004321", "последний ФД": "815", бумага: "ok" });
    expect(registrarFacts(null, "ru")).toEqual({});
  });
});

describe("the upload's light", () => {
  const refused = appError("SYN704", { destination: "iteem" });
  const delivery = (change: Partial<DeliveryState>) => lightOf("upload", { deliveries: [DELIVERY, { ...DELIVERY, ...change }] });

  it("is red when a destination wants a person, or a document waits for more than a day", () => {
    expect(delivery({ phase: "needs-human", error: refused })).toMatchObject({ state: "error", text: expect.stringMatching(/[а-я]/) });
    expect(delivery({ lateness: "very-late" })?.state).toBe("error");
  });

  it("is yellow when a destination is not reached, a document is late or was set aside", () => {
    expect(delivery({ phase: "waiting", error: refused })?.state).toBe("warn");
    expect(delivery({ lateness: "late" })?.state).toBe("warn");
    expect(lightOf("upload", { upload: { waiting: 0, oldestAt: null, setAside: 1 } })?.state).toBe("warn");
  });

  it("is green otherwise", () => {
    expect(delivery({ phase: "sending", waiting: 5 })?.state).toBe("ok");
  });
});
