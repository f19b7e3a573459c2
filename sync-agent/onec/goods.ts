import type { FactLine } from "../../config/contract/facts.ts";
import type { VatRate } from "../../config/contract/vat.ts";
import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import { asString } from "../http/decode.ts";
import { ONEC_CACHE_ENTRIES_MAX } from "../limits.ts";
import { derivedKey, isKey } from "./derived-key.ts";
import { EMPTY_KEY, ENTITY, LENGTH, ODATA, VAT_DESCRIPTIONS, quoted } from "./names.ts";
import type { ODataFailure } from "./odata-failure.ts";
import type { ODataClient, ODataResult } from "./odata.ts";
import type { OnecSettings } from "./settings.ts";

export interface GoodsLookup {
  /** Ref_Key of Номенклатура: by reference, code, article, barcode; else created, when the settings allow it. */
  goodsKey(line: FactLine, signal: AbortSignal): ODataResult<string>;
  /** Ref_Key of СтавкиНДС. */
  vatKey(vat: VatRate, signal: AbortSignal): ODataResult<string>;
}

export function createGoodsLookup(name: string, odata: ODataClient, settings: OnecSettings): GoodsLookup {
  const goods = createCache();
  const rates = createCache();
  return {
    async goodsKey(line, signal) {
      const known = goods.get(line.itemId);
      if (known !== undefined) return ok(known);
      const found = await findGoods(odata, line, signal);
      if (!found.ok) return found;
      const key = found.value === null ? await createGoods(name, odata, settings, line, signal) : ok(found.value);
      if (key.ok) goods.set(line.itemId, key.value);
      return key;
    },
    async vatKey(vat, signal) {
      const known = settings.vatRates[vat] ?? rates.get(vat);
      if (known !== undefined) return ok(known);
      const filter = `Description eq ${quoted(VAT_DESCRIPTIONS[vat])} and DeletionMark eq false`;
      const found = await findKey(odata, ENTITY.vatRates, filter, "Ref_Key", signal);
      if (!found.ok) return found;
      if (found.value === null) return err(refused(appError("SYN724", { destination: name, vat: VAT_DESCRIPTIONS[vat] })));
      rates.set(vat, found.value);
      return ok(found.value);
    },
  };
}

async function findGoods(odata: ODataClient, line: FactLine, signal: AbortSignal): ODataResult<string | null> {
  if (isKey(line.itemId)) {
    const read = await odata.read(ENTITY.goods, line.itemId, ["Ref_Key"], signal);
    if (read.ok) return ok(line.itemId);
    if (read.error.code !== ODATA.instanceNotFound) return read;
  }
  const usable = "IsFolder eq false and DeletionMark eq false";
  const byCode = !isKey(line.itemId) && line.itemId.length <= LENGTH.goodsCode;
  const searches: (readonly [typeof ENTITY.goods | typeof ENTITY.barcodes, string, string])[] = [];
  if (byCode) searches.push([ENTITY.goods, `Code eq ${quoted(line.itemId)} and ${usable}`, "Ref_Key"]);
  if (line.article !== "") searches.push([ENTITY.goods, `Артикул eq ${quoted(line.article)} and ${usable}`, "Ref_Key"]);
  if (line.barcode !== null) searches.push([ENTITY.barcodes, `Штрихкод eq ${quoted(line.barcode)}`, "Номенклатура_Key"]);
  for (const [entity, filter, field] of searches) {
    const found = await findKey(odata, entity, filter, field, signal);
    if (!found.ok || found.value !== null) return found;
  }
  return ok(null);
}

async function findKey(
  odata: ODataClient,
  entity: typeof ENTITY.goods | typeof ENTITY.barcodes | typeof ENTITY.vatRates,
  filter: string,
  field: string,
  signal: AbortSignal,
): ODataResult<string | null> {
  const found = await odata.find(entity, { filter, select: [field], top: 1 }, signal);
  if (!found.ok) return found;
  const key = asString(found.value[0]?.[field]);
  return ok(key === undefined || key === EMPTY_KEY ? null : key);
}

/** The key is made from the till's item, so that a second attempt meets the first one. */
async function createGoods(
  name: string,
  odata: ODataClient,
  settings: OnecSettings,
  line: FactLine,
  signal: AbortSignal,
): ODataResult<string> {
  if (!settings.createGoods) {
    return err(refused(appError("SYN725", { destination: name, name: line.name, article: line.article || line.itemId })));
  }
  const key = isKey(line.itemId) ? line.itemId : derivedKey(`goods/${line.itemId}`);
  const code = !isKey(line.itemId) && line.itemId.length <= LENGTH.goodsCode ? { Code: line.itemId } : {};
  const body = {
    Ref_Key: key,
    ...code,
    Description: line.name.slice(0, LENGTH.goodsName),
    НаименованиеПолное: line.name,
    Артикул: line.article.slice(0, LENGTH.article),
  };
  const created = await odata.create(ENTITY.goods, body, signal);
  if (!created.ok && created.error.code !== ODATA.exists) return created;
  return ok(key);
}

function refused(error: ODataFailure["error"]): ODataFailure {
  return { verdict: "refused", code: null, error, retryAfterMs: null, suspect: false };
}

interface Cache {
  get(name: string): string | undefined;
  set(name: string, key: string): void;
}

/** What was found, bounded: the oldest entry goes first. */
function createCache(): Cache {
  const keys = new Map<string, string>();
  return {
    get: (name) => keys.get(name),
    set(name, key) {
      if (keys.size >= ONEC_CACHE_ENTRIES_MAX) for (const oldest of keys.keys()) if (keys.delete(oldest)) break;
      keys.set(name, key);
    },
  };
}
