import { err, type Result } from "../../../config/result.ts";
import { sumKop } from "../../../config/money.ts";
import { decodeTlv, findTag, type TlvItem } from "../../document/tlv.ts";
import type { DriveState } from "./drive-state.ts";
import { correctionBasis } from "./correction-basis.ts";
import { DRIVE_ERROR, FFD, type DriveItem, type DriveReceipt, type DriveRefusal, type FfdVersion } from "./drive-types.ts";
import { CORRECTION_HOST_TAGS, ITEM_HOST_TAGS, RECEIPT_HOST_TAGS, type TagLimits } from "./host-tags.ts";
import { acceptedCheck } from "./marking-desk.ts";
import { TAG } from "./tags.ts";

/** Rounding of the total may take off less than a rouble. */
const MAX_ROUNDING_KOP = 99;
/** Item kinds (tag 1212) that must carry a marking code: 31 excise goods with a code, 33 other goods with a code. */
const SUBJECTS_WITH_CODE: ReadonlySet<number> = new Set([31, 33]);
const EXCISE_SUBJECTS: ReadonlySet<number> = new Set([2, 30, 31]);
/** Greatest tag 1212 by format; 28 and 29 are not used. Source: order ЕД-7-20/662@. */
const MAX_SUBJECT: Readonly<Record<FfdVersion, number>> = { 2: 19, 3: 26, 4: 33 };
const MAX_METHOD = 7;
const DAY_SECONDS = 86_400;
const BY_ORDER = 1;

export function refuse(code: DriveRefusal["code"], tag?: number): Result<never, DriveRefusal> {
  return err(tag === undefined ? { code } : { code, tag });
}

/**
 * Tags that the host may not send here: 0Bh; a length that the format does not allow or a broken container: 18h. Null when
 * all is well.
 */
export function checkTags(tags: readonly TlvItem[], allowed: TagLimits): DriveRefusal | null {
  for (const { tag, value } of tags) {
    const limit = allowed.get(tag);
    if (limit === undefined) return { code: DRIVE_ERROR.notAllowedTag, tag };
    const fits = limit.exact ? value.length === limit.max : value.length > 0 && value.length <= limit.max;
    if (!fits) return { code: DRIVE_ERROR.badFormat, tag };
    if (limit.inner === undefined) continue;
    const inner = decodeTlv(value);
    if (!inner.ok) return { code: DRIVE_ERROR.badFormat, tag };
    const wrong = checkTags(inner.value, limit.inner);
    if (wrong !== null) return wrong;
  }
  return null;
}

export function checkReceipt(receipt: DriveReceipt, state: DriveState): DriveRefusal | null {
  const { ffd } = state.registration;
  return (
    checkTags(receipt.tags, (receipt.correction ? CORRECTION_HOST_TAGS : RECEIPT_HOST_TAGS)[ffd]) ??
    checkCorrection(receipt, ffd) ??
    checkHasItems(receipt, ffd) ??
    checkMoney(receipt, ffd) ??
    checkTaxSystem(receipt, state) ??
    checkItems(receipt, state)
  );
}

/** Only sale and buy, and no items, in 1.05; the basis with its date; an order has a number. */
function checkCorrection(receipt: DriveReceipt, ffd: FfdVersion): DriveRefusal | null {
  if (!receipt.correction) return null;
  if (ffd === FFD.v105) {
    if (receipt.operation === 2 || receipt.operation === 4) return { code: DRIVE_ERROR.badValue, tag: TAG.operation };
    if (receipt.items.length > 0) return { code: DRIVE_ERROR.notAllowedTag, tag: TAG.item };
  }
  const basis = correctionBasis(receipt.tags);
  const date = findTag(basis, TAG.correctionDate)?.value;
  if (date === undefined) return { code: DRIVE_ERROR.dataMissing, tag: TAG.correctionDate };
  const seconds = new DataView(date.buffer, date.byteOffset).getUint32(0, true);
  // The date of a day: the order has no time of day here.
  if (seconds % DAY_SECONDS !== 0 || seconds > receipt.at) return { code: DRIVE_ERROR.badValue, tag: TAG.correctionDate };
  const type = findTag(receipt.tags, TAG.correctionType)?.value[0] ?? 0;
  if (type > BY_ORDER) return { code: DRIVE_ERROR.badValue, tag: TAG.correctionType };
  const hasOrder = findTag(basis, TAG.correctionOrder) !== undefined;
  return type === BY_ORDER && !hasOrder ? { code: DRIVE_ERROR.dataMissing, tag: TAG.correctionOrder } : null;
}

function checkHasItems(receipt: DriveReceipt, ffd: FfdVersion): DriveRefusal | null {
  const mayBeEmpty = receipt.correction && ffd === FFD.v105;
  return receipt.items.length === 0 && !mayBeEmpty ? { code: DRIVE_ERROR.dataMissing, tag: TAG.item } : null;
}

function checkMoney(receipt: DriveReceipt, ffd: FfdVersion): DriveRefusal | null {
  const { cashKop, electronicKop, prepaidKop, creditKop, counterKop } = receipt.payments;
  const paid = sumKop([cashKop, electronicKop, prepaidKop, creditKop, counterKop]);
  if (paid !== receipt.totalKop) return { code: DRIVE_ERROR.badValue, tag: TAG.cash };
  if (receipt.correction && ffd === FFD.v105) return null;
  const items = sumKop(receipt.items.map((item) => item.sumKop));
  const rounding = items - receipt.totalKop;
  return rounding < 0 || rounding > MAX_ROUNDING_KOP ? { code: DRIVE_ERROR.badValue, tag: TAG.receiptTotal } : null;
}

function checkTaxSystem(receipt: DriveReceipt, state: DriveState): DriveRefusal | null {
  const { taxSystem } = receipt;
  const oneBit = taxSystem !== 0 && (taxSystem & (taxSystem - 1)) === 0;
  const registered = (taxSystem & state.registration.taxSystems) !== 0;
  return oneBit && registered ? null : { code: DRIVE_ERROR.badValue, tag: TAG.taxSystem };
}

function checkItems(receipt: DriveReceipt, state: DriveState): DriveRefusal | null {
  const { ffd } = state.registration;
  for (const item of receipt.items) {
    const refusal =
      checkTags(item.tags, ITEM_HOST_TAGS[ffd]) ??
      checkItemKind(item, state) ??
      checkItemAgent(item, state) ??
      checkItemMarking(item, state);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** 1.2 wants method and subject in every item; earlier formats may leave them out (zero). */
function checkItemKind(item: DriveItem, state: DriveState): DriveRefusal | null {
  const { ffd, excise } = state.registration;
  const { method, subject } = item;
  if (ffd === FFD.v12 && method === 0) return { code: DRIVE_ERROR.itemRequisiteMissing, tag: TAG.method };
  if (ffd === FFD.v12 && subject === 0) return { code: DRIVE_ERROR.itemRequisiteMissing, tag: TAG.subject };
  if (method > MAX_METHOD) return { code: DRIVE_ERROR.badValue, tag: TAG.method };
  if (subject > MAX_SUBJECT[ffd] || subject === 28 || subject === 29) return { code: DRIVE_ERROR.badValue, tag: TAG.subject };
  return EXCISE_SUBJECTS.has(subject) && !excise ? { code: DRIVE_ERROR.exciseForbidden, tag: TAG.subject } : null;
}

/** The user may only be the kind of agent that it is registered as. */
function checkItemAgent(item: DriveItem, state: DriveState): DriveRefusal | null {
  const sign = findTag(item.tags, TAG.agentSign)?.value[0] ?? 0;
  return (sign & ~state.registration.agents) === 0 ? null : { code: DRIVE_ERROR.badValue, tag: TAG.agentSign };
}

function checkItemMarking(item: DriveItem, state: DriveState): DriveRefusal | null {
  const { ffd } = state.registration;
  if (item.marking === null) {
    return ffd === FFD.v12 && SUBJECTS_WITH_CODE.has(item.subject) ? { code: DRIVE_ERROR.requisiteMissing, tag: TAG.goodsCode } : null;
  }
  if (ffd !== FFD.v12) return { code: DRIVE_ERROR.markingForbidden };
  const accepted = acceptedCheck(state.marking, item.marking.code);
  return accepted.ok ? null : accepted.error;
}
