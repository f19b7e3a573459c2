import { describe, expect, test } from "vitest";
import { ERROR_CATALOG, errorText } from "../../config/errors/index.ts";
import type { ErrorEntry } from "../../config/errors/index.ts";
import { kopecks, quantity, QUANTITY_ONE } from "../../config/money.ts";
import { checkReceipt } from "./check.ts";
import type { Finding, ReceiptRules } from "./check.ts";
import type {
  FiscalLine,
  FiscalMarking,
  FiscalReceipt,
  IndustryAttribute,
  MarkingCheckDecision,
  SettlementMethod,
} from "./fiscal-document.ts";

const RULES: ReceiptRules = { ffd: "1.2", date: "2026-11-24", permittedTaxSystems: ["osn"] };

function line(changes: Partial<FiscalLine> = {}): FiscalLine {
  return {
    name: "Хлеб «Бородинский» — 1 шт.",
    priceKop: kopecks(12200),
    quantity: QUANTITY_ONE,
    sumKop: kopecks(12200),
    vat: "22",
    method: 4,
    subject: 1,
    measure: 0,
    department: 1,
    ...changes,
  };
}

/** A sound receipt around the lines: paid by card, totals right. */
function receipt(changes: Partial<FiscalReceipt> = {}): FiscalReceipt {
  const lines = changes.lines ?? [line()];
  const totalKop = kopecks(lines.reduce((sum, one) => sum + one.sumKop, 0));
  const none = kopecks(0);
  return {
    kind: "sale",
    ownTag: "T01A00000042",
    cashier: { name: "Кассир Иванова А. П.", inn: "500100732259" },
    taxSystem: "osn",
    lines,
    payments: { cashKop: none, electronicKop: totalKop, prepaidKop: none, creditKop: none, counterKop: none },
    cashGivenKop: none,
    totalKop,
    footer: [],
    ...changes,
  };
}

const code = Buffer.from("010460000000000021abcdefg\u001d93dGVz").toString("base64");
const marking: FiscalMarking = { codeBase64: code, plannedStatus: 1 };
const marked = line({ subject: 33, marking });
const industry: IndustryAttribute = { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=1b2c&Time=1700000000000" };

function found(one: FiscalReceipt, rules: ReceiptRules = RULES): string[] {
  return checkReceipt(one, rules).map((finding) => `${finding.code} ${finding.tag}${finding.line === null ? "" : ` #${finding.line}`}`);
}

const ofLine = (changes: Partial<FiscalLine>, rules?: ReceiptRules): string[] => found(receipt({ lines: [line(changes)] }), rules);

describe("nothing is said about", () => {
  test.each<[string, FiscalReceipt]>([
    ["a plain sale", receipt()],
    ["a marked piece with its permission", receipt({ lines: [{ ...marked, industry }] })],
    ["a gift", receipt({ lines: [line({ priceKop: kopecks(0), sumKop: kopecks(0) })] })],
    [
      "weighed goods",
      receipt({ lines: [line({ measure: 11, quantity: quantity(345_600), priceKop: kopecks(9999), sumKop: kopecks(3456) })] }),
    ],
    ["a phone", receipt({ buyerContact: "+79001234567" })],
    ["an e-mail", receipt({ buyerContact: "buyer@example.ru" })],
    ["an advance", receipt({ lines: [line({ method: 3, subject: 10, vat: "22/122" })] })],
    ["a total rounded down to a rouble", rounded(12245, 12200)],
    ["a return at the rate of 2025", receipt({ kind: "refund", lines: [line({ vat: "20" })] })],
    ["a credit of 2025 paid now", receipt({ lines: [line({ vat: "20/120", method: 7, subject: 10 })] })],
    [
      "a payment of a credit returned at the rate it had",
      receipt({ kind: "refund", lines: [line({ vat: "22", method: 7, subject: 10 })] }),
    ],
    ["a payment of a credit without VAT", receipt({ lines: [line({ vat: "none", method: 7, subject: 10 })] })],
  ])("%s", (_what, one) => {
    expect(found(one)).toEqual([]);
  });

  test("a half kopeck, whichever way it was rounded", () => {
    const half = { quantity: quantity(500_000), priceKop: kopecks(101), measure: 11 };
    expect(ofLine({ ...half, sumKop: kopecks(50) })).toEqual([]);
    expect(ofLine({ ...half, sumKop: kopecks(51) })).toEqual([]);
    expect(ofLine({ ...half, sumKop: kopecks(52) })).toEqual(["FIS454 1043 #0"]);
  });

  test("an old format with its own tags", () => {
    expect(found(receipt(), { ...RULES, ffd: "1.05" })).toEqual([]);
    expect(ofLine({ marking }, { ...RULES, ffd: "1.1" })).toEqual([]);
  });
});

function rounded(sum: number, total: number): FiscalReceipt {
  const base = receipt({ lines: [line({ priceKop: kopecks(sum), sumKop: kopecks(sum) })] });
  return { ...base, totalKop: kopecks(total), payments: { ...base.payments, electronicKop: kopecks(total) } };
}

describe("of the receipt", () => {
  test.each<[string, Partial<FiscalReceipt>, string[]]>([
    ["no lines", { lines: [] }, ["FIS461 1059"]],
    ["an own tag of 17 characters", { ownTag: "ABCDEFGHIJKLMNOP1" }, ["FIS460 1192"]],
    ["an own tag in lower case", { ownTag: "abc" }, ["FIS460 1192"]],
    ["an empty own tag", { ownTag: "" }, ["FIS460 1192"]],
    ["no cashier", { cashier: { name: "  " } }, ["FIS471 1021"]],
    ["a cashier of 65 letters", { cashier: { name: "я".repeat(65) } }, ["FIS452 1021"]],
    ["a cashier that grows by replacement", { cashier: { name: `…${"я".repeat(62)}` } }, ["FIS452 1021"]],
    ["a cashier with a foreign letter", { cashier: { name: "Кассир 李" } }, ["FIS453 1021"]],
    ["a wrong INN", { cashier: { name: "Кассир", inn: "7725225244" } }, ["FIS466 1203"]],
    ["a phone without plus", { buyerContact: "89001234567" }, ["FIS467 1008"]],
    ["no real e-mail", { buyerContact: "buyer@example" }, ["FIS467 1008"]],
    ["a foreign tax system", { taxSystem: "usn-income" }, ["FIS463 1055"]],
    [
      "too little cash",
      { cashGivenKop: kopecks(100), payments: { ...receipt().payments, cashKop: kopecks(12200), electronicKop: kopecks(0) } },
      ["FIS465 1031"],
    ],
    ["payments above the total", { payments: { ...receipt().payments, cashKop: kopecks(1) }, cashGivenKop: kopecks(1) }, ["FIS456 1020"]],
    ["a negative payment", { payments: { ...receipt().payments, creditKop: kopecks(-1) } }, ["FIS457 1216"]],
  ])("%s", (_what, changes, expected) => {
    expect(found(receipt(changes))).toEqual(expected);
  });

  test("a total that is no rounding of the lines", () => {
    expect(found(rounded(12245, 12145))).toEqual(["FIS455 1020"]);
    expect(found(rounded(12245, 12244))).toEqual(["FIS455 1020"]);
    expect(found(rounded(12245, 12300))).toEqual(["FIS455 1020"]);
    expect(found(rounded(12245, 12100))).toEqual(["FIS455 1020"]);
    expect(found(rounded(12200, 12100))).toEqual(["FIS455 1020"]);
  });

  test("without a list of tax systems none is refused", () => {
    expect(found(receipt({ taxSystem: "usn-income" }), { ffd: "1.2", date: "2026-11-24" })).toEqual([]);
  });

  test("a receipt too large for the envelope", () => {
    const name = "Х".repeat(128);
    const fits = Array.from({ length: 120 }, () => line({ name }));
    expect(found(receipt({ lines: fits }))).toEqual([]);
    expect(found(receipt({ lines: [...fits, ...fits] }))).toEqual(["FIS462 1059"]);
    // The goods code that the registrar adds to each marked position counts too.
    const coded = fits.map((one, index) => {
      const codeBase64 = Buffer.from(`0104600000000000${index}`).toString("base64");
      return { ...one, subject: 33, marking: { ...marking, codeBase64 } };
    });
    expect(found(receipt({ lines: coded }))).toEqual(["FIS462 1059"]);
  });
});

describe("of a position", () => {
  test.each<[string, Partial<FiscalLine>, string[]]>([
    ["no name", { name: "" }, ["FIS471 1030 #0"]],
    ["a name of 129 letters", { name: "ы".repeat(129) }, ["FIS452 1030 #0"]],
    ["a name that steers the printer", { name: "Хлеб\u001b@" }, ["FIS453 1030 #0"]],
    ["a foreign name", { name: "Чай 茶" }, ["FIS453 1030 #0"]],
    ["a sum that is not the product", { sumKop: kopecks(12201) }, ["FIS454 1043 #0"]],
    ["nothing of it", { quantity: quantity(0), sumKop: kopecks(0) }, ["FIS468 1023 #0"]],
    ["an unknown kind", { subject: 29 }, ["FIS472 1212 #0"]],
    ["an unknown measure", { measure: 13 }, ["FIS472 2108 #0"]],
    ["an unknown method", { method: 8 as SettlementMethod }, ["FIS472 1214 #0"]],
    ["an advance for goods", { method: 3, vat: "22/122" }, ["FIS458 1214 #0"]],
    ["20 % in 2026", { vat: "20" }, ["FIS459 1199 #0"]],
    ["a prepayment at the full rate", { method: 1 }, ["FIS464 1199 #0"]],
    ["a payment of a credit at the full rate", { method: 7, subject: 10 }, ["FIS464 1199 #0"]],
    ["a marked kind without a code", { subject: 33 }, ["FIS469 1212 #0"]],
    ["a code on plain goods", { marking }, ["FIS469 1212 #0"]],
    ["two pieces under one code", { ...marked, quantity: quantity(2_000_000), sumKop: kopecks(24400) }, ["FIS470 1023 #0"]],
    ["an empty code", { ...marked, marking: { codeBase64: "", plannedStatus: 1 } }, ["FIS471 2000 #0"]],
    [
      "a code of 257 bytes",
      { ...marked, marking: { codeBase64: Buffer.alloc(257, 65).toString("base64"), plannedStatus: 1 } },
      ["FIS452 2000 #0"],
    ],
    ["a return status in a sale", { ...marked, marking: { codeBase64: code, plannedStatus: 3 } }, ["FIS477 2003 #0"]],
    ["an authority of two digits", { ...marked, industry: { ...industry, foivId: "30" } }, ["FIS474 1262 #0"]],
    ["an impossible date of the act", { ...marked, industry: { ...industry, date: "31.02.2023" } }, ["FIS474 1263 #0"]],
    ["a date the other way round", { ...marked, industry: { ...industry, date: "2023.11.21" } }, ["FIS474 1263 #0"]],
    ["no act number", { ...marked, industry: { ...industry, number: "" } }, ["FIS471 1264 #0"]],
    ["an act number of 33", { ...marked, industry: { ...industry, number: "1".repeat(33) } }, ["FIS452 1264 #0"]],
  ])("%s", (_what, changes, expected) => {
    expect(ofLine(changes)).toEqual(expected);
  });

  test("negative money stops the sums", () => {
    expect(ofLine({ priceKop: kopecks(-1), sumKop: kopecks(-1) })).toEqual([
      "FIS457 1020",
      "FIS457 1081",
      "FIS457 1079 #0",
      "FIS457 1043 #0",
    ]);
  });

  test("22 % in 2025, and a sale at 20 % then", () => {
    expect(ofLine({}, { ...RULES, date: "2025-12-31" })).toEqual(["FIS459 1199 #0"]);
    expect(ofLine({ vat: "20" }, { ...RULES, date: "2025-12-31" })).toEqual([]);
  });

  test("an old format has neither the kinds nor the attribute of marked goods", () => {
    const old: ReceiptRules = { ...RULES, ffd: "1.05" };
    expect(ofLine(marked, old)).toEqual(["FIS476 1212 #0"]);
    expect(ofLine({ industry }, old)).toEqual(["FIS475 1260 #0"]);
  });

  test("before 1.2 a code stands beside plain goods", () => {
    for (const ffd of ["1.05", "1.1"] as const) expect(ofLine({ marking }, { ...RULES, ffd, sellsMarkedGoods: false })).toEqual([]);
  });

  test("a code is sold when its check took it, where the registration knows marked goods", () => {
    const rules: ReceiptRules = { ...RULES, sellsMarkedGoods: true };
    const withCheck = (check: MarkingCheckDecision) => ({ ...marked, marking: { ...marking, check } });
    expect(ofLine(withCheck("accepted"), rules)).toEqual([]);
    expect(ofLine(withCheck("refused"), rules)).toEqual(["FIS443 2106 #0"]);
    expect(ofLine(withCheck("refused"))).toEqual(["FIS443 2106 #0"]);
    expect(ofLine(marked, rules)).toEqual(["FIS444 1163 #0"]);
    expect(ofLine(marked)).toEqual([]);
    const returned = { ...marked, marking: { codeBase64: code, plannedStatus: 3 as const } };
    expect(found(receipt({ kind: "refund", lines: [returned] }), rules)).toEqual([]);
    const correction = { basis: "own", correctedOn: "2026-11-20" } as const;
    expect(found(receipt({ correction, lines: [marked] }), rules)).toEqual(["FIS444 1163 #0"]);
  });

  test("a position above 1024 bytes: the attribute at its longest is refused with its own limit", () => {
    const long = { ...industry, value: "U".repeat(900) };
    expect(ofLine({ ...marked, industry: long })).toEqual(["FIS452 1260 #0", "FIS452 1265 #0", "FIS473 1059 #0"]);
  });

  test("positions are told apart", () => {
    expect(found(receipt({ lines: [line(), line({ name: "" }), line({ vat: "20" })] }))).toEqual(["FIS471 1030 #1", "FIS459 1199 #2"]);
  });
});

test("reasons are Russian sentences with every placeholder filled, and have an English twin", () => {
  const everything: Finding[] = [
    ...checkReceipt(receipt({ lines: [], ownTag: "я", cashier: { name: "", inn: "1" }, buyerContact: "x", taxSystem: "esn" }), RULES),
    ...checkReceipt({ ...rounded(12245, 1), cashGivenKop: kopecks(-5) }, RULES),
    ...[
      line({ name: "茶" }),
      line({ name: "ы".repeat(200), sumKop: kopecks(5) }),
      line({ subject: 99 }),
      line({ method: 3, vat: "20" }),
      { ...marked, industry: { ...industry, foivId: "" }, quantity: quantity(3_000_000) },
      { ...marked, marking: { codeBase64: code, plannedStatus: 4 as const } },
      line({ subject: 33 }),
    ].flatMap((one) => checkReceipt(receipt({ lines: [one] }), RULES)),
    ...checkReceipt(receipt({ lines: [marked, line({ industry })] }), { ...RULES, ffd: "1.1" }),
  ];
  expect(new Set(everything.map((finding) => finding.code)).size).toBeGreaterThan(18);
  for (const { reason, error, code: key } of everything) {
    const entry: ErrorEntry = ERROR_CATALOG[key];
    expect(reason).toMatch(/[а-яё]/i);
    for (const text of [reason, errorText(error, "en")]) expect(text, entry.ru).not.toMatch(/\{\w+\}/);
  }
});
