import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import type { PhotoCode } from "../../config/contract/photo.ts";
import { silentLog } from "../../config/log.ts";
import { ok } from "../../config/result.ts";
import { createPictureDecoder } from "../../device-drivers/scanner/picture/picture-decoder.ts";
import { codeModules, drawCode, markingModules, pictureOf, plainPicture } from "../../device-drivers/testing/picture/draw-code.ts";
import { blankImage } from "../../device-drivers/testing/picture/gray-image.ts";
import { jpegOf } from "../../device-drivers/testing/picture/jpeg.ts";
import { pngOf } from "../../device-drivers/testing/picture/png.ts";
import { createCustomerScan } from "../input/customer-scan.ts";
import { photoCodes } from "../input/photo-codes.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { SIMULATED_CARDS, SIMULATED_STAFF } from "../simulation/calm-till.ts";
import { openTill, PIECE, type OpenTill } from "../testing/open-till.ts";
import { notAsked, startQuietApi } from "../testing/quiet-api.ts";
import { createScreenFeed } from "./screen-feed.ts";
import type { ApiServer } from "./server.ts";
import { loadTokens } from "./tokens.ts";

/** Goal: a photo gives codes that count as scans, the customers' page can attach a card and nothing else. Method: real HTTP, real pictures. */
const folder = mkdtempSync(join(tmpdir(), "till-photo-"));
const tokens = loadTokens(folder);
const pictures = createPictureDecoder({ clock: systemClock, log: silentLog });
let world: OpenTill;
let api: ApiServer;
let atMs = 0;

beforeAll(async () => {
  world = await openTill();
  const { goods, settings } = world.outside;
  const { history } = world.process;
  api = await startQuietApi({
    till: world.till,
    feed: createScreenFeed(notAsked),
    tokens,
    photo: async (file) => {
      const found = await pictures.read(file);
      return found.ok ? ok(photoCodes(found.value, goods)) : found;
    },
    customerScan: createCustomerScan(world.till, { goods, history, settings, staff: SIMULATED_STAFF, barcodes: { weight: [] } }),
    screenDir: folder,
    clock: { ...systemClock, monotonicMs: () => (atMs += 1_000) },
  });
});

afterAll(async () => {
  await api.stop();
  await pictures.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, token: string, type: string, body: Uint8Array | string) {
  const answer = await fetch(`${api.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": type },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const photo = (file: Uint8Array, type = "image/png", token = tokens.screen) => post("/api/photo", token, type, file);

const gtin = (): string => world.items.find(({ markingGroup }) => markingGroup !== null)?.barcode ?? "";
const mark = (seed: number): Uint8Array => makeMarkingCode({ gtin: gtin(), form: "long", seed, outcome: "ok" });

describe("a photo", () => {
  it.each([
    ["image/png", pngOf],
    ["image/jpeg", jpegOf],
  ] as const)("of a marking code (%s) gives the scan that a scanner would have sent", async (type, encode) => {
    const code = mark(1);
    const answer = await photo(encode(pictureOf(markingModules(code))), type);
    const [found, ...others] = answer.body["codes"] as readonly PhotoCode[];
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: "marking", symbology: "gs1-datamatrix", code: Buffer.from(code).toString("base64") });
    expect(found?.name).toMatch(/^Товар/);
  });

  it("whose code is sent on adds the line, by the same door as a scan", async () => {
    const answer = await photo(pngOf(pictureOf(markingModules(mark(2)))));
    const [found] = answer.body["codes"] as readonly PhotoCode[];
    const command = { id: "photo-scan-1", type: "scan", code: found?.code, symbology: found?.symbology, source: "photo" };
    expect((await post("/api/commands", tokens.screen, "application/json", JSON.stringify(command))).body).toEqual({ ok: true });
    expect(world.till.state.receipt?.positions.at(-1)?.marking?.gtin).toBe(gtin().padStart(14, "0"));
  });

  it("with several codes gives all of them, marking codes first", async () => {
    let image = blankImage(700, 700, 255);
    image = drawCode(image, codeModules("ean13", gtin()), { modulePx: 4, y: 0.2 });
    image = drawCode(image, markingModules(mark(3)), { modulePx: 5, y: 0.65 });
    const { body } = await photo(pngOf(image));
    expect((body["codes"] as readonly PhotoCode[]).map(({ kind }) => kind)).toEqual(["marking", "barcode"]);
  });

  it("without a code, or that is no photo, is refused in words, and nothing changes", async () => {
    const before = JSON.stringify(world.till.state.receipt);
    const good = jpegOf(plainPicture("ean13", gtin()));
    const refusals = [
      await photo(pngOf(blankImage(200, 200, 255))),
      await photo(Buffer.from("no picture")),
      await photo(good.subarray(0, 100), "image/jpeg"),
      await photo(good, "text/html"),
      await photo(Buffer.alloc(13 * 1024 * 1024), "image/jpeg"),
    ];
    expect(refusals.map(({ status, body }) => [status, body["code"]])).toEqual([
      [200, "MRK593"],
      [200, "MRK590"],
      [200, "MRK592"],
      [415, "MRK590"],
      [413, "MRK591"],
    ]);
    expect(refusals.every(({ body }) => typeof body["text"] === "string" && /[а-я]/.test(body["text"]))).toBe(true);
    expect(JSON.stringify(world.till.state.receipt)).toBe(before);
  });

  it("is taken from the cashier's screen and programs only", async () => {
    const file = pngOf(plainPicture("ean13", gtin()));
    expect((await photo(file, "image/png", tokens.customer)).status).toBe(401);
    expect((await photo(file, "image/png", tokens.technician)).status).toBe(401);
    expect((await photo(file, "image/png", tokens.integrator)).status).toBe(200);
  });
});

describe("the customers' page", () => {
  const show = (text: string, token = tokens.customer) =>
    post(
      "/api/customer/scan",
      token,
      "application/json",
      JSON.stringify({ code: Buffer.from(text).toString("base64"), symbology: "code128" }),
    );
  const outcomeOf = async (text: string): Promise<unknown> => (await show(text)).body["outcome"];

  beforeEach(async () => {
    if (world.till.state.receipt !== null)
      await world.send({ type: "voidReceipt", reason: "тест", approval: { staffId: "senior", pin: "2222" } });
    await world.send({ type: "dismissAlert" });
    await world.settle();
  });

  it("attaches a card to the receipt, once", async () => {
    await world.send({ type: "addItem", itemId: PIECE });
    expect(await outcomeOf(SIMULATED_CARDS[0])).toBe("attached");
    expect(world.till.state.receipt?.customer?.cardNumber).toBe(SIMULATED_CARDS[0]);
    const before = world.till.state;
    expect(await outcomeOf(SIMULATED_CARDS[0])).toBe("attached");
    expect(world.till.state).toBe(before);
  });

  it("has no other say: goods, marking codes, badges change nothing and disturb nobody", async () => {
    await world.send({ type: "addItem", itemId: PIECE });
    const before = world.till.state;
    for (const text of [gtin(), Buffer.from(mark(4)).toString("latin1"), "BADGE-1", "12345"])
      expect(await outcomeOf(text)).toBe("not-a-card");
    expect(await outcomeOf("7779999999")).toBe("unknown-card");
    expect(world.till.state).toBe(before);
    expect(world.till.screen.alert).toBeNull();
  });

  it("waits while there is no receipt, and while the cashier has something to read", async () => {
    expect(await outcomeOf(SIMULATED_CARDS[0])).toBe("not-now");
    expect(world.till.screen.alert).toBeNull();
    await world.send({ type: "addItem", itemId: PIECE });
    await world.send({ type: "scan", code: Buffer.from("4600000000008").toString("base64"), source: "test" });
    expect(world.till.screen.alert).not.toBeNull();
    expect(await outcomeOf(SIMULATED_CARDS[0])).toBe("not-now");
  });

  it("may say nothing else, and strangers may not even say that", async () => {
    const command = JSON.stringify({ id: "stranger-1", type: "scan", code: "NDYw", source: "photo" });
    expect((await post("/api/commands", tokens.customer, "application/json", command)).status).toBe(401);
    expect((await show(SIMULATED_CARDS[0], "stranger")).status).toBe(401);
    expect((await show(SIMULATED_CARDS[0], tokens.technician)).status).toBe(401);
    for (const body of ["{}", '{"code":""}', '{"code":5}', "[]", `{"code":"${"A".repeat(5_000)}"}`]) {
      expect((await post("/api/customer/scan", tokens.customer, "application/json", body)).status).toBe(400);
    }
  });
});
