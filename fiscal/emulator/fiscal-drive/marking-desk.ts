import { err, ok, type Result } from "../../../config/result.ts";
import { encodeTlv, type TlvItem } from "../../document/tlv.ts";
import { codeShape } from "./code-shape.ts";
import { byteTag } from "./document-body.ts";
import { DRIVE_ERROR, FFD, type DriveRefusal, type DriveRegistration } from "./drive-types.ts";
import { TAG } from "./tags.ts";

/** Codes that the drive holds for one receipt (error A3h). */
const MAX_CHECKED_CODES = 128;
const MAX_CODE_LENGTH = 255;
const DEFAULT_NOTICE_CAPACITY = 5000;

/** Bits of tag 2106 (результат проверки сведений о товаре). */
const CHECKED = 1;
const POSITIVE = 2;
const STATUS_KNOWN = 4;
const STATUS_RIGHT = 8;
const AUTONOMOUS = 16;

/** Why the drive itself did not check (FF61, reason byte). */
const REASON = { checked: 0, kindNotCheckable: 1, keyAbsent: 2, badFormat: 3, other: 4 } as const;

/** Answers of the emulated marking service (ОИСМ) when it is reached. */
export type OismMode = "online" | "timeout" | "off";
/** `silent`: the service does not answer about this code. */
export type CodeVerdict = "genuine" | "forged" | "wrong-status" | "stopped" | "silent";

/** One code that passed FF61 and FF69. */
export interface CheckedCode {
  readonly codeHex: string;
  readonly plannedStatus: number;
  readonly kind: number;
  /** Tag 2106. */
  readonly result: number;
}

export interface MarkingState {
  readonly table: readonly CheckedCode[];
  /** Checked, not yet accepted or rejected. */
  readonly pending: CheckedCode | null;
  readonly requestNumber: number;
  readonly noticeNumber: number;
  readonly noticeCapacity: number;
  readonly mode: OismMode;
  /** Tags 2112 and 2113 of the shift. */
  readonly shiftFlags: ShiftFlags;
  /** By hex of the code; a code without an entry is genuine. */
  readonly verdicts: Readonly<Record<string, CodeVerdict>>;
  /** Codes that the table has place for. */
  readonly capacity: number;
  /** The drive has the keys of its own check (ключи проверки КМ). */
  readonly hasKeys: boolean;
  /** What the service takes to answer, ms, beside what the registrar itself takes. */
  readonly serviceMs: number;
}

/** What the control of the emulator sets. */
export type MarkingSetup = Partial<Pick<MarkingState, "noticeCapacity" | "mode" | "serviceMs" | "hasKeys" | "capacity">>;

/** 2112: bits 2 an answer, 4 a ticket said "bad code"; 2113: 1 a request, 2 a notice with a negative result. */
export interface ShiftFlags {
  readonly badCodes: number;
  readonly badRequests: number;
}

export const NO_SHIFT_FLAGS: ShiftFlags = { badCodes: 0, badRequests: 0 };

/** What the records of earlier versions lack. */
export const EARLIER_MARKING = {
  shiftFlags: NO_SHIFT_FLAGS,
  capacity: MAX_CHECKED_CODES,
  hasKeys: true,
  serviceMs: 0,
} as const;

export function initialMarking(): MarkingState {
  return {
    table: [],
    pending: null,
    requestNumber: 0,
    noticeNumber: 0,
    noticeCapacity: DEFAULT_NOTICE_CAPACITY,
    mode: "online",
    verdicts: {},
    ...EARLIER_MARKING,
  };
}

/** Codes are checked in 1.2 only, and where the registration has their sale. */
export function worksWithMarking(registration: DriveRegistration): boolean {
  return registration.marking && registration.ffd === FFD.v12;
}

export interface CodeCheck {
  readonly code: Uint8Array;
  readonly plannedStatus: number;
}

/** What surrounds a check: facts of the drive and of the emulated service. */
export interface CheckContext {
  readonly allowed: boolean;
  readonly autonomous: boolean;
  readonly unsentNotices: number;
  /** The service knows this code as sold. */
  readonly sold: boolean;
}

export interface CheckAnswer {
  /** Tag 2004: 0 not checked, 1 negative, 3 positive. */
  readonly local: number;
  readonly reason: number;
  readonly kind: number;
  /** Tag 2106 as it will be if the check is accepted. */
  readonly result: number;
  /** Null: no answer of the service (autonomous or off). Code FFh: it did not answer in time. */
  readonly online: { readonly code: number; readonly tlv: Uint8Array } | null;
  /** Time that the service takes, ms. */
  readonly serviceMs: number;
}

type Step<T> = Result<{ readonly state: MarkingState; readonly value: T }, DriveRefusal>;

function refuse(code: DriveRefusal["code"], tag?: number): Result<never, DriveRefusal> {
  return err(tag === undefined ? { code } : { code, tag });
}

/** FF61: checks a code locally, then asks the service. The answer waits for `decideCheck`. */
export function checkCode(state: MarkingState, input: CodeCheck, context: CheckContext): Step<CheckAnswer> {
  if (!context.allowed) return refuse(DRIVE_ERROR.markingForbidden);
  if (state.pending !== null) return refuse(DRIVE_ERROR.markingOrder);
  if (context.unsentNotices >= state.noticeCapacity) return refuse(DRIVE_ERROR.markingBlocked);
  if (state.table.length >= state.capacity) return refuse(DRIVE_ERROR.markingTableFull);
  if (input.code.length === 0 || input.code.length > MAX_CODE_LENGTH) return refuse(DRIVE_ERROR.badValue, TAG.markingCode);
  const codeHex = Buffer.from(input.code).toString("hex");
  const verdict = state.verdicts[codeHex] ?? "genuine";
  const { kind } = codeShape(input.code);
  const local = localCheck(kind, verdict, state.hasKeys);
  const online = context.autonomous
    ? null
    : askService(verdict === "silent" ? "timeout" : state.mode, kind, verdict, context.sold && input.plannedStatus === 1);
  const base = context.autonomous ? local.bits | AUTONOMOUS : local.bits;
  const result = online?.result ?? base;
  const pending = { codeHex, plannedStatus: input.plannedStatus, kind, result };
  const answer = {
    local: local.bits,
    reason: local.reason,
    kind,
    result,
    online: online && { code: online.code, tlv: online.tlv },
    serviceMs: online === null ? 0 : state.serviceMs,
  };
  const shiftFlags = online === null ? state.shiftFlags : flagsAfter(state.shiftFlags, online, kind);
  return ok({ state: { ...state, pending, shiftFlags, requestNumber: state.requestNumber + 1 }, value: answer });
}

function flagsAfter(flags: ShiftFlags, answer: ServiceAnswer, kind: number): ShiftFlags {
  const badCode = answer.code === 0 && kind === 0;
  const negative = answer.result !== null && (answer.result & STATUS_RIGHT) === 0;
  return { badCodes: flags.badCodes | (badCode ? 2 : 0), badRequests: flags.badRequests | (negative ? 1 : 0) };
}

function localCheck(kind: number, verdict: CodeVerdict, hasKeys: boolean): { readonly bits: number; readonly reason: number } {
  if (kind === 0) return { bits: 0, reason: REASON.badFormat };
  if (kind === 1) return { bits: 0, reason: REASON.badFormat };
  if (kind === 3 || kind === 5) return { bits: 0, reason: REASON.kindNotCheckable };
  if (!hasKeys) return { bits: 0, reason: REASON.keyAbsent };
  return verdict === "forged" ? { bits: CHECKED, reason: REASON.checked } : { bits: CHECKED | POSITIVE, reason: REASON.checked };
}

interface ServiceAnswer {
  readonly code: number;
  readonly tlv: Uint8Array;
  readonly result: number | null;
}

/** Tags 2105, 2005 and 2109 of the service's answer, and the 2106 that follows. */
function askService(mode: OismMode, kind: number, verdict: CodeVerdict, alreadySold: boolean): ServiceAnswer | null {
  if (mode === "off") return null;
  if (mode === "timeout") return { code: 0xff, tlv: new Uint8Array(), result: null };
  if (kind === 0) return { code: 0, tlv: encodeTlv([byteTag(TAG.requestCodes, 2)]), result: null };
  const wrongStatus = verdict === "wrong-status" || verdict === "stopped" || alreadySold;
  const bits = verdict === "forged" ? CHECKED | STATUS_KNOWN : CHECKED | POSITIVE | STATUS_KNOWN | (wrongStatus ? 0 : STATUS_RIGHT);
  const status = verdict === "stopped" ? 3 : wrongStatus || verdict === "forged" ? 2 : 1;
  const tags: TlvItem[] = [byteTag(TAG.requestCodes, 0), byteTag(TAG.answerResult, bits), byteTag(TAG.oismStatus, status)];
  return { code: 0, tlv: encodeTlv(tags), result: bits };
}

/** FF69: takes the checked code into the table or forgets it; "clear" empties everything. */
export function decideCheck(state: MarkingState, decision: "accept" | "reject" | "clear"): Step<number> {
  if (decision === "clear") return ok({ state: { ...state, table: [], pending: null }, value: 0 });
  if (state.pending === null) return refuse(DRIVE_ERROR.markingOrder);
  const { pending } = state;
  const known = state.table.filter((row) => row.codeHex !== pending.codeHex);
  const table = decision === "accept" ? [...known, pending] : state.table;
  return ok({ state: { ...state, table, pending: null }, value: pending.result });
}

/** Codes of somebody else in the table, as an aborted receipt or another program leaves them. */
export function withForeignCodes(state: MarkingState, count: number): MarkingState {
  const foreign = Array.from({ length: count }, (_, n) => Buffer.from(`01046001234567842${n}FOREIGN`).toString("hex"));
  return { ...state, table: [...state.table, ...foreign.map((codeHex) => ({ codeHex, plannedStatus: 1, kind: 1, result: 0 }))] };
}

/** FF67: the accepted check of a code. A check that waits for its decision is an order error. */
export function acceptedCheck(state: MarkingState, code: Uint8Array): Result<CheckedCode, DriveRefusal> {
  if (state.pending !== null) return refuse(DRIVE_ERROR.markingOrder);
  const codeHex = Buffer.from(code).toString("hex");
  const row = state.table.find((checked) => checked.codeHex === codeHex);
  return row === undefined ? refuse(DRIVE_ERROR.codeNotChecked, TAG.markedGoods) : ok(row);
}
