import type { Fact } from "../../config/contract/facts.ts";
import { ok } from "../../config/result.ts";
import { asString } from "../http/decode.ts";
import { derivedKey } from "./derived-key.ts";
import { ownerFields } from "./documents.ts";
import { EMPTY_DATE, ENTITY, ODATA, SHIFT_STATUS_OPEN } from "./names.ts";
import type { ODataClient, ODataResult } from "./odata.ts";
import type { OnecSettings } from "./settings.ts";

export interface ShiftLookup {
  /** Ref_Key of КассоваяСмена of a fact: found by cash register and number, or created. */
  shiftKey(fact: Fact, signal: AbortSignal): ODataResult<string>;
}

/** A shift lasts 24 hours by law; numbers begin again with a new fiscal drive, so an older one of this number is another. */
const SHIFT_AGE_MAX_MS = 36 * 60 * 60 * 1000;

/** Registrars of one till count their shifts each by itself. */
function sellerPart({ sellerId }: Fact): string {
  return sellerId === undefined || sellerId === "main" ? "" : `${sellerId}/`;
}

export function createShiftLookup(odata: ODataClient, settings: OnecSettings, writeDate: (atMs: number) => string): ShiftLookup {
  let last: { readonly tillId: string; readonly number: number; readonly key: string } | null = null;

  const find = async (fact: Fact, signal: AbortSignal): ODataResult<string | null> => {
    const since = writeDate(fact.at - SHIFT_AGE_MAX_MS);
    const until = writeDate(fact.at + SHIFT_AGE_MAX_MS);
    const filter = [
      `КассаККМ_Key eq guid'${settings.cashRegisterKey}'`,
      `НомерСменыККТ eq ${fact.shiftNumber}`,
      `Date ge datetime'${since}'`,
      `Date le datetime'${until}'`,
    ].join(" and ");
    const found = await odata.find(ENTITY.shift, { filter, select: ["Ref_Key"], orderBy: "Date desc", top: 1 }, signal);
    return found.ok ? ok(asString(found.value[0]?.["Ref_Key"]) ?? null) : found;
  };

  const create = async (fact: Fact, signal: AbortSignal): ODataResult<string> => {
    // The opening knows the shift's own identity. Without it (it was set aside, or the exchange began in mid-shift) the key
    // is made of what every fact of the shift has in common.
    const isOpening = fact.type === "shift" && fact.kind === "opened";
    const key = isOpening
      ? fact.id
      : derivedKey(`shift/${fact.tillId}/${sellerPart(fact)}${fact.shiftNumber}/${writeDate(fact.at).slice(0, 7)}`);
    const openedAt = writeDate(isOpening ? (fact.fiscal?.at ?? fact.at) : fact.at);
    const body = {
      Ref_Key: key,
      Date: openedAt,
      ...ownerFields(settings),
      НомерСменыККТ: fact.shiftNumber,
      НачалоКассовойСмены: openedAt,
      ОкончаниеКассовойСмены: EMPTY_DATE,
      Статус: SHIFT_STATUS_OPEN,
    };
    const created = await odata.create(ENTITY.shift, body, signal);
    return !created.ok && created.error.code !== ODATA.exists ? created : ok(key);
  };

  return {
    async shiftKey(fact, signal) {
      if (last !== null && last.tillId === fact.tillId && last.number === fact.shiftNumber) return ok(last.key);
      const found = await find(fact, signal);
      if (!found.ok) return found;
      const key = found.value === null ? await create(fact, signal) : ok(found.value);
      if (key.ok) last = { tillId: fact.tillId, number: fact.shiftNumber, key: key.value };
      return key;
    },
  };
}
