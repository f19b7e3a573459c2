import type { MarkingGroup } from "../../catalog/catalog-item.ts";

/**
 * Facts of the three services' wire that no document at hand confirms, and those that clients in use were seen to rely on. [seen]: read
 * in a client or an emulator's description; [memory]: no source at hand.
 */

/** `pg` of a code is the group's short name as in other calls of True API ("water") [memory]; a number is also thinkable. */
export function groupOnWire(group: MarkingGroup | null): { readonly pg?: string } {
  return group === null ? {} : { pg: group };
}

/** Where the local module's status keeps the state of its databases; the name of the key is from [memory]. */
export const REPLICATION_KEYS: readonly string[] = ["replicationStatus", "replication"];

/** Names of those databases [seen]. */
export const MODULE_DATABASES: readonly string[] = ["cis", "blocked_series", "blocked_gtin", "blocked_cis", "min_price"];
