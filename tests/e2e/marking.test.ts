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

it("kegs on tap: their list opens by a key, another one is connected with its volume, one is closed by hand", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS.kegs());
  await screen.press("Control+k");
  const dialog = page.getByRole("dialog", { name: "Кеги на кранах" });
  await dialog.waitFor();
  expect(await dialog.innerText()).toContain("12,4 из 30 л");
  await expectFits(page);
  await screen.press("ArrowDown", "Control+Backspace");
  expect(await sent("closeKeg")).toEqual([expect.objectContaining({ kegId: "keg-2", reason: "changed" })]);
  await screen.type("30");
  await screen.press("Enter");
  expect(await sent("connectKeg")).toEqual([expect.objectContaining({ volumeMl: 30_000 })]);
});

it("of several open kegs one is chosen by arrows and Enter", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["keg-choice"]());
  await page.getByRole("dialog", { name: "Из какой кеги налито?" }).waitFor();
  await expectFits(page);
  await screen.press("ArrowDown", "Enter");
  expect(await sent("chooseKeg")).toEqual([expect.objectContaining({ kegId: "keg-2" })]);
});

it("a line says how its code was let in, and how much of the piece it takes; F2 changes that", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["marking-states"]());
  const texts = await page.locator("[data-line]").allInnerTexts();
  expect(texts.map((text) => text.replaceAll("\n", " "))).toEqual([
    expect.stringContaining("часть 3/10"),
    expect.stringContaining("Проверено локально"),
    expect.stringContaining("Аварийный режим"),
    expect.stringContaining("Маркировка проверяется"),
  ]);
  await expectFits(page);
  await screen.press("ArrowUp", "ArrowUp", "ArrowUp", "F2");
  await page.getByRole("dialog", { name: /Анальгин/ }).waitFor();
  await expectFits(page);
  await screen.type("4");
  await screen.press("Enter");
  expect(await sent("setParts")).toEqual([expect.objectContaining({ line: 1, parts: 4 })]);
});

it("a piece that comes back wants its code; a code that can't be read is a senior's matter", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["refund-codes"]());
  await page.getByRole("button", { name: /Код не читается/ }).waitFor();
  await expectFits(page);
  await screen.press("Shift+F9");
  expect(await sent("returnWithoutCode")).toEqual([expect.objectContaining({ line: 1 })]);
});

it("a bottle asks for its excise stamp in words of its own; a line says which stamp it has, or that it has none", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["stamp-prompt"]());
  const dialog = page.getByRole("dialog", { name: "Нужна акцизная марка" });
  await dialog.waitFor();
  for (const said of ["бутылки «Водка", "а не штрихкод бутылки", "Осталось отсканировать: 2"])
    expect(await dialog.innerText()).toContain(said);
  await expectFits(page);
  screen.preview.show(MARKING_VIEWS.stamps());
  await page.getByText("Марка …004217").waitFor();
  const texts = await page.locator("[data-line]").allInnerTexts();
  expect(texts[1]).toContain("Нет акцизной марки");
  expect(texts[2]).not.toContain("марк");
  await expectFits(page);
});

it("a completed receipt says that EGAIS took its cheque, with the address in short", async () => {
  const { page } = screen;
  await screen.open(MARKING_VIEWS["cheque-taken"]());
  await page.getByText("Чек ЕГАИС № 20417 принят").waitFor();
  expect(await page.locator(".done-facts").innerText()).toContain("check.egais.ru/?id=0…30000123456");
  await expectFits(page);
});

it("an item on tap that was found by name asks for litres first", async () => {
  const { page } = screen;
  await screen.open(VIEWS.sale());
  await screen.type("мол");
  await page.getByText("розлив", { exact: false }).waitFor();
  await screen.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Enter");
  const dialog = page.getByRole("dialog", { name: /Жигулёвское/ });
  await dialog.getByLabel("Сколько налито, л").waitFor();
  expect(screen.preview.commands.filter(({ type }) => type === "addItem")).toEqual([]);
  await screen.type("0,5");
  await screen.press("Enter");
  expect(await sent("addItem")).toEqual([expect.objectContaining({ quantity: 500_000 })]);
});

it("the lights of a till with everything leave the clock its place, whatever the width", async () => {
  const { page } = screen;
  const smallest = page.viewportSize()!;
  const names = ["registrar", "registrar", "scanner", "display", "card-terminal", "marking", "utm", "upload", "storage"] as const;
  await screen.open({ ...VIEWS.sale(), lights: names.map((name) => ({ name, state: "ok", text: "" })) });
  try {
    for (const width of [1024, 1201, 1280, 1366, 1401, 1501, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      const rights = await page.locator(".status-lights > *").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().right));
      const clock = await page.locator(".status-clock").boundingBox();
      expect(Math.max(...rights), `at ${width}`).toBeLessThanOrEqual(clock?.x ?? 0);
    }
  } finally {
    await page.setViewportSize(smallest);
  }
});
