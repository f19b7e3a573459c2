import type { EpochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { openLog } from "../log/open-log.ts";
import { openRegistrar, type TcpAddress } from "../open-registrar.ts";
import { utcOffsetMinutes } from "../till-settings.ts";
import { EXIT, type CommandContext, type ExitCode, type OptionSpec } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

/** Number of a fiscal document: 4 bytes. */
export const FD_NUMBER_MAX = 4_294_967_295;

const MINUTE_MS = 60_000;
const PORT_MAX = 65_535;

/** Options of the commands that talk to the registrar themselves. */
export const REGISTRAR_OPTIONS: readonly OptionSpec[] = [
  CONFIG_OPTION,
  {
    name: "tcp",
    kind: "text",
    placeholder: "HOST:PORT",
    summary: { en: "this address instead of the configured one", ru: "этот адрес вместо указанного в настройках" },
  },
  { name: "verbose", kind: "flag", summary: { en: "log every exchange", ru: "записывать каждый обмен" } },
];

/** A moment as the shop's clocks show it, as the registrar prints it: 24.11.2026 12:00:05. */
export type LocalTime = (at: EpochMs) => string;

/** Asks the configured registrar something and lets it go. A running till keeps its link: most registrars serve one at a time. */
export async function withRegistrar<T>(
  context: CommandContext,
  ask: (registrar: Registrar) => Promise<Result<T, AppError>>,
  answer: (value: T, localTime: LocalTime) => void,
): Promise<ExitCode> {
  const loaded = loadCommandConfig(context);
  if (!loaded.ok) return loaded.error;
  const { config } = loaded.value;
  const address = addressOf(context);
  if (address === null) {
    context.note(
      context.language === "ru"
        ? "till: --tcp: нужно АДРЕС:ПОРТ, порт от 1 до 65535"
        : "till: --tcp must be HOST:PORT, the port from 1 to 65535",
    );
    return EXIT.usage;
  }
  const offset = utcOffsetMinutes(config.till.timeZone, context.clock.now());
  const deps = {
    isQuestion: true,
    clock: context.clock,
    log: openLog({ level: context.flag("verbose") ? "debug" : "error" }, { tillId: config.till.id }),
    random: Math.random,
    utcOffsetMinutes: offset,
  };
  const { registrar } = openRegistrar(config.fiscal, deps, address);
  try {
    const asked = await ask(registrar);
    if (!asked.ok) return context.fail([asked.error]);
    answer(asked.value, (at) => localTimeText(at, offset));
    return EXIT.ok;
  } finally {
    await registrar.close();
  }
}

function localTimeText(at: EpochMs, offsetMinutes: number): string {
  const [day = "", time = ""] = new Date(at + offsetMinutes * MINUTE_MS).toISOString().split("T");
  return `${day.split("-").toReversed().join(".")} ${time.slice(0, 8)}`;
}

/** Undefined: not given; null: given and wrong. */
function addressOf(context: CommandContext): TcpAddress | null | undefined {
  const given = context.text("tcp");
  if (given === undefined) return undefined;
  const match = /^(.+):(\d{1,5})$/.exec(given);
  const port = Number(match?.[2]);
  return match?.[1] === undefined || port < 1 || port > PORT_MAX ? null : { host: match[1], port };
}
