import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Argon2id with the smallest parameters that OWASP's password storage sheet names (19 MiB, 2 passes, 1 lane):
 * about 25 ms a check here, and a thief of the configuration pays that for each guess.
 */
const ARGON2_PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A PIN is 4 to 12 digits: what a keypad can enter. */
export const PIN_PATTERN = /^\d{4,12}$/;

/** PHC text (`$argon2id$v=19$…`) for `pinHash` of the configuration; salt comes from the system's random source. */
export async function hashPin(pin: string): Promise<string> {
  const { hash } = await argon2();
  return hash(pin, ARGON2_PARAMETERS);
}

/** False also for a damaged hash: nobody enters with it. */
export async function verifyPin(pinHash: string, pin: string): Promise<boolean> {
  if (!PIN_PATTERN.test(pin)) return false;
  const { verify } = await argon2();
  try {
    return await verify(pinHash, pin);
  } catch {
    return false;
  }
}

/** Loaded with the first PIN, not with the till. */
function argon2() {
  return import("@node-rs/argon2");
}

/** SHA-256 in lower-case hex of a badge's code as scanned: `badgeHash` of the configuration. Badge codes are long and random, PINs are not. */
export function hashBadge(code: string): string {
  return createHash("sha256").update(code, "utf8").digest("hex");
}

/** Compares two hashes of equal length in a time that tells nothing of where they differ. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
