import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DriverPortOptions } from "../../fiscal/atol/index.ts";
import { JsonNumber } from "../../fiscal/atol/json-text.ts";
import { FAST_ATOL_PROFILE, startAtolEmulator, type AtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { driverPortAt } from "./families/atol-driver-library.ts";
import { atolOver } from "./families/atol-over-http.ts";
import { DOCUMENT_TASK } from "./families/atol-tasks.ts";
import { CableCutter } from "./families/cable-cutter.ts";
import { describeWithDriver } from "./families/driver-build.ts";
import { OPEN_SHIFT, tagged } from "./suite/sample-documents.ts";
import { baselineOf, must } from "./suite/till-loop.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/till.mjs", import.meta.url));

/** What only this line has: the library's own errors, and a registrar that goes on when the driver's process is gone. */
describeWithDriver(() => {
  let emulator: AtolEmulator;
  let cutter: CableCutter;
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    emulator = await startAtolEmulator({ dataDir: null, profile: FAST_ATOL_PROFILE, driverPort: 0 });
    cutter = await CableCutter.start(emulator.driverPort ?? 0);
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await cutter.stop();
    await emulator.stop();
  });

  const portOf = (change: Partial<DriverPortOptions> = {}) => {
    const port = driverPortAt(cutter.port, change);
    open.push(port);
    return port;
  };
  const registrarOf = async (change: Partial<DriverPortOptions> = {}): Promise<Registrar> => {
    const registrar = atolOver(portOf(change));
    await must(registrar, OPEN_SHIFT);
    return registrar;
  };

  it("a process ended in the middle of a document: nothing is said of it until the registrar has done it", async () => {
    const registrar = await registrarOf({ timings: { submitLimitMs: 300 } });
    const own = tagged("LEFT");
    const baseline = await baselineOf(registrar);
    emulator.applyFault({ kind: "task-delay", ms: 1_000, on: "sell" });
    expect(await registrar.register(own, baseline)).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS303" } } });
    expect(emulator.drive.state.last.fdNumber).toBe(baseline.lastFdNumber);
    const registered = { outcome: "registered", registered: { fdNumber: baseline.lastFdNumber + 1 } };
    expect(await registrar.resolve(own, baseline)).toMatchObject(registered);
    expect(emulator.drive.state.last.fdNumber).toBe(baseline.lastFdNumber + 1);
  });

  it("a library that gives up while the registrar goes on: nothing is said of the document until it is done", async () => {
    const registrar = await registrarOf({ settings: { EmulatorPatienceMs: new JsonNumber("200") } });
    const own = tagged("PATIENCE");
    const baseline = await baselineOf(registrar);
    emulator.applyFault({ kind: "task-delay", ms: 1_000, on: "sell" });
    expect(await registrar.register(own, baseline)).toMatchObject({ ok: false, error: { effect: "unknown", error: { vendorCode: "2" } } });
    const asked: string[] = [];
    await expect
      .poll(
        async () => {
          const { outcome } = await registrar.resolve(own, baseline);
          asked.push(outcome);
          return outcome;
        },
        { timeout: 20_000 },
      )
      .toBe("registered");
    expect(asked).not.toContain("not-registered");
    expect(asked).toContain("unreachable");
    expect(emulator.drive.state.last.fdNumber).toBe(baseline.lastFdNumber + 1);
  });

  it("the process as it is shipped (`till kkt driver`) sells", async () => {
    const registrar = await registrarOf({ command: [process.execPath, LAUNCHER, "kkt", "driver"] });
    expect(await must(registrar, tagged("SHIPPED"))).toMatchObject({ fdNumber: emulator.drive.state.last.fdNumber });
  });

  it("an answer of no length that there is: the library says so, the drive has the last word", async () => {
    const registrar = await registrarOf();
    const own = tagged("ABSURD");
    const baseline = await baselineOf(registrar);
    cutter.arm({ kind: "absurd", task: DOCUMENT_TASK });
    const failed = { effect: "unknown", error: { code: "FIS305", vendorCode: "5" } };
    expect(await registrar.register(own, baseline)).toMatchObject({ ok: false, error: failed });
    expect(await registrar.resolve(own, baseline)).toMatchObject({ outcome: "registered" });
  });

  it("a line that was lost is dialled again by the next question, though the library counts itself as open", async () => {
    const registrar = await registrarOf();
    const before = cutter.connections;
    cutter.arm({ kind: "not-taken", task: /"type":"getFnStatus"/, times: 1 });
    expect(await registrar.baseline()).toMatchObject({ ok: true });
    expect(cutter.connections).toBe(before + 1);
  });

  it("no paper and nothing made is told at once: a person must mend it", async () => {
    const registrar = await registrarOf();
    const { lastFdNumber } = await baselineOf(registrar);
    emulator.applyFault({ kind: "paper-out" });
    const refused = { effect: "none", error: { code: "FIS310", vendorCode: "44" } };
    expect(await registrar.register(tagged("NOPAPER"), await baselineOf(registrar))).toMatchObject({ ok: false, error: refused });
    expect(emulator.drive.state.last.fdNumber).toBe(lastFdNumber);
  });

  it("texts of every plane pass through the library unchanged, both ways", async () => {
    const strange = "Ёлка «№ 5» — 🎄 \u{10FFFF}";
    expect(await portOf().query([{ type: strange }])).toMatchObject({
      ok: false,
      error: { vendor: 501, error: { details: { description: expect.stringContaining(strange) as string } } },
    });
  });

  it("a registrar that is away is told without effect, and found when it is there", async () => {
    const registrar = await registrarOf();
    emulator.applyFault({ kind: "power", on: false });
    const away = { code: "FIS302", vendorCode: "2" };
    expect(await registrar.baseline()).toMatchObject({ ok: false, error: away });
    expect(await registrar.counters()).toMatchObject({ ok: false, error: away });
    emulator.applyFault({ kind: "power", on: true });
    expect(await registrar.baseline()).toMatchObject({ ok: true });
  });
});
