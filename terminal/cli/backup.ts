import { backUp } from "../journal/backup.ts";
import { openJournalReader } from "../journal/open.ts";
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
    const journal = openJournalReader(dataDir);
    if (!journal.ok) return context.fail([journal.error]);
    const file = await backUp(journal.value, dataDir, context.clock);
    journal.value.close();
    context.answer({ file }, file);
    return EXIT.ok;
  },
};
