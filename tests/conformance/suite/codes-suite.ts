import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FiscalLine, FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import { questionOf, type MarkedLine } from "../../../fiscal/code-question.ts";
import type { CodeVerdict } from "../../../fiscal/emulator/fiscal-drive/index.ts";
import type { DriveCodeCheck, Registrar } from "../../../fiscal/registrar.ts";
import type { BenchOptions, RegistrarBench, RegistrarFamily } from "./bench.ts";
import { readableTags } from "./readable-tags.ts";
import type { ReadableTags } from "./readable-tags.ts";
import { CHECK_RESULTS, CODES } from "./rows.ts";
import { OPEN_SHIFT, asDocument, piece, receiptOf } from "./sample-documents.ts";
import { baselineOf, insist, must } from "./till-loop.ts";

const CUTS_TIMEOUT_MS = 120_000;
const SALE_EACH = 16;
const GS = "\u001d";
const OPERATOR_MS = 1_500;

/** With a check part that the drive can check (44), or (4) cannot. */
const full = (serial: number): string => `010460012345678421SER${String(serial).padStart(6, "0")}${GS}91KEY1${GS}92${"B".repeat(44)}`;
const short = (serial: number): string => `010460012345678421SER${String(serial).padStart(6, "0")}${GS}93ABCD`;

function marked(code: string, plannedStatus: 1 | 3 = 1): MarkedLine {
  const codeBase64 = Buffer.from(code, "latin1").toString("base64");
  return { ...piece(10_000, { subject: 33 }), marking: { codeBase64, plannedStatus, check: "accepted" } };
}

/** What makes each result: who answers, and what. */
const HOW: Readonly<Record<(typeof CHECK_RESULTS)[number], { code: string; operator: "online" | "off"; verdict?: CodeVerdict }>> = {
  0: { code: short(1), operator: "off" },
  1: { code: full(1), operator: "off", verdict: "forged" },
  3: { code: full(1), operator: "off" },
  5: { code: full(1), operator: "online", verdict: "forged" },
  7: { code: full(1), operator: "online", verdict: "wrong-status" },
  15: { code: full(1), operator: "online" },
  16: { code: short(1), operator: "online" },
  17: { code: full(1), operator: "online", verdict: "forged" },
  19: { code: full(1), operator: "online" },
};

/** Marking codes checked in the drive before their receipt. */
export function describeCodeChecks(family: RegistrarFamily): void {
  describe(`${family.name}, marking codes before their receipt`, () => {
    let bench: RegistrarBench;
    let serial = 100;
    const start = async (options: BenchOptions = {}): Promise<void> => {
      await bench?.stop();
      bench = await family.start(options);
      await must(bench.registrar, OPEN_SHIFT);
    };
    const next = (): string => full(++serial);
    const judge = (code: string, verdict: CodeVerdict): void =>
      bench.setMarking({ kind: "code-verdict", codeHex: Buffer.from(code, "latin1").toString("hex"), verdict });
    /** Sells what was asked for, once, and gives 2106 of its positions and the questions that it took. */
    const sell = async (
      lines: readonly FiscalLine[],
      kind: FiscalReceipt["kind"] = "sale",
    ): Promise<{ results: number[]; asked: number }> => {
      const before = { ...bench.see(), ...bench.codes() };
      const of = { ...receiptOf(lines, { cashKop: 10_000 * lines.length }), kind, ownTag: `CODE${++serial}` };
      const { registered } = await insist(bench.registrar, asDocument(of));
      expect(bench.see()).toMatchObject({ lastFd: before.lastFd + 1, isDocumentOpen: false });
      expect(bench.codes().held).toBe(0);
      return { results: results(bench, registered.fdNumber ?? 0), asked: bench.codes().asked - before.asked };
    };

    beforeEach(() => start());
    afterEach(async () => {
      await bench.stop();
    });

    it.each(CHECK_RESULTS)(`${CODES.result} %d`, async (result) => {
      if (result >= 16) await start({ autonomous: true });
      const { code, operator, verdict } = HOW[result];
      bench.setMarking({ kind: "oism", mode: operator });
      if (verdict !== undefined) judge(code, verdict);
      const line = marked(code);
      const { asked } = bench.codes();
      const check = await checked(bench.registrar, line);
      expect(check).toMatchObject({ result, ...expectedOf(result) });
      expect(bench.codes()).toEqual({ asked: asked + 1, held: 1 });
      // The same question again is not asked again.
      expect(await checked(bench.registrar, line)).toEqual(check);
      expect(await sell([line])).toEqual({ results: [result], asked: 0 });
    });

    it(CODES.order, async () => {
      const lines = [marked(next()), marked(next()), marked(next())];
      for (const line of [2, 0, 1].map((at) => lines[at])) if (line !== undefined) await checked(bench.registrar, line);
      const { results } = await sell(lines);
      expect(results).toEqual([15, 15, 15]);
    });

    it(CODES.rest, async () => {
      const lines = [marked(next()), marked(next())];
      if (lines[0] !== undefined) await checked(bench.registrar, lines[0]);
      expect(await sell([...lines, piece(10_000)])).toEqual({ results: [15, 15], asked: 1 });
    });

    it(CODES.dropped, async () => {
      const [kept, dropped] = [marked(next()), marked(next())];
      await checked(bench.registrar, dropped);
      await checked(bench.registrar, kept);
      expect(await sell([kept])).toEqual({ results: [15], asked: 1 });
      await checked(bench.registrar, marked(next()));
      expect(await sell([piece(10_000)])).toEqual({ results: [], asked: 0 });
    });

    it(CODES.parked, async () => {
      const [bad, good] = [next(), next()];
      judge(bad, "wrong-status");
      expect((await checked(bench.registrar, marked(bad))).result).toBe(7);
      expect((await checked(bench.registrar, marked(good))).result).toBe(15);
      expect((await sell([marked(good)])).results).toEqual([15]);
      expect((await sell([marked(bad)])).results).toEqual([7]);
    });

    it(CODES.status, async () => {
      const code = next();
      await checked(bench.registrar, marked(code, 1));
      const { asked } = bench.codes();
      await checked(bench.registrar, marked(code, 3));
      expect(bench.codes()).toEqual({ asked: asked + 1, held: 1 });
      await must(bench.registrar, { kind: "cash-in", amountKop: piece(10_000).sumKop, cashier: { name: "Кассир" } });
      expect(await sell([marked(code, 3)], "refund")).toEqual({ results: [15], asked: 0 });
    });

    it(CODES.part, async () => {
      const whole = marked(next());
      const partOf = (numerator: number): MarkedLine => ({
        ...whole,
        marking: { ...whole.marking, plannedStatus: 2, fraction: { numerator, denominator: 3 } },
      });
      await checked(bench.registrar, partOf(1));
      const { asked } = bench.codes();
      await checked(bench.registrar, partOf(2));
      expect(bench.codes()).toEqual({ asked: asked + 1, held: 1 });
      expect(await sell([partOf(2)])).toEqual({ results: [15], asked: 0 });
    });

    it(CODES.cancelled, async () => {
      const line = marked(next());
      await checked(bench.registrar, line);
      bench.trouble({ kind: "refused", of: "receipt" });
      const of = receiptOf([line], { cashKop: 10_000 });
      expect(await bench.registrar.register(asDocument(of), await baselineOf(bench.registrar))).toMatchObject({
        ok: false,
        error: { effect: "none" },
      });
      expect(await sell([line])).toEqual({ results: [15], asked: 1 });
    });

    it(CODES.foreign, async () => {
      bench.setMarking({ kind: "code-table", capacity: 2, foreign: 2 });
      await checked(bench.registrar, marked(next()));
      expect(bench.codes().held).toBe(1);
      const lines = [marked(next()), marked(next())];
      // No place for a third one: the table is emptied for it.
      for (const line of lines) await checked(bench.registrar, line);
      expect((await sell(lines)).results).toEqual([15, 15]);
    });

    it(CODES.lost, async () => {
      const line = marked(next());
      await checked(bench.registrar, line);
      // Their receipt takes the table with it.
      await must(bench.another(), asDocument(receiptOf([piece(10_000)], { cashKop: 10_000 }, { ownTag: "THEIRS" })));
      expect(bench.codes().held).toBe(0);
      expect(await sell([line])).toEqual({ results: [15], asked: 1 });
    });

    it(CODES.silent, async () => {
      const code = next();
      judge(code, "silent");
      expect(await checked(bench.registrar, marked(code))).toMatchObject({ result: 3, operatorCode: null, operatorStatus: null });
      expect(await sell([marked(code)])).toEqual({ results: [3], asked: 0 });
    });

    it(CODES.keys, async () => {
      bench.setMarking({ kind: "marking-keys", present: false });
      bench.setMarking({ kind: "oism", mode: "off" });
      const line = marked(next());
      expect(await checked(bench.registrar, line)).toMatchObject({ result: 0, localCheck: 0, localReason: 2 });
      expect(await sell([line])).toEqual({ results: [0], asked: 0 });
    });

    it(CODES.older, async () => {
      for (const ffd of ["1.05", "1.1"] as const) {
        await start({ ffd });
        expect(await bench.registrar.checkCode(questionOf(marked(next())))).toMatchObject({ ok: false, error: { code: "FIS620" } });
        expect(bench.codes().asked).toBe(0);
      }
    });

    it(CODES.document, async () => {
      const lines = [marked(next()), marked(next()), marked(next())];
      const done: string[] = [];
      const baseline = await baselineOf(bench.registrar);
      const checks = lines.map((line, at) => checked(bench.registrar, line).then(() => done.push(`check ${at}`)));
      const own = receiptOf([piece(10_000)], { cashKop: 10_000 }, { ownTag: "FIRST" });
      const registered = await bench.registrar.register(asDocument(own), baseline);
      expect(registered.ok).toBe(true);
      done.push("receipt");
      await Promise.all(checks);
      expect(done.indexOf("receipt")).toBeLessThan(done.indexOf("check 1"));
      expect((await sell(lines)).results).toEqual([15, 15, 15]);
    });

    it(CODES.called, async () => {
      bench.setMarking({ kind: "oism", serviceMs: 100 });
      const line = marked(next());
      const check = bench.registrar.checkCode(questionOf(line), AbortSignal.timeout(20));
      const waiting = bench.registrar.checkCode(questionOf(marked(next())), AbortSignal.abort());
      expect(await waiting).toMatchObject({ ok: false, error: { code: "FIS621" } });
      const ended = await check;
      if (!ended.ok) expect(ended.error.code).toBe("FIS621");
      expect((await sell([line])).results).toEqual([15]);
    });

    it.each([CODES.running].filter((name) => family.cannotHappen[name] === undefined))("%s", async () => {
      bench.setMarking({ kind: "oism", serviceMs: OPERATOR_MS });
      const line = marked(next());
      const before = bench.codes().asked;
      const check = checked(bench.registrar, line);
      await expect.poll(() => bench.codes().asked).toBe(before + 1);
      const since = performance.now();
      await must(bench.registrar, asDocument(receiptOf([piece(10_000)], { cashKop: 10_000 }, { ownTag: "QUICK" })));
      expect(performance.now() - since).toBeLessThan(OPERATOR_MS / 2);
      // It is begun again behind the receipt.
      expect((await check).result).toBe(15);
      expect(await sell([line])).toEqual({ results: [15], asked: 0 });
    });

    it.each(family.checkCuts.map((cut) => [cut.name, cut] as const))(
      `${CODES.cuts}: %s`,
      async (_name, cut) => {
        for (let atByte = 0; atByte <= (cut.bytes ?? Number.POSITIVE_INFINITY); atByte++) {
          const line = marked(next());
          bench.cutCheck(cut, atByte);
          const first = await bench.registrar.checkCode(questionOf(line));
          if (first.ok) expect(first.value.result).toBe(15);
          if (!bench.wasCheckCut()) break;
          expect((await checked(bench.registrar, line)).result).toBe(15);
          if (atByte % SALE_EACH === 0) expect((await sell([line])).results).toEqual([15]);
        }
        expect((await sell([marked(next())])).results).toEqual([15]);
      },
      CUTS_TIMEOUT_MS,
    );
  });
}

async function checked(registrar: Registrar, line: MarkedLine): Promise<DriveCodeCheck> {
  const answer = await registrar.checkCode(questionOf(line));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

/** What is told beside 2106: the drive's own word, and the operator's. */
function expectedOf(result: number): Partial<DriveCodeCheck> {
  const isOnline = (result & 0b100) !== 0;
  const isShort = result === 0 || result === 16;
  const isForged = result === 1 || result === 5 || result === 17;
  return {
    localCheck: isShort ? 0 : isForged ? 1 : 3,
    localReason: isShort ? 1 : 0,
    operatorCode: isOnline ? 0 : null,
    operatorStatus: isOnline ? (result === 15 ? 1 : 2) : null,
  };
}

/** 2106 of each position that has it. */
function results(bench: RegistrarBench, fdNumber: number): number[] {
  const tags = readableTags(bench.document(fdNumber)?.items ?? []);
  const positions = [tags[1059] ?? []].flat() as ReadableTags[];
  return positions.flatMap((position) => (typeof position[2106] === "number" ? [position[2106]] : []));
}
