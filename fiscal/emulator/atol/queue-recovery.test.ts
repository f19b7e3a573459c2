import { afterEach, describe, expect, it } from "vitest";
import { openShift, sell, WebClient } from "./testing/web-client.ts";

const clients: WebClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.emulator.stop();
});

/** With an open shift: the next document is number 3. */
async function start(options: Parameters<typeof WebClient.start>[0] = {}): Promise<WebClient> {
  const client = await WebClient.start(options);
  clients.push(client);
  await client.ok(openShift());
  return client;
}

async function post(c: WebClient, uuid: string, ...request: object[]): Promise<void> {
  expect((await c.call("POST", "/requests", { uuid, request })).status).toBe(201);
}

const isBlocked = (results: readonly { readonly status: string }[]): boolean => results.some(({ status }) => status === "blocked");

describe("the link is lost", () => {
  it.each([2, 4, 241])("after the document (%d): blocked, then ready by the document's number", async (code) => {
    const c = await start();
    c.emulator.applyFault({ kind: "link-lost", moment: "after", code, on: "sell" });
    await post(c, "a", sell(), { type: "getFnStatus" });
    const [standing, waiting] = await c.until("a", isBlocked);
    expect([standing?.error.code, waiting?.status]).toEqual([code, "wait"]);
    expect((await c.call("GET", "/getRequestsQueueStatus")).body).toMatchObject({
      isBlocked: true,
      blockReason: "connectionError",
      blockedUUID: "a",
    });
    const other = await c.call("POST", "/requests", { uuid: "b", request: [sell()] });
    expect(other).toMatchObject({ status: 201, body: { isBlocked: true, blockedUUID: "a", blockReason: "connectionError" } });
    expect((await c.results("b"))[0]?.status).toBe("wait");
    expect(((await c.call("GET", "/devices/1")).body as { isLock: boolean }).isLock).toBe(true);
    c.emulator.applyFault({ kind: "link", up: true });
    const [settled, next] = await c.finished("a");
    expect(settled).toMatchObject({
      status: "ready",
      error: { code: 0 },
      result: { fiscalParams: { fiscalDocumentNumber: 3, total: 122 } },
    });
    expect(settled?.result?.["warnings"]).toMatchObject({ recovered: true });
    expect(next?.status).toBe("ready");
    expect((await c.finished("b"))[0]?.result).toMatchObject({ fiscalParams: { fiscalDocumentNumber: 4 } });
  });

  it("before the document: error when the registrar is back, the rest interrupted, nothing registered", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "link-lost", moment: "before", on: "sell", backAfterMs: 60 });
    await post(c, "a", sell(), sell());
    expect((await c.finished("a")).map(({ status, error }) => [status, error.code])).toEqual([
      ["error", 2],
      ["interrupted", 502],
    ]);
    expect(c.lastFd()).toBe(2);
    await c.ok(sell());
  });

  it("177 with the document in the drive and without it", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "task-error", moment: "after", code: 177, on: "sell" });
    await post(c, "a", sell());
    expect((await c.finished("a"))[0]).toMatchObject({ status: "ready", result: { fiscalParams: { fiscalDocumentNumber: 3 } } });
    c.emulator.applyFault({ kind: "task-error", moment: "before", code: 177, on: "sell" });
    await post(c, "b", sell());
    expect((await c.finished("b"))[0]).toMatchObject({ status: "error", error: { code: 177, description: "Закрытие чека прервано" } });
    expect(c.lastFd()).toBe(3);
  });

  it("a document of another program in between is taken for ours by the server: the number alone says nothing", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "foreign-document", moment: "before", totalKop: 777, on: "sell" });
    c.emulator.applyFault({ kind: "task-error", moment: "after", code: 115, on: "sell" });
    await post(c, "a", sell());
    expect((await c.finished("a"))[0]).toMatchObject({ result: { fiscalParams: { fiscalDocumentNumber: 4, total: 122 } } });
    c.emulator.applyFault({ kind: "foreign-document", moment: "after", totalKop: 777, on: "sell" });
    c.emulator.applyFault({ kind: "task-error", moment: "after", code: 115, on: "sell" });
    await post(c, "b", sell());
    expect((await c.finished("b"))[0]).toMatchObject({ result: { fiscalParams: { fiscalDocumentNumber: 6, total: 7.77 } } });
  });

  it("a read that fails never blocks", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "link", up: false });
    const [read] = await c.run({ type: "getShiftTotals" });
    expect(read).toMatchObject({ status: "error", error: { code: 2 } });
    const [sold] = await c.run(sell());
    expect(sold).toMatchObject({ status: "error", error: { code: 2 } });
    expect((await c.call("GET", "/getRequestsQueueStatus")).body).toMatchObject({ isBlocked: false });
  });

  it("a power cut right after the document: in the drive, owed on paper, printed when the registrar is back", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "power-cut", moment: "after", on: "sell", backAfterMs: 50 });
    await post(c, "a", sell());
    expect((await c.finished("a"))[0]).toMatchObject({ status: "ready", result: { fiscalParams: { fiscalDocumentNumber: 3 } } });
    await c.see(() => !c.emulator.state().paper.owed);
    const receipts = c.emulator.machine.kkt.paper(10).filter(({ kind }) => kind === "receipt");
    expect(receipts.map(({ state }) => state)).toEqual(["broken", "printed"]);
  });
});

describe("the world around", () => {
  it("a power cycle in the middle of slow printing: blocked, found in the drive, printed again", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "print-speed", msPerLine: 200 });
    await post(c, "a", sell());
    await c.see(() => c.lastFd() === 3);
    c.emulator.applyFault({ kind: "power-cycle" });
    c.emulator.applyFault({ kind: "print-speed", msPerLine: 0 });
    expect((await c.finished("a"))[0]).toMatchObject({ status: "ready", result: { fiscalParams: { fiscalDocumentNumber: 3 } } });
    await c.see(() => !c.emulator.state().paper.owed);
    expect(c.lastFd()).toBe(3);
  });

  it("another program sells at the same registrar", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "foreign-sale", totalKop: 5_000 });
    await c.see(() => c.lastFd() === 3);
    expect(c.emulator.drive.document(3)?.totalKop).toBe(5_000);
    expect(await c.ok(sell())).toMatchObject({ fiscalParams: { fiscalDocumentNumber: 4, fiscalReceiptNumber: 2 } });
  });

  it("errors of the drive: expired, full, an old queue to the OFD", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "drive-expiry", days: -1 });
    expect(await c.code(sell())).toBe(120);
    c.emulator.applyFault({ kind: "drive-expiry", days: 20 });
    expect(await c.ok({ type: "getFnStatus" })).toMatchObject({
      fnStatus: { warnings: { resourceExhausted: true, needReplacement: false } },
    });
    c.emulator.applyFault({ kind: "drive-memory", documentsLeft: 1 });
    expect(await c.code(sell())).toBe(121);
    c.emulator.applyFault({ kind: "drive-memory", documentsLeft: 1000 });
    await c.ok(sell());
  });
});

describe("paper", () => {
  it("ends in the middle: registered, the queue waits for paper, then prints on", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "paper-out", afterLines: 6 });
    await post(c, "a", sell());
    await post(c, "b", sell());
    await c.see(() => c.emulator.state().paper.owed && !c.emulator.state().paper.present);
    const [printedLater] = await c.until("a", ([one]) => one?.status === "ready");
    expect(printedLater?.result).toMatchObject({ fiscalParams: { fiscalDocumentNumber: 3 }, warnings: { notPrinted: true } });
    expect((await c.call("GET", "/getRequestsQueueStatus")).body).toMatchObject({ isBlocked: true, blockReason: "paperError", number: 2 });
    expect((await c.results("b"))[0]?.status).toBe("wait");
    c.emulator.applyFault({ kind: "paper-load" });
    await c.finished("b");
    expect((await c.results("a"))[0]?.result).toMatchObject({ warnings: { notPrinted: false } });
    expect(c.emulator.state().paper.owed).toBe(false);
    expect(c.lastFd()).toBe(4);
  });

  it("with blockQueueOnPrintErrors off the queue goes on, and continuePrint is the program's own", async () => {
    const c = await start();
    expect((await c.call("PUT", "/settings", { blockQueueOnPrintErrors: false })).status).toBe(200);
    c.emulator.applyFault({ kind: "cover", open: true });
    const [refused] = await c.run(sell());
    expect(refused).toMatchObject({ status: "error", error: { code: 45 } });
    c.emulator.applyFault({ kind: "cover", open: false });
    c.emulator.applyFault({ kind: "paper-out", afterLines: 6 });
    const [sold] = await c.run(sell());
    expect(sold).toMatchObject({ status: "ready", result: { warnings: { notPrinted: true } } });
    expect(await c.code({ type: "continuePrint" })).toBe(44);
    c.emulator.applyFault({ kind: "paper-load" });
    await c.ok({ type: "continuePrint" });
    expect(c.emulator.state().paper.owed).toBe(false);
  });

  it("none from the start: nothing registered; blocked, then an error, because the number did not grow", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "paper-out" });
    await post(c, "a", sell());
    expect((await c.finished("a"))[0]).toMatchObject({ status: "error", error: { code: 44, description: "Нет бумаги" } });
    expect(c.lastFd()).toBe(2);
    c.emulator.applyFault({ kind: "paper-load" });
    await c.ok(sell());
  });

  it("the cover is opened while it prints slowly", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "print-speed", msPerLine: 200 });
    await post(c, "a", sell());
    await c.see(() => c.lastFd() === 3);
    c.emulator.applyFault({ kind: "cover", open: true });
    await c.until("a", ([one]) => one?.status === "ready");
    expect((await c.call("GET", "/getRequestsQueueStatus")).body).toMatchObject({ isBlocked: true, blockReason: "paperError" });
    c.emulator.applyFault({ kind: "print-speed", msPerLine: 0 });
    c.emulator.applyFault({ kind: "cover", open: false });
    await c.see(() => !c.emulator.state().paper.owed);
  });
});

describe("the server's process", () => {
  it.each(["before", "after"] as const)("dies %s the document: a new one finds the outcome out, when requests are kept", async (moment) => {
    const c = await start();
    c.emulator.applyFault({ kind: "server-crash", moment, on: "sell" });
    await c.call("POST", "/requests", { uuid: "a", request: [sell(), { type: "getFnStatus" }] }).catch(() => null);
    await c.see(() => c.emulator.state().faults.length === 0 && c.emulator.state().serverUp);
    const results = await c.finished("a");
    expect(results.map(({ status }) => status)).toEqual(moment === "after" ? ["ready", "ready"] : ["error", "interrupted"]);
    expect(c.lastFd()).toBe(moment === "after" ? 3 : 2);
  });

  it("forgets everything, when requests are lost", async () => {
    const c = await start({ requests: "lost" });
    c.emulator.applyFault({ kind: "server-crash", moment: "after", on: "sell" });
    await c.call("POST", "/requests", { uuid: "a", request: [sell()] }).catch(() => null);
    await c.see(() => c.emulator.state().faults.length === 0 && c.emulator.state().serverUp);
    expect((await c.call("GET", "/requests/a")).status).toBe(404);
    expect(c.lastFd()).toBe(3);
    await c.ok(sell());
    expect(c.lastFd()).toBe(4);
  });

  it("restarts with waiting requests: they go on", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "link-lost", moment: "after", on: "sell" });
    await post(c, "a", sell());
    await post(c, "b", sell());
    await c.until("a", isBlocked);
    c.emulator.applyFault({ kind: "link", up: true });
    await c.emulator.restartServer("kept");
    expect((await c.finished("a"))[0]).toMatchObject({ status: "ready", result: { fiscalParams: { fiscalDocumentNumber: 3 } } });
    expect((await c.finished("b"))[0]?.status).toBe("ready");
    expect(c.lastFd()).toBe(4);
  });

  it("is down: nobody listens; then the same port answers", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "server", up: false });
    await c.see(() => !c.emulator.state().serverUp);
    await expect(c.call("GET", "/serverInfo")).rejects.toThrow();
    c.emulator.applyFault({ kind: "server", up: true });
    await c.see(() => c.emulator.state().serverUp);
    await expect.poll(async () => (await c.call("GET", "/serverInfo").catch(() => ({ status: 0 }))).status, { timeout: 20_000 }).toBe(200);
  });
});
