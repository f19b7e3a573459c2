import { expect, test } from "vitest";
import { CP1251, CP866, type CodePage } from "./code-page.ts";

const NOTHING_IN_1251 = 0x98;

test.each<[string, CodePage, string]>([
  ["CP866", CP866, "ibm866"],
  ["CP1251", CP1251, "windows-1251"],
])("%s is ASCII below and the table of the standard above", (_name, page, label) => {
  const standard = new TextDecoder(label);
  for (let byte = 0; byte < 256; byte += 1) {
    if (page === CP1251 && byte === NOTHING_IN_1251) continue;
    // The library behind TextDecoder exchanges some control codes of CP866; devices do not.
    const character = byte < 0x80 ? String.fromCharCode(byte) : standard.decode(Uint8Array.of(byte));
    expect(page.decode(Uint8Array.of(byte)), `byte ${byte}`).toBe(character);
    expect([...page.encode(character)], `byte ${byte}`).toEqual([byte]);
    expect(page.has(character)).toBe(true);
  }
});

test("what an alphabet lacks becomes a question mark", () => {
  expect([...CP866.encode("€🙂")]).toEqual([0x3f, 0x3f, 0x3f]);
  expect([...CP1251.encode("茶")]).toEqual([0x3f]);
  expect(CP866.has("€")).toBe(false);
  expect(CP1251.has("€")).toBe(true);
  expect(CP866.has("🙂")).toBe(false);
  expect(CP866.has("")).toBe(false);
});
