import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadConfig } from "../../config/load.ts";
import { loadMarkingLaw } from "../../config/marking-law.ts";
import { readFileFromDisk } from "../../config/read-file.ts";
import type { Config } from "../../config/schema.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { EXIT, type CommandContext, type ExitCode, type OptionSpec } from "./command.ts";

/** For the options of every command that works on a till. */
export const CONFIG_OPTION: OptionSpec = {
  name: "config",
  kind: "text",
  placeholder: "FILE",
  summary: {
    en: "configuration file; otherwise TILL_CONFIG, ./till.yaml, config/till.yaml of the till, then the demonstration",
    ru: "файл настроек; иначе TILL_CONFIG, ./till.yaml, config/till.yaml кассы, затем учебный",
  },
};

export interface ConfigFile {
  /** Absolute. */
  readonly file: string;
  /** True when nothing was named or found: the demonstration's settings. */
  readonly isDemo: boolean;
}

export function findConfigFile(context: Pick<CommandContext, "text" | "env" | "cwd" | "root">): ConfigFile {
  const named = context.text("config") ?? context.env["TILL_CONFIG"];
  if (named !== undefined && named !== "") return { file: resolve(context.cwd, named), isDemo: false };
  const found = [join(context.cwd, "till.yaml"), join(context.root, "config", "till.yaml")].find((file) => existsSync(file));
  return found === undefined ? { file: join(context.root, "config", "demo", "till.yaml"), isDemo: true } : { file: found, isDemo: false };
}

/** Loads the configuration that the options name; on failure all mistakes are printed already and the exit code is the error. */
export function loadCommandConfig(context: CommandContext): Result<ConfigFile & { readonly config: Config }, ExitCode> {
  const found = findConfigFile(context);
  const loaded = loadConfig({ file: found.file, env: context.env, readFile: readFileFromDisk });
  if (!loaded.ok) return err(context.fail(loaded.error, EXIT.configuration));
  const config = loaded.value;
  const law = config.marking.rules.file === undefined ? null : loadMarkingLaw(config.marking.rules.file);
  return law?.ok === false ? err(context.fail(law.error, EXIT.configuration)) : ok({ ...found, config });
}
