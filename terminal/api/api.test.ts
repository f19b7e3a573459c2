import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { FeedMessage } from "../../config/contract/view.ts";
import { SIMULATED_SETTINGS, startCalmTill } from "../simulation/calm-till.ts";
import { startQuietApi } from "../testing/quiet-api.ts";
import { tillView, type ViewContext } from "../view/till-view.ts";
import type { ApiTokens } from "./guard.ts";
import { createScreenFeed } from "./screen-feed.ts";
import type { ApiServer } from "./server.ts";
import { loadTokens } from "./tokens.ts";
import { kopecks } from "../../config/money.ts";

/** Goal: strangers are kept out, commands count once, screens follow. Method: the real service on a real port, around a simulated till. */
const folder = mkdtempSync(join(tmpdir(), "till-api-"));
const world = startCalmTill();
let api: ApiServer;
let tokens: ApiTokens;

beforeAll(async () => {
  tokens = loadTokens(folder);
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>till</title>");
  writeFileSync(join(folder, "main.css"), "body{}");
  const view = () => tillView(world.till.state, viewContext());
  const feed = createScreenFeed(view);
  world.till.onChange(({ sound }) => feed.refresh(sound));
  api = await startQuietApi({
    till: world.till,
    feed,
    tokens,
    view,
    guard: { allowedHosts: ["till.local"], allowedOrigins: ["https://shop.example"] },
    screenDir: folder,
  });
});

afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

function viewContext(): ViewContext {
  return {
    info: {
      tillId: "t",
      shopName: "Магазин",
      language: "ru",
      theme: "light",
      version: "0",
      training: true,
      taxSystems: ["osn"],
      ffd: "1.2",
      denominationsKop: [kopecks(100)],
    },
    staff: [],
    settings: SIMULATED_SETTINGS,
    suggestedNotesKop: [],
    screen: world.till.screen,
    lights: [],
    upload: { waiting: 0, oldestAt: null, setAside: 0 },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Plain http: fetch does not let a test lie about Host. */
function call(path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: api.port, path, method: body === undefined ? "GET" : "POST", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    sent.on("error", reject);
    if (body !== undefined) sent.setHeader("content-type", "application/json");
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe("the guard", () => {
  it("refuses a foreign Host, as a page that rebinds its name would send", async () => {
    const answer = await call("/api/view", { host: "evil.example", ...bearer(tokens.screen) });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([403, { code: "API101" }]);
  });

  it("refuses a foreign Origin even with a token, and takes listed ones", async () => {
    expect((await call("/api/view", { origin: "https://evil.example", ...bearer(tokens.screen) })).status).toBe(403);
    expect((await call("/api/view", { origin: "https://shop.example", ...bearer(tokens.screen) })).status).toBe(200);
    expect((await call("/api/view", { host: "till.local", ...bearer(tokens.screen) })).status).toBe(200);
  });

  it("wants a token, and the right one for the place", async () => {
    expect((await call("/api/view")).status).toBe(401);
    expect((await call("/api/view", bearer("x".repeat(32)))).status).toBe(401);
    expect((await call("/api/view", bearer(tokens.customer))).status, "the customer's screen sees only its feed").toBe(401);
    expect((await call("/api/commands", bearer(tokens.technician), { id: "12345678", type: "signOut" })).status).toBe(401);
  });

  it("counts what it refuses", async () => {
    const before = api.refused();
    await call("/api/view");
    await call("/", { host: "evil.example" });
    expect(api.refused()).toBe(before + 2);
  });

  it("hands the page its token in a cookie that scripts and other sites cannot use", async () => {
    const page = await call("/");
    expect(page.headers["set-cookie"]?.[0]).toMatch(/^till=.+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    const cookie = page.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    expect((await call("/api/view", { cookie })).status).toBe(200);
  });
});

it("serves the files of the screens, and nothing else of the folder", async () => {
  const css = await call("/main.css?v=2");
  expect([css.status, css.body, css.headers["content-type"]]).toEqual([200, "body{}", "text/css; charset=utf-8"]);
  expect(css.headers["set-cookie"], "the cookie comes with a page").toBeUndefined();
  for (const path of ["/index.html", "/api-tokens.json", "/../api-tokens.json", "/%2e%2e/api-tokens.json", "/toString", "/api/nothing"]) {
    expect((await call(path)).status, path).toBe(404);
  }
});

it("gives the customer's page a cookie of its own, so that both pages work in one browser", async () => {
  const cookies = await Promise.all(
    ["/", "/customer"].map(async (path) => (await call(path)).headers["set-cookie"]?.[0]?.split(";")[0] ?? ""),
  );
  expect((await call("/api/view", { cookie: cookies.join("; ") })).status).toBe(200);
  expect((await call("/api/view", { cookie: cookies[1] ?? "" })).status).toBe(401);
});

describe("commands", () => {
  it("are checked against their schema before anything happens", async () => {
    for (const body of [
      {},
      { id: "12345678", type: "fly" },
      { id: "12345678", type: "payCash", amountKop: -1 },
      { id: "12345678", type: "payCash", extra: 1 },
      "text",
    ]) {
      const answer = await call("/api/commands", bearer(tokens.screen), body);
      expect([answer.status, JSON.parse(answer.body)], JSON.stringify(body)).toMatchObject([400, { ok: false, code: "API103" }]);
    }
  });

  it("answer refusals with code, text and hint", async () => {
    const answer = await call("/api/commands", bearer(tokens.screen), { id: "a-refused-one", type: "openShift" });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { ok: false, code: "ACC101" }]);
    expect(JSON.parse(answer.body).text).toMatch(/[а-я]/);
  });

  it("never change anything by GET", async () => {
    expect((await call("/api/commands", bearer(tokens.screen))).status).toBe(404);
  });

  it("tell why there is no draft of a correction", async () => {
    const asked = await call("/api/receipts/nothing/correction?as=repeat", bearer(tokens.screen));
    expect(asked.status).toBe(404);
    expect(JSON.parse(asked.body)).toMatchObject({ ok: false, code: "RCP437" });
    expect((await call("/api/receipts/nothing/correction", bearer(tokens.technician))).status).toBe(401);
  });

  it("refuse a body that is too large", async () => {
    const answer = await call("/api/commands", bearer(tokens.screen), { id: "12345678", type: "voidReceipt", reason: "x".repeat(600_000) });
    expect(answer.status).toBe(413);
  });
});

describe("the feed", () => {
  function connect(
    query: string,
    headers: Record<string, string>,
  ): Promise<{ readonly socket: WebSocket; readonly messages: FeedMessage[] }> {
    return new Promise((resolve, reject) => {
      const messages: FeedMessage[] = [];
      const socket = new WebSocket(`ws://127.0.0.1:${api.port}/api/feed${query}`, { headers });
      socket.on("message", (data) => {
        messages.push(JSON.parse((data as Buffer).toString("utf8")) as FeedMessage);
        resolve({ socket, messages });
      });
      socket.on("error", reject);
    });
  }
  const arrived = async (messages: readonly FeedMessage[], fits: (message: FeedMessage) => boolean): Promise<FeedMessage> => {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = messages.find(fits);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`not in the feed: ${JSON.stringify(messages)}`);
  };

  it("is closed to strangers", async () => {
    await expect(connect("", {})).rejects.toThrow(/403/);
    await expect(connect("", { origin: "https://evil.example", ...bearer(tokens.screen) })).rejects.toThrow(/403/);
    await expect(connect("", bearer(tokens.customer)), "the cashier's feed with the customer's token").rejects.toThrow(/403/);
  });

  it("sends the view whole, then only what changed", async () => {
    const { socket, messages } = await connect("", bearer(tokens.screen));
    expect(messages[0]).toMatchObject({ type: "view", view: { operator: null } });
    await world.send({ type: "signIn", staffId: "cashier", pin: "1111" });
    await world.send({ type: "openShift" });
    await world.settle();
    await world.send({ type: "addItem", itemId: "item-0" });
    const patch = await arrived(messages, (message) => message.type === "patch" && message.sections.lines !== undefined);
    expect(patch).toMatchObject({ sections: { lines: { count: 1, changed: [{ index: 0, line: { line: 1 } }] } } });
    expect(patch.type === "patch" && patch.sections.info, "what did not change is not sent").toBeUndefined();
    socket.terminate();
  });

  it("gives the customer's screen no staff, no held receipts and no whole card number", async () => {
    await world.send({ type: "attachCustomer", card: "7770000001" });
    const { socket, messages } = await connect("?screen=customer", bearer(tokens.customer));
    const text = JSON.stringify(messages[0]);
    expect(messages[0]).toMatchObject({ type: "customer", view: { state: "sale", customer: { maskedCard: "•••• 0001" } } });
    expect(text).not.toContain("7770000001");
    expect(text).not.toContain("staff");
    socket.terminate();
  });
});

it("describes itself in OpenAPI, with the schemas that requests are checked with", async () => {
  const document = JSON.parse((await call("/api/openapi.json")).body);
  expect(document.openapi).toMatch(/^3\.1/);
  const types = document.components.schemas.Command.anyOf.map(
    (command: { properties: { type: { const: string } } }) => command.properties.type.const,
  );
  expect(types).toContain("payCash");
  expect(Object.keys(document.paths)).toContain("/api/commands");
});
