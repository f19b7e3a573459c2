/** Name and version of the envelope that facts travel in. */
export const WIRE_SCHEMA = "iteem.facts";
export const WIRE_VERSION = 1;
export const LOYALTY_PAGE_ROWS_MAX = 1_000;

export function factsPath(tillId: string): string {
  return `v1/tills/${encodeURIComponent(tillId)}/facts`;
}

export function loyaltyPath(tillId: string): string {
  return `v1/tills/${encodeURIComponent(tillId)}/loyalty/accounts`;
}
