import { describe, expect, it } from "vitest";
import { QUANTITY_ONE } from "../config/money.ts";
import { CheckedCodes } from "./checked-codes.ts";
import { goodsOf, isSameQuestion, questionOf } from "./code-question.ts";
import type { DriveCodeCheck, DriveCodeQuestion } from "./registrar.ts";

const WHOLE: DriveCodeQuestion = { codeBase64: "QQ==", plannedStatus: 2, quantity: QUANTITY_ONE, measure: 0 };
const partOf = (numerator: number, denominator: number): DriveCodeQuestion => ({ ...WHOLE, fraction: { numerator, denominator } });
const CHECK: DriveCodeCheck = { result: 15, localCheck: 3, localReason: 0, codeKind: 4, operatorCode: 0, operatorStatus: 1 };

describe("a question about a part of a piece", () => {
  it("becomes marked goods and a question again, as does one about the whole", () => {
    expect(questionOf(goodsOf(partOf(2, 10)))).toEqual(partOf(2, 10));
    expect(questionOf(goodsOf(WHOLE))).toEqual(WHOLE);
    expect(goodsOf(WHOLE).marking).not.toHaveProperty("fraction");
  });

  it("is the same only as itself", () => {
    expect(isSameQuestion(partOf(2, 10), partOf(2, 10))).toBe(true);
    for (const other of [WHOLE, partOf(3, 10), partOf(2, 11)]) {
      expect(isSameQuestion(partOf(2, 10), other)).toBe(false);
      expect(isSameQuestion(other, partOf(2, 10))).toBe(false);
    }
  });

  it("is answered from the buffer by its own check, and a receipt of another part empties the buffer", () => {
    const codes = new CheckedCodes<null>();
    codes.noteEmpty();
    codes.note({ question: partOf(1, 3), check: CHECK, carried: null });
    expect([codes.answer(partOf(1, 3)), codes.answer(partOf(2, 3)), codes.answer(WHOLE)]).toEqual([CHECK, null, null]);
    expect(codes.planFor([partOf(1, 3)], { inOrder: true })).toMatchObject({ clear: false, held: [{ question: partOf(1, 3) }] });
    for (const inOrder of [true, false]) expect(codes.planFor([partOf(2, 3)], { inOrder })).toEqual({ clear: true, held: [] });
  });
});
