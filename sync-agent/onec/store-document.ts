import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { JsonObject } from "../http/decode.ts";
import { asArray, asString } from "../http/decode.ts";
import type { EntityName } from "./names.ts";
import { ENTITY, ODATA } from "./names.ts";
import { fromRoubles } from "./numbers.ts";
import type { ODataClient, ODataResult } from "./odata.ts";

/** What must be equal for two documents to be the same one. Tables are compared by their length. */
const IDENTITY_FIELDS = ["СуммаДокумента", "НомерЧекаККМ"] as const;
const IDENTITY_TABLE = "Товары";
const ARCHIVABLE: ReadonlySet<EntityName> = new Set([ENTITY.receipt, ENTITY.refund]);

/**
 * Stores a document under its own key and posts it, both safe to repeat: a second POST of the same `Ref_Key` is answered
 * 15, then the stored document is read back and compared. Another content is never overwritten.
 */
export async function storeAndPost(
  name: string,
  odata: ODataClient,
  entity: EntityName,
  body: JsonObject,
  signal: AbortSignal,
): ODataResult<null> {
  const key = asString(body["Ref_Key"]) ?? "";
  const created = await odata.create(entity, body, signal);
  if (created.ok) {
    const stored = asString(created.value["Ref_Key"]);
    if (stored?.toLowerCase() !== key.toLowerCase()) return err(otherAnswer(name, "another document was answered"));
    return odata.act(entity, key, "Post", signal);
  }
  if (created.error.code !== ODATA.exists) return created;
  const archive = ARCHIVABLE.has(entity) ? ["Архивный"] : [];
  const stored = await odata.read(entity, key, ["Ref_Key", "Posted", ...archive, ...comparable(body)], signal);
  if (!stored.ok) return stored;
  if (!isSame(body, stored.value))
    return err({ ...otherAnswer(name, ""), verdict: "refused", error: appError("SYN711", { destination: name }) });
  // An archived receipt has its movements in the report of its shift: posting it would count it twice.
  const isDone = stored.value["Posted"] === true || stored.value["Архивный"] === true;
  return isDone ? ok(null) : odata.act(entity, key, "Post", signal);
}

function comparable(body: JsonObject): string[] {
  return [...IDENTITY_FIELDS, IDENTITY_TABLE].filter((field) => field in body);
}

/** Fields that this configuration of 1C does not have are not compared: it ignores them without a word. */
function isSame(body: JsonObject, stored: JsonObject): boolean {
  return comparable(body).every((field) => {
    if (!(field in stored)) return true;
    if (field === IDENTITY_TABLE) return asArray(body[field])?.length === asArray(stored[field])?.length;
    return fromRoubles(Number(body[field])) === fromRoubles(Number(stored[field]));
  });
}

function otherAnswer(name: string, reason: string) {
  return {
    verdict: "failed",
    code: null,
    error: appError("SYN712", { destination: name, reason }),
    retryAfterMs: null,
    suspect: false,
  } as const;
}
