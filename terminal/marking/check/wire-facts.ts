import { groupFacts } from "../groups.ts";
import type { MarkingGroup } from "../../catalog/catalog-item.ts";

/**
 * Facts of the three services' wire that no document at hand confirms, and those that clients in use were seen to rely on. [seen]: read
 * in a client or an emulator's description; [memory]: no source at hand.
 */

/** `pg` of a code is the group's short name as in other calls of True API ("water") [memory]; a number is also thinkable. */
export function groupOnWire(group: MarkingGroup | null): { readonly pg?: string } {
  return group === null ? {} : { pg: group };
}

/** Single minimum price: local modules from 2.6 send `smp` for every group, it means something in tobacco and nicotine only [seen]. */
const MINIMUM_PRICE_GROUPS: readonly number[] = [3, 16];

export function hasMinimumPrice(group: MarkingGroup | null, groupIds: readonly number[]): boolean {
  const ids = group === null ? groupIds : [groupFacts(group)?.id ?? 0];
  return ids.some((id) => MINIMUM_PRICE_GROUPS.includes(id));
}

/** Where the local module's status keeps the state of its databases; the name of the key is from [memory]. */
export const REPLICATION_KEYS: readonly string[] = ["replicationStatus", "replication"];

/** Names of those databases [seen]. */
export const MODULE_DATABASES: readonly string[] = ["cis", "blocked_series", "blocked_gtin", "blocked_cis", "min_price"];
