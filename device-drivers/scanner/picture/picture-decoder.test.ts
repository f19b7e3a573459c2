import { deflateSync } from "node:zlib";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { codeModules, drawCode, plainPicture, type DrawnKind } from "../../testing/picture/draw-code.ts";
import { blankImage } from "../../testing/picture/gray-image.ts";
import { jpegOf } from "../../testing/picture/jpeg.ts";
import { pngOf } from "../../testing/picture/png.ts";
import { pngFile } from "../../emulator/png-file.ts";
import { createPictureDecoder, type PictureDecoderPorts } from "./picture-decoder.ts";

/** Goal: every kind of code arrives as a scanner would have sent it, and nothing that is sent as a photo harms the till. */
const ports = { clock: systemClock, log: silentLog };
const decoder = createPictureDecoder(ports);
afterAll(() => decoder.stop());

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
async function codesOf(file: Uint8Array): Promise<readonly string[]> {
  const read = await decoder.read(file);
  return read.ok ? read.value.map(({ symbology, bytes }) => `${symbology} ${textOf(bytes)}`) : [read.error.code];
}

const SHOES = `(01)04600000000008(21)5abc"%!DEF12(91)EE11(92)${"Qw/+".repeat(11)}`;
const SHOES_READ = `0104600000000008215abc"%!DEF12\x1d91EE11\x1d92${"Qw/+".repeat(11)}`;

describe("kinds", () => {
  it.each<[DrawnKind, string, string]>([
    ["gs1datamatrix", SHOES, `gs1-datamatrix ${SHOES_READ}`],
    ["gs1datamatrix", "(01)04600000000008(21)5abcdEF(93)dGVz", "gs1-datamatrix 0104600000000008215abcdEF\x1d93dGVz"],
    ["datamatrix", "00000046000000000ABCDEFGHIabcd", "datamatrix 00000046000000000ABCDEFGHIabcd"],
    ["datamatrix", "]d2 is only text", "datamatrix ]d2 is only text"],
    [
      "qrcode",
      "t=20261124T1200&s=100.00&fn=9999078902000001&i=1&fp=123&n=1",
      "qr t=20261124T1200&s=100.00&fn=9999078902000001&i=1&fp=123&n=1",
    ],
    ["ean13", "4600000000008", "ean13 4600000000008"],
    ["ean8", "46009333", "ean8 46009333"],
    ["upca", "012345678905", "upca 012345678905"],
    ["upce", "01234565", "upca 012345000065"],
    ["code128", "7770000001", "code128 7770000001"],
    ["pdf417", "22N00000XOPN13MM66T0HVF311070100", "pdf417 22N00000XOPN13MM66T0HVF311070100"],
  ])("%s %s", async (kind, text, expected) => {
    expect(await codesOf(pngOf(plainPicture(kind, text)))).toEqual([expected]);
  });

  it("a JPEG as well as a PNG", async () => {
    expect(await codesOf(jpegOf(plainPicture("gs1datamatrix", SHOES)))).toEqual([`gs1-datamatrix ${SHOES_READ}`]);
  });

  it("several in one picture, with their places; the same one twice counts once", async () => {
    const [matrix, bars] = [codeModules("gs1datamatrix", SHOES), codeModules("ean13", "4600000000008")];
    let image = blankImage(900, 900, 255);
    for (const y of [0.2, 0.5]) image = drawCode(image, matrix, { modulePx: 4, x: 0.5, y });
    image = drawCode(image, bars, { modulePx: 4, y: 0.82 });
    const read = await decoder.read(pngOf(image));
    expect(read.ok && read.value.map(({ symbology }) => symbology).toSorted()).toEqual(["ean13", "gs1-datamatrix"]);
    const at = read.ok ? read.value.find(({ symbology }) => symbology === "ean13")?.corners[0] : undefined;
    expect(at?.y).toBeGreaterThan(600);
  });
});

describe("pictures that are refused", () => {
  const good = jpegOf(plainPicture("ean13", "4600000000008"));
  const goodPng = pngOf(plainPicture("ean13", "4600000000008"));
  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "MRK590"],
    ["a text", Buffer.from("GIF89a hello"), "MRK590"],
    ["a PNG that ends in its head", goodPng.subarray(0, 20), "MRK592"],
    ["a PNG that ends in its rows", goodPng.subarray(0, goodPng.length - 200), "MRK592"],
    ["a JPEG that ends in its head", good.subarray(0, 60), "MRK592"],
    ["a JPEG of markers only", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2, 7, 7, 7, 7, 7, 7, 7]), "MRK592"],
    ["a picture of gigapixels", pngFile({ width: 60_000, height: 60_000, bits: 8 }, deflateSync(Buffer.alloc(100))), "MRK591"],
    ["a file over the limit", Buffer.concat([goodPng, Buffer.alloc(13 * 1024 * 1024)]), "MRK591"],
    [
      "rows that unpack to far more than the head says",
      pngFile({ width: 100, height: 100, bits: 8 }, deflateSync(Buffer.alloc(50_000_000))),
      "MRK591",
    ],
    ["a picture without a code", pngOf(blankImage(300, 200, 255)), "MRK593"],
  ])("%s", async (_what, file, code) => {
    const before = process.memoryUsage().rss;
    expect(await codesOf(file)).toEqual([code]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it("half a JPEG is refused, and the next picture is read", async () => {
    expect(await codesOf(good.subarray(0, good.length / 2))).toEqual(["MRK592"]);
    expect(await codesOf(good)).toEqual(["ean13 4600000000008"]);
  });

  it("a broken picture never gives the code of the picture before it", async () => {
    const other = plainPicture("ean13", "4607001234562");
    const cut = jpegOf({ ...other, pixels: other.pixels.map(() => 128) });
    // Its head, a little of its rows, and the mark of the end.
    const broken = Buffer.concat([cut.subarray(0, 330), Buffer.from([0xff, 0xd9])]);
    for (let times = 0; times < 3; times += 1) {
      expect(await codesOf(jpegOf(other))).toEqual(["ean13 4607001234562"]);
      expect(await codesOf(broken)).not.toContain("ean13 4607001234562");
    }
  });
});

describe("the thread", () => {
  const picture = pngOf(plainPicture("ean13", "4600000000008"));
  const withWorkers = (sources: readonly string[], more: Partial<PictureDecoderPorts> = {}) => {
    let started = 0;
    const one = createPictureDecoder({
      ...ports,
      ...more,
      startWorker: () => new Worker(sources[Math.min(started++, sources.length - 1)] ?? "", { eval: true }),
    });
    return { one, started: () => started };
  };
  const answering =
    'const { parentPort } = require("node:worker_threads"); parentPort.on("message", () => parentPort.postMessage({ ok: true, value: [] }));';
  const crashing = 'require("node:worker_threads").parentPort.on("message", () => process.exit(7));';
  const throwing = 'require("node:worker_threads").parentPort.on("message", () => { throw new Error("broken"); });';
  const busy = 'require("node:worker_threads").parentPort.on("message", () => { for (;;); });';

  it.each([crashing, throwing])("that ends is told, and a new one takes the next picture", async (source) => {
    const { one, started } = withWorkers([source, answering]);
    expect(await one.read(picture)).toMatchObject({ ok: false, error: { code: "MRK595" } });
    expect(await one.read(picture)).toEqual({ ok: true, value: [] });
    expect(started()).toBe(2);
    await one.stop();
  });

  it("that hangs is ended at the limit; who waited behind it is answered too", async () => {
    const { one, started } = withWorkers([busy, answering], { limitMs: 300 });
    const both = await Promise.all([one.read(picture), one.read(picture)]);
    expect(both.map((each) => (each.ok ? "read" : each.error.code))).toEqual(["MRK594", "MRK594"]);
    expect(await one.read(picture)).toEqual({ ok: true, value: [] });
    expect(started()).toBe(2);
    await one.stop();
  });

  it("takes no endless queue", async () => {
    const { one } = withWorkers([busy], { limitMs: 300 });
    const all = await Promise.all(Array.from({ length: 6 }, () => one.read(picture)));
    expect(all.map((each) => (each.ok ? "read" : each.error.code)).slice(4)).toEqual(["MRK596", "MRK596"]);
    await one.stop();
  });

  it("is given up when nobody needs it, and comes back", async () => {
    const { one, started } = withWorkers([answering], { idleMs: 20 });
    await one.read(picture);
    await one.read(picture);
    expect(started()).toBe(1);
    await expect.poll(async () => (await one.read(picture), await systemClock.sleep(60), started())).toBeGreaterThan(1);
    await one.stop();
  });

  it("leaves the event loop free while it works", async () => {
    const large = pngOf(blankImage(2_000, 1_500, 255));
    let longestMs = 0;
    let lastMs = performance.now();
    const reading = decoder.read(large);
    const ticker = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const beganMs = performance.now();
    await reading;
    clearInterval(ticker);
    // Half a second on a loaded machine; the picture itself takes no less where the work is done.
    expect(longestMs).toBeLessThan(Math.max(250, (performance.now() - beganMs) / 2));
  });
});
