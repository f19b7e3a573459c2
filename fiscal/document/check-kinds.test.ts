import { describe, expect, test } from "vitest";
import { errorText } from "../../config/errors/index.ts";
import { kopecks, quantity, QUANTITY_ONE } from "../../config/money.ts";
import { checkReceipt } from "./check.ts";
import type { ReceiptRules } from "./check.ts";
import type { Correction, FiscalAgent, FiscalBuyer, FiscalLine, FiscalReceipt, ReceiptKind } from "./fiscal-document.ts";

const RULES: ReceiptRules = { ffd: "1.2", date: "2026-11-24" };

function line(changes: Partial<FiscalLine> = {}): FiscalLine {
  return {
    name: "Хлеб",
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

function receipt(changes: Partial<FiscalReceipt> = {}): FiscalReceipt {
  const lines = changes.lines ?? [line()];
  const totalKop = kopecks(lines.reduce((sum, one) => sum + one.sumKop, 0));
  const none = kopecks(0);
  return {
    kind: "sale",
    ownTag: "T01A00000042",
    cashier: { name: "Кассир Иванова" },
    taxSystem: "osn",
    lines,
    payments: { cashKop: totalKop, electronicKop: none, prepaidKop: none, creditKop: none, counterKop: none },
    cashGivenKop: totalKop,
    totalKop,
    footer: [],
    ...changes,
  };
}

function found(one: FiscalReceipt, rules: Partial<ReceiptRules> = {}): string[] {
  const findings = checkReceipt(one, { ...RULES, ...rules });
  for (const { reason, error } of findings) {
    expect(reason).toMatch(/[а-яё].*\.$/i);
    for (const text of [reason, errorText(error, "en")]) expect(text).not.toMatch(/\{\w+\}/);
  }
  return findings.map(({ code, tag, line: index }) => `${code} ${tag}${index === null ? "" : ` #${index}`}`);
}

const ofLine = (changes: Partial<FiscalLine>, rules?: Partial<ReceiptRules>): string[] => found(receipt({ lines: [line(changes)] }), rules);

describe("kinds", () => {
  test.each<ReceiptKind>(["sale", "refund", "purchase", "purchase-refund"])("%s in every format", (kind) => {
    for (const ffd of ["1.05", "1.1", "1.2"] as const) expect(found(receipt({ kind }), { ffd })).toEqual([]);
  });

  test("everything is free: nothing is paid", () => {
    const free = receipt({ lines: [line({ priceKop: kopecks(0), sumKop: kopecks(0) })] });
    expect(free.payments.cashKop).toBe(0);
    expect(found(free)).toEqual([]);
  });

  test("300 positions fit when their names are short", () => {
    expect(found(receipt({ lines: Array.from({ length: 300 }, () => line()) }))).toEqual([]);
    expect(found(receipt({ lines: Array.from({ length: 300 }, () => line({ name: "Х".repeat(40) })) }))).toEqual(["FIS462 1059"]);
  });

  test("a total rounded down only where that is allowed", () => {
    const base = receipt({ lines: [line({ priceKop: kopecks(12250), sumKop: kopecks(12250) })] });
    const totalKop = kopecks(12200);
    const rounded = { ...base, totalKop, payments: { ...base.payments, cashKop: totalKop } };
    expect(found(rounded)).toEqual([]);
    expect(found(rounded, { mayRound: false })).toEqual(["FIS455 1020"]);
  });

  test("six decimals of a quantity", () => {
    const least = line({ quantity: quantity(1), priceKop: kopecks(1_000_000), sumKop: kopecks(1), measure: 11 });
    expect(found(receipt({ lines: [least] }))).toEqual([]);
  });

  test("money that no tag can hold", () => {
    const priceKop = kopecks(2 ** 48);
    expect(ofLine({ priceKop, sumKop: priceKop })).toEqual(["FIS492 1079 #0", "FIS492 1043 #0", "FIS492 1020", "FIS492 1031"]);
  });

  test("several faults at once are all told", () => {
    const bad = receipt({
      paper: "none",
      senderEmail: "shop",
      lines: [line({ countryCode: "RU", vat: "20" }), line({ exciseKop: kopecks(1) })],
    });
    expect(found(bad)).toEqual(["FIS495 1008", "FIS483 1117", "FIS459 1199 #0", "FIS483 1230 #0", "FIS489 1229 #1"]);
  });
});

describe("paper and attributes of the receipt", () => {
  test.each<[string, Partial<FiscalReceipt>, string[]]>([
    ["no paper, an address", { paper: "none", buyerContact: "buyer@example.ru" }, []],
    ["no paper, no address", { paper: "none" }, ["FIS495 1008"]],
    ["the sender's e-mail", { senderEmail: "shop@example.ru" }, []],
    ["the sender's phone", { senderEmail: "+79001234567" }, ["FIS483 1117"]],
    ["a user attribute", { userAttribute: { name: "Заказ", value: "15" } }, []],
    ["a user attribute without value", { userAttribute: { name: "Заказ", value: "" } }, ["FIS471 1086"]],
    ["a long one", { userAttribute: { name: "я".repeat(65), value: "15" } }, ["FIS452 1085"]],
    ["an industry attribute", { industry: { foivId: "030", date: "21.11.2023", number: "1944", value: "a=1" } }, []],
    [
      "a broken one",
      { industry: { foivId: "30", date: "31.02.2023", number: "", value: "a" } },
      ["FIS474 1262", "FIS474 1263", "FIS471 1264"],
    ],
  ])("%s", (_what, changes, expected) => {
    expect(found(receipt(changes))).toEqual(expected);
  });

  test("the industry attribute of the receipt came with 1.2", () => {
    const industry = { foivId: "030", date: "21.11.2023", number: "1944", value: "a=1" };
    expect(found(receipt({ industry }), { ffd: "1.1" })).toEqual(["FIS475 1261"]);
  });
});

describe("attributes of a position", () => {
  test.each<[string, Partial<FiscalLine>, string[]]>([
    ["a country", { countryCode: "156" }, []],
    ["a country by letters", { countryCode: "CN" }, ["FIS483 1230 #0"]],
    ["a declaration of 32", { customsDeclaration: "1".repeat(32) }, []],
    ["a declaration of 33", { customsDeclaration: "1".repeat(33) }, ["FIS452 1231 #0"]],
    ["an extra of 65", { extra: "я".repeat(65) }, ["FIS452 1191 #0"]],
    ["a foreign extra", { extra: "茶" }, ["FIS453 1191 #0"]],
    ["excise", { exciseKop: kopecks(500), subject: 2 }, []],
    ["excise on bread", { exciseKop: kopecks(500) }, ["FIS489 1229 #0"]],
    ["excise above the sum", { exciseKop: kopecks(12201), subject: 2 }, ["FIS490 1229 #0"]],
    ["excise below zero", { exciseKop: kopecks(-1), subject: 2 }, ["FIS457 1229 #0"]],
  ])("%s", (_what, changes, expected) => {
    expect(ofLine(changes)).toEqual(expected);
  });

  test("what the registration must permit", () => {
    expect(ofLine({ subject: 2 }, { sellsExcise: false })).toEqual(["FIS491 1212 #0"]);
    expect(ofLine({ subject: 2 }, { sellsExcise: true })).toEqual([]);
    expect(ofLine({ subject: 32 }, { sellsMarkedGoods: false })).toEqual(["FIS493 1212 #0"]);
    expect(ofLine({ subject: 32 }, { sellsMarkedGoods: true })).toEqual([]);
  });
});

describe("marking codes", () => {
  const code = (text: string): string => Buffer.from(text).toString("base64");
  const marked = (changes: Partial<FiscalLine>, plannedStatus: 1 | 2 | 3 | 4): Partial<FiscalLine> => ({
    subject: 33,
    marking: { codeBase64: code("0104600000000000"), plannedStatus },
    ...changes,
  });
  const half = { quantity: quantity(500_000), sumKop: kopecks(6100) };

  test.each<[string, Partial<FiscalLine>, ReceiptKind, string[]]>([
    ["a piece sold", marked({}, 1), "sale", []],
    ["a piece returned", marked({}, 3), "refund", []],
    ["a piece returned as sold", marked({}, 1), "refund", ["FIS477 2003 #0"]],
    ["part of a pack", marked(half, 2), "sale", []],
    ["part of a pack as a whole", marked(half, 1), "sale", ["FIS477 2003 #0"]],
    ["part of a pack returned", marked(half, 4), "refund", []],
    ["by measure", marked({ ...half, measure: 41 }, 2), "sale", []],
    ["two litres", marked({ measure: 41, quantity: quantity(2_000_000), sumKop: kopecks(24400) }, 2), "sale", []],
    ["two pieces", marked({ quantity: quantity(2_000_000), sumKop: kopecks(24400) }, 1), "sale", ["FIS470 1023 #0"]],
    ["bought back from a person", marked({}, 3), "purchase", []],
  ])("%s", (_what, changes, kind, expected) => {
    expect(found(receipt({ kind, lines: [line(changes)] }))).toEqual(expected);
  });

  test("one code twice", () => {
    const twice = [line(marked({}, 1)), line(), line(marked({}, 1))];
    expect(found(receipt({ lines: twice }))).toEqual(["FIS494 2000 #2"]);
  });
});

describe("agents", () => {
  const supplier = { inn: "7725225244" };
  const bank: FiscalAgent = {
    kind: "bank-paying-agent",
    supplier,
    payingAgent: { operation: "Перевод", phones: ["+79001112233"] },
    transfer: { name: "Банк", inn: "7707083893", address: "Москва", phones: ["+79001112233"] },
  };
  test.each<[string, FiscalAgent, string[]]>([
    ["a commission agent", { kind: "commission-agent", supplier }, []],
    ["a supplier abroad", { kind: "another", supplier: { inn: "000000000000" } }, []],
    ["a supplier who is a person", { kind: "another", supplier: { inn: "500100732259" } }, []],
    ["a wrong INN", { kind: "attorney", supplier: { inn: "7725225245" } }, ["FIS478 1226 #0"]],
    ["an INN of 9 digits", { kind: "attorney", supplier: { inn: "772522524" } }, ["FIS478 1226 #0"]],
    ["a phone from 8", { kind: "attorney", supplier: { ...supplier, phones: ["+79001112233", "89001112233"] } }, ["FIS479 1171 #0"]],
    ["a supplier without a name", { kind: "attorney", supplier: { ...supplier, name: "" } }, ["FIS471 1225 #0"]],
    ["a bank's agent", bank, []],
    [
      "a bank's agent without the bank",
      { kind: "bank-paying-subagent", supplier },
      ["FIS481 1044 #0", "FIS481 1073 #0", "FIS481 1005 #0", "FIS481 1016 #0", "FIS481 1026 #0", "FIS481 1075 #0"],
    ],
    ["a bank with a person's INN", { ...bank, transfer: { ...bank.transfer, inn: "500100732259" } }, ["FIS478 1016 #0"]],
    ["an operation of 25", { ...bank, payingAgent: { ...bank.payingAgent, operation: "о".repeat(25) } }, ["FIS452 1044 #0"]],
    [
      "a paying agent",
      { kind: "paying-agent", supplier, payingAgent: { phones: ["+79001112233"] }, receiver: { phones: ["+79001112233"] } },
      [],
    ],
    ["a paying agent without phones", { kind: "paying-agent", supplier }, ["FIS481 1073 #0", "FIS481 1074 #0"]],
  ])("%s", (_what, agent, expected) => {
    expect(ofLine({ agent })).toEqual(expected);
    expect(ofLine({ agent }, { ffd: "1.05" })).toEqual(expected);
  });

  test("only the kinds of the registration", () => {
    const agent: FiscalAgent = { kind: "attorney", supplier };
    expect(ofLine({ agent }, { permittedAgents: ["attorney"] })).toEqual([]);
    expect(ofLine({ agent }, { permittedAgents: ["another"] })).toEqual(["FIS480 1222 #0"]);
    expect(ofLine({ agent }, { permittedAgents: [] })).toEqual(["FIS480 1222 #0"]);
  });
});

describe("the buyer", () => {
  test.each<[string, FiscalBuyer, string[]]>([
    ["a company", { name: "ООО «Ромашка»", inn: "7725225244" }, []],
    ["a person", { name: "Иванов", birthDate: "29.02.2000", citizenship: "643", identity: { kind: "21", data: "4510 123456" } }, []],
    ["a foreigner without an INN", { name: "Ли", inn: "000000000000" }, []],
    ["nobody", { name: " ", inn: "7725225244" }, ["FIS471 1227"]],
    ["a name alone", { name: "Иванов" }, ["FIS484 1228"]],
    ["a wrong INN", { name: "Иванов", inn: "7725225245" }, ["FIS478 1228"]],
    ["an impossible day of birth", { name: "И", inn: "500100732259", birthDate: "29.02.2001" }, ["FIS482 1243"]],
    ["not born yet", { name: "И", inn: "500100732259", birthDate: "25.11.2026" }, ["FIS482 1243"]],
    ["an unknown kind of document", { name: "И", identity: { kind: "23", data: "1" } }, ["FIS483 1245"]],
    ["an empty document", { name: "И", identity: { kind: "21", data: "" } }, ["FIS471 1246"]],
    ["letters for citizenship", { name: "И", inn: "500100732259", citizenship: "RUS" }, ["FIS483 1244"]],
    ["a name of 257", { name: "я".repeat(257), inn: "500100732259" }, ["FIS452 1227"]],
  ])("%s", (_what, buyer, expected) => {
    expect(found(receipt({ buyer }))).toEqual(expected);
  });

  test("before 1.2 a name is enough, and nothing but name and INN can be written", () => {
    expect(found(receipt({ buyer: { name: "Иванов" } }), { ffd: "1.1" })).toEqual([]);
    const rich: FiscalBuyer = { name: "И", birthDate: "01.01.2000", citizenship: "643", identity: { kind: "21", data: "1" }, address: "М" };
    expect(found(receipt({ buyer: rich }), { ffd: "1.05" })).toEqual([
      "FIS475 1243",
      "FIS475 1244",
      "FIS475 1245",
      "FIS475 1246",
      "FIS475 1254",
    ]);
  });
});

describe("corrections", () => {
  const own: Correction = { basis: "own", correctedOn: "2026-11-20" };

  test.each<[string, Correction, ReceiptRules["ffd"], string[]]>([
    ["by own decision", own, "1.2", []],
    ["of today", { ...own, correctedOn: "2026-11-24" }, "1.2", []],
    ["of tomorrow", { ...own, correctedOn: "2026-11-25" }, "1.2", ["FIS486 1178"]],
    ["of no day", { ...own, correctedOn: "2026-02-30" }, "1.2", ["FIS482 1178"]],
    ["by order", { ...own, basis: "order", orderNumber: "12-34" }, "1.2", []],
    ["by order without number", { ...own, basis: "order" }, "1.2", ["FIS471 1179"]],
    ["with a number of 33", { ...own, basis: "order", orderNumber: "1".repeat(33) }, "1.2", ["FIS452 1179"]],
    ["by own decision with a number", { ...own, orderNumber: "12-34" }, "1.2", ["FIS487 1179"]],
    ["with a description in 1.2", { ...own, description: "Сбой" }, "1.2", ["FIS475 1177"]],
    ["with a description in 1.1", { ...own, description: "Сбой" }, "1.1", []],
    ["of a document", { ...own, correctedFiscalSign: "4294967295" }, "1.2", []],
    ["of an impossible document", { ...own, correctedFiscalSign: "4294967296" }, "1.2", ["FIS483 1192"]],
  ])("%s", (_what, correction, ffd, expected) => {
    expect(found(receipt({ correction }), { ffd })).toEqual(expected);
  });

  test("1.05 knows signs 1 and 3 only", () => {
    const kinds: readonly ReceiptKind[] = ["sale", "refund", "purchase", "purchase-refund"];
    const of = (ffd: ReceiptRules["ffd"]): string[][] => kinds.map((kind) => found(receipt({ kind, correction: own }), { ffd }));
    expect(of("1.05")).toEqual([[], ["FIS485 1054"], [], ["FIS485 1054"]]);
    expect(of("1.1")).toEqual([[], [], [], []]);
    expect(of("1.2")).toEqual([[], [], [], []]);
  });

  test("1.05 writes no positions: only their sums and rates must be sound", () => {
    const long = line({ name: "ы".repeat(300), subject: 33 });
    expect(found(receipt({ correction: own, lines: [long] }), { ffd: "1.05" })).toEqual([]);
    const wrong = line({ vat: "20", sumKop: kopecks(1) });
    expect(found(receipt({ correction: own, lines: [wrong] }), { ffd: "1.05" })).toEqual(["FIS454 1043 #0", "FIS459 1199 #0"]);
  });

  test("the rate of the corrected day counts", () => {
    const of2025 = { ...own, correctedOn: "2025-12-31" };
    expect(found(receipt({ correction: of2025, lines: [line({ vat: "20" })] }))).toEqual([]);
    expect(found(receipt({ correction: of2025, lines: [line({ vat: "22" })] }))).toEqual(["FIS459 1199 #0"]);
    expect(found(receipt({ correction: own, lines: [line({ vat: "20" })] }))).toEqual(["FIS459 1199 #0"]);
  });

  test("what a return of an older deal said is said again by the document that takes the return back", () => {
    const ofReturn = { ...own, correctedFiscalSign: "1234567890" };
    const older = line({ vat: "20" });
    const creditPaid = line({ method: 7, subject: 10 });
    for (const kind of ["sale", "refund", "purchase", "purchase-refund"] as const) {
      const isReturned = kind === "refund" || kind === "purchase-refund";
      for (const ffd of ["1.1", "1.2"] as const) {
        expect(found(receipt({ kind, correction: ofReturn, lines: [older] }), { ffd })).toEqual([]);
        expect(found(receipt({ kind, correction: ofReturn, lines: [creditPaid] }), { ffd })).toEqual([]);
      }
      expect(found(receipt({ kind, lines: [older] }))).toEqual(isReturned ? [] : ["FIS459 1199 #0"]);
      expect(found(receipt({ kind, lines: [creditPaid] }))).toEqual(isReturned ? [] : ["FIS464 1199 #0"]);
    }
    const prepaid = receipt({ correction: ofReturn, lines: [line({ method: 1 })] });
    expect(found(prepaid), "a prepayment is at a calculated rate in both").toEqual(["FIS464 1199 #0"]);
    const of2025 = { ...ofReturn, correctedOn: "2025-12-31" };
    expect(found(receipt({ correction: of2025 })), "no rate before its time").toEqual(["FIS459 1199 #0"]);
    expect(found(receipt({ correction: ofReturn, lines: [older] }), { ffd: "1.05" }), "nothing is taken back there").toEqual([
      "FIS459 1199 #0",
    ]);
  });

  test("positions are mandatory in 1.1 and 1.2, and 1084 is taken", () => {
    for (const ffd of ["1.1", "1.2"] as const) expect(found(receipt({ correction: own, lines: [] }), { ffd })).toEqual(["FIS461 1059"]);
    expect(found(receipt({ correction: own, userAttribute: { name: "a", value: "b" } }))).toEqual(["FIS488 1084"]);
  });
});
