import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { bundleScreens } from "./bundle-screens.ts";
import { EVIDENCE, SILENT } from "./fixtures/evidence.ts";
import { VIEWS } from "./fixtures/views.ts";
import { startPreview, type Preview } from "./preview-server.ts";
import { expectFits } from "./screen-fits.ts";

/** Goal: a document without an outcome is settled from the keyboard alone, by what the registrar says. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
const FINGER_MS = 70;

let browser: Browser;
let preview: Preview;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  preview = await startPreview(await bundleScreens(), VIEWS["sale-marking"]());
  page = await browser.newPage({ viewport: { width: 1_024, height: 768 } });
});
afterAll(async () => {
  await browser?.close();
  await preview?.stop();
});
beforeEach(async () => {
  preview.commands.length = 0;
  preview.evidence = EVIDENCE;
  preview.show(VIEWS["sale-marking"]());
  await page.goto(`${preview.url}/`);
  await page.getByRole("button", { name: "Разобрать" }).click();
});

async function type(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.waitForTimeout(FINGER_MS);
    await page.keyboard.press(key);
  }
}
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
