import { unmappableCharacters } from "../../config/cp866.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import type { AppError, ErrorCode, ErrorDetails } from "../../config/errors/index.ts";
import { tagName } from "./tags.ts";

/** Something in a document that the law or the format does not permit. */
export interface Finding {
  readonly code: ErrorCode;
  readonly tag: number;
  /** Index of the position from 0; null when the finding is about the whole receipt. */
  readonly line: number | null;
  /** In Russian, for the person at the till. */
  readonly reason: string;
  /** The same as data: other languages, the journal. */
  readonly error: AppError;
}

/** Builds the findings of one place: a position or the receipt itself. */
export interface Place {
  readonly finding: (code: ErrorCode, tag: number, details?: ErrorDetails) => Finding;
  /** Findings about one text: empty, or with characters that paper cannot carry. Length is checked on the encoded bytes. */
  readonly text: (tag: number, value: string) => Finding[];
}

export function placeOf(line: number | null): Place {
  const where = line === null ? "Чек" : `Позиция ${line + 1}`;
  const finding: Place["finding"] = (code, tag, details = {}) => {
    const error = appError(code, { where, tag, name: tagName(tag), ...details });
    return { code, tag, line, reason: errorText(error, "ru"), error };
  };
  const text: Place["text"] = (tag, value) => {
    if (value.trim() === "") return [finding("FIS471", tag)];
    const bad = [...unmappableCharacters(value), ...controlCharacters(value)];
    return bad.length === 0 ? [] : [finding("FIS453", tag, { characters: bad.join(" ") })];
  };
  return { finding, text };
}

/** Tabs and line ends have a replacement rule (a space); the rest of the control characters steer printers. */
function controlCharacters(value: string): string[] {
  const found = [...value].filter((character) => character < " " && !"\t\n\v\f\r".includes(character));
  return [...new Set(found)].map((character) => `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
}
