import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { ManualClock, settle } from "../../../device-drivers/transport/manual-clock.ts";
import { startTsPiotEmulator, type TsPiotEmulator } from "../emulator/index.ts";
import { madeCode } from "../test-support.ts";
import { createServiceExchange, type HttpAnswer, type HttpExchange, type HttpRequest } from "./http-exchange.ts";
import type { CheckAnswer } from "./marking-check.ts";
import { createTsPiotClient, type TsPiotClient } from "./ts-piot-client.ts";

const CODE = madeCode();
const GOOD_ELEMENT = {
  cis: CODE.cis,
  found: true,
  valid: true,
  verified: true,
  utilised: true,
  realizable: true,
  sold: false,
  isBlocked: false,
};
const GOOD_ITEM = {
  code: 0,
  description: "ok",
  reqId: "c0ffee",
  reqTimestamp: 1_795_000_000_000,
  isCheckedOffline: false,
  codes: [GOOD_ELEMENT],
};
const wrapped = (item: object): object => ({ codesResponse: { codesResponse: [item] } });
const GOOD = wrapped(GOOD_ITEM);

type Step = HttpAnswer | "silence" | "refused" | { readonly afterMs: number; readonly answer: HttpAnswer };

interface Bench {
  readonly clock: ManualClock;
  readonly client: TsPiotClient;
  readonly requests: HttpRequest[];
}

const http = (status: number, body: unknown = GOOD): HttpAnswer => ({
  status,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** A client against a list of answers to its checks; `info` is what `/api/v1/info` does. */
function bench(steps: readonly Step[], info: Step = http(200, {}), timeoutMs = 1_500): Bench {
  const clock = new ManualClock();
  const requests: HttpRequest[] = [];
  let next = 0;
  const exchange: HttpExchange = async (request) => {
    const isInfo = request.url.endsWith("/api/v1/info");
    if (!isInfo) requests.push(request);
    const step = isInfo ? info : (steps[next++] ?? "silence");
    if (step === "refused") throw new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
    if (step === "silence") {
      return new Promise((_resolve, reject) =>
        request.signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true }),
      );
    }
    if (!("afterMs" in step)) return step;
    await clock.sleep(step.afterMs, request.signal);
    return step.answer;
  };
  const clientInfo = { name: "ITEEM Till", version: "0.1.0", id: "17", token: "secret" };
  return {
    clock,
    requests,
    client: createTsPiotClient({
      baseUrl: "http://127.0.0.1:51400",
      clientInfo,
      timeoutMs,
      apiVersion: 1,
      clock,
      log: silentLog,
      exchange,
    }),
  };
}

async function checked(built: Bench, withinMs = 5_000): Promise<CheckAnswer> {
  const pending = built.client.check(CODE);
  await built.clock.advance(withinMs);
  return pending;
}

const brief = (answer: CheckAnswer): string => (answer.mode === "unavailable" ? `unavailable ${answer.error.code}` : answer.mode);

describe("request", () => {
  it("carries the full code in base64 and the till's registration", async () => {
    const built = bench([http(200)]);
    await checked(built);
    const [request] = built.requests;
    expect(request).toMatchObject({ method: "POST", url: "http://127.0.0.1:51400/api/v1/codes/check" });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      codes: [Buffer.from(CODE.raw).toString("base64")],
      client_info: { name: "ITEEM Till", version: "0.1.0", id: "17", token: "secret" },
    });
  });
});

describe("answers", () => {
  it("reads an online answer into plain data", async () => {
    const answer = await checked(bench([http(200)]));
    expect(answer).toMatchObject({
      source: "ts-piot",
      mode: "online",
      reqId: "c0ffee",
      reqTimestamp: 1_795_000_000_000,
      inst: null,
      attempts: 1,
      status: { cis: CODE.cis, found: true, sold: false, isOwner: null, mrpKop: null },
    });
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  it("reads the flat list of v2, a timestamp in text, prices, dates and weights in their variants", async () => {
    const element = {
      ...GOOD_ELEMENT,
      mrp: "14500",
      smp: 0,
      expireDate: "2026-12-31T00:00:00",
      productionDate: "0001-01-01T00:00:00",
      productWeight: "520",
    };
    const answer = await checked(
      bench([http(200, { codesResponse: [{ ...GOOD_ITEM, reqTimestamp: "1795000000000", codes: [element] }] })]),
    );
    expect(answer).toMatchObject({
      mode: "online",
      reqTimestamp: 1_795_000_000_000,
      status: {
        mrpKop: 14_500,
        smpKop: null,
        expireDate: Date.parse("2026-12-31T00:00:00+03:00"),
        productionDate: null,
        productWeightGrams: 520,
      },
    });
  });

  it.each([
    ["beside reqId", { ...GOOD_ITEM, inst: "i-1", version: "2.6" }],
    ["inside the element", { ...GOOD_ITEM, codes: [{ ...GOOD_ELEMENT, inst: "i-1", version: "2.6" }] }],
  ])("tells the local module's answer by its name %s", async (_where, item) => {
    expect(await checked(bench([http(200, wrapped(item))]))).toMatchObject({ mode: "offline", inst: "i-1", version: "2.6" });
  });

  it("keeps the local module's refusal of the request, but not an online one", async () => {
    const refusal = { ...GOOD_ITEM, code: 7, description: "нет" };
    expect(await checked(bench([http(200, wrapped({ ...refusal, isCheckedOffline: true }))]))).toMatchObject({
      mode: "offline",
      requestCode: 7,
    });
    expect(await checked(bench([http(200, wrapped(refusal))]))).toMatchObject({
      mode: "unavailable",
      error: { code: "MRK532", vendorCode: "7" },
    });
  });

  it.each([
    ["HTTP 203", http(203, { code: 203, message: "Аварийный режим", details: [] })],
    ["HTTP 203 with any body", http(203, "")],
    ["code 203 in an error", http(503, { code: 203, message: "Аварийный режим" })],
    ["code 203 in the list", http(200, wrapped({ code: 203, description: "Аварийный режим" }))],
  ])("reads emergency mode from %s", async (_where, step) => {
    expect(brief(await checked(bench([step])))).toBe("emergency");
  });

  it.each([
    ["no JSON", "{oops"],
    ["an empty list", { codesResponse: { codesResponse: [] } }],
    ["no codes", wrapped({ ...GOOD_ITEM, codes: [] })],
    ["two codes", wrapped({ ...GOOD_ITEM, codes: [GOOD_ELEMENT, GOOD_ELEMENT] })],
    ["no reqId", wrapped({ ...GOOD_ITEM, reqId: undefined })],
    ["a reqId that would break tag 1265", wrapped({ ...GOOD_ITEM, reqId: "a&Time=1" })],
    ["no time", wrapped({ ...GOOD_ITEM, reqTimestamp: null })],
    ["another code", wrapped({ ...GOOD_ITEM, codes: [{ ...GOOD_ELEMENT, cis: `${CODE.cis}x` }] })],
    ["another code's beginning", wrapped({ ...GOOD_ITEM, codes: [{ ...GOOD_ELEMENT, cis: CODE.cis.slice(0, -1) }] })],
  ])("takes %s for no answer", async (_what, body) => {
    expect(brief(await checked(bench([http(200, body)])))).toBe("unavailable MRK533");
  });

  it("accepts the code in the answer with its check part, with or without GS", async () => {
    const full = Buffer.from(CODE.raw).toString("latin1");
    for (const cis of [full, full.replaceAll("\u001d", "")]) {
      const answer = await checked(bench([http(200, wrapped({ ...GOOD_ITEM, codes: [{ ...GOOD_ELEMENT, cis }] }))]));
      expect(answer.mode).toBe("online");
    }
  });

  it.each([
    [{ error: { errorCode: 401, errorDescription: "нет регистрации" } }, "401", "нет регистрации"],
    [{ code: 55, message: "плохой запрос", details: [] }, "55", "плохой запрос"],
  ])("reads the error body %j", async (body, vendorCode, message) => {
    const answer = await checked(bench([http(400, body)]));
    expect(answer).toMatchObject({
      mode: "unavailable",
      attempts: 1,
      error: { code: "MRK532", vendorCode, details: { status: 400, message } },
    });
  });
});

describe("retries and the limit", () => {
  it.each([500, 504, 514])("repeats after %i with growing pauses", async (status) => {
    const built = bench([http(status, ""), http(status, ""), http(200)]);
    const pending = built.client.check(CODE);
    await built.clock.advance(1_000);
    expect(await pending).toMatchObject({ mode: "online", attempts: 3, tookMs: 150 });
  });

  it.each([400, 401, 404, 429, 501, 502, 503])("does not repeat after %i", async (status) => {
    const built = bench([http(status, ""), http(200)]);
    expect(brief(await checked(built))).toBe("unavailable MRK532");
    expect(built.requests).toHaveLength(1);
  });

  it("does not repeat when nothing listens, and says why", async () => {
    const answer = await checked(bench(["refused", http(200)]));
    expect(answer).toMatchObject({ attempts: 1, error: { code: "MRK531", details: { reason: "ECONNREFUSED" } } });
  });

  it("holds retries to one total limit", async () => {
    const built = bench(Array.from({ length: 50 }, () => http(500, "")));
    const answer = await checked(built);
    expect(brief(answer)).toBe("unavailable MRK532");
    expect(answer.tookMs).toBeLessThanOrEqual(1_500);
    expect(answer.attempts).toBe(5); // at 0, 50, 150, 350 and 750 ms; the next pause would pass the limit
  });

  it("gives up at the limit when the service is silent, and cuts the request", async () => {
    const built = bench([http(500, ""), "silence"]);
    const pending = built.client.check(CODE);
    await built.clock.advance(1_499);
    expect(built.requests[1]?.signal.aborted).toBe(false);
    await built.clock.advance(1);
    expect(await pending).toMatchObject({ tookMs: 1_500, attempts: 2, error: { code: "MRK530", details: { limitMs: 1_500 } } });
    expect(built.requests[1]?.signal.aborted).toBe(true);
  });

  it.each([
    [{ codesCheckTimeout: "800" }, 800],
    [{ codesCheckTimeout: 1_800 }, 1_500],
    [{ codesCheckTimeout: "soon" }, 1_500],
    [{ codesCheckTimeout: 5 }, 1_500],
  ])("takes the smaller of the configured limit and %j", async (info, limitMs) => {
    const answer = await checked(bench(["silence"], http(200, info)));
    expect(answer).toMatchObject({ tookMs: limitMs, error: { details: { limitMs } } });
  });

  it("learns the limit inside the limit, and does not ask again for a minute when that fails", async () => {
    const built = bench(["silence", { afterMs: 100, answer: http(200) }, { afterMs: 100, answer: http(200) }], "silence");
    expect((await checked(built)).tookMs).toBe(1_500);
    expect((await checked(built)).tookMs).toBe(100);
    await built.clock.advance(60_000);
    expect((await checked(built)).tookMs).toBe(400);
  });

  it("stops when the caller aborts, before, during and between requests", async () => {
    const gone = AbortSignal.abort();
    expect(brief(await bench([http(200)]).client.check(CODE, gone))).toBe("unavailable MRK534");
    for (const step of ["silence", http(500, "")] as const) {
      const built = bench([step, "silence"]);
      const controller = new AbortController();
      const pending = built.client.check(CODE, controller.signal);
      await settle();
      controller.abort();
      expect(brief(await pending)).toBe("unavailable MRK534");
    }
  });
});

describe("info", () => {
  it("tells identity and state, and none of the secrets", async () => {
    const lm = { version: "2.6", status: "ready", lastSync: 1_795_000_000_000, token: "T", login: "admin", pass: "P", ip: "10.0.0.1" };
    const info = await bench([], http(200, { tspiotId: "t-1", fnSerial: "99", codesCheckTimeout: "1800", lm })).client.info();
    expect(info).toEqual({
      ok: true,
      value: {
        tsPiotId: "t-1",
        kktSerial: null,
        fnSerial: "99",
        kktInn: null,
        codesCheckTimeoutMs: 1_800,
        localModule: { version: "2.6", status: "ready", lastSync: 1_795_000_000_000 },
      },
    });
  });

  it.each<[Step, string]>([
    ["refused", "MRK531"],
    [http(404, ""), "MRK532"],
    [http(200, "x"), "MRK533"],
  ])("fails as a value: %j", async (step, code) => {
    expect(await bench([], step).client.info()).toMatchObject({ ok: false, error: { code } });
  });
});

describe("versions", () => {
  const running: TsPiotEmulator[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((emulator) => emulator.close()));
  });

  async function asking(versions: readonly (1 | 2 | 3)[]) {
    const emulator = await startTsPiotEmulator({ port: 0, versions, clock: systemClock, log: silentLog });
    running.push(emulator);
    const asked: string[] = [];
    const real = createServiceExchange({ clock: systemClock });
    const client = createTsPiotClient({
      baseUrl: emulator.url,
      clientInfo: { name: "ITEEM Till", version: "0.1.0", id: "17", token: "t" },
      timeoutMs: 1_500,
      groupOf: () => "water",
      clock: systemClock,
      log: silentLog,
      exchange: (request) => {
        asked.push(`${request.method} ${new URL(request.url).pathname}`);
        if (request.url.endsWith("/v3/codes/check")) expect(JSON.parse(request.body)).toMatchObject({ codes: [{ pg: "water" }] });
        return real(request);
      },
    });
    return { client, asked };
  }

  it.each([
    [[1, 2, 3] as const, 3, ["GET /api/v3/info"]],
    [[1, 2] as const, 2, ["GET /api/v3/info", "GET /api/v2/info"]],
    [[1] as const, 1, ["GET /api/v3/info", "GET /api/v2/info", "POST /api/v1/info"]],
  ])("of a service that knows %j: %i is found once and kept", async (versions, version, infos) => {
    const { client, asked } = await asking(versions);
    expect((await client.check(CODE)).mode).toBe("online");
    expect((await client.check(madeCode({ outcome: "sold" }))).mode).toBe("online");
    const check = `POST /api/v${version}/codes/check`;
    expect(asked).toEqual([...infos, check, check]);
    expect(client.version()).toBe(version);
  });

  it("are looked for again when the service was changed for another", async () => {
    const { client } = await asking([3]);
    expect((await client.check(CODE)).mode).toBe("online");
    const [emulator] = running.splice(0);
    await emulator?.close();
    const older = await startTsPiotEmulator({ port: emulator?.port ?? 0, versions: [1], clock: systemClock, log: silentLog });
    running.push(older);
    expect(brief(await client.check(CODE))).toBe("unavailable MRK532");
    expect((await client.check(CODE)).mode).toBe("online");
    expect(client.version()).toBe(1);
  });
});
