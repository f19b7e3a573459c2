import { settingsOf } from "../../config/settings-list.ts";
import { CONFIG_SCHEMA_NODE } from "../../config/schema.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [
    {
      name: "json-schema",
      kind: "flag",
      summary: { en: "print JSON Schema for editors instead", ru: "вывести JSON Schema для редакторов" },
    },
  ],
  async run(context) {
    if (context.flag("json-schema")) {
      context.answer(CONFIG_SCHEMA_NODE, JSON.stringify(CONFIG_SCHEMA_NODE, null, 2));
      return EXIT.ok;
    }
    const settings = settingsOf(CONFIG_SCHEMA_NODE);
    const lines = settings.map(
      (setting) => `${setting.path}\n    ${[setting.type, setting.fallback, setting.description].filter((part) => part !== "").join("; ")}`,
    );
    context.answer({ settings }, lines.join("\n"));
    return EXIT.ok;
  },
};
