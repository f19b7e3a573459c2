import { appError, errorText, isErrorCode, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { openLog } from "../log/open-log.ts";
import { openRegistrar, type TcpAddress } from "../open-registrar.ts";
import { utcOffsetMinutes, type ConfiguredSeller } from "../till-settings.ts";
import { EXIT, type CommandContext, type ExitCode, type OptionSpec, type Text } from "./command.ts";
import { confirm } from "./confirm.ts";
import { meantSeller, SELLER_OPTION, sellerName } from "./seller-option.ts";
import { localTimeAt, type LocalTime } from "./local-time.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

/** Number of a fiscal document: 4 bytes. */
export const FD_NUMBER_MAX = 4_294_967_295;

const PORT_MAX = 65_535;

/** Options of the commands that talk to the registrar themselves. */
export const REGISTRAR_OPTIONS: readonly OptionSpec[] = [
  CONFIG_OPTION,
  SELLER_OPTION,
  {
    name: "tcp",
    kind: "text",
    placeholder: "HOST:PORT",
    summary: { en: "this address instead of the configured one", ru: "этот адрес вместо указанного в настройках" },
  },
  { name: "verbose", kind: "flag", summary: { en: "log every exchange", ru: "записывать каждый обмен" } },
];

export type Ask<T> = (registrar: Registrar) => Promise<Result<T, AppError>>;

/** Why there is no answer, and from where there is none. */
export interface RegistrarSilence {
  readonly error: AppError;
  readonly address: string;
}

/** What the command line says of registrars, checked before any is opened. */
export interface RegistrarTarget {
  readonly config: Config;
  readonly localTime: LocalTime;
  readonly ask: <T>(seller: ConfiguredSeller, question: Ask<T>) => Promise<Result<T, RegistrarSilence>>;
}

/** Asks the registrar that the command line means something and lets it go. A running till keeps its link: most registrars serve one at a time. */
export async function withRegistrar<T>(
  context: CommandContext,
  question: Ask<T>,
  answer: (value: T, localTime: LocalTime) => void,
): Promise<ExitCode> {
  const target = registrarTarget(context);
  if (!target.ok) return target.error;
  const seller = meantSeller(context, target.value.config);
  return seller.ok ? askOne(context, target.value, seller.value, question, answer) : seller.error;
}

/** The same for what changes something: a person agrees first. A wrong command line is told before anybody is asked. */
export async function changeRegistrar<T>(
  context: CommandContext,
  consent: Text,
  change: Ask<T>,
  answer: (value: T, localTime: LocalTime) => void,
): Promise<ExitCode> {
  const target = registrarTarget(context);
  if (!target.ok) return target.error;
  const seller = meantSeller(context, target.value.config);
  if (!seller.ok) return seller.error;
  const whose = target.value.config.sellers.length === 0 || context.text("tcp") !== undefined ? "" : `${sellerName(seller.value)}: `;
  const refused = await confirm(context, { en: `${whose}${consent.en}`, ru: `${whose}${consent.ru}` });
  return refused ?? askOne(context, target.value, seller.value, change, answer);
}

async function askOne<T>(
  context: CommandContext,
  { config, ask, localTime }: RegistrarTarget,
  seller: ConfiguredSeller,
  question: Ask<T>,
  answer: (value: T, localTime: LocalTime) => void,
): Promise<ExitCode> {
  const asked = await ask(seller, question);
  if (!asked.ok) {
    const exit = context.fail([asked.error.error]);
    if (!context.json) for (const line of silenceLines(context, config, asked.error)) context.note(line);
    return exit;
  }
  answer(asked.value, localTime);
  return EXIT.ok;
}

const LINK_FAULTS: ReadonlySet<string> = new Set(["FIS301", "FIS302", "FIS304"]);

/** A registrar that can't be reached: where it was looked for, why the port would not open, and what else may be in the way. */
export function silenceLines(context: CommandContext, config: Config, { error, address }: RegistrarSilence): readonly string[] {
  if (!LINK_FAULTS.has(error.code)) return [];
  const { reason } = error.details;
  const cause = isErrorCode(reason) ? [`  ${reason} ${errorText(appError(reason, error.details), context.language)}`] : [];
  const isTraining = config.embedded.kkt && context.text("tcp") === undefined;
  const advice: Text = isTraining
    ? {
        en: "The training registrar has a port of its own at each start: `till start` tells it, name it with --tcp HOST:PORT.",
        ru: "У учебной ККТ при каждом запуске свой порт: его называет till start, укажите --tcp АДРЕС:ПОРТ.",
      }
    : {
        en: "While the till runs it holds the registrar, and most serve one program at a time: stop the till first.",
        ru: "Пока касса работает, ККТ занята ею, а большинство ККТ отвечает одной программе за раз: сначала остановите кассу.",
      };
  return [...cause, `  ${address}`, `  ${advice[context.language]}`];
}

export function registrarTarget(context: CommandContext): Result<RegistrarTarget, ExitCode> {
  const address = addressOf(context);
  if (address === null)
    return err(
      context.misuse({ en: "--tcp must be HOST:PORT, the port from 1 to 65535", ru: "--tcp: нужно АДРЕС:ПОРТ, порт от 1 до 65535" }),
    );
  const loaded = loadCommandConfig(context);
  if (!loaded.ok) return loaded;
  const { config } = loaded.value;
  const offset = utcOffsetMinutes(config.till.timeZone, context.clock.now());
  const log = openLog({ level: context.flag("verbose") ? "debug" : "error" }, { tillId: config.till.id });
  const deps = { isQuestion: true, clock: context.clock, log, random: Math.random, utcOffsetMinutes: offset };
  return ok({
    config,
    localTime: localTimeAt(offset),
    async ask(seller, question) {
      const opened = openRegistrar(seller.fiscal, deps, address);
      const { registrar } = opened;
      try {
        const asked = await question(registrar);
        return asked.ok ? asked : err({ error: asked.error, address: opened.address });
      } finally {
        await registrar.close();
      }
    },
  });
}

/** Undefined: not given; null: given and wrong. */
function addressOf(context: CommandContext): TcpAddress | null | undefined {
  const given = context.text("tcp");
  if (given === undefined) return undefined;
  const match = /^(.+):(\d{1,5})$/.exec(given);
  const port = Number(match?.[2]);
  return match?.[1] === undefined || port < 1 || port > PORT_MAX ? null : { host: match[1], port };
}
