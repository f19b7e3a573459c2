import { afterEach, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import { ok } from "../../config/result.ts";
import { startDisplayEmulator, type DisplayEmulator } from "../emulator/display-emulator.ts";
import { DisplayScreen } from "../emulator/display-screen.ts";
import type { OpenChannel } from "../transport/channel.ts";
import { ManualClock, settle } from "../transport/manual-clock.ts";
import { createMemoryPair, type MemoryPair } from "../transport/memory-channel.ts";
import { openSerialChannel } from "../transport/serial-channel.ts";
import type { DisplayKind } from "./command-sets.ts";
import { lineBytes, openLineDisplay, type LineDisplay, type LineDisplaySettings } from "./line-display.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const KINDS: readonly DisplayKind[] = ["cd5220", "escpos"];
const line = (text: string): string => text.padEnd(20);

async function onMemory(settings: LineDisplaySettings) {
  const clock = new ManualClock();
  const pairs: MemoryPair[] = [];
  const writes: Uint8Array[] = [];
  const screen = new DisplayScreen(settings.kind);
  const openChannel: OpenChannel = async () => {
    const pair = createMemoryPair();
    pair.device.onData((bytes) => {
      writes.push(bytes);
      screen.feed(bytes);
    });
    pairs.push(pair);
    return ok(pair.host);
  };
  const display = openLineDisplay(settings, { openChannel, address: "memory", clock, random: () => 0.5, log: silentLog });
  cleanups.push(() => display.stop());
  await settle();
  return { display, clock, pairs, writes, screen };
}

test.each(KINDS)("%s: Russian text, padding, cutting and clearing reach the screen", async (kind) => {
  const { display, screen } = await onMemory({ kind, brightness: 3 });
  expect(await display.show("Молоко «Домик» 3,2 %", "ИТОГО        123.40")).toEqual(ok(undefined));
  expect(screen.state()).toMatchObject({
    lines: ['Молоко "Домик" 3,2 %', line("ИТОГО        123.40")],
    isCursorShown: false,
    isCyrillic: true,
    brightness: 3,
    unknown: [],
  });
  await display.show("Название длиннее двадцати знаков", "№1 — 5 ₽");
  expect(screen.state().lines).toEqual(["Название длиннее два", line("№1 - 5 руб")]);
  await display.show("", "\x1b@\x0cx\x1d");
  expect(screen.state()).toMatchObject({ lines: [line(""), line(" @ x")], unknown: [] });
  await display.clear();
  expect(screen.state().lines).toEqual([line(""), line("")]);
});

test("only the newest text counts: what comes while the line is busy is skipped", async () => {
  const { display, writes, screen } = await onMemory({ kind: "escpos" });
  const before = writes.length;
  const shown = Array.from({ length: 50 }, (_, index) => display.show(`item ${index}`, "x"));
  for (const result of await Promise.all(shown)) expect(result.ok).toBe(true);
  expect(screen.state().lines[0]).toBe(line("item 49"));
  expect(writes.length - before).toBeLessThanOrEqual(2);
  const drawn = writes.length;
  await display.show("item 49", "x");
  expect(writes.length).toBe(drawn);
});

test("a text asked for the moment a drawing ends is not missed", async () => {
  const { display, screen } = await onMemory({ kind: "cd5220" });
  for (let round = 0; round < 20; round += 1) {
    await display.show(`a${round}`, "");
    const next = display.show(`b${round}`, "");
    for (let turn = 0; turn < round % 5; turn += 1) await Promise.resolve();
    void display.show(`c${round}`, "");
    await next;
    await settle();
    expect(screen.state().lines[0]).toBe(line(`c${round}`));
  }
});

test.each(KINDS)("%s: after a lost link the newest text is drawn by itself, on a freshly set up display", async (kind) => {
  const { display, screen, clock, pairs } = await onMemory({ kind });
  await display.show("старый текст", "1");
  pairs[0]!.cut();
  await settle();
  expect(await display.show("новый текст", "2")).toMatchObject({ ok: false, error: { code: "DEV114" } });
  screen.powerCycle();
  await clock.advance(1_000);
  expect(screen.state()).toMatchObject({ lines: [line("новый текст"), line("2")], isCyrillic: true, isCursorShown: false });
  expect(display.state()).toMatchObject({ kind: "display", state: "connected", counters: { losses: 1 } });
});

test("clearing between receipts heals a display that was switched off and on", async () => {
  for (const kind of KINDS) {
    const { display, screen } = await onMemory({ kind });
    await display.show("Молоко", "10.00");
    screen.powerCycle();
    await display.show("Хлеб", "20.00");
    expect(screen.state().lines[0]).toBe(line("▒▒▒▒"));
    await display.clear();
    await display.show("Сыр", "30.00");
    expect(screen.state().lines[0]).toBe(line("Сыр"));
  }
});

test("a maker's own code page number can be given; widths other than 20 are kept", async () => {
  const { display, writes } = await onMemory({ kind: "escpos", codePage: [0x1b, 0x74, 11], columns: 16 });
  await display.show("a", "b");
  const sent = Buffer.concat(writes);
  expect(sent.includes(Buffer.of(0x1b, 0x74, 11))).toBe(true);
  expect(sent.includes(Buffer.of(0x1b, 0x74, 17))).toBe(false);
  expect(display.columns).toBe(16);
  expect(lineBytes("я", 3)).toEqual(Uint8Array.of(0xef, 0x20, 0x20));
});

async function plug(kind: DisplayKind, linkPath: string): Promise<DisplayEmulator> {
  const emulator = await startDisplayEmulator({ kind, linkPath });
  if (!emulator.ok) throw new Error(emulator.error.code);
  cleanups.push(() => emulator.value.stop());
  return emulator.value;
}

test.each(KINDS)("%s over a real port: shown, unplugged, plugged in elsewhere, shown again", async (kind) => {
  const linkPath = `/tmp/line-display-${kind}-${process.pid}`;
  const emulator = await plug(kind, linkPath);
  const display: LineDisplay = openLineDisplay(
    { kind },
    {
      openChannel: () => openSerialChannel({ path: linkPath, baudRate: 9600 }, systemClock),
      address: linkPath,
      clock: systemClock,
      random: Math.random,
      log: silentLog,
    },
  );
  cleanups.push(() => display.stop());
  await eventually(() => expect(display.state().state).toBe("connected"));
  await display.show("Здравствуйте!", "Касса № 1");
  await eventually(() => expect(emulator.screen().lines).toEqual([line("Здравствуйте!"), line("Касса № 1")]));
  const overHttp = await fetch(`http://127.0.0.1:${emulator.controlPort}/screen`);
  expect(await overHttp.json()).toEqual(JSON.parse(JSON.stringify(emulator.screen())));
  await emulator.stop();
  await eventually(() => expect(display.state().state).toBe("lost"));
  await display.show("Спасибо", "за покупку");
  const again = await plug(kind, linkPath);
  await eventually(() => expect(again.screen().lines).toEqual([line("Спасибо"), line("за покупку")]));
});
