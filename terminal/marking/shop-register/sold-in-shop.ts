import type { Clock } from "../../../config/clock.ts";
import type { LocalModule } from "../check/local-module/local-module-client.ts";
import { withLimit } from "../check/limited.ts";

export interface ShopRegisterPorts {
  readonly module: Pick<LocalModule, "state" | "soldCheck">;
  /** Everything that this till sold and took back has reached the module: what it says of a code is not this till's own past. */
  readonly isTold: () => boolean;
  readonly limitMs: number;
  readonly clock: Clock;
}

/**
 * Has another till of the shop sold the piece? GIS MT learns of a sale minutes later, the shop's local module at once. A module that does
 * not answer, or takes no reports, knows nothing: false.
 */
export async function soldInShop(ports: ShopRegisterPorts, cis: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { error, apiVersion } = ports.module.state();
  if (error !== null || apiVersion !== 2 || !ports.isTold()) return false;
  const got = await withLimit(ports.clock, ports.limitMs, signal, (inner) => ports.module.soldCheck([cis], inner));
  const [result] = "done" in got && got.done.ok ? got.done.value : [];
  return result?.sold === true && ports.isTold();
}
