import { err, type Result } from "../../../config/result.ts";
import { sumKop } from "../../../config/money.ts";
import type { TlvItem } from "../../document/tlv.ts";
import type { DriveState } from "./drive-state.ts";
import { DRIVE_ERROR, type DriveItem, type DriveReceipt, type DriveRefusal } from "./drive-types.ts";
import { acceptedCheck } from "./marking-desk.ts";
import { ITEM_HOST_TAGS, RECEIPT_HOST_TAGS, TAG } from "./tags.ts";

/** Rounding of the total may take off less than a rouble. */
const MAX_ROUNDING_KOP = 99;
/** Item kinds that must carry a marking code (tag 1212: 31 excise goods with a code, 33 other goods with a code). */
const SUBJECTS_WITH_CODE: ReadonlySet<number> = new Set([31, 33]);

export function refuse(code: DriveRefusal["code"], tag?: number): Result<never, DriveRefusal> {
  return err(tag === undefined ? { code } : { code, tag });
}

/** Tags that the host may not send here: 0Bh; a length that the format does not allow: 18h. Null when all is well. */
export function checkTags(
  tags: readonly TlvItem[],
  allowed: ReadonlyMap<number, { readonly max: number; readonly exact?: true }>,
): DriveRefusal | null {
  for (const { tag, value } of tags) {
    const limit = allowed.get(tag);
    if (limit === undefined) return { code: DRIVE_ERROR.notAllowedTag, tag };
    const fits = limit.exact ? value.length === limit.max : value.length > 0 && value.length <= limit.max;
    if (!fits) return { code: DRIVE_ERROR.badFormat, tag };
  }
  return null;
}

export function checkReceipt(receipt: DriveReceipt, state: DriveState): DriveRefusal | null {
  return (
    checkTags(receipt.tags, RECEIPT_HOST_TAGS) ??
    checkCorrection(receipt) ??
    checkMoney(receipt) ??
    checkTaxSystem(receipt, state) ??
    checkItems(receipt, state)
  );
}

function checkCorrection(receipt: DriveReceipt): DriveRefusal | null {
  if (!receipt.correction) return null;
  const has = (tag: number): boolean => receipt.tags.some((item) => item.tag === tag);
  if (has(TAG.correctionDate) || has(TAG.correctionBasis)) return null;
  return { code: DRIVE_ERROR.dataMissing, tag: TAG.correctionDate };
}

function checkMoney(receipt: DriveReceipt): DriveRefusal | null {
  const { cashKop, electronicKop, prepaidKop, creditKop, counterKop } = receipt.payments;
  const paid = sumKop([cashKop, electronicKop, prepaidKop, creditKop, counterKop]);
  const items = sumKop(receipt.items.map((item) => item.sumKop));
  const rounding = items - receipt.totalKop;
  if (rounding < 0 || rounding > MAX_ROUNDING_KOP) return { code: DRIVE_ERROR.badValue, tag: TAG.receiptTotal };
  return paid === receipt.totalKop ? null : { code: DRIVE_ERROR.badValue, tag: TAG.cash };
}

function checkTaxSystem(receipt: DriveReceipt, state: DriveState): DriveRefusal | null {
  const { taxSystem } = receipt;
  const oneBit = taxSystem !== 0 && (taxSystem & (taxSystem - 1)) === 0;
  const registered = (taxSystem & state.registration.taxSystems) !== 0;
  return oneBit && registered ? null : { code: DRIVE_ERROR.badValue, tag: TAG.taxSystem };
}

function checkItems(receipt: DriveReceipt, state: DriveState): DriveRefusal | null {
  if (receipt.items.length === 0) return { code: DRIVE_ERROR.dataMissing, tag: TAG.item };
  for (const item of receipt.items) {
    const refusal = checkTags(item.tags, ITEM_HOST_TAGS) ?? checkItemMarking(item, state);
    if (refusal !== null) return refusal;
  }
  return null;
}

function checkItemMarking(item: DriveItem, state: DriveState): DriveRefusal | null {
  if (item.marking === null) {
    return SUBJECTS_WITH_CODE.has(item.subject) ? { code: DRIVE_ERROR.requisiteMissing, tag: TAG.goodsCode } : null;
  }
  const accepted = acceptedCheck(state.marking, item.marking.code);
  return accepted.ok ? null : accepted.error;
}
