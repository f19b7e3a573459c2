import { expect, it } from "vitest";
import { describe as describeReport } from "./verify.ts";
import type { VerifyReport } from "../journal/verify.ts";

/** Goal: whatever makes `till verify` fail is said in its text, also a promise that the text does not know by name. */
it("every violation is printed under its promise", () => {
  const report: VerifyReport = {
    file: "journal.db",
    events: 7,
    receipts: 1,
    facts: 1,
    lastHash: "ab".repeat(32),
    open: { receipt: false, held: 0, jobs: 0, unresolved: 0, returning: 1 },
    violations: [
      { promise: 9, sequence: 5, what: "of D-1 100 came in and 200 are used" },
      { promise: 12, sequence: 6, what: "something newer" },
    ],
  };
  const text = describeReport(report, "ru");
  expect(text).toContain("✗ 9. авансы, сертификаты и кредиты сходятся\n    событие 5: of D-1 100 came in and 200 are used");
  expect(text).toContain("✗ 12. другое обещание\n    событие 6: something newer");
  expect(text).toContain("✓ 7.");
  expect(text).toContain("возвратов на карту 1");
});
