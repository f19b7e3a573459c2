import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { control } from "../../terminal/api/till-client.ts";
import { isPlainPiece, readDemoGoods } from "../../terminal/demo/demo-goods.ts";
import { makeMarkingCode } from "../../terminal/marking/emulator/make-code.ts";
import { freePort, ROOT, startRealWorld, type Life, type RealWorld } from "../integration/real-world.ts";
import { launchBrowser, openShiftByTouch } from "./browser.ts";

/**
 * Goal: nothing that minors must not buy is paid for before somebody looked at the buyer. Method: a real browser at the real till
 * process, marked cigarettes and an energy drink from the serial scanner; killed while the question stands.
 */
const goods = readDemoGoods(ROOT);
const bread = goods.find(isPlainPiece);
const energy = goods.find((good) => good.isRestricted && good.markingGroup === "softdrinks");

/** Where pictures of the question go, when somebody wants to look at it. */
const picture = process.env["AGE_PICTURE"];

let world: RealWorld;
let life: Life;
let port: number;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  port = await freePort();
  [world, browser] = await Promise.all([startRealWorld(), launchBrowser()]);
  life = await world.start(port);
  page = await browser.newPage({ viewport: { width: 1024, height: 768 } });
  page.setDefaultTimeout(10_000);
  await page.goto(life.till.url);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const scan = (body: object): Promise<unknown> => control(world.addresses.scanner?.control ?? "", "POST", "/scan", body);
const scanEnergy = (seed: number): Promise<unknown> => {
  const code = makeMarkingCode({ gtin: energy?.barcode ?? "", form: "short", seed });
  return scan({ hex: Buffer.from(code).toString("hex") });
};
const question = () => page.getByRole("group", { name: "Покупателю есть 18 лет?" });
const row = (line: number) => page.locator(`[data-line="${line}"]`);

it("the question stands while goods are scanned, also after kill -9", async () => {
  await openShiftByTouch(page);
  await scanEnergy(101);
  await question().waitFor();
  await scan({ code: bread?.barcode ?? "" });
  await row(2).waitFor();
  expect(await question().isVisible()).toBe(true);
  life.till.child.kill("SIGKILL");
  await life.till.exited;
  life = await world.start(port);
  await question().waitFor({ timeout: 30_000 });
}, 90_000);

it("payment waits for the answer, which a key gives", async () => {
  if (picture !== undefined) await page.screenshot({ path: picture });
  await page.keyboard.press("F10");
  const take = page.getByRole("button", { name: /без сдачи/ }).first();
  await question().waitFor();
  expect(await take.isDisabled()).toBe(true);
  if (picture !== undefined) await page.screenshot({ path: picture.replace(".png", "-pay.png") });
  await page.keyboard.press("Shift+F4");
  await question().waitFor({ state: "detached" });
  await take.click();
  await expect.poll(async () => (await life.client.view()).completed?.totalKop, { timeout: 15_000 }).toBeGreaterThan(0);
});

it("refused: the goods are struck out, the rest is sold", async () => {
  if (picture !== undefined) await page.screenshot({ path: picture.replace(".png", "-done.png") });
  await scan({ code: bread?.barcode ?? "" });
  await row(1).waitFor();
  await scanEnergy(102);
  await question().waitFor();
  await page.getByRole("button", { name: /Нет, убрать/ }).click();
  await question().waitFor({ state: "detached" });
  const { lines, receipt } = await life.client.view();
  expect(lines.map(({ voided }) => voided)).toEqual([false, true]);
  expect(receipt?.age).toBe(null);
});
