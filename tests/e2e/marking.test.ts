import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { TillCommand } from "../../config/contract/commands.ts";
import { MARKING_VIEWS } from "./fixtures/marking-views.ts";
import { VIEWS } from "./fixtures/views.ts";
import { openPreviewPage, type PreviewPage } from "./preview-page.ts";
import { expectFits } from "./screen-fits.ts";

/** Goal: what the till asks of a marked item is seen and answered by keys alone. Method: a real browser before prepared views. */
let screen: PreviewPage;

beforeAll(async () => {
  screen = await openPreviewPage(VIEWS.empty());
});

afterAll(() => screen?.stop());

beforeEach(() => {
  screen.preview.commands.length = 0;
  screen.preview.answer = () => ({ ok: true });
});

async function sent(type: TillCommand["type"]): Promise<TillCommand[]> {
  await expect.poll(() => screen.preview.commands.filter((command) => command.type === type).length).toBeGreaterThan(0);
  return screen.preview.commands.filter((command) => command.type === type);
}

it("the wanted code stands in front of the receipt, with what was scanned instead; Esc gives it up", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["code-prompt"]());
  const dialog = page.getByRole("dialog", { name: "Нужен код маркировки" });
  await dialog.waitFor();
  expect(await dialog.innerText()).toContain("Отсканируйте код маркировки: Вода минеральная");
  expect(await dialog.innerText()).toContain("Не добавлено сканов: 2");
  await expectFits(page);
  await screen.press("Enter", "F10");
  expect(screen.preview.commands).toEqual([]);
  await screen.press("Escape");
  await sent("dismissCodePrompt");
});

it("a marked line goes out by its code, or by a senior's word: a key that no scanner sends", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["code-prompt-void"]());
  await page.getByRole("dialog", { name: "Удаление маркированного товара" }).waitFor();
  await expectFits(page);
  await screen.press("Control+Backspace");
  expect(await sent("voidLine")).toEqual([expect.objectContaining({ line: 4, withoutCode: true })]);
});

it("a search that ends in the prompt says nothing else", async () => {
  const { page } = screen;
  await screen.open(VIEWS.sale());
  screen.preview.answer = () => ({ ok: false, code: "RCP412", text: "Товар маркируется", hint: "", needsCode: true });
  await screen.press("Delete");
  await sent("voidLine");
  screen.preview.show(MARKING_VIEWS["code-prompt"]());
  await page.getByRole("dialog", { name: "Нужен код маркировки" }).waitFor();
  expect(await page.locator(".notice").textContent()).toBe("");
});

it("a completed receipt tells how its marked line was checked, and only when it is asked", async () => {
  const { page } = screen;
  await screen.open(VIEWS.empty());
  await screen.press("Insert");
  const dialog = page.getByRole("dialog");
  const opener = dialog.getByRole("button", { name: "Маркировка" });
  await opener.waitFor();
  expect(await opener.count(), "of the one marked line").toBe(1);
  expect(await dialog.innerText()).not.toContain("разрешено старшим");
  await opener.click();
  const facts = await dialog.locator(".marking-facts").innerText();
  for (const said of [
    '010460043993125621JgXJ5.T"&<>a1b',
    "разрешено старшим · Олег Смирнов",
    "MRK541",
    "без ответа · ЛМ ЧЗ",
    "[М] проверен не полностью (2106: 3)",
  ])
    expect(facts).toContain(said);
  await expectFits(page);
  await screen.press("ArrowDown");
  await expect.poll(() => dialog.locator(".marking-facts").count(), { message: "another receipt begins closed" }).toBe(0);
});
