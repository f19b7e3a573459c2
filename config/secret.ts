import { inspect } from "node:util";

const HIDDEN = "[secret]";

/**
 * A password, token or hash from the configuration. Printing, logging or serialising it shows `[secret]`;
 * only `reveal()` gives the text, so every use can be found by that word.
 */
export interface Secret {
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

export function secret(text: string): Secret {
  const hidden = {
    reveal: () => text,
    toString: () => HIDDEN,
    toJSON: () => HIDDEN,
    [inspect.custom]: () => HIDDEN,
  };
  return Object.freeze(hidden);
}
