import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { codeModules, drawCode, markingModules, pictureOf } from "../../device-drivers/testing/picture/draw-code.ts";
import { blankImage, toBytes, type GrayImage } from "../../device-drivers/testing/picture/gray-image.ts";
import { jpegOf } from "../../device-drivers/testing/picture/jpeg.ts";
import { pngOf } from "../../device-drivers/testing/picture/png.ts";
import { isPlainPiece, readDemoGoods } from "../../terminal/demo/demo-goods.ts";
import { DEMO_CARDS } from "../../terminal/embedded/demo-cards.ts";
import { makeMarkingCode } from "../../terminal/marking/emulator/make-code.ts";
import { ROOT, startRealWorld, type Life, type RealWorld } from "../integration/real-world.ts";
import { launchBrowser } from "./browser.ts";

/**
 * Goal: a photo sells and a camera takes cards, on the real thing. Method: the built till in its process, a browser that uploads
 * pictures made here and has a camera that sees a film made here.
 */
const CARD = DEMO_CARDS[0].cardNumber;
const folder = mkdtempSync(join(tmpdir(), "till-pictures-"));
const film = join(folder, "card.y4m");
const goods = readDemoGoods(ROOT);
const water = goods.find(({ markingGroup }) => markingGroup === "water");
const piece = goods.find(isPlainPiece);

let world: RealWorld;
let life: Life;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const card = drawCode(blankImage(640, 480, 160), codeModules("code128", CARD), { modulePx: 3, turn: 6 });
  writeFileSync(film, filmOf(card));
  const camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`];
  [world, browser] = await Promise.all([startRealWorld(), launchBrowser(...camera)]);
  life = await world.start();
  page = await browser.newPage({ viewport: { width: 1024, height: 768 } });
  page.setDefaultTimeout(15_000);
  await page.goto(life.till.url);
  for (const command of [{ type: "signIn", staffId: "anna", pin: "1111" }, { type: "openShift" }] as const)
    await life.client.command(command);
  await life.client.until("the shift is open", (view) => view.shift.status === "open");
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mark = (seed: number): Uint8Array => makeMarkingCode({ gtin: water?.barcode ?? "", form: "short", seed, outcome: "ok" });
async function upload(name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType, buffer });
}

it("the photo of a marking code, by its key, adds the line", async () => {
  await page.keyboard.press("Control+o");
  await page.getByRole("dialog", { name: "Код с фотографии" }).waitFor();
  await upload("code.jpg", "image/jpeg", jpegOf(pictureOf(markingModules(mark(1)))));
  await page.locator("[data-line]").first().waitFor();
  expect(await page.locator("[data-line]").first().innerText()).toContain(water?.name);
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("a photo without a code is told in words, and the next one may have several to choose from", async () => {
  await page.getByRole("button", { name: "Фото кода" }).click();
  await upload("wall.png", "image/png", pngOf(blankImage(300, 200, 200)));
  await page.getByText("На фотографии не найден код").waitFor();
  let both = drawCode(blankImage(700, 700, 255), codeModules("ean13", piece?.barcode ?? ""), { modulePx: 4, y: 0.2 });
  both = drawCode(both, markingModules(mark(2)), { modulePx: 6, y: 0.65 });
  await upload("pack.png", "image/png", pngOf(both));
  const options = page.getByRole("option");
  await options.nth(1).waitFor();
  expect(await options.first().innerText()).toContain("Код маркировки");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator('[data-line="2"]').waitFor();
  expect(await page.locator('[data-line="2"]').innerText()).toContain(piece?.name);
});

it("the kiosk's camera reads a loyalty card", async () => {
  const kiosk = await browser.newPage({ viewport: { width: 1024, height: 768 } });
  const foreign: string[] = [];
  kiosk.on("request", (request) => request.url().startsWith(life.till.url) || foreign.push(request.url()));
  await kiosk.goto(`${life.till.url}/kiosk`);
  await kiosk.locator('[data-camera="attached"]').waitFor({ timeout: 20_000 });
  const view = await life.client.until("the card is attached", (seen) => seen.receipt?.customer !== null);
  expect(view.receipt?.customer?.maskedCard).toContain(CARD.slice(-4));
  expect(foreign.filter((url) => !url.startsWith("blob:") && !url.startsWith("data:"))).toEqual([]);
  await kiosk.close();
});

it("only the kiosk's page fetches the reader", async () => {
  const fetched: string[] = [];
  const customer = await browser.newPage();
  customer.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await customer.goto(`${life.till.url}/customer`);
  await customer.locator("main").waitFor();
  expect(fetched.filter((path) => path.includes("code-reader") || path.endsWith(".wasm"))).toEqual([]);
  await customer.close();
});

/** YUV4MPEG2 without colours: one picture for as long as anybody looks. */
function filmOf(image: GrayImage): Buffer {
  const { width, height } = image;
  const frame = Buffer.concat([Buffer.from("FRAME\n"), toBytes(image), Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`), ...new Array<Buffer>(5).fill(frame)]);
}
