import { err, ok, type Result } from "../../../config/result.ts";
import { isDigits, isSerialText } from "./alphabet.ts";
import { GS } from "./marking-code.ts";

/** Why a text is not a well-formed row of GS1 elements; goes into the error's details. */
export type Gs1Fault = "double-gs" | "trailing-gs" | "unknown-ai" | "ai-twice" | "bad-value" | "order";

interface ElementRule {
  /** Several: the last digit tells the decimals. */
  readonly ais: readonly string[];
  /** Fixed lengths end by themselves [GS1 predefined lengths]; the others run to the next GS. */
  readonly fixedLength: number | null;
  readonly fits: (value: string) => boolean;
  /** Seen behind the check part. Anything else there is a misread. */
  readonly mayFollowCheck?: true;
}

const TWO_GS = GS + GS;

const digits =
  (length: number) =>
  (value: string): boolean =>
    value.length === length && isDigits(value);
const serialText =
  (minLength: number, maxLength: number) =>
  (value: string): boolean =>
    value.length >= minLength && value.length <= maxLength && isSerialText(value);
/** A date or an HS code at the end of these is an element of its own whose GS is lost. */
const withoutTail =
  (fits: (value: string) => boolean, tail: RegExp) =>
  (value: string): boolean =>
    fits(value) && !tail.test(value);

/**
 * Elements met in marking codes [seen: 1C parser, libraries]. 91 and 93 have one length in all groups: a longer value means that
 * the GS behind it is lost.
 */
const ELEMENTS: readonly ElementRule[] = [
  { ais: ["01"], fixedLength: 14, fits: digits(14) },
  { ais: ["21"], fixedLength: null, fits: serialText(1, 20) },
  { ais: ["10"], fixedLength: null, fits: withoutTail(serialText(1, 20), /.(?:17\d{6}|240\d{4,10})$/) },
  { ais: ["17"], fixedLength: 6, fits: digits(6) },
  { ais: ["240"], mayFollowCheck: true, fixedLength: null, fits: (value) => value.length <= 10 && isDigits(value) },
  { ais: ["3103"], mayFollowCheck: true, fixedLength: 6, fits: digits(6) },
  { ais: ["3350", "3351", "3352", "3353", "3354", "3355"], mayFollowCheck: true, fixedLength: 6, fits: digits(6) },
  { ais: ["7003"], fixedLength: null, fits: digits(10) },
  { ais: ["8005"], fixedLength: null, fits: digits(6) },
  { ais: ["91"], fixedLength: null, fits: serialText(4, 4) },
  { ais: ["92"], mayFollowCheck: true, fixedLength: null, fits: (value) => value.length <= 90 && /^[A-Za-z0-9+/]+={0,2}$/.test(value) },
  { ais: ["93"], fixedLength: null, fits: serialText(4, 4) },
];
/** By the first two digits, which tell the elements above apart: `21` is at 21. */
const BY_FIRST_TWO: readonly (ElementRule | undefined)[] = Array.from({ length: 100 }, (_unused, two) =>
  ELEMENTS.find(({ ais }) => ais[0]?.startsWith(String(two).padStart(2, "0"))),
);

/** Splits a text into elements. One GS after a fixed-length value is tolerated, as GS1 asks of readers. */
export function parseGs1Elements(text: string): Result<Readonly<Record<string, string>>, Gs1Fault> {
  if (text.endsWith(GS)) return err("trailing-gs"); // something was to follow: the scan is cut
  if (text.includes(TWO_GS)) return err("double-gs");
  const ais: Record<string, string> = {};
  const seen: ElementRule[] = [];
  let isBehindCheck = false;
  let at = 0;
  while (at < text.length) {
    const rule = BY_FIRST_TWO[digitAt(text, at) * 10 + digitAt(text, at + 1)];
    const ai = rule?.ais.find((candidate) => text.startsWith(candidate, at));
    if (rule === undefined || ai === undefined) return err("unknown-ai");
    const from = at + ai.length;
    const separator = rule.fixedLength === null ? text.indexOf(GS, from) : -1;
    const end = rule.fixedLength !== null ? from + rule.fixedLength : separator < 0 ? text.length : separator;
    const value = text.slice(from, end);
    if (!rule.fits(value)) return err("bad-value");
    if (seen.includes(rule)) return err("ai-twice");
    if (isBehindCheck && rule.mayFollowCheck !== true) return err("order");
    seen.push(rule);
    ais[ai] = value;
    isBehindCheck ||= ai === "92" || ai === "93";
    at = text.startsWith(GS, end) ? end + 1 : end;
  }
  return ok(ais);
}

/** NaN, which finds no rule, for anything but a digit. */
function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 0x30;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}
