import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { epochMs, systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { kopecks, quantity } from "../../../config/money.ts";
import { startUtmEmulator, type UtmEmulator } from "../emulator/index.ts";
import type { Cheque, ChequeVersion } from "../cheque/cheque.ts";
import { makeOldStamp } from "../stamp/make-stamp.ts";
import { createUtmClient, type ChequeReply } from "./utm-client.ts";

const OWNER = { fsrarId: "030000000001", inn: "7707083893", kpp: "770701001", name: 'ООО «Ромашка» & "К"', address: "Москва" };
const STAMP = makeOldStamp("0350397000001380565", 1);
const never = new AbortController().signal;

let emulator: UtmEmulator;
beforeEach(async () => {
  emulator = await startUtmEmulator({ port: 0, clock: systemClock, log: silentLog });
  emulator.book.put(STAMP, "stock");
});
afterEach(() => emulator.close());

function client(version: ChequeVersion = "v3", timeoutMs = 5_000) {
  return createUtmClient({
    baseUrl: emulator.url,
    version,
    owner: OWNER,
    utcOffsetMinutes: 180,
    timeoutMs,
    clock: systemClock,
    log: silentLog,
  });
}

function cheque(changes: Partial<Cheque> = {}): Cheque {
  return {
    id: "8c3a0f5f-7f6e-41ee-8c3a-00155d000001",
    kind: "sale",
    number: { kassa: "0123456789", shift: 7, number: 101, at: epochMs(Date.UTC(2026, 10, 24, 20, 59)) },
    goods: { kind: "stamped", bottles: [{ stamp: STAMP, ean: "4600000000008", volumeMl: 500, priceKop: kopecks(40_905) }] },
    ...changes,
  };
}

const send = (each = cheque(), version: ChequeVersion = "v3", timeoutMs = 5_000): Promise<ChequeReply> =>
  client(version, timeoutMs).sendCheque(each, never);

describe.each(["v1", "v3", "v4"] as const)("a cheque of %s", (version) => {
  it("is taken for a sale and its return, with address and sign", async () => {
    const sale = await send(cheque(), version);
    expect(sale).toMatchObject({ kind: "accepted", answer: { sign: expect.stringMatching(/^[0-9A-F]{128}$/) as string } });
    expect(sale).toMatchObject({
      answer: { url: expect.stringMatching(/^https:\/\/check\.egais\.ru\?id=.+&dt=\d{10}&cn=030000000001$/) as string },
    });
    expect(emulator.book.stateOf(STAMP)).toBe("sold");
    const refund = await send(cheque({ kind: "refund", number: { ...cheque().number, number: 102 } }), version);
    expect(refund.kind).toBe("accepted");
    expect(emulator.book.stateOf(STAMP)).toBe("stock");
    expect(emulator.book.taken().map((each) => each.cheque.bottles[0]?.price)).toEqual(
      version === "v1" ? ["409.05", "-409.05"] : ["409.05", "409.05"],
    );
  });

  it("may hold beer without stamps", async () => {
    const line = { kindCode: "500", alcocode: null, name: "Пиво <светлое>", ean: "4600000000015", volumeMl: 500, strengthBasisPoints: 450 };
    const goods = { kind: "unstamped", lines: [{ ...line, priceKop: kopecks(9_000), quantity: quantity(2_000_000) }] } as const;
    expect((await send(cheque({ goods }), version)).kind).toBe("accepted");
    expect(emulator.book.taken()[0]?.cheque).toMatchObject({ unstamped: 1, bottles: [] });
  });
});

describe("a UTM that refuses", () => {
  it.each(["sold", "foreign"] as const)("a stamp that is %s", async (state) => {
    emulator.book.put(STAMP, state);
    expect(await send()).toMatchObject({ kind: "refused", error: { code: "ALC858" } });
  });

  it("after three days without EGAIS", async () => {
    emulator.book.offlineSince = epochMs(Date.now() - 3 * 86_400_000 - 1_000);
    expect(await send()).toMatchObject({ kind: "refused", error: { details: { message: "Превышено время работы без связи с ЕГАИС" } } });
  });

  it("a cheque that it knows", async () => {
    await send();
    expect((await send()).kind).toBe("known");
    emulator.book.again = "same";
    const same = await send();
    expect(same).toMatchObject({ kind: "accepted", answer: { url: emulator.book.taken()[0]?.url } });
    emulator.book.again = "twice";
    expect((await send()).kind).toBe("accepted");
    expect(emulator.book.taken()).toHaveLength(2);
  });
});

describe("answers that are lost or senseless are never taken for a refusal", () => {
  it("down: nothing arrived", async () => {
    await emulator.inject({ kind: "down" });
    expect(await send()).toMatchObject({ kind: "none", error: { code: "ALC850" } });
  });

  it.each([
    ["garbage", { kind: "garbage", isTaken: true, times: 1 }],
    ["an XML bomb", { kind: "bomb", isTaken: true, times: 1 }],
    ["HTTP 500", { kind: "status", status: 500, times: 1 }],
    ["a cut before the answer", { kind: "cut", afterBytes: 0, isTaken: true, times: 1 }],
    ["a cut in the answer", { kind: "cut", afterBytes: 60, isTaken: true, times: 1 }],
  ] as const)("%s", async (_name, fault) => {
    await emulator.inject(fault);
    expect(await send()).toMatchObject({ kind: "unknown", error: { code: "ALC859" } });
  });

  it("slow: the wait ends at its limit", async () => {
    await emulator.inject({ kind: "slow", delayMs: 60_000, isTaken: true, times: 1 });
    const startedMs = performance.now();
    expect(await send(cheque(), "v3", 100)).toMatchObject({ kind: "unknown" });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect((await send()).kind).toBe("known");
  });
});

describe("documents and state", () => {
  it("sends a document, reads its ticket and removes it", async () => {
    const utm = client();
    const sent = await utm.sendDocument("QueryPartner", "<a/>", never);
    const listed = await utm.documents(never);
    expect(sent.ok && listed.ok && listed.value.map(({ replyId }) => replyId)).toEqual([sent.ok && sent.value]);
    const url = listed.ok ? (listed.value[0]?.url ?? "") : "";
    expect(await utm.document(url, never)).toMatchObject({
      ok: true,
      value: expect.stringContaining("<Conclusion>Accepted</Conclusion>") as string,
    });
    expect(await utm.removeDocument(url, never)).toEqual({ ok: true, value: undefined });
    expect(await utm.documents(never)).toEqual({ ok: true, value: [] });
    expect(await utm.document(url, never)).toMatchObject({ ok: false, error: { code: "ALC870" } });
  });

  it("tells version, owner and last days of certificates", async () => {
    emulator.setCertificates("2026-12-01", "2027-02-03");
    const state = await client().state(never);
    expect(state).toEqual({
      ok: true,
      value: { version: "4.2.0", fsrarId: "030000000001", rsaUntil: "2026-12-01", gostUntil: "2027-02-03" },
    });
    await emulator.inject({ kind: "down" });
    expect(await client().state(never)).toMatchObject({ ok: false, error: { code: "ALC850" } });
  });
});
