import { afterEach, describe, expect, it } from "vitest";
import { closeShift, openShift, position, sell, WebClient } from "./testing/web-client.ts";

const clients: WebClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.emulator.stop();
});

async function start(options: Parameters<typeof WebClient.start>[0] = {}): Promise<WebClient> {
  const client = await WebClient.start(options);
  clients.push(client);
  return client;
}

describe("requests over HTTP", () => {
  it("POST answers 201 with uuid, number and the block; GET gives one result a task", async () => {
    const c = await start();
    const added = await c.call("POST", "/requests", { uuid: "a", request: [openShift(), { type: "getFnStatus" }] });
    expect(added).toEqual({ status: 201, body: { uuid: "a", number: 1, isBlocked: false, blockedUUID: "", blockReason: "" } });
    const results = await c.finished("a");
    expect(results.map(({ status }) => status)).toEqual(["ready", "ready"]);
    expect(results[0]?.error).toEqual({ code: 0, description: "Ошибок нет" });
    expect(results[1]?.result).toMatchObject({ fnStatus: { fiscalDocumentNumber: 2, fiscalReceiptNumber: 0 } });
    const single = await c.call("POST", "/requests", { uuid: "b", request: { type: "getShiftStatus" } });
    expect(single.body["number"]).toBe(2);
    expect((await c.finished("b"))[0]?.result).toMatchObject({ shiftStatus: { state: "opened", number: 1, documentsCount: 1 } });
  });

  it("the same uuid again, no body, an unknown request, an unknown path", async () => {
    const c = await start();
    await c.call("POST", "/requests", { uuid: "a", request: [{ type: "getFnStatus" }] });
    const again = await c.call("POST", "/requests", { uuid: "a", request: [{ type: "getFnStatus" }] });
    expect(again.status).toBe(409);
    expect(again.body).toEqual({
      error: { code: 505, description: "Не удалось добавить задание с UUID [a], задание с таким UUID уже есть" },
    });
    expect(await c.call("POST", "/requests", { uuid: "x" })).toEqual({
      status: 400,
      body: { error: { code: 505, description: "Поле 'request' не задано или пустое" } },
    });
    expect((await c.call("POST", "/requests", { request: [{}] })).status).toBe(400);
    expect((await c.call("POST", "/requests", "{oops")).status).toBe(400);
    expect(await c.call("GET", "/requests/nope")).toEqual({
      status: 404,
      body: { error: { code: 505, description: "Задание с UUID [nope] для устройства [1] не найдено" } },
    });
    expect((await c.call("GET", "/nope")).status).toBe(404);
  });

  it("a failed task interrupts those behind it", async () => {
    const c = await start();
    const results = await c.run({ type: "getFnStatus" }, { type: "nothing of the kind" }, { type: "getFnStatus" });
    expect(results.map(({ status, error }) => [status, error.code])).toEqual([
      ["ready", 0],
      ["error", 501],
      ["interrupted", 502],
    ]);
    expect(results[2]?.error.description).toBe("Выполнение прервано из-за предыдущих ошибок");
  });

  it("DELETE takes back a waiting request only", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "task-delay", ms: 2000, on: "getDeviceInfo" });
    await c.call("POST", "/requests", { uuid: "slow", request: [{ type: "getDeviceInfo" }] });
    await c.call("POST", "/requests", { uuid: "queued", request: [openShift(), sell()] });
    expect((await c.call("GET", "/getRequestsQueueStatus")).body).toMatchObject({ number: 1, isBlocked: false });
    expect((await c.call("DELETE", "/requests/queued")).status).toBe(200);
    expect((await c.results("queued")).map(({ status, error }) => [status, error.code])).toEqual([
      ["canceled", 503],
      ["canceled", 503],
    ]);
    expect((await c.call("DELETE", "/requests/slow")).status).toBe(409);
    await c.finished("slow");
    expect((await c.call("DELETE", "/requests/slow")).status).toBe(409);
    expect((await c.call("DELETE", "/requests/nope")).status).toBe(404);
    expect((await c.call("GET", "/getRequestsQueueStatus")).body).toMatchObject({ number: 0, ready: 1, canceled: 1 });
    expect(c.lastFd()).toBe(1);
  });

  it("two clients at once: each gets its own document, in the order of coming", async () => {
    const c = await start();
    await c.ok(openShift());
    const uuids = ["one", "two", "three", "four"];
    await Promise.all(uuids.map((uuid) => c.call("POST", "/requests", { uuid, request: [sell()] })));
    const numbers = await Promise.all(
      uuids.map(async (uuid) => (await c.finished(uuid))[0]?.result?.["fiscalParams"] as { fiscalDocumentNumber: number }),
    );
    expect(numbers.map(({ fiscalDocumentNumber }) => fiscalDocumentNumber).toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
  });
});

describe("a shop's day", () => {
  it("opens the shift, sells, tells the totals and closes", async () => {
    const c = await start();
    const opened = await c.ok(openShift());
    expect(opened["fiscalParams"]).toMatchObject({ fiscalDocumentNumber: 2, shiftNumber: 1, fnNumber: "9999078902000001" });
    const sold = await c.ok(sell());
    expect(sold).toMatchObject({
      fiscalParams: { fiscalDocumentNumber: 3, fiscalReceiptNumber: 1, shiftNumber: 1, total: 122, fnsUrl: "www.nalog.gov.ru" },
      warnings: null,
    });
    const params = sold["fiscalParams"] as Record<string, unknown>;
    expect(params["fiscalDocumentSign"]).toMatch(/^\d+$/);
    expect(params["fiscalDocumentDateTime"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00$/);
    expect(String(c.emulator.drive.document(3)?.fiscalSign)).toBe(params["fiscalDocumentSign"]);
    expect(await c.ok({ type: "getShiftTotals" })).toMatchObject({
      shiftTotals: { cashDrawer: { sum: 122 }, receipts: { sell: { count: 1, sum: 122, payments: { cash: 122, electronically: 0 } } } },
    });
    expect(await c.ok(closeShift())).toMatchObject({
      fiscalParams: { fiscalDocumentNumber: 4, receiptsCount: 1, fnTotals: { sell: { receipts: 1, receiptsSum: 122 } } },
    });
    expect(await c.ok({ type: "getShiftStatus" })).toMatchObject({ shiftStatus: { state: "closed", number: 1 } });
  });

  it("refuses what the shift does not allow", async () => {
    const c = await start();
    expect(await c.code(closeShift())).toBe(73);
    await c.ok(openShift());
    expect(await c.code(openShift())).toBe(83);
    c.emulator.applyFault({ kind: "advance-clock", ms: 24 * 3_600_000 });
    expect(await c.ok({ type: "getShiftStatus" })).toMatchObject({ shiftStatus: { state: "expired" } });
    expect(await c.code(sell())).toBe(68);
    await c.ok(closeShift());
  });

  it("a receipt into a closed shift opens it, or is refused, as the registrar is set", async () => {
    const c = await start();
    expect(await c.ok(sell())).toMatchObject({ shiftAutoOpened: true, fiscalParams: { fiscalDocumentNumber: 3, shiftNumber: 1 } });
    expect((await c.ok(sell()))["shiftAutoOpened"]).toBeUndefined();
    const { FAST_ATOL_PROFILE } = await import("./profile.ts");
    const strict = await start({ profile: { ...FAST_ATOL_PROFILE, opensShiftItself: false } });
    expect(await strict.code(sell())).toBe(73);
  });

  it("everything on paper stands between training banners", async () => {
    const c = await start();
    await c.ok(sell({ items: [position(), { type: "text", text: "СПАСИБО", alignment: "center" }] }));
    const paper = c.emulator.machine.kkt.paper(10);
    expect(paper.map(({ kind, state }) => [kind, state])).toEqual([
      ["shift-open", "printed"],
      ["receipt", "printed"],
    ]);
    for (const { lines } of paper) {
      const texts = lines.map((line) => (line.kind === "text" ? line.text.trim() : ""));
      expect(texts[0]).toBe("*** ЭМУЛЯТОР, УЧЕБНЫЙ РЕЖИМ ***");
      expect(texts.at(-2)).toBe("НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ");
    }
    expect(JSON.stringify(paper[1]?.lines)).toContain("СПАСИБО");
  });

  it("prints on the clock: the answer comes when the paper is out", async () => {
    const c = await start({ msPerLine: 300 });
    await c.call("POST", "/requests", { uuid: "a", request: [openShift()] });
    await c.see(() => c.lastFd() === 2);
    expect((await c.results("a"))[0]?.status).toBe("inProgress");
    c.emulator.applyFault({ kind: "print-speed", msPerLine: 0 });
    expect((await c.finished("a"))[0]?.status).toBe("ready");
  });
});
