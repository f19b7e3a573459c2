import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import { startKktEmulator, type KktEmulator } from "../../fiscal/emulator/index.ts";
import { loadTokens } from "../api/tokens.ts";
import { bookOf, MAIN_REGISTRAR } from "../shift/book.ts";
import { openTill, PIECE, type OpenTill } from "../testing/open-till.ts";
import { countedViews } from "../view/sellers-view.ts";
import { typeCommand } from "../testing/command-line.ts";

/** Goal: the registrar's counters stand beside the running till's own. Method: an empty emulated registrar, and a till that has sold. */
const folder = mkdtempSync(join(tmpdir(), "till-counters-"));
let kkt: KktEmulator;
let world: OpenTill;
let api: Server;

beforeAll(async () => {
  kkt = await startKktEmulator({ dataDir: null });
  world = await openTill();
  const { registrar } = world.outside.fiscal;
  const counters = registrar.counters.bind(registrar);
  Object.assign(registrar, {
    counters: async () => {
      const read = await counters();
      return read.ok ? { ok: true, value: { ...read.value, salesKop: kopecks(0) } } : read;
    },
  });
  await world.send({ type: "addItem", itemId: PIECE });
  await world.send({ type: "payCash" });
  await world.settle();
  const { technician } = loadTokens(folder);
  api = createServer((request, response) => {
    const isKnown = request.url === "/api/service" && request.headers.authorization === `Bearer ${technician}`;
    response.writeHead(isKnown ? 200 : 403, { "content-type": "application/json" });
    response.end(JSON.stringify({ counters: countedViews(world.till.state, world.outside.settings, "ru") }));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  writeFileSync(
    join(folder, "till.yaml"),
    `till: { id: t, shopId: "1", shopName: Магазин, organisation: ООО, inn: "7701234560" }
dataDir: ${folder}
api: { port: ${(api.address() as AddressInfo).port} }
fiscal: { link: { tcp: { host: 127.0.0.1 } } }
access: { staff: [{ id: a, name: А, role: manager, pinHash: { env: PIN } }] }
`,
  );
});
afterAll(async () => {
  api.close();
  await kkt.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function counters(address: string, ...more: string[]) {
  const env = { PIN: "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
  const words = ["kkt", "counters", "--config", join(folder, "till.yaml"), "--tcp", address, ...more];
  const { exit, out, err } = await typeCommand(words, { cwd: folder, root: folder, env, language: "ru" });
  return { exit, out, notes: err };
}

it("both figures stand side by side, and what differs is marked", async () => {
  const { exit, out } = await counters(`127.0.0.1:${kkt.tcpPort}`);
  expect(exit).toBe(0);
  expect(out).toMatch(/^\s+ККТ\s+касса$/m);
  expect(out).toMatch(/^приход\s+0,00\s+19,99 {2}≠ расходится$/m);
  expect(out).toMatch(/^возврат прихода\s+0,00\s+0,00$/m);
});

it("the same for programs", async () => {
  const { out } = await counters(`127.0.0.1:${kkt.tcpPort}`, "--json");
  expect(JSON.parse(out)).toMatchObject({
    counters: { salesKop: 0 },
    till: { agree: false, figures: expect.arrayContaining([{ key: "drawer", till: 1_999, registrar: 0 }]) },
  });
});

it("while the till holds the registrar, what it found last is told", async () => {
  expect(bookOf(world.till.state, MAIN_REGISTRAR).check).not.toBeNull();
  const { exit, notes } = await counters("127.0.0.1:1");
  expect(exit).toBe(1);
  expect(notes).toMatch(/Последняя сверка кассы[^]*приход\s+0,00\s+19,99 {2}≠ расходится/);
});
