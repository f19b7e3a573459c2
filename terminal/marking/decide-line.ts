import { epochMs, type EpochMs } from "../../config/clock.ts";
import { appError, errorText, type AppError } from "../../config/errors/index.ts";
import { isLocalDate } from "../../config/local-date.ts";
import { kopecks, type Kopecks } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { DriveCodeCheck } from "../../fiscal/registrar.ts";
import { asFlag, asObject, asWhole, type JsonObject } from "./check/code-status.ts";
import { classifyScan } from "./code/classify-scan.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import { decideMarkedReturn, decideMarkedSale, type MarkingDecision } from "./decision.ts";
import { groupById } from "./groups.ts";
import { answerSource, readRawAnswer } from "./read-answer.ts";
import type { MarkingSettings } from "./rules.ts";

/** A decision in words, as `till marking decide` prints it. */
export interface ToldDecision {
  readonly verdict: MarkingDecision["verdict"];
  readonly reason: string | null;
  readonly text: string | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly basis: MarkingDecision["basis"];
  readonly facts: MarkingDecision["facts"];
}

const MINUTE_MS = 60_000;
const NOON_MS = 12 * 60 * MINUTE_MS;
const SHOWN_CHARS = 60;

/** What a line asks; MRK548 names the field that is not understood. `now` is the date of lines without one. */
export function decideLine(json: unknown, settings: MarkingSettings, now: EpochMs): Result<ToldDecision, AppError> {
  const line = asObject(json);
  if (line === null) return misread("{…}", json);
  const read = readLine(line, settings, now);
  return read.ok ? ok(told(read.value)) : read;
}

function told({ verdict, reason, reasons, basis, facts }: MarkingDecision): ToldDecision {
  const text = (error: AppError): string => errorText(error, "ru");
  return {
    verdict,
    reason: reason?.code ?? null,
    text: reason === null ? null : text(reason),
    reasons: reasons.map((each) => ({ code: each.code, text: text(each) })),
    basis,
    facts,
  };
}

function readLine(line: JsonObject, base: MarkingSettings, now: EpochMs): Result<MarkingDecision, AppError> {
  const settings = readSettings(line["settings"], base);
  if (!settings.ok) return settings;
  const group = readGroup(line["group"], settings.value);
  if (group === undefined) return misread("group", line["group"]);
  const at = line["date"] === undefined ? now : readDate(line["date"], settings.value.utcOffsetMinutes);
  if (at === null) return misread("date", line["date"]);
  const code = readCode(line["code"], line["mrc"]);
  if (!code.ok) return code;
  const drive = readDrive(line["drive"]);
  if (drive === undefined) return misread("drive", line["drive"]);
  const source = answerSource(typeof line["source"] === "string" ? line["source"] : line["source"] === undefined ? "ts-piot" : "");
  if (source === null) return misread("source", line["source"]);
  const answer = readRawAnswer(line["answer"], source, line["code"] === undefined ? null : code.value);
  const seen = { code: code.value, group, at, drive };
  const kind = line["kind"] ?? "sale";
  if (kind === "refund") return ok(decideMarkedReturn({ ...seen, soldHere: asFlag(line["soldHere"]) }, answer, settings.value));
  if (kind !== "sale") return misread("kind", kind);
  const priceKop = readPrice(line["price"]);
  if (priceKop === null) return misread("price", line["price"]);
  const facts = { isPart: asFlag(line["isPart"]) === true, isSetSold: asFlag(line["isSetSold"]) === true };
  return ok(decideMarkedSale({ ...seen, ...facts, priceKop }, answer, settings.value));
}

/** Short code or number; null and absent: the answer's. */
function readGroup(value: unknown, { law }: MarkingSettings): string | null | undefined {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" && !/^\d+$/.test(value)) return value;
  const id = asWhole(value);
  return id === null ? undefined : (groupById(id, law) ?? undefined);
}

/** A day of the shop (its noon), a date-time with or without an offset, or milliseconds. */
function readDate(value: unknown, utcOffsetMinutes: number): EpochMs | null {
  const localMs = (text: string): number => Date.parse(text) - utcOffsetMinutes * MINUTE_MS;
  const whole = typeof value === "number" ? asWhole(value) : null;
  if (whole !== null) return whole >= 0 && whole <= LAST_DATE_MS ? epochMs(whole) : null;
  if (typeof value !== "string" || !isLocalDate(value.slice(0, 10))) return null;
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/.test(value.slice(10));
  const ms = value.length === 10 ? localMs(`${value}T00:00:00Z`) + NOON_MS : hasOffset ? Date.parse(value) : localMs(`${value}Z`);
  return Number.isNaN(ms) || ms < 0 ? null : epochMs(ms);
}

const LAST_DATE_MS = Date.parse("9999-12-31T00:00:00Z");

/** Whole kopecks, as mrp and smp of the answers; a text with a point is roubles. Absent: no price is held to a limit. */
function readPrice(value: unknown): Kopecks | null {
  if (value === undefined || value === null) return kopecks(0);
  const roubles = typeof value === "string" ? /^(\d{1,10})\.(\d{2})$/.exec(value) : null;
  const whole = roubles === null ? asWhole(value) : Number(`${roubles[1] ?? ""}${roubles[2] ?? ""}`);
  return whole === null || whole < 0 ? null : kopecks(whole);
}

const NO_CODE: MarkingCode = {
  raw: new Uint8Array(),
  shape: "short",
  gtin14: null,
  serial: "",
  cis: "",
  ais: {},
  maximumPriceKop: null,
  netWeightGrams: null,
  volumeMl: null,
  repaired: [],
};

/** Full code as read, or its Base64. `mrc`: the price of the code in kopecks, for lines without a code. */
function readCode(value: unknown, mrc: unknown): Result<MarkingCode, AppError> {
  const maximumKop = mrc === undefined || mrc === null ? null : asWhole(mrc);
  if (maximumKop !== null && maximumKop < 0) return misread("mrc", mrc);
  if (maximumKop === null && mrc !== undefined && mrc !== null) return misread("mrc", mrc);
  if (value === undefined || value === null) return ok({ ...NO_CODE, maximumPriceKop: maximumKop === null ? null : kopecks(maximumKop) });
  if (typeof value !== "string") return misread("code", value);
  for (const bytes of [Buffer.from(value, "latin1"), Buffer.from(value, "base64")]) {
    const scanned = classifyScan({ bytes });
    if (scanned.kind === "marking") return ok(scanned.code);
  }
  return misread("code", value);
}

/** Tag 2106 alone, or with the drive's other words; undefined: not understood. */
function readDrive(value: unknown): DriveCodeCheck | null | undefined {
  if (value === undefined || value === null) return null;
  const json = asObject(value);
  const result = asWhole(json === null ? value : json["result"]);
  if (result === null) return undefined;
  const told = (name: string): number | null => asWhole(json?.[name]);
  const local = { localCheck: told("localCheck"), localReason: told("localReason"), codeKind: told("codeKind") };
  return { result, ...local, operatorCode: told("operatorCode"), operatorStatus: told("operatorStatus") };
}

const CHOICES = {
  whenUnavailable: ["refuse", "ask-senior"],
  otherOwner: ["allow", "ask-senior", "refuse"],
  driveNegative: ["refuse", "ask-senior", "warn"],
} as const;
const RETURN_CHOICES = { lateState: ["allow", "ask-senior"], notSoldHere: ["allow", "ask-senior", "refuse"] } as const;

/** Settings of the line over those of the command. */
function readSettings(value: unknown, base: MarkingSettings): Result<MarkingSettings, AppError> {
  if (value === undefined || value === null) return ok(base);
  const json = asObject(value);
  if (json === null) return misread("settings", value);
  const { returns, unverifiedAllowed, utcOffsetMinutes, ...choices } = json;
  const wrong = wrongChoice(choices, CHOICES, "settings") ?? wrongChoice(returns ?? {}, RETURN_CHOICES, "settings.returns");
  if (wrong !== null) return err(wrong);
  const groups = unverifiedAllowed ?? base.unverifiedAllowed;
  if (!Array.isArray(groups) || groups.some((each) => typeof each !== "string")) return misread("settings.unverifiedAllowed", groups);
  const offset = utcOffsetMinutes === undefined ? base.utcOffsetMinutes : asWhole(utcOffsetMinutes);
  if (offset === null || Math.abs(offset) > 14 * 60) return misread("settings.utcOffsetMinutes", utcOffsetMinutes);
  const changed = { ...choices, returns: { ...base.returns, ...asObject(returns) }, unverifiedAllowed: groups, utcOffsetMinutes: offset };
  return ok({ ...base, ...changed });
}

function wrongChoice(value: unknown, choices: Readonly<Record<string, readonly string[]>>, path: string): AppError | null {
  const json = asObject(value);
  if (json === null) return misread(path, value).error;
  for (const [key, chosen] of Object.entries(json)) {
    const words = Object.hasOwn(choices, key) ? choices[key] : undefined;
    if (words === undefined || typeof chosen !== "string" || !words.includes(chosen)) return misread(`${path}.${key}`, chosen).error;
  }
  return null;
}

function misread(field: string, value: unknown) {
  const got = value === undefined ? "—" : (JSON.stringify(value) ?? "—");
  return err(appError("MRK548", { field, got: got.slice(0, SHOWN_CHARS) }));
}
