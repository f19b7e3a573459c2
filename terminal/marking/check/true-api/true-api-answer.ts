import { appError, type AppError } from "../../../../config/errors/index.ts";
import { isServiceUrl } from "../../../../config/formats.ts";
import { err, ok, type Result } from "../../../../config/result.ts";
import type { MarkingCode } from "../../code/marking-code.ts";
import { asObject, asText, asWhole, type JsonObject } from "../code-status.ts";
import { EMERGENCY_CODE, EMERGENCY_STATUSES, parseJson, readStatusAnswer, refusal, type StatusPart } from "../service-answer.ts";

/** What a host's answer asks for. */
export type HostVerdict =
  | { readonly kind: "answer"; readonly answer: StatusPart }
  /** Checks are switched off by the operator, or for this code. `sign`: what said so. */
  | { readonly kind: "emergency"; readonly message: string | null; readonly sign: number }
  /** Another host would say the same. */
  | { readonly kind: "final"; readonly error: AppError; readonly isKeyRefused: boolean }
  /** Once more on the same host. `isCrossBorder`: if that does not help, the code is sold as in emergency mode. */
  | { readonly kind: "again"; readonly error: AppError; readonly isCrossBorder: boolean }
  /** As good as silent: another host. */
  | { readonly kind: "silent"; readonly error: AppError };

const UNAUTHORIZED = 401;
const TOO_MANY_REQUESTS = 429;
/** In the body of a 5xx: the check in the issuing country is not available. */
const CROSS_BORDER_CODE = 5000;
const HOSTS_MAX = 50;

/** Reads what one host answered to `POST /api/v4/true-api/codes/check` on one code. */
export function readHostAnswer(host: string, status: number, body: string, code: MarkingCode): HostVerdict {
  const json = parseJson(body);
  const bodyCode = asWhole(json?.["code"]);
  if (EMERGENCY_STATUSES.includes(status) || bodyCode === EMERGENCY_CODE) {
    return { kind: "emergency", message: textOf(json), sign: bodyCode === EMERGENCY_CODE ? EMERGENCY_CODE : status };
  }
  if (status === UNAUTHORIZED) return { kind: "final", error: appError("MRK537", { host }), isKeyRefused: true };
  if (status === TOO_MANY_REQUESTS || status >= 500) {
    return { kind: "again", error: refusal(status, json), isCrossBorder: status >= 500 && isCrossBorder(json) };
  }
  if (status !== 200) return { kind: "final", error: refusal(status, json), isKeyRefused: false };
  if (json === null) return { kind: "silent", error: appError("MRK533", { reason: "not JSON" }) };
  const read = readStatusAnswer(json, code);
  if (read.ok) return { kind: "answer", answer: read.value };
  const { error } = read.error;
  return error.code === "MRK532" ? { kind: "final", error, isKeyRefused: false } : { kind: "silent", error };
}

function isCrossBorder(json: JsonObject | null): boolean {
  const inner = asObject(json?.["error"]);
  const codes = [json?.["code"], inner?.["errorCode"], json?.["error_message"]];
  return codes.some((value) => asWhole(value) === CROSS_BORDER_CODE);
}

function textOf(json: JsonObject | null): string | null {
  return asText(json?.["description"]) ?? asText(json?.["message"]);
}

/** `GET /api/v4/true-api/cdn/info`: addresses of the hosts. Those that the key must not travel to in the clear are left out. */
export function readHostList(status: number, body: string): Result<readonly string[], AppError> {
  const json = parseJson(body);
  if (status !== 200) return err(refusal(status, json));
  const list = json?.["hosts"];
  if (json === null || !Array.isArray(list)) return err(appError("MRK533", { reason: "no hosts" }));
  if ((asWhole(json["code"]) ?? 0) !== 0) return err(refusal(status, json));
  const hosts = list
    .map((each) => asText(asObject(each)?.["host"]))
    .filter((host) => host !== null)
    .map((host) => (host.includes("://") ? host : `https://${host}`).replace(/\/+$/, ""))
    .filter(isServiceUrl)
    .slice(0, HOSTS_MAX);
  return hosts.length === 0 ? err(appError("MRK533", { reason: "no host that can be used" })) : ok(hosts);
}

/** `GET {host}/api/v4/true-api/cdn/health/check`: the host's own mean time of an answer; null when it is not well. */
export function readHealth(status: number, body: string): { readonly avgTimeMs: number } | null {
  const json = parseJson(body);
  if (status !== 200 || json === null || (asWhole(json["code"]) ?? 0) !== 0) return null;
  return { avgTimeMs: Math.max(0, asWhole(json["avgTimeMs"]) ?? 0) };
}
