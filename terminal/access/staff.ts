import type { Config } from "../../config/schema.ts";
import type { LockPolicy, StaffMember } from "./sign-in.ts";

const MINUTE_MS = 60_000;

/** People of the configuration, with their hashes in the clear: keep the list inside this process. */
export function staffOf(access: Config["access"]): readonly StaffMember[] {
  return access.staff.map((person) => ({
    id: person.id,
    name: person.name,
    role: person.role,
    inn: person.inn ?? null,
    pinHash: person.pinHash.reveal(),
    badgeHash: person.badgeHash?.reveal() ?? null,
  }));
}

export function lockPolicyOf(access: Config["access"]): LockPolicy {
  return { lockAfterFailures: access.lockAfterFailures, lockMs: access.lockMinutes * MINUTE_MS };
}
