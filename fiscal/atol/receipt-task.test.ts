import { describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { VAT_RATES } from "../../config/contract/vat.ts";
import { goodsOf, questionOf, type MarkedLine } from "../code-question.ts";
import type { AgentKind, FiscalDocument, FiscalReceipt } from "../document/fiscal-document.ts";
import { MEASURES } from "../document/measure.ts";
import { SETTLEMENT_SUBJECTS } from "../document/settlement.ts";
import { documentTask } from "./document-task.ts";
import { writeJson } from "./json-text.ts";
import { imcParams, type ReceiptTaskRules } from "./receipt-task.ts";
import { line, receipt } from "./testing/bench.ts";

const RULES: ReceiptTaskRules = { ffd: "1.2", industryDate: "YYYY.MM.DD" };
const NOTHING = kopecks(0);

interface PlainTask {
  readonly items: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

function plain(
  document: FiscalDocument,
  rules: Partial<ReceiptTaskRules> = {},
  checks: Parameters<typeof documentTask>[1] = [],
): PlainTask {
  return JSON.parse(writeJson(documentTask(document, checks, { ...RULES, ...rules }))) as PlainTask;
}

function task(change: Partial<FiscalReceipt>, rules: Partial<ReceiptTaskRules> = {}): PlainTask {
  return plain({ kind: "receipt", receipt: receipt(change) }, rules);
}

describe("the task of a document", () => {
  it.each([
    ["sale", "sell"],
    ["refund", "sellReturn"],
    ["purchase", "buy"],
    ["purchase-refund", "buyReturn"],
  ] as const)("%s is %s, and its correction says so", (kind, type) => {
    expect(task({ kind })).toMatchObject({ type, taxationType: "usnIncome", electronically: false });
    const correction = { basis: "order", correctedOn: "2026-03-15", orderNumber: "12-3", correctedFiscalSign: "123" } as const;
    expect(task({ kind, correction })).toMatchObject({
      type: `${type}Correction`,
      correctionType: "instruction",
      correctionBaseDate: "2026.03.15",
      correctionBaseNumber: "12-3",
      items: [{}, { type: "userAttribute", name: "Документ кассы", value: "T01R000001" }, { type: "additionalAttribute", value: "123" }],
    });
  });

  it("an own correction before ФФД 1.2 has its description, since 1.2 it has none", () => {
    const correction = { basis: "own", correctedOn: "2026-03-15", description: "без чека" } as const;
    expect(task({ correction }, { ffd: "1.1" })).toMatchObject({ correctionType: "self", correctionBaseName: "без чека" });
    expect(task({ correction })).not.toHaveProperty("correctionBaseName");
    expect(task({ correction })).not.toHaveProperty("correctionBaseNumber");
  });

  it("payments: non-cash kinds as they are, cash as it was handed over", () => {
    const payments = {
      cashKop: kopecks(10),
      electronicKop: kopecks(2_000),
      prepaidKop: kopecks(3_000),
      creditKop: kopecks(4_000),
      counterKop: kopecks(1_000),
    };
    expect(task({ payments, cashGivenKop: kopecks(100) })).toMatchObject({
      total: 100.1,
      payments: [
        { type: "electronically", sum: 20 },
        { type: "prepaid", sum: 30 },
        { type: "credit", sum: 40 },
        { type: "other", sum: 10 },
        { type: "cash", sum: 1 },
      ],
    });
  });

  it("a receipt of nothing is paid with nothing", () => {
    const none = { cashKop: NOTHING, electronicKop: NOTHING, prepaidKop: NOTHING, creditKop: NOTHING, counterKop: NOTHING };
    expect(task({ payments: none, totalKop: NOTHING, cashGivenKop: NOTHING })).toMatchObject({ payments: [{ type: "cash", sum: 0 }] });
  });

  it("buyer, contact and sender; no paper", () => {
    const buyer = { name: "ООО «Лютик»", inn: "7701234560", birthDate: "01.02.1990", identity: { kind: "21", data: "1234" } };
    expect(task({ buyer, buyerContact: "+79001234567", senderEmail: "shop@example.ru", paper: "none" })).toMatchObject({
      electronically: true,
      clientInfo: {
        emailOrPhone: "+79001234567",
        name: "ООО «Лютик»",
        vatin: "7701234560",
        identityDocumentCode: "21",
        identityDocumentData: "1234",
      },
      companyInfo: { email: "shop@example.ru" },
    });
    expect(task({})).not.toHaveProperty("clientInfo");
  });

  it("before FFD 1.2 names the agents of the whole receipt only when all positions are an agent's", () => {
    const agent = (kind: AgentKind) => ({ kind, supplier: { inn: "7712345678", name: "Поставщик", phones: ["+79001234567"] } });
    const old = { ffd: "1.05" } as const;
    const [own, attorney, commission] = [line(), line({ agent: agent("attorney") }), line({ agent: agent("commission-agent") })];
    expect(task({ lines: [attorney, own] }, old)).not.toHaveProperty("agentInfo");
    expect(task({ lines: [attorney, commission] }, old)).toMatchObject({ agentInfo: { agents: ["attorney", "commissionAgent"] } });
  });

  it("an agent's position", () => {
    const agent = {
      kind: "bank-paying-agent",
      supplier: { name: "Поставщик", inn: "000000000000", phones: ["+79000000001"] },
      payingAgent: { operation: "перевод", phones: ["+79000000002"] },
      receiver: { phones: ["+79000000003"] },
      transfer: { name: "Банк", inn: "7700000000", address: "Москва", phones: ["+79000000004"] },
    } as const;
    expect(task({ lines: [line({ agent })] }).items[0]).toMatchObject({
      agentInfo: {
        agents: ["bankPayingAgent"],
        payingAgent: { operation: "перевод", phones: ["+79000000002"] },
        receivePaymentsOperator: { phones: ["+79000000003"] },
        moneyTransferOperator: { name: "Банк", vatin: "7700000000", address: "Москва", phones: ["+79000000004"] },
      },
      supplierInfo: { name: "Поставщик", vatin: "000000000000", phones: ["+79000000001"] },
    });
  });

  it("the date of an industry attribute goes as the driver wants it", () => {
    const industry = { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=a&Time=1" };
    expect(task({ lines: [line({ industry })], industry })).toMatchObject({
      industryInfo: [{ fois: "030", date: "2023.11.21", number: "1944", industryAttribute: "UUID=a&Time=1" }],
      items: [{ industryInfo: [{ date: "2023.11.21" }] }, {}],
    });
    expect(task({ industry }, { industryDate: "DD.MM.YYYY" })).toMatchObject({ industryInfo: [{ date: "21.11.2023" }] });
  });

  it("a marked position carries its code and what the check said of it", () => {
    const marking = { codeBase64: "MDEwNA==", plannedStatus: 1 } as const;
    const document: FiscalDocument = {
      kind: "receipt",
      receipt: receipt({ lines: [line(), line({ marking, subject: 33, quantity: quantity(1_000_000) })] }),
    };
    expect(plain(document, {}, [{ imcCheckFlag: true }]).items[1]).toMatchObject({
      paymentObject: "commodityWithMarking",
      imcParams: {
        imcType: "auto",
        imc: "MDEwNA==",
        itemEstimatedStatus: "itemPieceSold",
        imcModeProcessing: 0,
        itemInfoCheckResult: { imcCheckFlag: true },
      },
    });
    const before = plain(document, { ffd: "1.05" }).items[1];
    expect(before).toMatchObject({ markingCode: { type: "other", mark: "MDEwNA==" }, measurementUnit: "шт" });
    expect(before).not.toHaveProperty("imcParams");
  });

  it("a part of a marked pack is a fraction in lowest terms", () => {
    const marking = { codeBase64: "MDEwNA==", plannedStatus: 2 } as const;
    const part = line({ marking, subject: 33, quantity: quantity(250_000) });
    expect(task({ lines: [part] }).items[0]).toMatchObject({
      quantity: 0.25,
      imcParams: { itemFractionalAmount: "1/4", itemQuantity: 0.25 },
    });
    expect(task({ lines: [{ ...part, measure: 11 }] }).items[0]?.["imcParams"]).not.toHaveProperty("itemFractionalAmount");
  });

  it("a check asked before its receipt names the part of the piece as the receipt will", () => {
    const marking = { codeBase64: "MDEwNA==", plannedStatus: 2, fraction: { numerator: 2, denominator: 10 } } as const;
    const part: MarkedLine = { ...line({ subject: 33, quantity: quantity(1_000_000) }), marking };
    const params = imcParams(goodsOf(questionOf(part)));
    expect(params).toMatchObject({ itemFractionalAmount: "2/10", itemEstimatedStatus: "itemDryForSale" });
    expect(params).toEqual(imcParams(part));
  });

  it("a bottle carries its stamp as the code of goods", () => {
    const old = line({ subject: 2, stamp: `22N00000A${"B".repeat(22)}${"C".repeat(37)}` });
    const fresh = line({ subject: 2, stamp: `18710100000042${"9".repeat(136)}` });
    expect(task({ lines: [old, fresh] }).items).toMatchObject([
      { paymentObject: "excise", productCodes: { egais20: `A${"B".repeat(22)}` } },
      { productCodes: { egais30: "18710100000042" } },
      {},
    ]);
    expect(task({ lines: [fresh] }).items[0]).not.toHaveProperty("nomenclatureCode");
    const before = task({ lines: [fresh] }, { ffd: "1.05" }).items[0];
    const bytes = Buffer.concat([Buffer.of(0xc5, 0x1e), Buffer.from("18710100000042")]);
    expect(before).toMatchObject({ nomenclatureCode: bytes.toString("base64") });
    expect(before).not.toHaveProperty("productCodes");
  });

  it("what else a position can carry", () => {
    const extra = {
      quantity: quantity(1_234_567),
      measure: 11,
      extra: "партия 5",
      exciseKop: kopecks(105),
      countryCode: "643",
      customsDeclaration: "1/2/3",
    };
    expect(task({ lines: [line(extra)] }).items[0]).toMatchObject({
      quantity: 1.234567,
      measurementUnit: "kilogram",
      additionalAttribute: "партия 5",
      exciseSum: 1.05,
      countryCode: "643",
      customsDeclaration: "1/2/3",
    });
  });

  it("every rate, kind and measure of the law has a word or a number", () => {
    const types = VAT_RATES.map((vat) => task({ lines: [line({ vat })] }).items[0]?.["tax"]);
    expect(new Set(types.map((tax) => JSON.stringify(tax))).size).toBe(VAT_RATES.length);
    const objects = [...SETTLEMENT_SUBJECTS.keys()].map((subject) => task({ lines: [line({ subject })] }).items[0]?.["paymentObject"]);
    expect(new Set(objects).size).toBe(SETTLEMENT_SUBJECTS.size);
    expect(objects.filter((word) => typeof word === "number")).toEqual([12, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27]);
    const units = MEASURES.map(({ code }) => task({ lines: [line({ measure: code })] }).items[0]?.["measurementUnit"]);
    expect(units).not.toContain(undefined);
    expect(new Set(units).size).toBe(MEASURES.length);
  });

  it("footer lines are printed below; an empty one is a line too", () => {
    expect(task({ footer: ["Спасибо", ""] })["postItems"]).toMatchObject([{ type: "text", text: "Спасибо" }, { text: " " }]);
  });

  it("shifts, report and cash", () => {
    const cashier = { name: "Иванова", inn: "500100732259" };
    expect(plain({ kind: "open-shift", cashier })).toEqual({ type: "openShift", operator: { name: "Иванова", vatin: "500100732259" } });
    expect(plain({ kind: "close-shift", cashier: { name: "Иванова" } })).toEqual({ type: "closeShift", operator: { name: "Иванова" } });
    expect(plain({ kind: "x-report" })).toEqual({ type: "reportX" });
    expect(plain({ kind: "cash-in", amountKop: kopecks(50_005), cashier })).toMatchObject({ type: "cashIn", cashSum: 500.05 });
    expect(plain({ kind: "cash-out", amountKop: kopecks(1), cashier })).toMatchObject({ type: "cashOut", cashSum: 0.01 });
  });
});
