import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import type { Clock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import type { FiscalDocument } from "../../document/fiscal-document.ts";
import type { Baseline } from "../../registrar.ts";
import type { AtolRegistrar } from "../atol-registrar.ts";
import { count } from "../decimal.ts";
import { receipt, registrarOver } from "../testing/bench.ts";
import { DriverPort } from "./driver-port.ts";
import type { DriverTimings } from "./driver-port.ts";

const CHILD = fileURLToPath(new URL("../testing/driver-child.ts", import.meta.url));
const SOURCE = fileURLToPath(new URL("../testing/fake-libfptr10.c", import.meta.url));
const hasCompiler = process.platform === "linux" && spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0;
const SALE: FiscalDocument = { kind: "receipt", receipt: receipt() };

let folder: string;
let library: string;
let registrar: AtolRegistrar;
let ports: AtolRegistrar[];

function open(timings: Partial<DriverTimings> = {}, from = library, clock: Clock = systemClock): AtolRegistrar {
  const port = new DriverPort({
    command: [process.execPath, "--import", "tsx", CHILD],
    library: from,
    settings: { Model: count(500), Port: count(1) },
    // The device's name is the machine's: runs of this test beside each other must not share it.
    address: `fake ${folder}`,
    clock,
    log: silentLog,
    timings,
  });
  const opened = registrarOver(port);
  ports.push(opened);
  return opened;
}

function fault(word: string): void {
  writeFileSync(join(folder, "state.fault"), word);
}

async function baselineOf(of: AtolRegistrar): Promise<Baseline> {
  const read = await of.baseline();
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe.skipIf(!hasCompiler)("a registrar behind the driver's library in a process of its own", { timeout: 120_000 }, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fake-fptr-"));
    library = join(folder, "libfptr10.so");
    const built = spawnSync("cc", ["-shared", "-fPIC", "-o", library, SOURCE], { encoding: "utf8" });
    if (built.status !== 0) throw new Error(built.stderr);
    process.env["FAKE_FPTR_STATE"] = join(folder, "state");
  });
  afterAll(() => {
    delete process.env["FAKE_FPTR_STATE"];
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    for (const suffix of ["", ".fault", ".off"]) rmSync(join(folder, `state${suffix}`), { force: true });
    ports = [];
    registrar = open();
  });
  afterEach(async () => {
    for (const port of ports) await port.close();
  });

  it("sells", async () => {
    const baseline = await baselineOf(registrar);
    expect(baseline).toMatchObject({ lastFdNumber: 10, fnSerial: "9999078900001234", shiftNumber: 4 });
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: true, value: { fdNumber: 11, fiscalSign: "1000011" } });
    expect(await registrar.storedDocument(11)).toMatchObject({ ok: true, value: { ownTag: "T01R000001", totalKop: 10_010 } });
  });

  it.each([
    ["before", { outcome: "not-registered" }],
    ["after", { outcome: "registered", registered: { fdNumber: 11, isPrintOwed: true } }],
  ])("the library dies %s the receipt is kept: the till lives, the drive tells", async (word, expected) => {
    const baseline = await baselineOf(registrar);
    fault(word);
    const lost = await registrar.register(SALE, baseline);
    expect(lost).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS303" } } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject(expected);
    expect(registrar.linkCounters()).toMatchObject({ restarts: 1, lostAnswers: 1 });
  });

  it("a library that hangs is ended after its time", async () => {
    const hasty = open({ submitLimitMs: 300 });
    const baseline = await baselineOf(hasty);
    fault("hang");
    expect(await hasty.register(SALE, baseline)).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await hasty.resolve(SALE, baseline)).toMatchObject({ outcome: "registered", registered: { fdNumber: 11 } });
  });

  it("a process that an earlier till left behind ends first: until then nothing is said of its document", async () => {
    const limit = new AbortController();
    const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    const patient: Clock = {
      ...systemClock,
      sleep: (_ms, signal) => Promise.race([aborted(limit.signal), ...(signal === undefined ? [] : [aborted(signal)])]),
    };
    const earlier = open({}, library, patient);
    const baseline = await baselineOf(earlier);
    fault("hang");
    const left = earlier.register(SALE, baseline);
    await vi.waitFor(() => expect(existsSync(join(folder, "state"))).toBe(true), 60_000);
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "unreachable", error: { code: "FIS391" } });
    expect(await registrar.baseline()).toMatchObject({ ok: false, error: { code: "FIS391" } });
    limit.abort();
    expect(await left).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "registered", registered: { fdNumber: 11 } });
  });

  it("an error of the driver is told with its number, and the drive has the last word", async () => {
    const baseline = await baselineOf(registrar);
    fault("error");
    const failed = await registrar.register(SALE, baseline);
    expect(failed).toMatchObject({ ok: false, error: { effect: "unknown", error: { vendorCode: "177" } } });
    expect(await registrar.resolve(SALE, baseline)).toMatchObject({ outcome: "registered" });
  });

  it("what the library prints does not stand in an answer", async () => {
    const baseline = await baselineOf(registrar);
    fault("noise");
    expect(await registrar.register(SALE, baseline)).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    expect(registrar.linkCounters()).toMatchObject({ malformed: 1, restarts: 0 });
  });

  it("a registrar that is off is found again when it is on", async () => {
    writeFileSync(join(folder, "state.off"), "");
    expect(await registrar.baseline()).toMatchObject({ ok: false, error: { code: "FIS302", vendorCode: "2" } });
    rmSync(join(folder, "state.off"));
    expect(await registrar.baseline()).toMatchObject({ ok: true });
  });

  it("a library that is not there is told", async () => {
    const without = open({}, join(folder, "missing.so"));
    expect(existsSync(join(folder, "missing.so"))).toBe(false);
    expect(await without.baseline()).toMatchObject({ ok: false, error: { code: "FIS390" } });
  });
});
