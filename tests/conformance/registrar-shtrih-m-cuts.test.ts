import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import { ok } from "../../config/result.ts";
import type { ByteChannel, OpenChannel } from "../../device-drivers/transport/channel.ts";
import { openTcpChannel } from "../../device-drivers/transport/tcp-channel.ts";
import { FAST_PROFILE } from "../../fiscal/emulator/index.ts";
import { ShtrihBench, asDocument, cashier, receipt } from "./shtrih-m-bench.ts";

/** Cuts that only this family has; the common ones are in `suite/`. */
let bench: ShtrihBench;

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
