import { resolve } from "node:path";
import { err, ok, type Result } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import type { CommandContext, ExitCode, OptionSpec } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

/** Options of the commands on a catalogue: a till's own (--config), or any folder. */
export const CATALOG_OPTIONS: readonly OptionSpec[] = [
  CONFIG_OPTION,
  {
    name: "data-dir",
    kind: "text",
    placeholder: "DIR",
    summary: { en: "folder of the catalogue; otherwise dataDir of the configuration", ru: "папка каталога; иначе dataDir из настроек" },
  },
];

export interface CatalogFolder {
  readonly dataDir: string;
  /** Null when the folder was named and no configuration read. */
  readonly config: Config | null;
}

export function catalogFolder(context: CommandContext): Result<CatalogFolder, ExitCode> {
  const named = context.text("data-dir");
  if (named !== undefined) return ok({ dataDir: resolve(context.cwd, named), config: null });
  const loaded = loadCommandConfig(context);
  return loaded.ok ? ok({ dataDir: loaded.value.config.dataDir, config: loaded.value.config }) : err(loaded.error);
}
