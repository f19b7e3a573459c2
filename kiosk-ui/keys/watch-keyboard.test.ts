import { expect, test } from "vitest";
import { systemClock, type Clock } from "../../config/clock.ts";
import { ENTER_GUARD_MS, watchKeyboard, type KeySource, type ScannedCode } from "./watch-keyboard.ts";

/** A page whose keys and time are in the test's hand. */
function page() {
  let nowMs = 1_000;
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    ...systemClock,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ atMs: nowMs + ms, wake: resolve });
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
  const listeners = new Map<string, (event: KeyboardEvent) => void>();
  const source: KeySource = {
    addEventListener: (type, listener) => void listeners.set(type, listener),
    removeEventListener: (type) => void listeners.delete(type),
  };
  const log: string[] = [];
  const codes: ScannedCode[] = [];
  const stop = watchKeyboard(source, clock, {
    scanned(code) {
      codes.push(code);
      log.push(`scan ${String.fromCharCode(...code.bytes)}`);
    },
    cutShort: () => void log.push("cut"),
    typed(key, wasHeld) {
      log.push(`${wasHeld ? "held " : ""}${key.key}`);
      return key.key === "F9";
    },
  });
  const wait = async (ms: number): Promise<void> => {
    nowMs += ms;
    for (const sleeper of sleepers.filter((each) => each.atMs <= nowMs)) sleeper.wake();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  /** Presses a key after a pause; true when the browser was kept from acting on it. */
  const press = async (key: string, afterMs: number, capsLock = false): Promise<boolean> => {
    await wait(afterMs);
    return deliver(key, nowMs, capsLock);
  };
  /** The browser hands over a key that was pressed at `timeStamp`, now or earlier. */
  const deliver = (key: string, timeStamp: number, capsLock = false): boolean => {
    let isPrevented = false;
    const event = {
      key,
      code: "",
      timeStamp,
      ctrlKey: false,
      altKey: false,
      shiftKey: false,
      metaKey: false,
      repeat: false,
      isComposing: false,
      getModifierState: () => capsLock,
      preventDefault: () => (isPrevented = true),
      stopImmediatePropagation: () => undefined,
    };
    listeners.get("keydown")!(event as unknown as KeyboardEvent);
    return isPrevented;
  };
  const scan = async (text: string, capsLock = false): Promise<boolean[]> => {
    const prevented: boolean[] = [];
    for (const character of text) prevented.push(await press(character, 8, capsLock));
    prevented.push(await press("Enter", 8, capsLock));
    return prevented;
  };
  return { log, codes, wait, press, deliver, scan, stop, listeners, now: () => nowMs };
}

test("a scan reaches nobody as keys: every one of them, Enter too, is kept from the page", async () => {
  const { log, scan } = page();
  expect(await scan("4600682000013")).toEqual(Array(14).fill(true));
  expect(log).toEqual(["scan 4600682000013"]);
});

test("fingers: characters come back after the silence, in order, before the key that follows", async () => {
  const { log, press, wait } = page();
  expect(await press("5", 500)).toBe(true);
  await wait(60);
  expect(log).toEqual(["held 5"]);
  await press("7", 500);
  expect(await press("Backspace", 20)).toBe(false);
  expect(log).toEqual(["held 5", "held 7", "Backspace"]);
});

test("a key that the page uses is kept from the browser, another is left to it", async () => {
  const { press } = page();
  expect(await press("F9", 500)).toBe(true);
  expect(await press("F5", 500)).toBe(false);
});

test("an Enter that limps in after a scan or a torn scan does nothing; a later one does", async () => {
  const { log, scan, press, wait } = page();
  await scan("4600682000013");
  expect(await press("Enter", 120)).toBe(true);
  expect(await press("Enter", ENTER_GUARD_MS)).toBe(false);
  for (const character of "46006820") await press(character, 8);
  await wait(60);
  expect(await press("Enter", 10)).toBe(true);
  expect(log).toEqual(["scan 4600682000013", "Enter", "cut"]);
});

test("a stuttering scanner is one read; the same good a moment later is another", async () => {
  const { log, scan, wait } = page();
  await scan("46006820");
  await scan("46006820");
  await wait(400);
  await scan("46006820");
  expect(log).toEqual(["scan 46006820", "scan 46006820"]);
});

test("Caps Lock spoils letters, not digits", async () => {
  const { codes, scan } = page();
  await scan("4600682000013", true);
  await scan("JGXJ5T", true);
  expect(codes.map((code) => code.isCaseLost)).toEqual([false, true]);
});

test("a page that was busy takes the keys in its queue before it decides", async () => {
  const { log, press, deliver, wait, now } = page();
  await press("4", 500);
  const startedAt = now();
  // Busy for 200 ms: the timer comes first, then the keys that were pressed meanwhile.
  await wait(200);
  [..."600682000013"].forEach((key, index) => deliver(key, startedAt + (index + 1) * 8));
  deliver("Enter", startedAt + 120);
  expect(log).toEqual(["scan 4600682000013"]);
});

test("stopping leaves no listeners", () => {
  const { stop, listeners } = page();
  stop();
  expect(listeners.size).toBe(0);
});
