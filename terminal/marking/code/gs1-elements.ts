import { err, ok, type Result } from "../../../config/result.ts";
import { isDigits, isSerialText } from "./alphabet.ts";
import { GS } from "./marking-code.ts";

/** Why a text is not a well-formed row of GS1 elements; goes into the error's details. */
export type Gs1Fault = "double-gs" | "trailing-gs" | "unknown-ai" | "ai-twice" | "bad-value" | "order";

interface ElementRule {
  readonly ai: string;
  /** The AI's last digit tells the decimals and is at most this. */
  readonly maxDecimals?: number;
  /** Fixed lengths end by themselves [GS1 predefined lengths]; the others run to the next GS. */
  readonly fixedLength: number | null;
  readonly fits: (value: string) => boolean;
}

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
  { ai: "01", fixedLength: 14, fits: digits(14) },
  { ai: "21", fixedLength: null, fits: serialText(1, 20) },
  { ai: "10", fixedLength: null, fits: withoutTail(serialText(1, 20), /.(?:17\d{6}|240\d{4,10})$/) },
  { ai: "17", fixedLength: 6, fits: digits(6) },
  { ai: "240", fixedLength: null, fits: (value) => value.length <= 10 && isDigits(value) },
  { ai: "3103", fixedLength: 6, fits: digits(6) },
  { ai: "335", maxDecimals: 5, fixedLength: 6, fits: digits(6) },
  { ai: "7003", fixedLength: null, fits: digits(10) },
  { ai: "8005", fixedLength: null, fits: digits(6) },
  { ai: "91", fixedLength: null, fits: serialText(4, 4) },
  { ai: "92", fixedLength: null, fits: (value) => value.length <= 90 && /^[A-Za-z0-9+/]+={0,2}$/.test(value) },
  { ai: "93", fixedLength: null, fits: serialText(4, 4) },
];
/** The first two digits tell the elements above apart. */
const BY_FIRST_TWO: ReadonlyMap<string, ElementRule> = new Map(ELEMENTS.map((rule) => [rule.ai.slice(0, 2), rule]));

/** What was seen behind the check part: weight or volume, the HS code, and 92 behind 93 in some blocks. Anything else is a misread. */
const ALLOWED_BEHIND_CHECK = /^(?:3103|335[0-5]|240|92)$/;

/** Splits a text into elements. One GS after a fixed-length value is tolerated, as GS1 asks of readers. */
export function parseGs1Elements(text: string): Result<Readonly<Record<string, string>>, Gs1Fault> {
  if (text.endsWith(GS)) return err("trailing-gs"); // something was to follow: the scan is cut
  if (text.includes(GS + GS)) return err("double-gs");
  const ais: Record<string, string> = {};
  let isBehindCheck = false;
  let at = 0;
  while (at < text.length) {
    const rule = BY_FIRST_TWO.get(text.slice(at, at + 2));
    const aiLength = rule === undefined ? 0 : aiLengthAt(text, at, rule);
    if (rule === undefined || aiLength === 0) return err("unknown-ai");
    const ai = text.slice(at, at + aiLength);
    const from = at + aiLength;
    const separator = rule.fixedLength === null ? text.indexOf(GS, from) : -1;
    const end = rule.fixedLength !== null ? from + rule.fixedLength : separator < 0 ? text.length : separator;
    const value = text.slice(from, end);
    if (!rule.fits(value)) return err("bad-value");
    if (ais[ai] !== undefined) return err("ai-twice");
    if (isBehindCheck && !ALLOWED_BEHIND_CHECK.test(ai)) return err("order");
    ais[ai] = value;
    isBehindCheck ||= ai === "92" || ai === "93";
    at = text[end] === GS ? end + 1 : end;
  }
  return ok(ais);
}

/** 0: another AI with the same beginning. */
function aiLengthAt(text: string, at: number, { ai, maxDecimals }: ElementRule): number {
  if (!text.startsWith(ai, at)) return 0;
  if (maxDecimals === undefined) return ai.length;
  const decimals = text.charCodeAt(at + ai.length) - 0x30;
  return decimals >= 0 && decimals <= maxDecimals ? ai.length + 1 : 0;
}
