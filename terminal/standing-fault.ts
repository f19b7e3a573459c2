import type { Log } from "../config/log.ts";

/** Steps that a loop repeats and that must not end it. */
export interface StandingFaults {
  /** Does `step`; true when it worked. What it throws is kept here: logged when it begins, changes and ends. */
  attempt(name: string, step: () => unknown): Promise<boolean>;
}

/**
 * A full disk or a damaged file makes a background step fail for hours: the loop goes on with its other work and tries again at
 * its next turn. One line of the log tells that a fault began or became another, one that it is over; the turns between are quiet.
 */
export function createStandingFaults(log: Log): StandingFaults {
  const standing = new Map<string, string>();
  return {
    async attempt(name, step) {
      try {
        await step();
      } catch (cause) {
        const text = String(cause);
        if (standing.get(name) !== text) log.error({ step: name, err: cause }, "a background step failed, it is tried again");
        standing.set(name, text);
        return false;
      }
      if (standing.delete(name)) log.info({ step: name }, "a background step works again");
      return true;
    },
  };
}
