import type { CommandEntry } from "./command.ts";

/**
 * Every command of `till`. To add one: write `terminal/cli/<name>.ts` that exports `command` (see command.ts) and add a row.
 * The order here is the order of `till --help`. Modules are loaded only when their command runs.
 */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "config check",
    summary: { en: "check a configuration file and list every mistake", ru: "проверить файл настроек и показать все ошибки" },
    load: () => import("./config-check.ts"),
  },
  {
    name: "config show",
    summary: { en: "print the settings in force, secrets hidden", ru: "показать действующие настройки без секретов" },
    load: () => import("./config-show.ts"),
  },
  {
    name: "config schema",
    summary: { en: "print all settings: type, default, meaning", ru: "показать все настройки: вид, значение по умолчанию, смысл" },
    load: () => import("./config-schema.ts"),
  },
  {
    name: "config hash-pin",
    summary: { en: "make a pinHash for access.staff", ru: "получить pinHash для access.staff" },
    load: () => import("./config-hash-pin.ts"),
  },
  {
    name: "config hash-badge",
    summary: { en: "make a badgeHash for access.staff", ru: "получить badgeHash для access.staff" },
    load: () => import("./config-hash-badge.ts"),
  },
];
