import type { ProgrammeSettings } from "./programme.ts";

/** Lengths of plastic and virtual card numbers in use; a shorter number is an article, a longer one a document. */
const CARD_DIGITS_MIN = 6;
const CARD_DIGITS_MAX = 20;
const SHOWN_DIGITS = 4;

/** The card number in a scanned or typed text, or null when it is no card of the programme. */
export function recogniseCard(text: string, settings: Pick<ProgrammeSettings, "cardPrefixes">): string | null {
  const number = text.replace(/[\s\u00a0-]/g, "");
  if (!/^\d+$/.test(number) || number.length < CARD_DIGITS_MIN || number.length > CARD_DIGITS_MAX) return null;
  return settings.cardPrefixes.some((prefix) => number.startsWith(prefix)) ? number : null;
}

/** "•••• 4821": what screens, receipts and logs may show of a card. */
export function maskCard(number: string): string {
  return number.length > SHOWN_DIGITS ? `•••• ${number.slice(-SHOWN_DIGITS)}` : "••••";
}

/**
 * "Анна П." from "Петрова Анна Сергеевна": surname first, as accounting systems keep names. A single word is a first name and tells
 * nobody who it is.
 */
export function maskName(fullName: string): string {
  const [first = "", given] = fullName.trim().split(/\s+/);
  const initial = [...first][0];
  return given === undefined || initial === undefined ? first : `${given} ${initial}.`;
}
