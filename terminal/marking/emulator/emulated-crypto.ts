import { createHash } from "node:crypto";

/**
 * Check parts of emulated codes: a hash of the identification part instead of the operator's signature, so that the emulator tells a
 * code that it issued from a misread or invented one. This is no secret and proves nothing outside the emulator.
 */
const EMULATED_KEY = "iteem till emulated marking key";

/** Value of AI 91 in emulated codes. */
export const EMULATED_KEY_ID = "EM01";

/** 4 characters: AI 93, or the end of a tobacco pack. */
export function shortCheck(cis: string): string {
  return hash("sha256", cis).slice(0, 4);
}

/** Base64 of 32 bytes (44 characters) or of 64 bytes (88): AI 92. */
export function longCheck(cis: string, length: 44 | 88): string {
  return hash(length === 44 ? "sha256" : "sha512", cis);
}

function hash(algorithm: "sha256" | "sha512", cis: string): string {
  return createHash(algorithm).update(EMULATED_KEY).update(cis).digest("base64");
}
