import { afterEach, describe, expect, it } from "vitest";
import { documentJson } from "../control/document-json.ts";
import { openShift, position, sell, WebClient } from "./testing/web-client.ts";
import { FAST_ATOL_PROFILE } from "./profile.ts";

const clients: WebClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.emulator.stop();
});

async function start(options: Parameters<typeof WebClient.start>[0] = {}): Promise<WebClient> {
  const client = await WebClient.start(options);
  clients.push(client);
  await client.ok(openShift());
  return client;
}

/** A code whose check part the drive can check: key number and 88 characters. */
function code(serial: string): string {
  return Buffer.from(`0104600000000008215${serial}\u001d91EE07\u001d92${"A".repeat(88)}`, "latin1").toString("base64");
}

const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

function params(imc: string, over: object = {}): object {
  return { imcType: "auto", imc, itemEstimatedStatus: "itemPieceSold", imcModeProcessing: 0, ...over };
}

function begin(imc: string, over: object = {}): object {
  return { type: "beginMarkingCodeValidation", params: params(imc, over) };
}

function marked(...codes: readonly string[]): object {
  const items = codes.map((imc) => position({ name: "Молоко", paymentObject: "commodityWithMarking", imcParams: params(imc) }));
  return sell({ items, payments: [{ type: "electronically", sum: 122 * codes.length }] });
}

const ACCEPT = { type: "acceptMarkingCode" };
const STATUS = { type: "getMarkingCodeValidationStatus" };
const ALL_RIGHT = {
  imcCheckFlag: true,
  imcCheckResult: true,
  imcStatusInfo: true,
  imcEstimatedStatusCorrect: true,
  ecrStandAloneFlag: false,
};

describe("checks of marking codes", () => {
  it("begun, asked, accepted, sold: the document has the code and the result", async () => {
    const c = await start();
    expect(await c.ok(begin(code("AAAAAA")))).toEqual({
      offlineValidation: { fmCheck: true, fmCheckResult: true, fmCheckErrorReason: "checked" },
    });
    expect(await c.ok(STATUS)).toMatchObject({
      ready: true,
      sentImcRequest: true,
      driverError: { code: 0 },
      onlineValidation: {
        itemInfoCheckResult: ALL_RIGHT,
        markOperatorItemStatus: "itemEstimatedStatusCorrect",
        markOperatorResponse: { responseStatus: true, itemStatusCheck: true },
        markOperatorResponseResult: "correct",
        imcType: "imcFmVerifyCode88",
      },
    });
    expect(await c.ok(ACCEPT)).toEqual({ itemInfoCheckResult: ALL_RIGHT });
    expect(await c.ok({ type: "checkImcWorkState" })).toMatchObject({ fm: { soldImcCount: 1, noticeFreeMemory: "less50" } });
    await c.ok(marked(code("AAAAAA")));
    const item = documentJson(c.emulator.drive.document(3) ?? (null as never)).tlv.find(({ tag }) => tag === 1059);
    const tag = (number: number): number | undefined => item?.items?.find((one) => one.tag === number)?.number;
    expect([tag(1212), tag(2106), tag(2102)]).toEqual([33, 15, 0]);
    expect(c.emulator.drive.noticesFrom(1, 5)).toHaveLength(1);
  });

  it("401 while a check runs; cancel and clear end it; 410 when there is none", async () => {
    const c = await start();
    await c.ok(begin(code("A")));
    expect(await c.code(begin(code("B")))).toBe(401);
    expect(await c.code(marked(code("A")))).toBe(401);
    await c.ok({ type: "cancelMarkingCodeValidation" });
    expect(await c.code(ACCEPT)).toBe(410);
    expect(await c.code({ type: "declineMarkingCode" })).toBe(410);
    expect(await c.ok(STATUS)).toMatchObject({ driverError: { code: 410, error: "imcCheckWrongState" } });
    await c.ok(begin(code("B")));
    await c.ok({ type: "clearMarkingCodeValidationResult" });
    expect(c.emulator.state().drive.checkedCodes).toBe(0);
    expect(await c.ok({ type: "checkMarkingCodeValidationsReady" })).toEqual({ validationReady: true });
  });

  it("420 without a check, 422 for another code or another order", async () => {
    const c = await start();
    expect(await c.code(marked(code("A")))).toBe(420);
    for (const serial of ["A", "B"]) {
      await c.ok(begin(code(serial)));
      await c.ok(ACCEPT);
    }
    expect(await c.code(marked(code("C")))).toBe(422);
    expect(await c.code(marked(code("B"), code("A")))).toBe(422);
    await c.ok(marked(code("A"), code("B")));
    expect(await c.code(marked(code("A")))).toBe(420);
    expect(c.lastFd()).toBe(3);
  });

  it("a declined code is not in the table; a stopped, a forged and a sold one are told", async () => {
    const c = await start();
    await c.ok(begin(code("A")));
    await c.ok({ type: "declineMarkingCode" });
    expect(c.emulator.state().drive.checkedCodes).toBe(0);
    c.emulator.applyFault({ kind: "code-verdict", codeHex: hexOf(code("S")), verdict: "stopped" });
    await c.ok(begin(code("S")));
    expect(await c.ok(STATUS)).toMatchObject({ onlineValidation: { markOperatorItemStatus: "itemSaleStopped" } });
    await c.ok({ type: "declineMarkingCode" });
    c.emulator.applyFault({ kind: "code-verdict", codeHex: hexOf(code("F")), verdict: "forged" });
    expect(await c.ok(begin(code("F")))).toMatchObject({ offlineValidation: { fmCheck: true, fmCheckResult: false } });
  });

  it("the service is silent or away: 421, 402; the drive's own check is left", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "oism", mode: "timeout" });
    await c.ok(begin(code("A")));
    expect(await c.ok(STATUS)).toMatchObject({ ready: true, sentImcRequest: true, driverError: { code: 421, error: "responseTimeout" } });
    expect(await c.ok(ACCEPT)).toMatchObject({ itemInfoCheckResult: { imcCheckResult: true, imcStatusInfo: false } });
    c.emulator.applyFault({ kind: "oism", mode: "off" });
    await c.ok(begin(code("B")));
    expect(await c.ok(STATUS)).toMatchObject({ ready: true, sentImcRequest: false, driverError: { code: 402, error: "serverNoConnect" } });
    await c.ok(ACCEPT);
    await c.ok(marked(code("A"), code("B")));
  });

  it("a code that is not to be sent to the service is checked by the drive alone", async () => {
    const c = await start();
    await c.ok(begin(code("A"), { notSendToServer: true }));
    expect(await c.ok(STATUS)).toMatchObject({ ready: true, sentImcRequest: false, driverError: { code: 0 } });
    expect(await c.ok(ACCEPT)).toMatchObject({ itemInfoCheckResult: { imcCheckFlag: true, imcStatusInfo: false } });
    expect(c.emulator.state().drive.oism).toBe("online");
  });

  it("the answer takes its time", async () => {
    const c = await start({ profile: { ...FAST_ATOL_PROFILE, serviceMs: 3_600_000 } });
    await c.ok(begin(code("A")));
    expect(await c.ok(STATUS)).toEqual({ ready: false });
    expect(await c.code(ACCEPT)).toBe(401);
    expect(await c.ok({ type: "checkMarkingCodeValidationsReady" })).toEqual({ validationReady: false });
    c.emulator.applyFault({ kind: "advance-clock", ms: 3_600_000 });
    expect(await c.ok(STATUS)).toMatchObject({ ready: true });
    await c.ok(ACCEPT);
  });

  it("a list at once: only what is wholly right is taken", async () => {
    const c = await start();
    c.emulator.applyFault({ kind: "code-verdict", codeHex: hexOf(code("W")), verdict: "wrong-status" });
    const answers = (await c.ok({ type: "validateMarks", params: [params(code("A")), params(code("W"))] })) as unknown as object[];
    expect(answers).toMatchObject([
      { driverError: { code: 0 }, itemInfoCheckResult: ALL_RIGHT },
      { onlineValidation: { itemInfoCheckResult: { imcEstimatedStatusCorrect: false } } },
    ]);
    expect(c.emulator.state().drive.checkedCodes).toBe(1);
    await c.ok({ ...marked(code("Z")), validateMarkingCodes: true });
  });

  it("fields: an unknown status word, a missing one, a code where the goods need none, a part of a pack", async () => {
    const c = await start();
    expect(await c.code(begin(code("A"), { itemEstimatedStatus: "itemEaten" }))).toBe(501);
    expect(await c.code(begin(code("A"), { itemEstimatedStatus: undefined }))).toBe(8);
    expect(await c.code(begin(code("A"), { itemEstimatedStatus: 77 }))).toBe(404);
    expect(await c.code({ type: "beginMarkingCodeValidation" })).toBe(501);
    const plain = position({ imcParams: params(code("A")) });
    expect(await c.code(sell({ items: [plain] }))).toBe(426);
    await c.ok(begin(code("A"), { itemEstimatedStatus: "itemPieceForSale", itemFractionalAmount: "1/2" }));
    await c.ok(ACCEPT);
    const part = { paymentObject: 33, imcParams: params(code("A"), { itemFractionalAmount: "1/2" }) };
    await c.ok(sell({ items: [position(part)] }));
    expect(await c.code(sell({ items: [position({ ...part, imcParams: params(code("A"), { itemFractionalAmount: "3/2" }) })] }))).toBe(501);
  });
});
