import { appError } from "../../config/errors/index.ts";
import { classifyStatus, parseJson } from "../http/classify.ts";
import type { CallFailure } from "../http/classify.ts";
import { asObject, asString, shortText } from "../http/decode.ts";
import type { HttpAnswer } from "../http/exchange.ts";
import type { EntityName } from "./names.ts";
import { LOCK_CONFLICT, ODATA } from "./names.ts";

/** A call that did not succeed. `refused`: 1C understood it and said no to this document. */
export interface ODataFailure extends CallFailure {
  readonly verdict: "refused" | "failed";
  /** Internal code of `odata.error`; null when there is none. */
  readonly code: number | null;
}

export interface FailureContext {
  readonly destination: string;
  readonly entity: EntityName;
  /** The call was `/Post`: what 1C refuses then is stored, but not posted. */
  readonly posting: boolean;
  readonly nowMs: number;
}

const PRECONDITION_FAILED = 412;
/** Exception of business logic. */
const EXCEPTION = -1;

/** An answer outside 2xx in the words of the catalogue. */
export function classifyODataAnswer(context: FailureContext, answer: HttpAnswer): ODataFailure {
  const { destination, entity } = context;
  const said = readODataError(answer.body);
  if (answer.status === PRECONDITION_FAILED) return failed(appError("SYN726", { destination }, "HTTP 412"), null);
  if (said === null || (answer.status === 401 && said.code !== ODATA.accessRights)) {
    return { ...classifyStatus(destination, answer, context.nowMs), verdict: "failed", code: said?.code ?? null };
  }
  const vendorCode = `OData ${said.code}`;
  switch (said.code) {
    case ODATA.unsupported:
    case ODATA.typeNotFound:
    case ODATA.methodNotFound:
    case ODATA.methodForbidden:
      return failed(appError("SYN721", { destination, entity }, vendorCode), said.code);
    case ODATA.accessRights:
      return failed(appError("SYN722", { destination, entity }, vendorCode), said.code);
    default:
  }
  if (said.code === EXCEPTION && LOCK_CONFLICT.test(said.message))
    return failed(appError("SYN726", { destination }, vendorCode), said.code);
  const reason = shortText(said.message).replace(/\.$/, "");
  const error = appError(context.posting ? "SYN723" : "SYN708", { destination, reason }, vendorCode);
  return { verdict: "refused", code: said.code, error, retryAfterMs: null, suspect: false };
}

function failed(error: CallFailure["error"], code: number | null): ODataFailure {
  return { verdict: "failed", code, error, retryAfterMs: null, suspect: false };
}

/** `{"odata.error":{"code":"9","message":{"lang":"ru","value":"…"}}}`; null when the body is something else. */
function readODataError(body: Buffer): { readonly code: number; readonly message: string } | null {
  const error = asObject(asObject(parseJson(body))?.["odata.error"]);
  const code = Number(error?.["code"]);
  if (error === undefined || !Number.isInteger(code)) return null;
  return { code, message: asString(asObject(error["message"])?.["value"]) ?? "" };
}
