import { CONFIG_SCHEMA_NODE } from "../../config/schema.ts";
import { settingsOf, type Setting } from "../../config/settings-list.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [
    {
      name: "json-schema",
      kind: "flag",
      summary: { en: "print JSON Schema for editors instead", ru: "вывести JSON Schema для редакторов" },
    },
    {
      name: "markdown",
      kind: "flag",
      summary: { en: "print the table of docs/configuration.md instead", ru: "вывести таблицу для docs/configuration.md" },
    },
  ],
  async run(context) {
    if (context.flag("json-schema")) {
      context.answer(CONFIG_SCHEMA_NODE, JSON.stringify(CONFIG_SCHEMA_NODE, null, 2));
      return EXIT.ok;
    }
    const settings = settingsOf(CONFIG_SCHEMA_NODE);
    context.answer({ settings }, context.flag("markdown") ? settingsTable(settings) : settings.map(settingLines).join("\n"));
    return EXIT.ok;
  },
};

function settingLines({ path, type, fallback, description }: Setting): string {
  return `${path}\n    ${[type, fallback, description].filter((part) => part !== "").join("; ")}`;
}

/** The table between the markers of docs/configuration.md; a test keeps the page equal to it. */
export function settingsTable(settings: readonly Setting[]): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const row = ({ path, type, fallback, description }: Setting): string =>
    `| \`${path}\` | ${cell(type)} | ${cell(fallback)} | ${cell(description)} |`;
  return ["| setting | value | when absent | meaning |", "| --- | --- | --- | --- |", ...settings.map(row)].join("\n");
}
