import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { quantity } from "../../config/money.ts";
import type { FiscalDocument } from "../document/fiscal-document.ts";
import type { AtolRegistrar } from "./atol-registrar.ts";
import { line, receipt, webBench } from "./testing/bench.ts";
import type { ScriptedServer } from "./testing/scripted-server.ts";
import type { Plain } from "./testing/toy-driver.ts";

const one = quantity(1_000_000);
const marked = (code: string) => line({ quantity: one, subject: 33, marking: { codeBase64: code, plannedStatus: 1 } });
const SALE: FiscalDocument = { kind: "receipt", receipt: receipt({ lines: [marked("QQ=="), line(), marked("Qg==")] }) };
const GOOD = { imcCheckFlag: true, imcCheckResult: true, imcStatusInfo: true, imcEstimatedStatusCorrect: true, ecrStandAloneFlag: false };

let server: ScriptedServer;
let registrar: AtolRegistrar;
let stop: () => Promise<void>;

/** Accepts each code as `result`; a status is ready at the second question. */
function scriptChecks(of: ScriptedServer, result: Plain = GOOD): void {
  let asked = 0;
  of.driver.scripted.set("getMarkingCodeValidationStatus", () => ({
    result: ++asked % 2 === 0 ? { ready: true, onlineValidation: { itemInfoCheckResult: result } } : { ready: false },
  }));
  of.driver.scripted.set("acceptMarkingCode", () => ({ result: { itemInfoCheckResult: result } }));
}

async function sell(): ReturnType<AtolRegistrar["register"]> {
  const baseline = await registrar.baseline();
  if (!baseline.ok) throw new Error(baseline.error.code);
  return registrar.register(SALE, baseline.value);
}

const types = (): unknown[] => server.driver.seen.map(({ type }) => type);

beforeEach(async () => {
  ({ server, registrar, stop } = await webBench({}, { refuseNegativeMarking: true }));
});
afterEach(() => stop());

describe("marking codes of a receipt", () => {
  it("are checked one after another, and the receipt carries the answers in their order", async () => {
    scriptChecks(server);
    expect(await sell()).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    const begun = server.driver.seen.filter(({ type }) => type === "beginMarkingCodeValidation");
    expect(begun).toMatchObject([{ params: { imc: "QQ==", itemEstimatedStatus: "itemPieceSold" } }, { params: { imc: "Qg==" } }]);
    expect(types().indexOf("clearMarkingCodeValidationResult")).toBeLessThan(types().indexOf("beginMarkingCodeValidation"));
    const sale = server.driver.seen.find(({ type }) => type === "sell");
    expect(sale?.["items"]).toMatchObject([
      { imcParams: { imc: "QQ==", itemInfoCheckResult: GOOD } },
      {},
      { imcParams: { imc: "Qg==", itemInfoCheckResult: GOOD } },
      { type: "additionalAttribute" },
    ]);
  });

  it.each([401, 423])("a check that already runs (%d) is waited for and declined, then ours is begun", async (code) => {
    scriptChecks(server);
    let isBusy = true;
    server.driver.scripted.set("beginMarkingCodeValidation", () => {
      if (!isBusy) return { result: {} };
      isBusy = false;
      return { error: { code, description: "Идёт проверка" } };
    });
    expect(await sell()).toMatchObject({ ok: true });
    expect(types().filter((type) => type === "declineMarkingCode")).toHaveLength(1);
    expect(types()).not.toContain("cancelMarkingCodeValidation");
  });

  it("a code that the operator forbids is declined and the receipt is not begun", async () => {
    scriptChecks(server, { ...GOOD, imcEstimatedStatusCorrect: false });
    expect(await sell()).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS350", details: { result: 7 } } } });
    expect(types()).toContain("declineMarkingCode");
    expect(types()).not.toContain("sell");
  });

  it("a check without the operator is as good as the drive says", async () => {
    scriptChecks(server, { ...GOOD, imcStatusInfo: false, imcEstimatedStatusCorrect: false, ecrStandAloneFlag: true });
    expect(await sell()).toMatchObject({ ok: true });
  });

  it("an error of the check registers nothing", async () => {
    server.driver.scripted.set("beginMarkingCodeValidation", () => ({ error: { code: 408, description: "Таблица заполнена" } }));
    expect(await sell()).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS351" } } });
    expect(types()).not.toContain("sell");
  });

  it("are not checked before ФФД 1.2", async () => {
    server.driver.ffd = "1.05";
    expect(await sell()).toMatchObject({ ok: true });
    expect(types()).not.toContain("beginMarkingCodeValidation");
  });
});
