import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { EVIDENCE, SILENT } from "./fixtures/evidence.ts";
import { VIEWS } from "./fixtures/views.ts";
import { openPreviewPage, type PreviewPage } from "./preview-page.ts";
import { expectFits } from "./screen-fits.ts";

/** Goal: a document without an outcome is settled from the keyboard alone, by what the registrar says. */

let screen: PreviewPage;
let page: PreviewPage["page"];
let preview: PreviewPage["preview"];

beforeAll(async () => {
  screen = await openPreviewPage(VIEWS["sale-marking"]());
  ({ page, preview } = screen);
});
afterAll(() => screen?.stop());
beforeEach(async () => {
  preview.commands.length = 0;
  preview.evidence = EVIDENCE;
  await screen.open(VIEWS["sale-marking"]());
  await page.getByRole("button", { name: "Разобрать" }).click();
});

const type = (...keys: string[]): Promise<void> => screen.press(...keys);
const dialog = () => page.getByRole("dialog");
const settled = async () => {
  await expect.poll(() => preview.commands.length).toBe(1);
  return preview.commands[0];
};

it("the registrar has it: Enter, a reason, a confirmation that no scanner can send", async () => {
  await dialog().getByText("Документ найден в памяти ККТ: ФД 815").waitFor();
  await expectFits(page);
  await type("Enter");
  await dialog().getByText("На чём основано решение").waitFor();
  await expectFits(page);
  await type("Enter");
  expect(preview.commands).toEqual([]);
  await type("2", "Control+Backspace");
  expect(await settled()).toMatchObject({ type: "settleUnresolved", as: "registered", fdNumber: 815, reason: "По памяти ККТ" });
});

it("a document that cannot be ours is not taken, and says why", async () => {
  await dialog().getByText("сумма 123.00, а ждёт 649.90").waitFor();
  await expectFits(page);
  await type("2");
  await dialog().getByText("Что знает касса").waitFor();
  await expectFits(page);
  await type("1");
  await dialog().getByText("На чём основано решение").waitFor();
  await expectFits(page);
});

it("not printed: the till is told so with a reason", async () => {
  await dialog().getByText("Что знает касса").waitFor();
  await expectFits(page);
  await type("-", "Control+Backspace");
  expect(await settled()).toMatchObject({ type: "settleUnresolved", as: "not-registered", reason: "На ленте документа нет" });
});

async function openSilent(): Promise<void> {
  await type("Escape");
  preview.evidence = SILENT;
  await page.getByRole("button", { name: "Разобрать" }).click();
  await dialog().getByText("ККТ не отвечает").waitFor();
}

it("a silent registrar, printed: number and fiscal sign of the paper, told to be unverified", async () => {
  await openSilent();
  await dialog().getByText("запишется как непроверенное").waitFor();
  await expectFits(page);
  await type("0");
  await dialog().getByText("Фискальный признак (ФП) с чека").waitFor();
  await expectFits(page);
  await type("8", "1", "5", "Enter");
  await type("Tab", "1", "2", "3", "4");
  await type("Enter");
  await dialog().getByText("На чём основано решение").waitFor();
  await expectFits(page);
  expect(await dialog().getByText("По памяти ККТ").count(), "nobody has seen its memory").toBe(0);
  await type("Control+Backspace");
  expect(await settled()).toMatchObject({
    type: "settleUnresolved",
    as: "registered",
    fdNumber: 815,
    fiscalSign: "1234",
    reason: "Сверено с бумажным чеком",
    unverified: true,
  });
});

it("a silent registrar, not printed: taken as unverified too", async () => {
  await openSilent();
  await type("-", "Control+Backspace");
  expect(await settled()).toMatchObject({ type: "settleUnresolved", as: "not-registered", unverified: true });
});

it("a registrar that answers is not decided over its head", async () => {
  await dialog().getByText("Документ найден").waitFor();
  await type("Enter", "Control+Backspace");
  expect(await settled()).not.toHaveProperty("unverified");
});

it("a document whose registrar fell silent is put aside by a key and a confirmation that no scanner can send", async () => {
  await screen.open(VIEWS["fiscal-silent"]());
  await page.getByText("Отложить до ответа ККТ").waitFor();
  await expectFits(page);
  await type("Shift+F3");
  await dialog().getByText("Отложить документ?").waitFor();
  await expectFits(page);
  await type("Enter");
  expect(preview.commands).toEqual([]);
  await type("Control+Backspace");
  expect(await settled()).toMatchObject({ type: "parkFiscal" });
});

it("a silent registrar is asked again", async () => {
  await type("Escape");
  preview.evidence = SILENT;
  await page.getByRole("button", { name: "Разобрать" }).click();
  await dialog().getByText("ККТ не отвечает").waitFor();
  await expectFits(page);
  preview.evidence = EVIDENCE;
  await dialog().getByRole("button", { name: "Спросить ещё раз" }).click();
  await dialog().getByText("Документ найден в памяти ККТ: ФД 815").waitFor();
  await expectFits(page);
});
