import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import { startAtolEmulator, type AtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { startKktEmulator, type KktEmulator } from "../../fiscal/emulator/index.ts";
import { codeFact, codesFact, dateFact, plainFact, timeFact } from "../../fiscal/service-fact.ts";
import { typeCommand } from "../testing/command-line.ts";
import type { Language } from "./command.ts";
import { factData, factLines } from "./kkt-facts.ts";
import { localTimeAt } from "./local-time.ts";

/** Goal: programs read one form in every language, people read their own words and the shop's time. */
const MOSCOW = localTimeAt(180);

describe("a fact", () => {
  const facts = [
    plainFact("n", "Число", "number", 7),
    plainFact("none", "Пусто", "nothing", null),
    plainFact("yes", "Да ли", "is it", true),
    timeFact("at", "Когда", "when", epochMs(Date.parse("2026-11-24T21:30:05Z"))),
    timeFact("never", "Никогда", "never", null),
    dateFact("day", "День", "day", "2027-05-31"),
    codeFact("phase", "Фаза", "phase", "fiscalMode", { ru: "фискальный режим", en: "fiscal mode" }),
    codeFact("new", "Новое", "new", "unheard", undefined),
    codesFact("many", "Много", "many", [{ code: "a", words: { ru: "а", en: "A" } }], { ru: "нет", en: "none" }),
    codesFact("few", "Мало", "few", [], { ru: "нет", en: "none" }),
  ];

  it("is one value for programs", () => {
    expect(factData(facts)).toEqual({
      n: 7,
      none: null,
      yes: true,
      at: "2026-11-24T21:30:05.000Z",
      never: null,
      day: "2027-05-31",
      phase: "fiscalMode",
      new: "unheard",
      many: ["a"],
      few: [],
    });
  });

  it("is words and the shop's time for people", () => {
    const values = (language: Language): string[] =>
      factLines(facts, language, MOSCOW)
        .split("\n")
        .map((line) => line.split(/ {2,}/)[1] ?? "");
    expect(values("ru")).toEqual(["7", "–", "да", "25.11.2026 00:30:05", "–", "31.05.2027", "фискальный режим", "unheard", "а", "нет"]);
    expect(values("en")).toEqual(["7", "–", "yes", "25.11.2026 00:30:05", "–", "31.05.2027", "fiscal mode", "unheard", "A", "none"]);
  });
});

let kkt: KktEmulator;
let atol: AtolEmulator;
beforeAll(async () => {
  kkt = await startKktEmulator({ dataDir: null });
  atol = await startAtolEmulator({ dataDir: null });
});
afterAll(async () => Promise.all([kkt.stop(), atol.stop()]));

function till(family: "shtrih-m" | "atol", words: readonly string[], language: Language) {
  const address = family === "atol" ? ["--seller", "bakery", "--tcp", `127.0.0.1:${atol.httpPort}`] : ["--tcp", `127.0.0.1:${kkt.tcpPort}`];
  return typeCommand([...words, ...address], { language });
}

/** Names that the devices themselves give in Russian. */
const DEVICE_TEXT = new Set(["model", "fnModel", "ofdName"]);

describe.each(["shtrih-m", "atol"] as const)("%s", (family) => {
  it.each(["info", "fn", "ofd"])("kkt %s: no Russian for programs, none but the device's own in English", async (name) => {
    const [ru, en] = [await till(family, ["kkt", name, "--json"], "ru"), await till(family, ["kkt", name, "--json"], "en")];
    const { facts } = JSON.parse(en.out) as { facts: Record<string, unknown> };
    const still = ["clock", "framesOut", "requests", "polls"];
    const steady = (text: string): string => JSON.stringify(JSON.parse(text), (key, value: unknown) => (still.includes(key) ? 0 : value));
    expect(steady(ru.out)).toBe(steady(en.out));
    for (const [key, value] of Object.entries(facts))
      if (!DEVICE_TEXT.has(key)) expect(JSON.stringify(value), key).not.toMatch(/[А-Яа-яё]/);
    const people = (await till(family, ["kkt", name], "en")).out;
    const labels = people.split("\n").map((line) => line.split(/ {2,}/)[0]);
    expect(labels.join(" ")).not.toMatch(/[А-Яа-яё]/);
    expect(people).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect((await till(family, ["kkt", name], "ru")).out).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it("types what it tells: times are ISO 8601, dates are days, states are codes", async () => {
    const { facts } = JSON.parse((await till(family, ["kkt", "fn", "--json"], "ru")).out) as { facts: Record<string, unknown> };
    expect(facts).toMatchObject({ phase: "fiscalMode", warnings: [] });
    expect(facts[family === "atol" ? "validUntil" : "expires"]).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    if (family === "shtrih-m") expect(facts["lastDocumentAt"]).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00\.000Z$/);
    else expect(facts["shift"]).toBe("closed");
    expect((await till(family, ["kkt", "fn"], "ru")).out).toMatch(/Фаза жизни\s+фискальный режим\n/);
  });
});

describe("what a family does not offer is said with what to do instead", () => {
  it.each([
    [["kkt", "tables"], "FIS368", "getDeviceParameters"],
    [["kkt", "table", "set", "1", "1", "1", "1", "--yes"], "FIS368", "getDeviceParameters"],
    [["kkt", "ofd", "--ticket", "7"], "FIS369", "7"],
    [["kkt", "reset", "--reboot", "--yes"], "FIS370", undefined],
  ] as const)("%s", async (words, code, named) => {
    const [ru, en] = [await till("atol", words, "ru"), await till("atol", words, "en")];
    expect([ru.exit, en.exit]).toEqual([1, 1]);
    expect(ru.err).toMatch(new RegExp(`^${code} .*[А-Яа-я]{3}.*\\.$`));
    expect(en.err).toMatch(new RegExp(`^${code} `));
    expect(en.err).not.toMatch(/[А-Яа-яё]/);
    for (const { err } of [ru, en]) expect(err).toContain(named ?? "");
  });
});

it.each(["shtrih-m", "atol"] as const)("%s: a copy that can't be printed is told with the way to one that can", async (family) => {
  const last = await till(family, ["kkt", "print-copy"], "ru");
  expect(last).toMatchObject({ exit: 1, err: expect.stringMatching(/^FIS373 .*till kkt print-copy НОМЕР/) as string });
  expect(await till(family, ["kkt", "print-copy", "77"], "ru")).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^FIS366 .*77/) as string,
  });
  expect(await till(family, ["kkt", "print-copy", "1"], "ru")).toMatchObject({ exit: 0, out: "копия напечатана" });
});

it("words of the command line that can't be right never reach the registrar", async () => {
  for (const command of ["state-report", "close-shift"]) {
    for (const name of ["", "  ", "я".repeat(65)])
      expect((await till("shtrih-m", ["kkt", command, "--cashier", name, "--yes"], "en")).err).toMatch(/^till: --cashier /);
  }
  expect(await till("shtrih-m", ["kkt", "table", "set", "1", "99", "1", "1", "--yes"], "ru")).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^FIS363 .*ряд 99.*till kkt tables/) as string,
  });
  expect((await till("shtrih-m", ["kkt", "documents", "--from", "999"], "en")).out).toBe("no documents of these numbers");
  expect((await till("shtrih-m", ["kkt", "ofd", "--ticket", "999"], "ru")).out).toBe("на ФД 999 подтверждения ОФД нет");
});

it("a clock that can't be set now says why in the language asked for", () => {
  const error = appError("FIS365", { reason: "смена открыта", reasonEn: "the shift is open" });
  expect(errorText(error, "ru")).toBe("Часы ККТ сейчас не установить: смена открыта.");
  expect(errorText(error, "en")).toBe("The registrar's clock cannot be set now: the shift is open.");
});

it("a report on settlements with the shift open: Shtrih-M says to close it first, in both languages", async () => {
  expect((await till("shtrih-m", ["kkt", "raw", "E0", "1E000000", "--yes"], "ru")).exit).toBe(0);
  const words = ["kkt", "state-report", "--cashier", "Техник", "--yes"];
  const { lastFd } = kkt.state().drive;
  expect(await till("shtrih-m", words, "ru")).toMatchObject({ exit: 1, err: expect.stringMatching(/^FIS371 .*Закройте смену/) as string });
  expect((await till("shtrih-m", words, "en")).err).toMatch(/^FIS371 .*closed only\.\n {2}Close the shift/);
  expect(kkt.state().drive.lastFd).toBe(lastFd);
});

it("a Z report whose answer is lost: told as closed when the drive has it, else to be looked at", async () => {
  const lose = (moment: "before" | "after"): Promise<Response> =>
    fetch(`http://127.0.0.1:${kkt.controlPort}/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "answer-lost", moment, command: "41", forget: true }),
    });
  const words = ["kkt", "close-shift", "--cashier", "Техник", "--yes"];
  await lose("before");
  expect(await till("shtrih-m", words, "ru")).toMatchObject({ exit: 1, err: expect.stringMatching(/^FIS375 .*till kkt status/) as string });
  expect(kkt.state().shift.open).toBe(true);
  await lose("after");
  expect(await till("shtrih-m", words, "ru")).toMatchObject({ exit: 0, out: expect.stringMatching(/^смена 1 закрыта, ФД \d+$/) as string });
  expect(kkt.state().shift.open).toBe(false);
});
