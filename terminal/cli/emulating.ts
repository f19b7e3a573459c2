import { join, resolve } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { errorMessage } from "../../config/error-message.ts";
import { appError } from "../../config/errors/index.ts";
import { untilAborted } from "../../config/until-aborted.ts";
import { openLog, type OpenLog } from "../log/open-log.ts";
import { EXIT, type CommandContext, type ExitCode, type OptionSpec } from "./command.ts";

/** Options that all emulators share. */
export const CONTROL_PORT_OPTION: OptionSpec = {
  name: "control-port",
  kind: "whole",
  placeholder: "PORT",
  min: 0,
  max: 65_535,
  default: 0,
  summary: { en: "TCP port of the control interface; 0 takes any free one", ru: "порт управления; 0 — любой свободный" },
};
export function portOption(usual: number): OptionSpec {
  return {
    name: "port",
    kind: "whole",
    placeholder: "PORT",
    min: 0,
    max: 65_535,
    default: usual,
    summary: { en: "TCP port; 0 takes any free one", ru: "порт TCP; 0 — любой свободный" },
  };
}
export const LINK_OPTION: OptionSpec = {
  name: "link",
  kind: "text",
  placeholder: "PATH",
  summary: { en: "symbolic link to the port, so that its name stays the same", ru: "символическая ссылка на порт, чтобы имя не менялось" },
};
export const VERBOSE_OPTION: OptionSpec = {
  name: "verbose",
  kind: "flag",
  summary: { en: "log every exchange", ru: "записывать каждый обмен" },
};
export const STRANGE_CODES_OPTION: OptionSpec = {
  name: "accept-strangers",
  kind: "flag",
  summary: { en: "codes that it did not make are in circulation", ru: "чужие коды считать введёнными в оборот" },
};
export const DATA_DIR_OPTION: OptionSpec = {
  name: "data-dir",
  kind: "text",
  placeholder: "DIR",
  summary: { en: "folder of its memory; otherwise data/ of the till", ru: "папка для памяти эмулятора; иначе data/ кассы" },
};

export function emulatorLog(context: CommandContext): OpenLog {
  return openLog({ level: context.flag("verbose") ? "debug" : "warn" }, {});
}

export function dataDirOf(context: CommandContext, name: string): string {
  const named = context.text("data-dir");
  return named === undefined ? join(context.root, "data", name) : resolve(context.cwd, named);
}

/** Says where the emulator is, waits for Ctrl+C, stops it. `addresses`: what a till's configuration needs. */
export async function serve(
  context: CommandContext,
  addresses: Readonly<Record<string, string>>,
  stop: () => Promise<void>,
): Promise<ExitCode> {
  const text = Object.entries(addresses)
    .map(([name, address]) => `${name}: ${address}`)
    .join("\n");
  context.answer(addresses, text);
  await untilAborted(context.signal);
  await stop();
  return EXIT.ok;
}

/** A service at an address, with its control interface: starts it, says where it is, waits for Ctrl+C, ends it. */
export async function runService<T extends { readonly url: string; readonly controlUrl: string }>(
  context: CommandContext,
  start: (common: ServiceOptions) => Promise<T>,
  end: (started: T) => Promise<void>,
): Promise<ExitCode> {
  const started = await startOrRefuse(context, () =>
    start({
      port: context.whole("port") ?? 0,
      controlPort: context.whole("control-port") ?? 0,
      clock: context.clock,
      log: emulatorLog(context),
    }),
  );
  if (typeof started === "number") return started;
  return serve(context, { url: started.url, control: started.controlUrl }, () => end(started));
}

interface ServiceOptions {
  readonly port: number;
  readonly controlPort: number;
  readonly clock: Clock;
  readonly log: OpenLog;
}

/** For emulators that throw what the system says when their port is taken. */
export async function startOrRefuse<T>(context: CommandContext, start: () => Promise<T>): Promise<T | ExitCode> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!/^(EADDRINUSE|EACCES|EADDRNOTAVAIL|EROFS|ENOENT|ENOTDIR)$/.test(code)) throw error;
    return context.fail([appError("CFG920", { reason: errorMessage(error) })], EXIT.environment);
  }
}
