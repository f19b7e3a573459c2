import { appError } from "../../config/errors/index.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import type { Config } from "../../config/schema.ts";
import { createTillClient, type TillClient } from "../api/till-client.ts";
import { utcOffsetMinutes } from "../till-settings.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { localTimeAt, type LocalTime } from "./local-time.ts";
import { loadCommandConfig } from "./with-config.ts";

const EVERY_ADDRESS = new Set(["0.0.0.0", "::"]);

/** Talks to the running till of the configuration, as its own screens do. */
export async function withTill(
  context: CommandContext,
  ask: (till: TillClient, localTime: LocalTime) => Promise<ExitCode>,
): Promise<ExitCode> {
  const loaded = loadCommandConfig(context);
  if (!loaded.ok) return loaded.error;
  const { config } = loaded.value;
  const url = urlOf(config);
  try {
    const offset = utcOffsetMinutes(config.till.timeZone, context.clock.now());
    return await ask(createTillClient(url, config.dataDir, context.clock), localTimeAt(offset));
  } catch (error) {
    return context.fail([appError("API107", { url, reason: reasonOf(error as Error) })]);
  }
}

/** The till of the configuration if it runs: the technician's facts of it, else null. */
export async function runningTillFacts({ clock }: Pick<CommandContext, "clock">, config: Config): Promise<ServiceView | null> {
  try {
    return await createTillClient(urlOf(config), config.dataDir, clock).service();
  } catch {
    return null;
  }
}

function urlOf({ api }: Config): string {
  const host = EVERY_ADDRESS.has(api.host) ? "127.0.0.1" : api.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${api.port}`;
}

/** `fetch` says only that it failed; why stands behind. */
function reasonOf({ message, cause }: Error): string {
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : message;
}
