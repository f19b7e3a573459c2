import { describe, expect, it } from "vitest";
import { retryClass } from "../../config/errors/index.ts";
import { ENTITY } from "./names.ts";
import { classifyODataAnswer } from "./odata-failure.ts";

function classify(status: number, code: number | null, message = "Текст.", posting = false) {
  const body =
    code === null ? "<html>" : JSON.stringify({ "odata.error": { code: String(code), message: { lang: "ru", value: message } } });
  const context = { destination: "1С", entity: ENTITY.receipt, posting, nowMs: 0 };
  return classifyODataAnswer(context, { status, headers: {}, body: Buffer.from(body) });
}

describe("errors of the OData interface", () => {
  it.each([4, 5, 10, 13, 16, 2, 7, 18])("code %i refuses the document with 1C's own words", (code) => {
    expect(classify(400, code, "Неверное  значение.\n")).toMatchObject({
      verdict: "refused",
      code,
      error: { code: "SYN708", details: { reason: "Неверное значение" }, vendorCode: `OData ${code}` },
    });
  });

  it.each([
    [404, 8, "SYN721", "needs-human"],
    [405, 19, "SYN721", "needs-human"],
    [403, 20, "SYN722", "needs-human"],
    [401, 20, "SYN722", "needs-human"],
    [401, null, "SYN703", "needs-human"],
    [412, null, "SYN726", "retry-later"],
    [500, null, "SYN705", "retry-later"],
    [503, null, "SYN704", "retry-later"],
    [404, null, "SYN707", "needs-human"],
  ] as const)("HTTP %i with code %s is %s: not the document's fault", (status, code, wanted, retry) => {
    const failure = classify(status, code);
    expect(failure).toMatchObject({ verdict: "failed", error: { code: wanted } });
    expect(retryClass(failure.error)).toBe(retry);
  });

  it("tells a lock conflict from a refusal of business logic", () => {
    expect(classify(500, -1, "Конфликт блокировок при выполнении транзакции")).toMatchObject({
      verdict: "failed",
      error: { code: "SYN726" },
    });
    expect(classify(500, -1, "Не заполнено поле")).toMatchObject({ verdict: "refused", error: { code: "SYN708" } });
    expect(classify(500, -1, "Не заполнено поле", true)).toMatchObject({ verdict: "refused", error: { code: "SYN723" } });
  });

  it("leaves the codes that callers decide on readable", () => {
    expect(classify(404, 9).code).toBe(9);
    expect(classify(400, 15).code).toBe(15);
  });
});
