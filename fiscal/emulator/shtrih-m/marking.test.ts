import { describe, expect, it } from "vitest";
import { documentJson } from "../control/document-json.ts";
import { decodeTlv, findTag } from "../../document/tlv.ts";
import { controlCode } from "../fiscal-drive/index.ts";
import { TRAINING_REGISTRATION } from "../default-drive.ts";
import { ascii, close, cmd, fromLe, item, tag } from "../testing/host-bytes.ts";
import { openHost, type Host, type HostOptions } from "../testing/host.ts";

const GS = "\u001d";
const GTIN = "04600123456784";
/** Kinds of check part by tag 2100. */
const FULL_88 = (n: number): string => `01${GTIN}21SER${String(n).padStart(10, "0")}${GS}91KEY1${GS}92${"A".repeat(88)}`;
const FULL_44 = (n: number): string => `01${GTIN}21SER${String(n).padStart(10, "0")}${GS}91KEY1${GS}92${"B".repeat(44)}`;
const SHORT_4 = (n: number): string => `01${GTIN}21SER${String(n).padStart(3, "0")}${GS}93ABCD`;

const ff61 = (code: string, status = 1): Uint8Array => cmd(0xff61, status, 0, code.length, 0, ...ascii(code));
const ff67 = (code: string): Uint8Array => cmd(0xff67, code.length, ...ascii(code));
const accept = cmd(0xff69, 1);
const reject = cmd(0xff69, 0);

async function openShift(options: HostOptions = {}): Promise<Host> {
  const h = openHost(options);
  await h.ok(cmd(0xe0));
  return h;
}

async function check(h: Host, code: string, status = 1): Promise<number[]> {
  const answer = await h.ok(ff61(code, status));
  return [...answer.subarray(3)];
}

describe("marking codes, FF61, FF69, FF67", () => {
  it("checks, accepts, binds and sells: 1163, 2106 in the item, 2107 in the receipt, a notice", async () => {
    const h = await openShift();
    const code = FULL_88(1);
    const answer = await check(h, code);
    expect(answer.slice(0, 3)).toEqual([3, 0, 2]);
    expect(answer.slice(4, 6)).toEqual([0, 15]);
    expect(answer[3]).toBe(answer.length - 4);
    const online = decodeTlv(Uint8Array.from(answer.slice(6)));
    expect(online.ok && findTag(online.value, 2109)?.value[0]).toBe(1);
    expect([...(await h.ok(accept))].at(-1)).toBe(15);
    await h.ok(item({ priceKop: 5_000, subject: 33, name: "Обувь" }));
    await h.ok(tag(0xff4d, 2108, [0]));
    const bound = await h.ok(ff67(code));
    expect([...bound.subarray(3)]).toEqual([0x44, 0x4d, 0]);
    await h.ok(close(5_000));
    const stored = documentJson(h.kkt.machine.kkt.drive.document(3)!);
    const position = stored.tlv.find((entry) => entry.tag === 1059)?.items ?? [];
    expect(position.find((entry) => entry.tag === 1163)?.items?.[0]).toMatchObject({ tag: 1305, text: `01${GTIN}21SER0000000001` });
    expect(position.find((entry) => entry.tag === 2106)?.number).toBe(15);
    expect(stored.tlv.find((entry) => entry.tag === 2107)?.number).toBe(0);
    const [notice] = h.kkt.machine.kkt.drive.noticesFrom(1, 10);
    expect(notice).toMatchObject({ number: 1, fdNumber: 3 });
    expect(h.kkt.state().drive.checkedCodes).toBe(0);
    const printed = h.kkt.machine.kkt.paper(1)[0]?.lines.map((line) => (line.kind === "text" ? line.text : ""));
    expect(printed).toContain("[М+] Обувь");
    expect(printed).toContain(`  КОД ТОВАРА, КК ${controlCode(Buffer.from(code, "latin1"))}`);
  });

  it("tells the kinds of codes apart and what it can check itself", async () => {
    const h = await openShift();
    const cases: [string, number, number, number][] = [
      [FULL_88(2), 3, 0, 2],
      [FULL_44(2), 3, 0, 4],
      [SHORT_4(2), 0, 1, 5],
      [`01${GTIN}21SERIAL${GS}92${"B".repeat(44)}`, 0, 1, 3],
      [`01${GTIN}21SERIAL`, 0, 3, 1],
      ["hello", 0, 3, 0],
      ["00000046198488X?io+qCABm8wAYa", 0, 1, 5],
    ];
    for (const [code, local, reason, kind] of cases) {
      expect((await check(h, code)).slice(0, 3)).toEqual([local, reason, kind]);
      await h.ok(reject);
    }
  });

  it("demands the order: a decision after every check, a check before a decision, an item before a code", async () => {
    const h = await openShift();
    expect(await h.error(accept)).toBe(0xa1);
    await h.ok(ff61(FULL_88(1)));
    expect(await h.error(ff61(FULL_88(2)))).toBe(0xa1);
    await h.ok(cmd(0x8d, 0));
    expect(await h.error(ff67(FULL_88(1)))).toBe(0xa1);
    await h.ok(item({ priceKop: 1, subject: 33 }));
    expect(await h.error(ff67(FULL_88(1)))).toBe(0xa1);
    await h.ok(accept);
    await h.ok(ff67(FULL_88(1)));
    expect(await h.error(ff67(FULL_88(1)))).toBe(0xa1);
  });

  it("checks an unchecked code by itself, or refuses it: ACh, or A5h in the document's numbering", async () => {
    const self = await openShift();
    await self.ok(item({ priceKop: 1, subject: 33 }));
    const answer = await self.ok(ff67(FULL_88(7)));
    expect([...answer.subarray(6, 9)]).toEqual([3, 0, 2]);
    await self.ok(close(1));
    for (const [markingErrors, notChecked, missing] of [
      ["drive", 0xac, 0xaa],
      ["document", 0xa5, 0xa4],
    ] as const) {
      const h = await openShift({ profile: { uncheckedCode: "refuse", markingErrors } });
      await h.ok(item({ priceKop: 1, subject: 33 }));
      expect(await h.error(ff67(FULL_88(8)))).toBe(notChecked);
      const refused = await h.send(close(1));
      expect([refused[2], fromLe(refused, 3, 2)]).toEqual([missing, 1163]);
    }
  });

  it("takes 128 codes and not one more; FF69 with 2 clears the table", async () => {
    const h = await openShift();
    for (let i = 0; i < 128; i++) {
      await h.ok(ff61(FULL_44(i)));
      await h.ok(accept);
    }
    expect(await h.error(ff61(FULL_44(128)))).toBe(0xa3);
    await h.ok(cmd(0xff69, 2));
    await h.ok(ff61(FULL_44(128)));
  });

  it("gives 2106 by what was reached: service off, time-out, autonomous, forged, wrong status, stopped", async () => {
    const h = await openShift();
    const hex = (code: string): string => Buffer.from(code, "latin1").toString("hex");
    const resultOf = async (code: string): Promise<number | undefined> => {
      await h.ok(ff61(code));
      return (await h.ok(accept)).at(-1);
    };
    h.kkt.applyFault({ kind: "oism", mode: "off" });
    expect(await check(h, FULL_88(1))).toEqual([3, 0, 2, 0]);
    expect((await h.ok(accept)).at(-1)).toBe(3);
    expect(await resultOf(SHORT_4(1))).toBe(0);
    h.kkt.applyFault({ kind: "oism", mode: "timeout" });
    expect((await check(h, FULL_88(1))).slice(3)).toEqual([2, 0xff, 3]);
    await h.ok(reject);
    h.kkt.applyFault({ kind: "oism", mode: "online" });
    for (const [verdict, expected] of [
      ["genuine", 15],
      ["forged", 5],
      ["wrong-status", 7],
      ["stopped", 7],
    ] as const) {
      h.kkt.applyFault({ kind: "code-verdict", codeHex: hex(FULL_88(3)), verdict });
      expect(await resultOf(FULL_88(3))).toBe(expected);
    }
    const autonomous = await openShift({ drive: { registration: { ...TRAINING_REGISTRATION, autonomous: true } } });
    expect(await check(autonomous, FULL_88(1))).toEqual([3, 0, 2, 0]);
    expect((await autonomous.ok(accept)).at(-1)).toBe(19);
  });

  it("knows a code as sold once its notice was delivered", async () => {
    const h = await openShift();
    const sell = async (): Promise<number | undefined> => {
      await h.ok(ff61(FULL_88(5)));
      const result = (await h.ok(accept)).at(-1);
      await h.ok(item({ priceKop: 1, subject: 33 }));
      await h.ok(ff67(FULL_88(5)));
      await h.ok(close(1));
      return result;
    };
    expect(await sell()).toBe(15);
    await h.clock.advance(10_000);
    expect((await check(h, FULL_88(5)))[5]).toBe(7);
    await h.ok(reject);
    expect((await check(h, FULL_88(5), 3))[5]).toBe(15);
  });

  it("refuses marking on a drive registered without it (A0h), and blocks it when the notices fill their place (A2h)", async () => {
    const without = await openShift({ drive: { registration: { ...TRAINING_REGISTRATION, marking: false } } });
    expect(await without.error(ff61(FULL_88(1)))).toBe(0xa0);
    const h = await openShift();
    h.kkt.applyFault({ kind: "ofd", online: false });
    h.kkt.applyFault({ kind: "notice-memory", capacity: 1 });
    await h.ok(item({ priceKop: 1, subject: 33 }));
    await h.ok(ff67(FULL_88(1)));
    await h.ok(close(1));
    expect(await h.error(ff61(FULL_88(2)))).toBe(0xa2);
    const state = await h.ok(cmd(0xff68));
    expect(state).toHaveLength(16);
    expect([fromLe(state, 4, 2), fromLe(state, 6, 4), state[15]]).toEqual([1, 1, 100]);
    expect((await h.ok(cmd(0xff70)))[8]).toBe(4);
  });

  it("takes the code and the tags before the item where the model wants them first", async () => {
    const h = await openShift({ profile: { operationTagsFirst: true } });
    await h.ok(ff61(FULL_88(1)));
    await h.ok(accept);
    await h.ok(cmd(0x8d, 0));
    await h.ok(tag(0xff4d, 2108, [11]));
    await h.ok(ff67(FULL_88(1)));
    await h.ok(item({ priceKop: 1, subject: 33 }));
    await h.ok(item({ priceKop: 1 }));
    await h.ok(close(2));
    const positions = documentJson(h.kkt.machine.kkt.drive.document(3)!).tlv.filter((entry) => entry.tag === 1059);
    expect(positions.map((entry) => entry.items?.find((inner) => inner.tag === 2108)?.number)).toEqual([11, 0]);
    expect(positions.map((entry) => entry.items?.some((inner) => inner.tag === 1163))).toEqual([true, false]);
  });

  it("computes the control code of the recorded values", () => {
    expect(controlCode(Buffer.from("29293847568"))).toBe("0976");
    expect(controlCode(Buffer.from("2938479283749287skdjfhksjdfh"))).toBe("1325");
  });
});
