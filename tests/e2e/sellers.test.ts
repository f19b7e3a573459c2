import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { SELLER_VIEWS } from "./fixtures/sellers.ts";
import { openPreviewPage, type PreviewPage } from "./preview-page.ts";
import { expectFits } from "./screen-fits.ts";

/** Goal: on a till with several sellers the cashier sees whose goods, receipts, shifts and cash these are, and what to do about a refusal. */
const SHOTS = process.env["SCREENSHOTS"];

let screen: PreviewPage;
let page: PreviewPage["page"];
let preview: PreviewPage["preview"];

beforeAll(async () => {
  screen = await openPreviewPage(SELLER_VIEWS.lines());
  ({ page, preview } = screen);
});
afterAll(() => screen?.stop());
beforeEach(() => {
  preview.commands.length = 0;
});

async function open(view: keyof typeof SELLER_VIEWS): Promise<void> {
  await screen.open(SELLER_VIEWS[view]());
  await expectFits(page);
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${view}.png` });
}

it("each line names its seller, and each registrar has a light of its own", async () => {
  await open("lines");
  expect(await page.locator(".line", { hasText: "ИП Хлебов И. П." }).count()).toBeGreaterThan(0);
  expect(await page.locator(".light[title*='ИП Хлебов']").count()).toBe(1);
});

it("the change is one, the documents are two", async () => {
  await open("done");
  expect(await page.locator(".done-figure").innerText()).toMatch(/462,30/);
  const parts = page.locator(".purchase-part");
  expect(await parts.count()).toBe(2);
  expect(await parts.nth(1).innerText()).toMatch(/ИП Хлебов[\s\S]*ФД № 513/);
});

it("a refused part says what stands, and is given back after a question", async () => {
  await open("failed");
  expect(await page.locator(".purchase-part").nth(0).innerText()).toMatch(/ФД № 512/);
  await page.getByRole("button", { name: /Вернуть деньги за эту часть/ }).click();
  await page.getByRole("dialog").getByText("остальные чеки остаются в силе").waitFor();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Вернуть деньги за эту часть/ })
    .click();
  await expect.poll(() => preview.commands[0]?.type).toBe("cancelPayment");
});

it("cash to hand back is named, and the bank is asked again by one press", async () => {
  await open("givenBack");
  expect(await page.locator(".purchase-parts").innerText()).toMatch(/Верните покупателю наличными: 17,90/);
  const sent: unknown[] = [];
  page.on("request", (request) => void sent.push((request.postDataJSON() as { readonly type?: unknown } | null)?.type));
  await page.getByRole("button", { name: "Повторить возврат" }).click();
  await expect.poll(() => preview.commands[0]).toMatchObject({ type: "retryCardReturn", receiptId: "part-1" });
  expect(sent).toEqual(["retryCardReturn"]);
});

it("a return that the bank refused stays in sight, and a senior ends it from the keyboard", async () => {
  await open("cardReturn");
  expect(await page.locator(".banner", { hasText: "Карта закрыта" }).innerText()).toMatch(/117,90[\s\S]*чек № 129, ИП Хлебов/);
  await page.getByRole("button", { name: "Разобрать возврат" }).click();
  await page.getByRole("dialog").getByText("Сначала спросите банк").waitFor();
  await page.keyboard.press("3");
  await page.locator('.choice[aria-pressed="true"]', { hasText: "Банк отказал" }).waitFor();
  await expectFits(page);
  await page.keyboard.press("Control+Backspace");
  await expect
    .poll(() => preview.commands[0])
    .toMatchObject({ type: "settleCardReturn", receiptId: "part-1", as: "cash", reason: "Банк отказал: деньги выдаются наличными" });
});

it("a registrar whose shift stayed closed is opened alone", async () => {
  await open("missingShift");
  await page.getByRole("button", { name: /Открыть смену: ИП Хлебов/ }).click();
  await expect.poll(() => preview.commands[0]?.type).toBe("openShift");
});

it("a correction says whose receipt it corrects, and describes it where the format asks for that", async () => {
  await open("correction");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("dialog", { name: "Меню кассы" }).waitFor();
  await page.keyboard.press("0");
  const documents = page.getByRole("dialog", { name: "Другие документы" });
  await documents.waitFor();
  await page.keyboard.press("8");
  await documents.waitFor({ state: "detached" });
  await page.getByLabel("Дата исправляемого расчёта").fill("20112026");
  await page.getByLabel("Почему").fill("чек не пробит");
  expect(await page.getByLabel("Описание коррекции").count()).toBe(0);
  await page.getByRole("dialog").getByRole("button", { name: "ИП Хлебов И. П." }).click();
  await page.getByLabel("Описание коррекции").fill("касса без света");
  await expectFits(page);
  await page.getByRole("button", { name: "Дальше" }).click();
  await page.getByLabel("Наименование").fill("Хлеб");
  await page.getByLabel("Цена").fill("50");
  await page.getByRole("button", { name: "Добавить товар" }).click();
  await page.getByRole("button", { name: "Дальше" }).click();
  await page.getByText("Остальное — безналичными").waitFor();
  await page.keyboard.press("Control+Backspace");
  await expect
    .poll(() => preview.commands[0])
    .toMatchObject({ type: "registerCorrection", registrarId: "bakery", description: "касса без света", taxSystem: "usn-income" });
});
