import type { CashFact, Fact, ReceiptFact } from "../../config/contract/facts.ts";
import { ok } from "../../config/result.ts";
import { appError } from "../../config/errors/index.ts";
import type { Batch, Destination, Refusal, SendOutcome } from "../destination.ts";
import { ONEC_BATCH_ROWS_MAX } from "../limits.ts";
import { closeShift } from "./close-shift.ts";
import { isKey } from "./derived-key.ts";
import { cashDocument, receiptDocument } from "./documents.ts";
import type { GoodsLookup } from "./goods.ts";
import { hasDocument } from "./has-document.ts";
import { createGoodsLookup } from "./goods.ts";
import { ENTITY, ODATA } from "./names.ts";
import { createDateWriter } from "./numbers.ts";
import type { ODataClient, ODataOptions, ODataResult } from "./odata.ts";
import { createODataClient } from "./odata.ts";
import type { OnecSettings } from "./settings.ts";
import type { ShiftLookup } from "./shifts.ts";
import { createShiftLookup } from "./shifts.ts";
import { storeAndPost } from "./store-document.ts";

export interface OnecOptions extends Omit<ODataOptions, "baseUrl"> {
  readonly settings: OnecSettings;
}

interface Room {
  readonly name: string;
  readonly odata: ODataClient;
  readonly settings: OnecSettings;
  readonly goods: GoodsLookup;
  readonly shifts: ShiftLookup;
  readonly writeDate: (atMs: number) => string;
}

/**
 * Facts to 1C through the standard OData interface, document by document. The document's key is the fact's id, so every
 * step may be repeated after a lost answer: nothing is doubled.
 */
export function createOnecDestination(options: OnecOptions): Destination {
  const { settings, ...connection } = options;
  const odata = createODataClient({ ...connection, baseUrl: settings.baseUrl });
  const writeDate = createDateWriter(settings.timeZone);
  const goods = createGoodsLookup(options.name, odata, settings);
  const roomOf = (owner: OnecSettings): Room => {
    return { name: options.name, odata, settings: owner, writeDate, goods, shifts: createShiftLookup(odata, owner, writeDate) };
  };
  const own = roomOf(settings);
  const further = new Map([...settings.sellers].map(([id, owner]) => [id, roomOf({ ...settings, ...owner })]));
  const rooms: Rooms = (fact) =>
    fact.sellerId === undefined || fact.sellerId === MAIN_SELLER ? own : (further.get(fact.sellerId) ?? null);
  return {
    batchRowsMax: ONEC_BATCH_ROWS_MAX,
    send: (batch, signal) => sendInTurn(rooms, options.name, batch, signal),
    close: () => odata.close(),
  };
}

/** The legal entity whose document a fact is; null for one that the settings do not know. */
type Rooms = (fact: Fact) => Room | null;

/** The till's own organisation, in facts of a till with several sellers. */
const MAIN_SELLER = "main";

/** In order; what 1C refuses for good is passed over, anything else ends the batch. */
async function sendInTurn(rooms: Rooms, name: string, batch: Batch, signal: AbortSignal): Promise<SendOutcome> {
  const delivered: number[] = [];
  const refused: Refusal[] = [];
  for (const { sequence, fact } of batch.rows) {
    const room = rooms(fact);
    const sent = room === null ? unknownSeller(name, fact) : await sendFact(room, fact, signal);
    if (sent.ok) delivered.push(sequence);
    else if (sent.error.verdict === "refused") refused.push({ sequence, error: sent.error.error });
    else return { delivered, refused, failed: [sequence], stop: { kind: "failed", ...sent.error } };
  }
  return { delivered, refused, failed: [], stop: null };
}

/** Filing it under another organisation would be worse than leaving it to a person. */
function unknownSeller(destination: string, { sellerId, sellerInn }: Fact): Awaited<ODataResult<null>> {
  const reason = `для продавца ${sellerId} (ИНН ${sellerInn}) не указаны организация и касса 1С: раздел sellers, onec`;
  const error = appError("SYN708", { destination, reason });
  return { ok: false, error: { verdict: "refused", code: null, error, retryAfterMs: null, suspect: false } };
}

async function sendFact(room: Room, fact: Fact, signal: AbortSignal): ODataResult<null> {
  if (!isKey(fact.id)) {
    const error = appError("SYN708", { destination: room.name, reason: "идентификатор документа не UUID" });
    return { ok: false, error: { verdict: "refused", code: null, error, retryAfterMs: null, suspect: false } };
  }
  if (fact.type === "cash" && room.settings.cashMovements === "skip") return ok(null);
  if (!hasDocument(fact)) {
    if (room.settings.otherReceipts === "skip") return ok(null);
    const error = appError("SYN708", { destination: room.name, reason: "для такого чека в 1С нет документа, проведите его вручную" });
    return { ok: false, error: { verdict: "refused", code: null, error, retryAfterMs: null, suspect: false } };
  }
  const shift = await room.shifts.shiftKey(fact, signal);
  if (!shift.ok) return shift;
  switch (fact.type) {
    case "receipt":
      return sendReceipt(room, fact, shift.value, signal);
    case "correction":
      return ok(null);
    case "cash":
      return sendCash(room, fact, shift.value, signal);
    case "shift":
      return fact.kind === "opened" ? ok(null) : closeShift(room, fact, shift.value, signal);
  }
}

async function sendReceipt(room: Room, fact: ReceiptFact, shiftKey: string, signal: AbortSignal): ODataResult<null> {
  const lines: { goodsKey: string; vatKey: string }[] = [];
  for (const line of fact.lines) {
    const goodsKey = await room.goods.goodsKey(line, signal);
    if (!goodsKey.ok) return goodsKey;
    const vatKey = await room.goods.vatKey(line.vat, signal);
    if (!vatKey.ok) return vatKey;
    lines.push({ goodsKey: goodsKey.value, vatKey: vatKey.value });
  }
  const original = await originalKey(room, fact, signal);
  if (!original.ok) return original;
  const body = receiptDocument(fact, { shiftKey, lines, originalKey: original.value }, room.settings, room.writeDate);
  return storeAndPost(room.name, room.odata, fact.kind === "sale" ? ENTITY.receipt : ENTITY.refund, body, signal);
}

/** The sale that a refund names, if it is in 1C: it may be of another till and still on its way, then the link stays empty. */
async function originalKey(room: Room, fact: ReceiptFact, signal: AbortSignal): ODataResult<string | null> {
  const id = fact.kind === "refund" ? fact.originalReceiptId : null;
  if (id === null || !isKey(id)) return ok(null);
  const read = await room.odata.read(ENTITY.receipt, id, ["Ref_Key"], signal);
  if (read.ok) return ok(id);
  return read.error.code === ODATA.instanceNotFound ? ok(null) : read;
}

function sendCash(room: Room, fact: CashFact, shiftKey: string, signal: AbortSignal): ODataResult<null> {
  const body = cashDocument(fact, shiftKey, room.settings, room.writeDate);
  return storeAndPost(room.name, room.odata, fact.kind === "in" ? ENTITY.cashIn : ENTITY.cashOut, body, signal);
}
