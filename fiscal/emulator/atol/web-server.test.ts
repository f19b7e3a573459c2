import { afterEach, describe, expect, it } from "vitest";
import { exchange, openShift, sell, WebClient } from "./testing/web-client.ts";

const clients: WebClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.emulator.stop();
});

async function start(options: Parameters<typeof WebClient.start>[0] = {}): Promise<WebClient> {
  const client = await WebClient.start(options);
  clients.push(client);
  return client;
}

const POST = "POST /requests";

describe("faults of HTTP", () => {
  it("an answer lost before the server took the request, and after", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "answer-lost", moment: "before", on: POST });
    await expect(c.call("POST", "/requests", { uuid: "a", request: [openShift()] })).rejects.toThrow();
    expect((await c.call("GET", "/requests/a")).status).toBe(404);
    c.emulator.applyFault({ kind: "answer-lost", moment: "after", on: POST });
    await expect(c.call("POST", "/requests", { uuid: "a", request: [openShift()] })).rejects.toThrow();
    expect((await c.finished("a"))[0]?.status).toBe("ready");
    expect((await c.call("POST", "/requests", { uuid: "a", request: [openShift()] })).status).toBe(409);
    expect(c.lastFd()).toBe(2);
  });

  it("a request cut at any byte: taken only when the whole of it had come", async () => {
    const c = await start();
    const body = JSON.stringify({ uuid: "cut", request: [{ type: "openCashDrawer" }] });
    const head = `POST /api/v2/requests HTTP/1.1\r\n`;
    for (const atByte of [0, 1, head.length - 3, head.length, head.length + 30]) {
      c.emulator.applyFault({ kind: "cut", direction: "in", atByte, on: POST });
      await expect(exchange(`${c.emulator.url}/api/v2/requests`, "POST", body)).rejects.toThrow();
      expect((await c.call("GET", "/requests/cut")).status).toBe(404);
    }
    expect((await exchange(`${c.emulator.url}/api/v2/requests`, "POST", body)).status).toBe(201);
  });

  it("an answer cut at any byte: the request was taken all the same", async () => {
    const c = await start();
    for (const [index, atByte] of [0, 10, 100, 200].entries()) {
      c.emulator.applyFault({ kind: "cut", direction: "out", atByte, on: POST });
      const uuid = `cut-${index}`;
      const answer = await c.call("POST", "/requests", { uuid, request: [{ type: "getFnStatus" }] }).catch(() => null);
      expect(answer).toBeNull();
      expect((await c.finished(uuid))[0]?.status).toBe("ready");
    }
  });

  it("500, garbage, a huge body, a slow one, another request's uuid", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "http-status", status: 500, moment: "after", on: POST });
    expect(await c.call("POST", "/requests", { uuid: "a", request: [openShift()] })).toMatchObject({
      status: 500,
      body: { error: { code: 505 } },
    });
    expect((await c.finished("a"))[0]?.status).toBe("ready");
    c.emulator.applyFault({ kind: "garbage", moment: "before", on: "GET /requests" });
    await expect(c.results("a")).rejects.toThrow();
    c.emulator.applyFault({ kind: "huge", bytes: 3_000_000, moment: "after", on: "GET /requests" });
    expect(JSON.stringify((await c.call("GET", "/requests/a")).body).length).toBeGreaterThan(3_000_000);
    c.emulator.applyFault({ kind: "drip", msPerByte: 1, on: "GET /requests" });
    expect((await c.results("a"))[0]?.status).toBe("ready");
    c.emulator.applyFault({ kind: "wrong-uuid", on: POST });
    expect((await c.call("POST", "/requests", { uuid: "b", request: [{ type: "getFnStatus" }] })).body["uuid"]).not.toBe("b");
    c.emulator.applyFault({ kind: "delay", ms: 30, on: POST, times: 2 });
    await c.ok(sell());
    await c.ok(sell());
    expect(c.emulator.state().faults).toEqual([]);
  });
});

describe("the server around the queue", () => {
  it("serverInfo is open, the rest asks for a login once there is one", async () => {
    const c = await start({ users: { shop: "secret" } });
    const info = await c.call("GET", "/serverInfo");
    expect(info).toMatchObject({ status: 200, body: { serverVersion: "1.0.4.0" } });
    expect(info.body["currentDateTime"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00$/);
    expect((await c.call("GET", "/utils/mapping")).status).toBe(200);
    expect((await c.call("GET", "/devices")).status).toBe(401);
    const login = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    expect((await c.call("GET", "/devices", undefined, login("shop:wrong"))).status).toBe(401);
    expect((await c.call("GET", "/devices", undefined, login("shop:secret"))).status).toBe(200);
  });

  it("registrars: added, named, connected one at a time, chosen by deviceID, removed", async () => {
    const c = await start({ preset: "empty" });
    const refused = await c.call("POST", "/requests", { uuid: "a", request: [openShift()] });
    expect(refused).toEqual({ status: 404, body: { error: { code: 505, description: "Устройство по умолчанию не задано" } } });
    const added = await c.call("POST", "/devices", { name: "Касса", connectionSettings: { port: "tcp", ipAddress: "10.0.0.5" } });
    expect(added).toMatchObject({ status: 201, body: { id: "1", name: "Касса", isDefault: true, isActive: false, isLock: false } });
    expect(added.body["connectionSettings"]).toMatchObject({ port: "tcp", ipAddress: "10.0.0.5", ofdChannel: "auto" });
    expect(await c.call("POST", "/requests", { uuid: "a", request: [openShift()] })).toEqual({
      status: 409,
      body: { error: { code: 505, description: "ККТ [1] не подключена" } },
    });
    expect((await c.call("POST", "/activateDevice?deviceID=1")).status).toBe(200);
    await c.call("POST", "/devices", { id: "second" });
    expect((await c.call("POST", "/activateDevice", { deviceID: "second" })).body).toEqual({
      error: { code: 505, description: "ККТ [second] не подключилась: Порт занят" },
    });
    expect((await c.call("POST", "/requests?deviceID=77", { uuid: "b", request: [{}] })).body).toEqual({
      error: { code: 505, description: "Устройство с ID [77] не найдено" },
    });
    await c.ok(openShift());
    expect((await c.call("GET", "/requests/request-1?deviceID=second")).status).toBe(404);
    expect((await c.call("GET", "/requests/request-1?deviceID=1")).status).toBe(200);
    expect((await c.call("POST", "/setDefaultDevice", { id: "second" })).status).toBe(200);
    expect((await c.call("GET", "/devices/default")).body).toMatchObject({ id: "second" });
    expect((await c.call("PUT", "/devices/1", { name: "У входа" })).body).toMatchObject({ name: "У входа", isActive: true });
    expect((await c.call("PUT", "/devices/1", { connectionSettings: { port: "pigeon" } })).status).toBe(400);
    expect((await c.call("POST", "/devices", { id: "bad id!" })).status).toBe(400);
    expect((await c.call("POST", "/deactivateDevice?deviceID=1")).status).toBe(200);
    expect((await c.call("DELETE", "/devices/second")).status).toBe(200);
    expect((await c.call("GET", "/devices")).body).toHaveLength(1);
    c.emulator.applyFault({ kind: "link", up: false });
    const away = await c.call("POST", "/activateDevice?deviceID=1");
    expect(away).toMatchObject({ status: 409, body: { error: { description: "ККТ [1] не подключилась: Нет связи" } } });
    expect((await c.call("GET", "/devices/1")).body).toMatchObject({ isActive: false, lastError: "Нет связи" });
  });

  it("settings, legal values, an empty device, reads outside the queue", async () => {
    const c = await start();
    expect((await c.call("GET", "/settings")).body).toMatchObject({ deleteRequestsAfter: 43_200, blockQueueOnPrintErrors: true });
    expect((await c.call("PUT", "/settings", { deleteRequestsAfter: "abc" })).body).toEqual({
      error: { code: 505, description: "Некорректное значение или тип поля 'deleteRequestsAfter' (string)" },
    });
    expect((await c.call("PUT", "/settings", { validateRequestsOnAdd: true })).status).toBe(200);
    expect((await c.call("POST", "/requests", { uuid: "a", request: [sell({ items: undefined })] })).status).toBe(400);
    expect((await c.call("GET", "/requests/a")).status).toBe(404);
    const mapping = (await c.call("GET", "/utils/mapping")).body as { port: { key: string }[] };
    expect(mapping.port.map(({ key }) => key)).toEqual(["com", "usb", "tcp", "bluetooth"]);
    expect((await c.call("GET", "/utils/deviceParametersStruct")).body).toMatchObject({ id: "", connectionSettings: { port: "usb" } });
    expect((await c.call("POST", "/operations/queryShiftStatus")).body).toMatchObject({ shiftStatus: { state: "closed" } });
    expect((await c.call("POST", "/operations/queryNothing")).status).toBe(404);
  });

  it("the back door tells state, documents and paper, and takes faults", async () => {
    const c = await start();
    await c.ok(sell());
    const control = `http://127.0.0.1:${c.emulator.controlPort}`;
    const get = async (path: string): Promise<unknown> => JSON.parse((await exchange(`${control}${path}`, "GET", "")).text);
    expect(await get("/state")).toMatchObject({ serverUp: true, drive: { lastFd: 3 }, drawerKop: 12_200 });
    expect(await get("/documents?from=3")).toMatchObject([{ fdNumber: 3, totalKop: 12_200 }]);
    expect((await exchange(`${control}/paper/last?format=text`, "GET", "")).text).toContain("*** ЭМУЛЯТОР, УЧЕБНЫЙ РЕЖИМ ***");
    expect((await exchange(`${control}/faults`, "POST", '{"kind":"no such thing"}')).status).toBe(400);
    expect((await exchange(`${control}/faults`, "POST", '{"kind":"link","up":false}')).status).toBe(200);
    expect(c.emulator.state().linkUp).toBe(false);
  });
});
