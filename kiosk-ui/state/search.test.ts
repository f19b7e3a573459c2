import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { SearchHitView } from "../../config/contract/view.ts";
import { kopecks } from "../../config/money.ts";
import type { EntryMode } from "../entry/interpret-entry.ts";
import { createSearch } from "./search.ts";

const hit = (name: string): SearchHitView => ({
  itemId: name,
  name,
  article: "",
  code: "",
  priceKop: kopecks(100),
  unit: "шт",
  weighed: false,
  marked: false,
  stock: null,
  ranges: [],
});

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

function search() {
  const text = signal("");
  const mode = signal<EntryMode>("auto");
  const asked = new Map<string, { answer(hits: SearchHitView[]): void; fail(): void; readonly signal: AbortSignal }>();
  const made = createSearch({
    text,
    mode,
    find: (query, signal) =>
      new Promise((resolve, reject) => {
        asked.set(query, { answer: resolve, fail: () => reject(new Error("down")), signal });
      }),
  });
  return { text, mode, asked, made };
}

test("only names, codes in code mode and prices are looked up", () => {
  const { text, mode, asked, made } = search();
  for (const typed of ["4600682000013", "5*", "м"]) text.value = typed;
  expect([...asked.keys()]).toEqual([]);
  text.value = "мол";
  mode.value = "code";
  text.value = "930";
  text.value = "=15,5";
  expect([...asked.keys()]).toEqual(["мол", "930", "=15,5"]);
  text.value = "";
  expect(made.result.value).toEqual({ state: "off" });
});

test("an answer that comes late is dropped", async () => {
  const { text, asked, made } = search();
  text.value = "мо";
  text.value = "мол";
  expect(asked.get("мо")!.signal.aborted).toBe(true);
  asked.get("мол")!.answer([hit("Молоко")]);
  await settle();
  asked.get("мо")!.answer([hit("Мороженое")]);
  await settle();
  expect(made.chosen()?.name).toBe("Молоко");
});

test("the choice goes round, and starts again with each answer", async () => {
  const { text, asked, made } = search();
  text.value = "мо";
  asked.get("мо")!.answer([hit("a"), hit("b"), hit("c")]);
  await settle();
  made.move(-1);
  expect(made.chosen()?.name).toBe("c");
  made.move(1);
  made.move(1);
  expect(made.chosen()?.name).toBe("b");
  text.value = "мол";
  asked.get("мол")!.answer([hit("d")]);
  await settle();
  expect(made.chosen()?.name).toBe("d");
});

test("a search that fails says so", async () => {
  const { text, asked, made } = search();
  text.value = "мол";
  asked.get("мол")!.fail();
  await settle();
  expect(made.result.value).toEqual({ state: "failed", query: "мол" });
  expect(made.chosen()).toBeNull();
});
