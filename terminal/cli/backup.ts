import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { appError } from "../../config/errors/index.ts";
import { backUp } from "../journal/backup.ts";
import { JOURNAL_FILE } from "../journal/open.ts";
import { EXIT, type Command } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

export const command: Command = {
  options: [CONFIG_OPTION],
  details: {
    en: "Copies the journal into backup/ of the data directory while the till goes on selling. The till does the same at each close of a shift.",
    ru: "Копирует журнал в backup/ папки данных, касса при этом продаёт. То же касса делает сама при каждом закрытии смены.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { dataDir } = loaded.value.config;
    const journal = join(dataDir, JOURNAL_FILE);
    if (!existsSync(journal)) return context.fail([appError("STO803", { path: journal })]);
    const db = new Database(journal, { readonly: true });
    const file = await backUp(db, dataDir, context.clock);
    db.close();
    context.answer({ file }, file);
    return EXIT.ok;
  },
};
