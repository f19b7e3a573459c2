import { afterEach, expect, it } from "vitest";
import { startAtolEmulator, type AtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { atolOverHttp } from "./families/atol-over-http.ts";

let emulator: AtolEmulator;
afterEach(async () => emulator.stop());

it("a technician's report on the state of settlements is a document of the drive, made once", async () => {
  emulator = await startAtolEmulator({ dataDir: null });
  const registrar = atolOverHttp(emulator.httpPort);
  const before = emulator.drive.state.last.fdNumber;
  const report = await registrar.service?.stateReport({ name: "Техник" });
  expect(report).toMatchObject({ ok: true, value: { fdNumber: before + 1, unsent: expect.any(Number) as number } });
  expect(emulator.drive.document(before + 1)?.type).toBe(21);
  expect(emulator.drive.state.last.fdNumber).toBe(before + 1);
  // No rule of the driver wants the shift closed for it.
  const baseline = await registrar.baseline();
  if (!baseline.ok) throw new Error(baseline.error.code);
  await registrar.register({ kind: "open-shift", cashier: { name: "Техник" } }, baseline.value);
  expect(await registrar.service?.stateReport({ name: "Техник" })).toMatchObject({ ok: true, value: { fdNumber: before + 3 } });
  await registrar.close();
});

it("a report that the queue stands on is told as unknown; one behind a standing queue is taken back: neither is made behind the technician's back", async () => {
  emulator = await startAtolEmulator({ dataDir: null });
  const registrar = atolOverHttp(emulator.httpPort);
  const arm = (fault: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${emulator.controlPort}/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    });
  const before = emulator.drive.state.last.fdNumber;
  await arm({ kind: "paper-out" });
  const report = () => registrar.service?.stateReport({ name: "Техник" });
  expect(await report()).toMatchObject({ ok: false, error: { code: "FIS374", details: { code: "FIS310" } } });
  expect(await report()).toMatchObject({ ok: false, error: { code: "FIS310" } });
  await arm({ kind: "paper-load" });
  await expect.poll(async () => (await registrar.status()).ok, { timeout: 15_000 }).toBe(true);
  expect(emulator.drive.state.last.fdNumber).toBe(before);
  expect(await report()).toMatchObject({ ok: true, value: { fdNumber: before + 1 } });
  await registrar.close();
});
