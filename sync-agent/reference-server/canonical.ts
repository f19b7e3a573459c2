import { createHash } from "node:crypto";

/** SHA-256 of JSON with sorted keys: two spellings of one document have one hash. */
export function contentHash(value: unknown): Buffer {
  return createHash("sha256").update(canonicalJson(value)).digest();
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
