import { isInn } from "./inn.ts";
import { isLocalDate } from "./local-date.ts";

/** Checks that a pattern cannot express. Each takes the text as written. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  inn: isInn,
  timeZone: isTimeZone,
  date: isLocalDate,
  serviceUrl: isServiceUrl,
  loopback: isLoopback,
  argon2id: (text) => /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/.test(text),
  sha256: (text) => /^[0-9a-f]{64}$/.test(text),
};

export function isTimeZone(text: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/**
 * `https:` anywhere; plain `http:` only where the wire stays in the shop (loopback, private ranges of RFC 1918,
 * names without a dot or in `.local`/`.lan`), because passwords travel on it. No credentials inside the address.
 */
export function isServiceUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isInsideShop(url.hostname));
}

const PRIVATE_ADDRESS = /^(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+$/;
const SHOP_NAME = /^([a-z0-9-]+|.+\.(local|lan))$/i;

function isInsideShop(host: string): boolean {
  return isLoopback(host) || PRIVATE_ADDRESS.test(host) || SHOP_NAME.test(host);
}
