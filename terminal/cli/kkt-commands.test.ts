import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import { silentLog } from "../../config/log.ts";
import { openTcpChannel } from "../../device-drivers/transport/tcp-channel.ts";
import { startKktEmulator } from "../../fiscal/emulator/index.ts";
import type { KktEmulator } from "../../fiscal/emulator/index.ts";
import { connectShtrihM } from "../../fiscal/shtrih-m/index.ts";
import { sampleReceipt } from "../../fiscal/shtrih-m/testing/sample-receipt.ts";
import { typeCommand } from "../testing/command-line.ts";

interface Run {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

let kkt: KktEmulator;

/** One command line at the registrar; `says` is what a person at a terminal types, absent: nobody is there. */
function till(words: readonly string[], says?: string, address = `127.0.0.1:${kkt.tcpPort}`): Promise<Run> {
  return typeCommand([...words, "--tcp", address], { cwd: process.cwd(), language: "ru", says });
}

async function json(words: readonly string[]): Promise<Record<string, unknown> & { readonly exit: number }> {
  const { exit, out } = await till([...words, "--json"]);
  return { ...(JSON.parse(out) as Record<string, unknown>), exit };
}

beforeAll(async () => {
  kkt = await startKktEmulator({ dataDir: null });
  const registrar = connectShtrihM({
    openChannel: () => openTcpChannel({ host: "127.0.0.1", port: kkt.tcpPort }, systemClock),
    clock: systemClock,
    log: silentLog,
    operatorPassword: 1,
    adminPassword: 30,
  });
  const { cashier } = sampleReceipt();
  const documents = [
    { kind: "open-shift", cashier },
    { kind: "receipt", receipt: sampleReceipt({ taxSystem: "osn" }) },
    { kind: "cash-in", amountKop: kopecks(50_000), cashier },
  ] as const;
  for (const document of documents) {
    const baseline = await registrar.baseline();
    if (!baseline.ok) throw new Error(baseline.error.code);
    const registered = await registrar.register(document, baseline.value);
    if (!registered.ok) throw new Error(JSON.stringify(registered.error));
  }
  await registrar.close();
});
afterAll(async () => kkt.stop());

describe("what is only read", () => {
  it("info: the device and its registration", async () => {
    const { exit, out } = await till(["kkt", "info"]);
    expect(exit).toBe(0);
    for (const part of [/Заводской номер\s+0000000001012345/, /РНМ\s+\d+/, /Системы налогообложения\s+ОСН/]) expect(out).toMatch(part);
    expect(await json(["kkt", "info"])).toMatchObject({ ok: true, facts: { ffd: "1.2" }, registration: { sellsMarkedGoods: true } });
  });

  it("status", async () => {
    const { out } = await till(["kkt", "status"]);
    for (const part of [/Часы\s+\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/m, /Смена\s+1, открыта$/m, /Бумага\s+есть$/m, /Документов ещё\s+\d+$/m])
      expect(out).toMatch(part);
    expect(await json(["kkt", "status"])).toMatchObject({ status: { isPrintOwed: false }, counters: { salesCount: 1 } });
  });

  it("documents by their names, at the shop's time", async () => {
    const { out } = await till(["kkt", "documents"]);
    for (const part of [/3 {2}приход .*100,00 {2}\d\d\.\d\d\.\d{4} /, /2 {2}открытие смены/, /1 {2}отчёт о регистрации/])
      expect(out).toMatch(part);
  });

  it.each(["127.0.0.1:99999", "127.0.0.1:0", "127.0.0.1"])("an address like %s is a mistake of the command line", async (address) => {
    const { exit, err } = await till(["kkt", "status"], undefined, address);
    expect([exit, err]).toEqual([2, expect.stringContaining("--tcp")]);
  });

  it("counters", async () => {
    expect((await till(["kkt", "counters"])).out).toMatch(
      /приход\s+100,00\nчеков прихода\s+1\n[^]*оплата наличными\s+100,00\n[^]*наличные в ящике\s+600,00/,
    );
    expect(await json(["kkt", "counters"])).toMatchObject({ counters: { salesCount: 1, salesKop: 10_000, cashInDrawerKop: 60_000 } });
  });

  it("fn and ofd", async () => {
    expect((await till(["kkt", "fn"])).out).toMatch(/Последний ФД\s+3\n/);
    expect(await json(["kkt", "fn"])).toMatchObject({ facts: { lastFdNumber: 3, isShiftOpen: true } });
    expect(await json(["kkt", "ofd"])).toMatchObject({ facts: { host: expect.any(String) as string } });
    expect(await json(["kkt", "ofd", "--ticket", "99"])).toMatchObject({ exit: 0, facts: null });
  });

  it("tables, and the fields of one", async () => {
    expect((await till(["kkt", "tables"])).out).toMatch(/^ 17 {2}РЕГИОНАЛЬНЫЕ НАСТРОЙКИ.*полей \d+$/m);
    expect((await till(["kkt", "tables", "17"])).out).toMatch(/^ {2}1\.7\s+РЕЖИМ ПЕЧАТИ\s+0 {2}\[0…3\]$/m);
    expect(await json(["kkt", "tables", "99"])).toMatchObject({ exit: 1, errors: [{ code: "FIS363" }] });
    expect((await till(["kkt", "tables", "x"])).exit).toBe(2);
  });

  it("document and last-document: in words, and as a tree of tags", async () => {
    expect((await till(["kkt", "document", "3"])).out).toMatch(/ПРИХОД[^]*Хлеб ржаной[^]*ИТОГ\s+=100,00/);
    expect(await json(["kkt", "document", "3"])).toMatchObject({
      document: { fdNumber: 3, kind: "sale", ownTag: "T01R000001" },
      tags: expect.arrayContaining([expect.objectContaining({ tag: 1020, value: "100.00" })]) as unknown[],
    });
    expect(await json(["kkt", "last-document"])).toMatchObject({ document: { fdNumber: 3 } });
    expect(await json(["kkt", "document", "77"])).toMatchObject({ exit: 1, errors: [{ code: "FIS366" }] });
    expect((await till(["kkt", "document", "0"])).exit).toBe(2);
  });
});

it("print-copy: of the last receipt, of any document", async () => {
  expect(await till(["kkt", "print-copy"])).toMatchObject({ exit: 0, out: "копия напечатана" });
  expect(await json(["kkt", "print-copy", "2"])).toMatchObject({ exit: 0, fdNumber: 2 });
  expect(await json(["kkt", "print-copy", "77"])).toMatchObject({ exit: 1, errors: [{ code: "FIS366" }] });
  expect(kkt.state().drive.lastFd).toBe(3);
});

describe("what changes something", () => {
  const changing = [
    ["kkt", "table", "set", "4", "1", "1", "Спасибо"],
    ["kkt", "raw", "8D 01 00 00 00 00"],
    ["kkt", "sync-clock"],
    ["kkt", "state-report", "--cashier", "Техник"],
    ["kkt", "reset"],
    ["kkt", "close-shift", "--cashier", "Техник"],
  ];

  it.each(changing.map((words) => ({ words })))("$words is refused where nobody can be asked", async ({ words }) => {
    const before = JSON.stringify(kkt.state());
    expect(await json(words)).toMatchObject({ exit: 2, ok: false, errors: [{ code: "CFG921" }] });
    expect((await till(words)).err).toContain("--yes");
    expect((await till(words, "нет")).exit).toBe(1);
    const { clock: _, ...after } = JSON.parse(JSON.stringify(kkt.state())) as Record<string, unknown>;
    expect(JSON.parse(before)).toMatchObject(after);
  });

  it("table set: writes what fits, after a yes", async () => {
    const { exit, out, err } = await till(["kkt", "table", "set", "4", "1", "1", "Спасибо"], "да");
    expect([exit, err]).toEqual([0, expect.stringContaining("Записать Спасибо в таблицу 4")]);
    expect(out).toContain("Спасибо");
    expect(await json(["kkt", "table", "set", "17", "1", "7", "9", "--yes"])).toMatchObject({ exit: 1, errors: [{ code: "FIS364" }] });
    expect((await till(["kkt", "table", "set", "x", "1", "1", "1", "--yes"])).exit).toBe(2);
  });

  it("raw and reset: a receipt opened by bytes is cancelled", async () => {
    expect(await json(["kkt", "raw", "8D", "01000000", "00", "--yes"])).toMatchObject({
      exit: 0,
      answer: expect.stringMatching(/^8D 00/) as string,
    });
    expect(kkt.state().openReceipt).not.toBeNull();
    expect(await till(["kkt", "reset"], "да")).toMatchObject({ exit: 0, out: "документ отменён" });
    expect(kkt.state().openReceipt).toBeNull();
    expect(await json(["kkt", "reset", "--reboot", "--yes"])).toMatchObject({ exit: 0, document: "nothing-open", rebooted: true });
    expect(await json(["kkt", "raw", "1z", "--yes"])).toMatchObject({ exit: 1, errors: [{ code: "FIS362" }] });
  });

  it("close-shift, then sync-clock", async () => {
    expect(await json(["kkt", "close-shift", "--cashier", "Техник", "--yes"])).toMatchObject({ exit: 0, fdNumber: 4, shiftNumber: 1 });
    expect(kkt.state().shift.open).toBe(false);
    expect(await json(["kkt", "sync-clock", "--yes"])).toMatchObject({ exit: 0, isChanged: expect.any(Boolean) as boolean });
    expect(await json(["kkt", "state-report", "--cashier", "Техник", "--yes"])).toMatchObject({
      exit: 0,
      fdNumber: 5,
      unsent: expect.any(Number) as number,
    });
    expect(kkt.drive.document(5)?.type).toBe(21);
    expect(await json(["kkt", "close-shift", "--cashier", "Техник", "--yes"])).toMatchObject({ exit: 1, errors: [{ code: "FIS372" }] });
  });
});
