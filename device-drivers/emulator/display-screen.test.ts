import { expect, test } from "vitest";
import { DisplayScreen } from "./display-screen.ts";

const line = (text: string): string => text.padEnd(20);
const feed = (screen: DisplayScreen, ...parts: (string | number)[]): void =>
  screen.feed(Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part, "latin1")]))));

test("CD5220: a line at once, and the lock of the string mode", () => {
  const screen = new DisplayScreen("cd5220");
  feed(screen, "\x1bQAMILK\r\x1bQB$3.99\r");
  expect(screen.state().lines).toEqual([line("MILK"), line("$3.99")]);
  feed(screen, "ignored", 0x1b, 0x2a, 1);
  expect(screen.state()).toMatchObject({ lines: [line("MILK"), line("$3.99")], brightness: 4 });
  feed(screen, 0x0c, "free", 0x1b, 0x6c, 5, 2, "at five", 0x1b, 0x2a, 1, 0x1b, 0x5f, 0);
  expect(screen.state()).toMatchObject({ lines: [line("free"), line("    at five")], brightness: 1, isCursorShown: false });
});

test("ESC/POS: cursor by column and row, overwriting, clearing a line", () => {
  const screen = new DisplayScreen("escpos");
  feed(screen, 0x1b, 0x40, "TOTAL", 0x1f, 0x24, 16, 2, "24.50", 0x1f, 0x58, 2);
  expect(screen.state()).toMatchObject({ lines: [line("TOTAL"), "               24.50"], brightness: 2, initializations: 1 });
  feed(screen, 0x1f, 0x24, 1, 1, "SUM  ", 0x0d, 0x0a, 0x18);
  expect(screen.state().lines).toEqual([line("SUM"), line("")]);
});

test("Cyrillic needs its table; a power cycle forgets it", () => {
  for (const [kind, select] of [
    ["cd5220", [0x1b, 0x63, 0x52]],
    ["escpos", [0x1b, 0x74, 17]],
  ] as const) {
    const screen = new DisplayScreen(kind);
    feed(screen, 0x8c, 0xae);
    expect(screen.state().lines[0]).toBe(line("▒▒"));
    feed(screen, 0x0c, ...select, 0x8c, 0xae, 0xf1, 0xfc);
    expect(screen.state().lines[0]).toBe(line("Моё№"));
    screen.powerCycle();
    feed(screen, 0x8c);
    expect(screen.state()).toMatchObject({ lines: [line("▒"), line("")], isCyrillic: false });
  }
});

test("an unknown command is noticed, and what follows is shown", () => {
  const screen = new DisplayScreen("escpos");
  feed(screen, 0x1b, 0x7a, "AB");
  expect(screen.state()).toMatchObject({ unknown: ["1b7a"] });
  expect(screen.state().lines[0]).toBe(line("AB"));
});
