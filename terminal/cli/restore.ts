import { resolve } from "node:path";
import { restoreJournal } from "../journal/restore.ts";
import { EXIT, type Command } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

export const command: Command = {
  options: [CONFIG_OPTION],
  operands: [{ placeholder: "FILE", required: true, summary: { en: "a file of backup/", ru: "файл из папки backup" } }],
  details: {
    en: "Puts a backup in place of the journal. The till must be stopped; the old journal is kept beside it. Receipts made after the backup stay in the fiscal drive and at the servers.",
    ru: "Ставит резервную копию на место журнала. Касса должна быть остановлена; старый журнал остаётся рядом. Чеки после копии остаются в ФН и на серверах.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { config } = loaded.value;
    const [file = ""] = context.operands;
    const restored = restoreJournal(config.dataDir, resolve(context.cwd, file), config.till.id, context.clock);
    if (!restored.ok) return context.fail([restored.error]);
    context.answer({ dataDir: config.dataDir, ...restored.value }, config.dataDir);
    return EXIT.ok;
  },
};
