import { err, ok, type Result } from "../../../config/result.ts";
import { isSerialText } from "./alphabet.ts";
import { GS } from "./marking-code.ts";

/** Why a text is not a well-formed row of GS1 elements; goes into the error's details. */
export type Gs1Fault = "double-gs" | "trailing-gs" | "unknown-ai" | "ai-twice" | "bad-value" | "order" | "box";

interface ElementRule {
  readonly ai: RegExp;
  /** Fixed lengths end by themselves [GS1 predefined lengths]; the others run to the next GS. */
  readonly fixedLength: number | null;
  readonly fits: (value: string) => boolean;
}

const digits =
  (length: number) =>
  (value: string): boolean =>
    value.length === length && /^\d+$/.test(value);

/**
 * Elements met in marking codes [seen: 1C parser, libraries]. 91 and 93 have one length in all groups: a longer value means that
 * the GS behind it is lost.
 */
const ELEMENTS: readonly ElementRule[] = [
  { ai: /^01/, fixedLength: 14, fits: digits(14) },
  { ai: /^21/, fixedLength: null, fits: (value) => value.length <= 20 && isSerialText(value) },
  { ai: /^10/, fixedLength: null, fits: (value) => value.length <= 20 && isSerialText(value) },
  { ai: /^17/, fixedLength: 6, fits: digits(6) },
  { ai: /^240/, fixedLength: null, fits: (value) => value.length <= 30 && isSerialText(value) },
  { ai: /^3103/, fixedLength: 6, fits: digits(6) },
  { ai: /^335[0-5]/, fixedLength: 6, fits: digits(6) },
  { ai: /^7003/, fixedLength: null, fits: digits(10) },
  { ai: /^8005/, fixedLength: null, fits: digits(6) },
  { ai: /^91/, fixedLength: null, fits: (value) => value.length === 4 && isSerialText(value) },
  { ai: /^92/, fixedLength: null, fits: (value) => value.length <= 90 && /^[A-Za-z0-9+/]+={0,2}$/.test(value) },
  { ai: /^93/, fixedLength: null, fits: (value) => value.length === 4 && isSerialText(value) },
];

/** What was seen behind the check part: weight or volume, the HS code, and 92 behind 93 in some blocks. Anything else is a misread. */
const ALLOWED_BEHIND_CHECK = /^(?:3103|335[0-5]|240|92)$/;

/** Splits a text into elements. One GS after a fixed-length value is tolerated, as GS1 asks of readers. */
export function parseGs1Elements(text: string): Result<Readonly<Record<string, string>>, Gs1Fault> {
  if (text.endsWith(GS)) return err("trailing-gs"); // something was to follow: the scan is cut
  if (text.includes(GS + GS)) return err("double-gs");
  if (/^0[02]/.test(text)) return err("box");
  const ais: Record<string, string> = {};
  let rest = text;
  while (rest !== "") {
    const rule = ELEMENTS.find((candidate) => candidate.ai.test(rest));
    const ai = rule?.ai.exec(rest)?.[0];
    if (!rule || ai === undefined) return err("unknown-ai");
    const separator = rest.indexOf(GS);
    const end = rule.fixedLength !== null ? ai.length + rule.fixedLength : separator < 0 ? rest.length : separator;
    const value = rest.slice(ai.length, end);
    if (!rule.fits(value)) return err("bad-value");
    if (ai in ais) return err("ai-twice");
    if (("92" in ais || "93" in ais) && !ALLOWED_BEHIND_CHECK.test(ai)) return err("order");
    ais[ai] = value;
    rest = rest.slice(end);
    if (rest.startsWith(GS)) rest = rest.slice(1);
  }
  return ok(ais);
}
