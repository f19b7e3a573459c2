import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startAtolEmulator, type AtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { startKktEmulator, type KktEmulator } from "../../fiscal/emulator/index.ts";
import { typeCommand } from "../testing/command-line.ts";
import { COMMANDS } from "./command-table.ts";
import type { Language } from "./command.ts";

/** Goal: on a till with several sellers a technician reaches the registrar of each, and never the wrong one by leaving a word out. */
const folder = mkdtempSync(join(tmpdir(), "till-kkt-sellers-"));
const PIN = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
let kkt: KktEmulator;
let atol: AtolEmulator;

beforeAll(async () => {
  kkt = await startKktEmulator({ dataDir: null });
  atol = await startAtolEmulator({ dataDir: null });
  const bakery = `
sellers:
  - { id: bakery, organisation: ИП Хлебов, inn: "500100732259", fiscal: { kind: atol, link: { webRequests: { url: "${atol.url}" } } } }
`;
  writeFileSync(join(folder, "one.yaml"), configOf(kkt.tcpPort));
  writeFileSync(join(folder, "two.yaml"), `${configOf(kkt.tcpPort)}${bakery}`);
  writeFileSync(join(folder, "off.yaml"), `${configOf(1)}${bakery}`);
});
afterAll(async () => {
  await Promise.all([kkt.stop(), atol.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

function configOf(port: number): string {
  return `till: { id: t, shopId: "1", shopName: Магазин, organisation: ООО Ромашка, inn: "7701234560" }
dataDir: ${folder}
fiscal: { link: { tcp: { host: 127.0.0.1, port: ${port} } } }
access: { staff: [{ id: a, name: А, role: manager, pinHash: { env: PIN } }] }
`;
}

function till(config: "one" | "two" | "off", words: readonly string[], language: Language = "ru", says?: string) {
  return typeCommand([...words, "--config", `${config}.yaml`], { env: { PIN }, cwd: folder, root: folder, language, says });
}

async function json(config: "one" | "two" | "off", words: readonly string[]): Promise<Record<string, unknown>> {
  const { exit, out } = await till(config, [...words, "--json"]);
  return { ...(JSON.parse(out) as object), exit };
}

describe("till kkt status of a till with several sellers", () => {
  it("shows the registrar of each", async () => {
    const { exit, out } = await till("two", ["kkt", "status"]);
    expect(exit).toBe(0);
    expect(out).toMatch(/^main \(ООО Ромашка\)\n {2}ККТ [^]*\n\nbakery \(ИП Хлебов\)\n {2}ККТ /);
    const { registrars } = (await json("two", ["kkt", "status"])) as { registrars: { status: { model: string } }[] };
    expect(registrars).toMatchObject([
      { seller: { id: "main", inn: "7701234560" }, status: { shift: "closed" }, counters: { salesCount: 0 } },
      { seller: { id: "bakery", organisation: "ИП Хлебов" }, status: { shift: "closed" }, counters: { salesCount: 0 } },
    ]);
    expect(registrars.map(({ status }) => status.model)).toEqual([expect.not.stringContaining("АТОЛ"), expect.stringContaining("АТОЛ")]);
  });

  it("shows one that answers although another is off, and ends with 1", async () => {
    const { exit, out } = await till("off", ["kkt", "status"], "en");
    expect(exit).toBe(1);
    expect(out).toMatch(/^main \(ООО Ромашка\)\n {2}FIS301 .*\n.*Check power[^]*bakery \(ИП Хлебов\)\n {2}registrar /);
    expect(await json("off", ["kkt", "status"])).toMatchObject({
      exit: 1,
      registrars: [
        { seller: { id: "main" }, error: { code: "FIS301" } },
        { seller: { id: "bakery" }, status: { paper: "ok" } },
      ],
    });
  });

  it("says where a silent registrar was looked for, why the port did not open, and what may be in the way", async () => {
    const { exit, err } = await till("off", ["kkt", "fn", "--seller", "main"]);
    expect(exit).toBe(1);
    expect(err).toMatch(/^FIS301 .*\n {2}DEV108 .*127\.0\.0\.1[^]*\n {2}tcp:127\.0\.0\.1:1\n {2}Пока касса работает.*остановите/);
    expect(await json("off", ["kkt", "fn", "--seller", "main"])).toMatchObject({
      errors: [{ details: { address: "127.0.0.1:1", reason: "DEV108" } }],
    });
    expect((await till("off", ["kkt", "status"])).out).toContain("\n    tcp:127.0.0.1:1\n");
  });

  it("keeps the form of one registrar: with one seller, with --seller, with --tcp", async () => {
    const one = { exit: 0, ok: true, status: { serial: "0000000001012345" }, counters: { salesCount: 0 } };
    expect(await json("one", ["kkt", "status"])).toMatchObject(one);
    expect(await json("one", ["kkt", "status", "--seller", "main"])).toMatchObject(one);
    expect(await json("two", ["kkt", "status", "--tcp", `127.0.0.1:${kkt.tcpPort}`])).toMatchObject(one);
    const bakery = await json("two", ["kkt", "status", "--seller", "bakery"]);
    expect(bakery).toMatchObject({ exit: 0, status: { model: expect.stringContaining("АТОЛ") as string } });
    expect(bakery).not.toHaveProperty("registrars");
  });
});

describe("--seller", () => {
  it("every command of the registrar knows it", async () => {
    for (const entry of COMMANDS.filter(({ name }) => name.startsWith("kkt ") && name !== "kkt driver")) {
      const { command } = await entry.load();
      expect(
        command.options.map(({ name }) => name),
        entry.name,
      ).toContain("seller");
    }
  });

  it.each(["info", "counters", "documents", "last-document", "fn", "ofd"])("kkt %s asks the registrar that it names", async (name) => {
    const ofBakery = await till("off", ["kkt", name, "--seller", "bakery"]);
    expect(ofBakery).toMatchObject({ exit: 0, err: "" });
    expect(ofBakery.out).not.toBe("");
  });

  it("is needed where there are several, and must be somebody's", async () => {
    expect(await till("two", ["kkt", "fn"])).toMatchObject({
      exit: 2,
      out: "",
      err: expect.stringContaining("--seller main (ООО Ромашка), bakery (ИП Хлебов)") as string,
    });
    expect((await till("two", ["kkt", "fn", "--seller", "fish"], "en")).err).toMatch(/no seller “fish”; there are: main \(.*\), bakery/);
    expect(await json("two", ["kkt", "status", "--seller", "fish"])).toMatchObject({
      exit: 2,
      ok: false,
      problem: expect.stringContaining("bakery (ИП Хлебов)") as string,
    });
    expect((await till("one", ["kkt", "fn", "--seller", "bakery"])).err).toContain("есть: main (ООО Ромашка)");
  });

  it("stands in the question to the person, after the command line was found right", async () => {
    const words = ["kkt", "close-shift", "--cashier", "Техник"];
    const asked = await till("two", [...words, "--seller", "bakery"], "ru", "нет");
    expect([asked.exit, asked.err]).toEqual([1, expect.stringContaining("bakery (ИП Хлебов): Закрыть смену ККТ?")]);
    expect(await till("two", words, "ru", "да")).toMatchObject({ exit: 2, err: expect.not.stringContaining("?") as string });
    expect((await till("one", words, "ru", "нет")).err).toMatch(/^Закрыть смену/);
  });
});
