import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { CountersView } from "../../config/contract/counters.ts";
import type { TillCommand } from "../../config/contract/commands.ts";
import { FOREIGN_RECEIPT } from "./fixtures/service.ts";
import { VIEWS, type ViewName } from "./fixtures/views.ts";
import { openPreviewPage, type PreviewPage } from "./preview-page.ts";
import { expectFits } from "./screen-fits.ts";

/** Goal: the documents that a shop makes rarely are made from the keyboard alone. */

let screen: PreviewPage;
let page: PreviewPage["page"];
let preview: PreviewPage["preview"];

beforeAll(async () => {
  screen = await openPreviewPage(VIEWS.empty());
  ({ page, preview } = screen);
});
afterAll(() => screen?.stop());
beforeEach(() => {
  preview.commands.length = 0;
});

/** Opens the menu of rare documents and chooses by digit. */
async function choose(view: ViewName, digit: string): Promise<void> {
  await screen.open(VIEWS[view]());
  await keys("Shift+F10");
  await page.getByRole("dialog", { name: "Меню кассы" }).waitFor();
  await keys("0");
  const documents = page.getByRole("dialog", { name: "Другие документы" });
  await documents.waitFor();
  await keys(digit);
  await documents.waitFor({ state: "detached" });
  await expectFits(page);
}
const keys = (...all: string[]): Promise<void> => screen.press(...all);
const text = (typed: string): Promise<void> => screen.type(typed);
const told = async (): Promise<TillCommand | undefined> => {
  await expect.poll(() => preview.commands.length).toBe(1);
  return preview.commands[0];
};

it("an advance: a sum, and Enter", async () => {
  await choose("empty", "1");
  await text("5000");
  await keys("Enter");
  expect(await told()).toMatchObject({ type: "openAdvance", amountKop: 500_000 });
});

it("a certificate: number and sum", async () => {
  await choose("empty", "2");
  await text("77012");
  await keys("Tab");
  await text("3000");
  await keys("Enter");
  expect(await told()).toMatchObject({ type: "openCertificate", number: "77012", amountKop: 300_000 });
});

it("goods prepaid in part", async () => {
  await choose("sale", "3");
  await keys("ArrowDown", "ArrowDown");
  await page.getByRole("dialog").getByText("Вносит сейчас").waitFor();
  await page.getByLabel("Вносит сейчас").fill("1000");
  await keys("Enter");
  expect(await told()).toMatchObject({ type: "setSettlement", settlement: "part-prepayment", amountKop: 100_000 });
});

it("prepaid goods are handed over by the number of the list", async () => {
  await choose("empty", "4");
  await page.getByRole("dialog").getByText("2-000098").waitFor();
  await expectFits(page);
  // Enter alone takes nothing: nobody's deal is settled by accident.
  await keys("Enter");
  await page.getByRole("dialog").getByText("Введите номер или выберите строку").waitFor();
  expect(preview.commands).toEqual([]);
  await keys("ArrowDown", "Enter");
  expect(await told()).toMatchObject({ type: "openHandOver", reference: "2-000098" });
});

it("a credit is paid off in part", async () => {
  await choose("empty", "5");
  await page.getByRole("dialog").getByText("ООО «Ромашка»").waitFor();
  await keys("ArrowDown", "Tab");
  await text("500");
  await keys("Enter");
  expect(await told()).toMatchObject({ type: "openCreditPayment", reference: "2-000077", amountKop: 50_000 });
});

it("a business buyer: name and INN", async () => {
  await choose("sale", "6");
  await page.getByLabel("Наименование").fill("ООО Ромашка");
  await keys("Tab");
  await text("7701234560");
  await keys("Enter");
  expect(await told()).toMatchObject({ type: "setBuyer", buyer: { name: "ООО Ромашка", inn: "7701234560" } });
});

it("a purchase from a person", async () => {
  await choose("empty", "7");
  expect(await told()).toMatchObject({ type: "openPurchase" });
});

it("a correction receipt in three steps; a step with something missing is not left", async () => {
  await choose("empty", "8");
  await keys("Enter");
  await page.getByText("Нужны дата расчёта").waitFor();
  await page.getByLabel("Дата исправляемого расчёта").fill("20112026");
  await page.getByLabel("Почему").fill("чек не пробит");
  await keys("Enter");
  await page.getByLabel("Наименование").fill("Молоко");
  await page.getByLabel("Цена").fill("119,90");
  await keys("Enter");
  await page.getByRole("button", { name: "Изменить" }).waitFor();
  await expectFits(page);
  await keys("Enter");
  await page.getByText("Остальное — безналичными").waitFor();
  await expectFits(page);
  await keys("Control+Backspace");
  expect(await told()).toMatchObject({
    type: "registerCorrection",
    kind: "sale",
    basis: "own",
    correctedOn: "2026-11-20",
    lines: [{ name: "Молоко", priceKop: 11_990, quantity: 1_000_000, vat: "22" }],
    payments: { cashKop: 11_990, electronicKop: 0 },
    reason: "чек не пробит",
  });
});

it("a wrong receipt is taken back as it was written: its number, a digit, the reason", async () => {
  await choose("empty", "0");
  await text("127");
  await expectFits(page);
  await keys("Enter");
  await page.getByText("Нужны оба чека коррекции").waitFor();
  await expectFits(page);
  await keys("1");
  await page.getByText("К чеку № 127, ФД 20416, ФП 3051274896").waitFor();
  await text("не та оплата");
  await expectFits(page);
  await keys("Enter");
  await page.getByText("Картина").waitFor();
  await page.getByText("Зачётом аванса").waitFor();
  expect(await page.getByRole("dialog").locator("input, .choice").count()).toBe(0);
  await expectFits(page);
  await keys("Control+Backspace");
  expect(await told()).toMatchObject({
    type: "correctReceipt",
    receiptId: "r-127",
    as: "reverse",
    basis: "own",
    reason: "не та оплата",
  });
  expect(Object.keys(preview.commands.at(-1) ?? {})).not.toContain("payments");
});

it("a line of it that is changed keeps what no field shows, and its place; of another sum the cash is asked for", async () => {
  await choose("empty", "0");
  await keys("Enter", "2");
  await text("не та цена");
  await keys("Enter");
  await page.getByRole("button", { name: "Изменить" }).first().click();
  await page.getByLabel("Цена").fill("70");
  await expectFits(page);
  await page.getByRole("button", { name: "Дальше" }).click();
  await page.getByRole("button", { name: "Изменить" }).last().click();
  await keys("Escape");
  await keys("Enter");
  await page.getByText("Сумма изменилась").waitFor();
  await expectFits(page);
  await keys("Control+Backspace");
  await page.locator(".pin-error", { hasText: "Сумма изменилась" }).waitFor();
  await page.getByLabel("Наличными").fill("7000");
  await keys("Control+Backspace");
  await page.getByText("Наличными больше").waitFor();
  await page.getByLabel("Наличными").fill("500");
  await keys("Control+Backspace");
  expect(await told()).toMatchObject({
    type: "registerCorrection",
    receiptId: "r-127",
    correctedFiscalSign: "3051274896",
    buyer: { inn: "7707083893" },
    lines: [
      { name: "Молоко", priceKop: 7_000 },
      { name: "Картина", priceKop: 50_050, quantity: 1_000_000, vat: "none", agent: { kind: "commission-agent" } },
    ],
    payments: { cashKop: 50_000, electronicKop: 4_050, prepaidKop: 10_000 },
  });
  expect(preview.commands.at(-1)).not.toHaveProperty("totalKop");
});

it("a line that is being changed is never lost, and of the same sum the receipt is paid and rounded as it was", async () => {
  await choose("empty", "0");
  await keys("Enter", "2");
  await text("не та ставка");
  await keys("Enter");
  await page.getByRole("button", { name: "Изменить" }).last().click();
  await page.getByLabel("Цена").fill("");
  await keys("Enter");
  await page.getByText("Нужны наименование и цена").waitFor();
  await page.getByLabel("Цена").fill("500,50");
  await page.getByRole("button", { name: "22%" }).click();
  await keys("Enter", "Enter");
  await page.getByText("Из них зачётом").waitFor();
  await keys("Control+Backspace");
  expect(await told()).toMatchObject({
    type: "registerCorrection",
    lines: [
      { name: "Молоко", sumKop: 17_979 },
      { name: "Картина", sumKop: 50_050, vat: "22" },
    ],
    payments: { cashKop: 48_000, electronicKop: 10_000, prepaidKop: 10_000 },
    totalKop: 68_000,
  });
});

it("a receipt that is not mended by a correction says why", async () => {
  await choose("empty", "0");
  await keys("ArrowUp", "Enter", "1");
  await page.getByText("ККТ этого продавца работает по ФФД 1.05").waitFor();
  expect(preview.commands).toEqual([]);
});

it("an advance is offset from the payment screen", async () => {
  await screen.open(VIEWS.sale());
  await keys("F10");
  await page.getByRole("button", { name: "Зачёт" }).waitFor();
  await keys("Shift+F8");
  await page.getByRole("dialog").getByText("GIFT-0042").waitFor();
  await expectFits(page);
  await keys("ArrowDown", "ArrowDown", "Enter");
  expect(await told()).toMatchObject({ type: "payPrepaid", reference: "GIFT-0042" });
});

it("figures of till and registrar that differ stand where the shift is closed and on the service page; a difference that is gone is told", async () => {
  const shiftWith = (...counters: CountersView[]) => ({ ...VIEWS.empty(), shift: { ...VIEWS.empty().shift, counters } });
  const review = async (): Promise<string> => {
    await keys("Shift+F10", "6");
    await page.getByRole("button", { name: "Сверить" }).click();
    await expectFits(page);
    return (await page.getByRole("dialog").textContent()) ?? "";
  };
  await screen.open(shiftWith(FOREIGN_RECEIPT, { ...FOREIGN_RECEIPT, registrarId: "bakery", owner: "ИП Хлебов И. П." }));
  const said = await review();
  expect(said).toContain(`приход12\u202f450,00\u00a0₽12\u202f505,55\u00a0₽`);
  expect(said).toContain("чеков прихода127128");
  expect(said).toContain("ИП Хлебов И. П.: Итоги кассы и счётчики ККТ расходятся.");
  expect(said).not.toContain("возврат прихода");
  await screen.open(shiftWith({ ...FOREIGN_RECEIPT, settledAt: FOREIGN_RECEIPT.at }));
  expect(await review()).toContain("снова сходятся с 24.11");
  await page.goto(`${preview.url}/service`);
  await expect.poll(() => page.getByRole("main").textContent()).toContain(`наличные в ящике18\u202f450,50\u00a0₽18\u202f506,05\u00a0₽`);
});
