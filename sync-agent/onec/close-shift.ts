import type { ShiftFact } from "../../config/contract/facts.ts";
import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { JsonObject } from "../http/decode.ts";
import { asString } from "../http/decode.ts";
import { ONEC_PAGE_ROWS, ONEC_SHIFT_RECEIPTS_MAX } from "../limits.ts";
import { ENTITY, ODATA, SHIFT_STATUS_CLOSED } from "./names.ts";
import type { ODataClient, ODataResult } from "./odata.ts";
import type { OnecSettings } from "./settings.ts";
import { shiftReports } from "./shift-report.ts";

export interface CloseShiftContext {
  readonly name: string;
  readonly odata: ODataClient;
  readonly settings: OnecSettings;
  readonly writeDate: (atMs: number) => string;
}

/**
 * The close of a shift, each step safe to repeat: report documents are stored under the fact's id, receipts give up their
 * own movements (they are in the report now), the report is posted, КассоваяСмена is closed. A receipt that comes later
 * stays posted on its own: nothing is lost, nothing counts twice.
 */
export async function closeShift(context: CloseShiftContext, fact: ShiftFact, shiftKey: string, signal: AbortSignal): ODataResult<null> {
  const { odata, settings, writeDate } = context;
  if (settings.shiftClose === "report") {
    const reported = await report(context, fact, shiftKey, signal);
    if (!reported.ok) return reported;
  }
  const { salesCount, refundsCount } = fact.totals;
  const closed = {
    ОкончаниеКассовойСмены: writeDate(fact.fiscal?.at ?? fact.at),
    КоличествоЧеков: salesCount + refundsCount,
    Статус: SHIFT_STATUS_CLOSED,
  };
  const changed = await odata.change(ENTITY.shift, shiftKey, closed, signal);
  return changed.ok ? ok(null) : changed;
}

async function report(
  { name, odata, settings, writeDate }: CloseShiftContext,
  fact: ShiftFact,
  shiftKey: string,
  signal: AbortSignal,
): ODataResult<null> {
  const before = await odata.read(ENTITY.salesReport, fact.id, ["Ref_Key", "Posted"], signal);
  if (before.ok && before.value["Posted"] === true) return ok(null);
  if (!before.ok && before.error.code !== ODATA.instanceNotFound) return before;

  const sales = await receiptsOf(name, odata, ENTITY.receipt, shiftKey, signal);
  if (!sales.ok) return sales;
  const refunds = await receiptsOf(name, odata, ENTITY.refund, shiftKey, signal);
  if (!refunds.ok) return refunds;
  const documents = shiftReports(fact, shiftKey, { sales: sales.value, refunds: refunds.value }, settings, writeDate);

  const stored = await store(odata, ENTITY.salesReport, documents.sales, signal);
  if (!stored.ok) return stored;
  if (documents.returns !== null) {
    const storedReturns = await store(odata, ENTITY.returnsReport, documents.returns, signal);
    if (!storedReturns.ok) return storedReturns;
  }
  for (const [entity, receipts] of [
    [ENTITY.receipt, sales.value],
    [ENTITY.refund, refunds.value],
  ] as const) {
    for (const receipt of receipts) {
      const archived = await archive(odata, entity, receipt, signal);
      if (!archived.ok) return archived;
    }
  }
  if (documents.returns !== null) {
    const postedReturns = await odata.act(ENTITY.returnsReport, fact.id, "Post", signal);
    if (!postedReturns.ok) return postedReturns;
  }
  return odata.act(ENTITY.salesReport, fact.id, "Post", signal);
}

/** All receipts of the shift, page by page. */
async function receiptsOf(
  name: string,
  odata: ODataClient,
  entity: typeof ENTITY.receipt | typeof ENTITY.refund,
  shiftKey: string,
  signal: AbortSignal,
): ODataResult<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  const filter = `КассоваяСмена_Key eq guid'${shiftKey}' and DeletionMark eq false`;
  while (all.length <= ONEC_SHIFT_RECEIPTS_MAX) {
    const page = await odata.find(entity, { filter, orderBy: "Date,Ref_Key", top: ONEC_PAGE_ROWS, skip: all.length }, signal);
    if (!page.ok) return page;
    all.push(...page.value);
    if (page.value.length < ONEC_PAGE_ROWS) return ok(all);
  }
  const error = appError("SYN712", { destination: name, reason: `more than ${ONEC_SHIFT_RECEIPTS_MAX} receipts in one shift` });
  return err({ verdict: "failed", code: null, error, retryAfterMs: null, suspect: true });
}

/** Not posted yet, so it may be written anew: a receipt may have come between two attempts. */
async function store(
  odata: ODataClient,
  entity: typeof ENTITY.salesReport | typeof ENTITY.returnsReport,
  body: JsonObject,
  signal: AbortSignal,
): ODataResult<null> {
  const created = await odata.create(entity, body, signal);
  if (created.ok) return ok(null);
  if (created.error.code !== ODATA.exists) return created;
  const { Ref_Key: key, ...fields } = body;
  const changed = await odata.change(entity, asString(key) ?? "", fields, signal);
  return changed.ok ? ok(null) : changed;
}

/** Архивный: the receipt's movements are in the report. */
async function archive(
  odata: ODataClient,
  entity: typeof ENTITY.receipt | typeof ENTITY.refund,
  receipt: JsonObject,
  signal: AbortSignal,
): ODataResult<null> {
  const key = asString(receipt["Ref_Key"]) ?? "";
  if (receipt["Posted"] === true) {
    const unposted = await odata.act(entity, key, "Unpost", signal);
    if (!unposted.ok) return unposted;
  }
  if (receipt["Архивный"] === true) return ok(null);
  const changed = await odata.change(entity, key, { Архивный: true }, signal);
  return changed.ok ? ok(null) : changed;
}
