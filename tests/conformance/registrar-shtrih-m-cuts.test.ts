import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import { ok } from "../../config/result.ts";
import type { ByteChannel, OpenChannel } from "../../device-drivers/transport/channel.ts";
import { openTcpChannel } from "../../device-drivers/transport/tcp-channel.ts";
import { FAST_PROFILE, REALISTIC_PROFILE } from "../../fiscal/emulator/index.ts";
import { ShtrihBench, asDocument, cashier, receipt } from "./shtrih-m-bench.ts";

/** Lost answers, cut cables, lost power and paper: exactly one document each time. */
const FF45_FRAME_BYTES = 118 + 3;
const FF45_ANSWER_BYTES = 1 + 21 + 3;

let bench: ShtrihBench;

describe("the cable cut at every byte of FF45", () => {
  afterEach(async () => {
    await bench.stop();
  });

  // "In": the last offset is the cut between the frame's last byte and its execution. Nothing is held then, in either variant.
  it.each([
    { direction: "in", heldAnswerSurvivesReconnect: true, paths: { "unknown:FIS303 not-registered ok": FF45_FRAME_BYTES + 1 } },
    { direction: "out", heldAnswerSurvivesReconnect: true, paths: { "unknown:FIS303 registered": FF45_ANSWER_BYTES, ok: 1 } },
    { direction: "out", heldAnswerSurvivesReconnect: false, paths: { "unknown:FIS303 registered": FF45_ANSWER_BYTES, ok: 1 } },
  ] as const)(
    "$direction, held answer survives: $heldAnswerSurvivesReconnect",
    async ({ direction, heldAnswerSurvivesReconnect, paths }) => {
      bench = await ShtrihBench.start({ profile: { ...FAST_PROFILE, heldAnswerSurvivesReconnect } });
      await bench.openShift();
      // Once: the model is read, extended answers are set.
      await bench.must(asDocument(receipt()));
      const taken: Record<string, number> = {};
      const lastByte = direction === "in" ? FF45_FRAME_BYTES : FF45_ANSWER_BYTES;
      for (let atByte = 0; atByte <= lastByte; atByte++) {
        const before = bench.emulator.state().drive.lastFd;
        const own = receipt({ ownTag: `${direction.toUpperCase()}${atByte}` });
        bench.emulator.applyFault({ kind: "cut", direction, atByte, command: "FF45" });
        const { registered, path } = await bench.insist(asDocument(own));
        taken[path] = (taken[path] ?? 0) + 1;
        const after = bench.emulator.state();
        expect({ atByte, documents: after.drive.lastFd - before, open: after.openReceipt }).toEqual({ atByte, documents: 1, open: null });
        expect(registered.fdNumber).toBe(after.drive.lastFd);
        const stored = await bench.registrar.storedDocument(after.drive.lastFd);
        expect(stored).toMatchObject({ ok: true, value: { ownTag: own.ownTag, totalKop: 10_000, fiscalSign: registered.fiscalSign } });
      }
      expect(taken).toEqual(paths);
    },
    120_000,
  );
});

describe("a line that stays up and falls mute", () => {
  beforeEach(async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
  });
  afterEach(async () => {
    await bench.stop();
  });

  it.each([
    ["in", 60],
    ["out", 0],
    ["out", 12],
  ] as const)("%s at byte %i of FF45: exactly one document", async (direction, atByte) => {
    bench.emulator.applyFault({ kind: "cut", direction, atByte, silent: true, command: "FF45" });
    const { registered } = await bench.insist(asDocument(receipt()));
    expect(registered.fdNumber).toBe(3);
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 3 } });
  });
});

describe("the cable cut while the device is still at work", () => {
  afterEach(async () => {
    await bench.stop();
  });

  /** Closes the connection a moment after FF45 has left. */
  function cuttingOnce(port: number): OpenChannel {
    let isArmed = true;
    return async () => {
      const opened = await openTcpChannel({ host: "127.0.0.1", port }, systemClock);
      if (!opened.ok) return opened;
      const channel = opened.value;
      const write: ByteChannel["write"] = async (bytes) => {
        const written = await channel.write(bytes);
        if (isArmed && bytes[2] === 0xff && bytes[3] === 0x45) {
          isArmed = false;
          await systemClock.sleep(30);
          await channel.close();
        }
        return written;
      };
      return ok({
        address: channel.address,
        closed: channel.closed,
        write,
        onData: (receive: (bytes: Uint8Array) => void) => channel.onData(receive),
        close: () => channel.close(),
      });
    };
  }

  it.each([true, false])("exactly one document (a held answer survives: %s)", async (heldAnswerSurvivesReconnect) => {
    bench = await ShtrihBench.start(
      { profile: { ...FAST_PROFILE, heldAnswerSurvivesReconnect, msPerLine: 5, answerDelayMs: { 0xff45: 300 } } },
      (emulator) => ({ openChannel: cuttingOnce(emulator.tcpPort) }),
    );
    await bench.openShift();
    const { registered, path } = await bench.insist(asDocument(receipt()));
    expect(path).toMatch(/^unknown:FIS303/);
    expect(registered.fdNumber).toBe(3);
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 3 } });
  });
});

describe("other documents with the cable cut after the command", () => {
  beforeEach(async () => {
    bench = await ShtrihBench.start();
  });
  afterEach(async () => {
    await bench.stop();
  });

  it.each([
    ["E0", { kind: "open-shift", cashier }, 1],
    ["41", { kind: "close-shift", cashier }, 1],
    ["40", { kind: "x-report" }, 0],
    ["50", { kind: "cash-in", amountKop: kopecks(1_000), cashier }, 0],
  ] as const)("%s, in both directions", async (command, document, drive) => {
    for (const direction of ["in", "out"] as const) {
      const wantsOpen = document.kind !== "open-shift";
      if (bench.emulator.state().shift.open !== wantsOpen)
        await bench.must(wantsOpen ? { kind: "open-shift", cashier } : { kind: "close-shift", cashier });
      const before = bench.emulator.state();
      bench.emulator.applyFault({ kind: "cut", direction, atByte: 1, command });
      const { path } = await bench.insist(document);
      const after = bench.emulator.state();
      expect(path).toBe(direction === "in" ? "unknown:FIS303 not-registered ok" : "unknown:FIS303 registered");
      expect(after.drive.lastFd - before.drive.lastFd).toBe(drive);
      expect(after.documentNumber - before.documentNumber).toBe(1);
    }
  });
});

describe("a device that prints at its real pace", () => {
  beforeEach(async () => {
    bench = await ShtrihBench.start({
      profile: { ...REALISTIC_PROFILE, msPerLine: 5, printTailMs: 50, answerDelayMs: { 0xff45: 50, 0x41: 100, 0xe0: 100 } },
    });
  });
  afterEach(async () => {
    await bench.stop();
  });

  it("answers before the paper is out, and the next receipt waits", async () => {
    await bench.openShift();
    const registered = await bench.must(asDocument(receipt()));
    expect(bench.emulator.state().submode).toBe(5);
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe((registered.fdNumber ?? 0) + 1);
    expect((await bench.must({ kind: "close-shift", cashier })).shiftNumber).toBe(1);
  });

  it("is registered although the paper ended; printing goes on with new paper", async () => {
    await bench.openShift();
    await expect.poll(() => bench.emulator.state().submode, { timeout: 5_000 }).toBe(0);
    bench.emulator.applyFault({ kind: "paper-out", afterLines: 5 });
    const registered = await bench.must(asDocument(receipt()));
    const from = { ...(await bench.baseline()), lastFdNumber: (registered.fdNumber ?? 0) - 1 };
    await expect.poll(() => bench.emulator.state().submode, { timeout: 5_000 }).toBe(2);
    expect(await bench.registrar.status()).toMatchObject({ ok: true, value: { paper: "out" } });
    const resolved = await bench.registrar.resolve(asDocument(receipt({ ownTag: "T01R000001" })), from);
    expect(resolved).toMatchObject({ outcome: "registered", registered: { fdNumber: registered.fdNumber } });
    bench.emulator.applyFault({ kind: "paper-load" });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe((registered.fdNumber ?? 0) + 1);
  });

  it.each(["before", "after"] as const)(
    "power lost %s FF45 was executed",
    async (moment) => {
      await bench.openShift();
      const before = bench.emulator.state().drive.lastFd;
      bench.emulator.applyFault({ kind: "power-cut", moment, command: "FF45", backAfterMs: 300 });
      const own = asDocument(receipt());
      const from = await bench.baseline();
      const result = await bench.registrar.register(own, from);
      expect(result).toMatchObject({ ok: false, error: { effect: "unknown" } });
      let outcome = await bench.registrar.resolve(own, from);
      await expect
        .poll(
          async () => {
            if (outcome.outcome === "unreachable") outcome = await bench.registrar.resolve(own, from);
            return outcome.outcome;
          },
          { timeout: 20_000 },
        )
        .toBe(moment === "after" ? "registered" : "not-registered");
      if (moment === "before") await bench.must(own);
      expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: before + 1 } });
    },
    60_000,
  );
});
