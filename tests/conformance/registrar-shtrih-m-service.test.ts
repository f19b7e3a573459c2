import { afterAll, beforeAll, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import type { RegistrarTables, ServiceFact } from "../../fiscal/registrar-service.ts";
import { ShtrihBench, asDocument, receipt } from "./shtrih-m-bench.ts";

/** The technician's questions, driver against emulator. */
let bench: ShtrihBench;

beforeAll(async () => {
  bench = await ShtrihBench.start();
  await bench.openShift();
  await bench.must(asDocument(receipt()));
});
afterAll(async () => bench.stop());

function tables(): RegistrarTables {
  const { tables: own } = bench.registrar.service;
  if (own === undefined) throw new Error("this family has tables");
  return own;
}

function values(facts: { readonly ok: boolean; readonly value?: readonly ServiceFact[] | null }): Record<string, unknown> {
  return Object.fromEntries((facts.value ?? []).map(({ key, value }) => [key, value]));
}

it("tells what it is, its drive and its exchange with the OFD", async () => {
  const ask = bench.registrar.service;
  expect(values(await ask.info())).toMatchObject({ serial: "0000000001012345", ffd: "1.2", mode: "2.0", malformed: 0 });
  const drive = values(await ask.drive());
  expect(drive).toMatchObject({ isShiftOpen: true, shiftNumber: 1, receiptsInShift: 1, lastFdNumber: 3, currentDocument: "00h" });
  expect(drive["documentsLeft"]).toBeGreaterThan(0);
  expect(values(await ask.ofd())).toMatchObject({ queue: expect.any(Number) as number, host: expect.stringContaining("ofd") as string });
});

it("makes the report on the state of settlements with the shift closed only, and begins nothing otherwise", async () => {
  const { framesOut } = bench.registrar.linkCounters();
  const { lastFd } = bench.emulator.state().drive;
  expect(await bench.registrar.service.stateReport({ name: "Техник" })).toMatchObject({ ok: false, error: { code: "FIS371" } });
  expect(bench.registrar.linkCounters().framesOut - framesOut).toBe(1);
  expect(bench.emulator.state()).toMatchObject({ drive: { lastFd }, shift: { open: true } });
});

it("gives the registration out of the drive", async () => {
  const registration = await bench.registrar.registration();
  const { drive } = bench.emulator.state();
  expect(registration).toMatchObject({
    ok: true,
    value: { fnSerial: drive.serial, taxSystems: ["osn"], ffd: "1.2", isAutonomous: false, sellsMarkedGoods: true },
  });
  if (registration.ok) expect([registration.value.organisation, registration.value.address].every((text) => text.length > 0)).toBe(true);
});

it("reads and writes settings by their own structure", async () => {
  const list = await tables().list();
  expect(list.ok && list.value.map(({ table }) => table)).toEqual(expect.arrayContaining([1, 2, 17, 18]));
  const fields = await tables().read(2);
  expect(fields.ok && fields.value.filter(({ field }) => field === 1).map(({ value }) => value)).toHaveLength(30);
  const written = await tables().write(17, 1, 36, "0");
  expect(written).toMatchObject({ ok: true, value: { value: 0, kind: "number" } });
  expect(await tables().write(17, 1, 36, "256")).toMatchObject({ ok: false, error: { code: "FIS364" } });
  expect(await tables().write(99, 1, 1, "1")).toMatchObject({ ok: false, error: { code: "FIS363" } });
  expect(await tables().read(99)).toMatchObject({ ok: false, error: { code: "FIS363" } });
  expect(await tables().write(4, 1, 1, "Спасибо")).toMatchObject({ ok: true, value: { value: "Спасибо", kind: "text" } });
});

it("takes a command as bytes", async () => {
  const ask = bench.registrar.service;
  const answer = await ask.raw("10 1E 00 00 00");
  expect(answer.ok && answer.value).toMatch(/^10 00 1E /);
  expect(await ask.raw("10 1")).toMatchObject({ ok: false, error: { code: "FIS362" } });
});

it("prints stored documents by their numbers", async () => {
  const before = bench.emulator.state().documentNumber;
  expect(await bench.registrar.printDocument(3)).toEqual({ ok: true, value: undefined });
  expect(await bench.registrar.printDocument(2)).toEqual({ ok: true, value: undefined });
  expect(await bench.registrar.printDocument(99)).toMatchObject({ ok: false, error: { code: "FIS366" } });
  expect(bench.emulator.state().drive.lastFd).toBe(3);
  expect(bench.emulator.state().documentNumber - before).toBeLessThanOrEqual(1);
});

it("cancels what is left open, and only that", async () => {
  const ask = bench.registrar.service;
  expect(await ask.cancelOpenDocument()).toEqual({ ok: true, value: "nothing-open" });
  await ask.raw("8D 1E 00 00 00 00");
  expect(bench.emulator.state().openReceipt).not.toBeNull();
  expect(await ask.cancelOpenDocument()).toEqual({ ok: true, value: "cancelled" });
  expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 3 } });
  expect(await bench.must(asDocument(receipt({ ownTag: "NEXT", totalKop: kopecks(10_000) })))).toMatchObject({ fdNumber: 4 });
});

async function printed(last: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${bench.emulator.controlPort}/paper?format=text&last=${last}`)).text();
}

it("heads a stored document «КОПИЯ» and shows its positions and sums", async () => {
  await bench.registrar.printDocument(3);
  const paper = await printed(1);
  for (const part of ["КОПИЯ", "ПРИХОД", "Хлеб ржаной", "НДС 10%", "ИТОГ", "=100,00", "Кассир Иванова", "ФД № 3"])
    expect(paper).toContain(part);
  const [last] = (await (await fetch(`http://127.0.0.1:${bench.emulator.controlPort}/paper?last=1`)).json()) as object[];
  expect(JSON.stringify(last)).toMatch(/"kind":"qr","data":"t=\d{8}T\d{4}&s=100\.00&fn=\d{16}&i=3&fp=\d+&n=1"/);
});

it.each([
  [-5, true],
  [5, "FIS365"],
])("sets a clock that is %i minutes off only with the shift closed and not behind the drive", async (minutes, outcome) => {
  const own = await ShtrihBench.start({ utcOffsetMinutes: 180 + minutes });
  const set = await own.registrar.service.syncClock();
  expect(set.ok ? set.value.isChanged : set.error.code).toBe(outcome);
  await own.openShift();
  if (outcome === true) expect(await own.registrar.status()).toMatchObject({ ok: true, value: { shift: "open" } });
  const open = await ShtrihBench.start({ utcOffsetMinutes: 180 + minutes }, () => ({ clockDriftLimitMs: null }));
  await open.openShift();
  expect(await open.registrar.service.syncClock()).toMatchObject({ ok: false, error: { code: "FIS365" } });
  await Promise.all([own.stop(), open.stop()]);
});

it("a report whose answer is lost is told as unknown, and the drive tells that it was made", async () => {
  const own = await ShtrihBench.start();
  const { lastFd } = own.emulator.state().drive;
  await fetch(`http://127.0.0.1:${own.emulator.controlPort}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "answer-lost", moment: "after", command: "FF38", forget: true }),
  });
  expect(await own.registrar.service.stateReport({ name: "Техник" })).toMatchObject({ ok: false, error: { code: "FIS374" } });
  expect(own.emulator.state().drive.lastFd).toBe(lastFd + 1);
  expect(await own.registrar.storedDocument(lastFd + 1)).toMatchObject({ ok: true, value: { formCode: 21 } });
  await own.stop();
});

it("restarts the device", async () => {
  expect(await bench.registrar.service.reboot?.()).toEqual({ ok: true, value: undefined });
  expect(await bench.registrar.status()).toMatchObject({ ok: true, value: { shift: "open" } });
});
