import { resolve } from "node:path";
import { epochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { ok, type Result } from "../../config/result.ts";
import { openTillDatabase } from "../journal/open.ts";
import { openSoldElsewhere, type SoldElsewhere } from "../journal/sold-elsewhere.ts";
import { CODE_LIST, readCodeList, type CodeList } from "./code-list.ts";
import { EXIT, type Command, type CommandContext } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

const CODES_IN_COMMIT = 10_000;
/** No piece stays on a shelf longer; lists older than this are forgotten at the next import. */
const KEPT_MS = 5 * 366 * 86_400_000;

interface Imported extends CodeList {
  readonly added: number;
}

export const command: Command = {
  options: [CONFIG_OPTION],
  operands: [CODE_LIST],
  details: {
    en: "Teaches the till codes that were sold before it or at other tills: they are refused here. The till must be stopped. A code that comes back by a refund may be sold again. Safe to repeat.",
    ru: "Сообщает кассе коды, проданные до неё или на других кассах: их продажа отклоняется. Касса должна быть остановлена. После возврата код снова можно продать. Можно повторять.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { config } = loaded.value;
    const database = openTillDatabase(config.dataDir, config.till.id, context.clock);
    if (!database.ok) return context.fail([database.error]);
    try {
      const [file = ""] = context.operands;
      const register = openSoldElsewhere(database.value.db);
      const imported = await importFile(resolve(context.cwd, file), register, context);
      if (!imported.ok) return context.fail([imported.error]);
      const forgotten = register.forgetBefore(epochMs(context.clock.now() - KEPT_MS));
      const answer = { ...imported.value, forgotten, known: register.count() };
      context.answer(answer, summary(answer, context.language === "ru"));
      return answer.refused === 0 ? EXIT.ok : EXIT.failed;
    } finally {
      database.value.close();
    }
  },
};

async function importFile(path: string, register: SoldElsewhere, { clock }: CommandContext): Promise<Result<Imported, AppError>> {
  let batch: string[] = [];
  let added = 0;
  const commit = (): void => {
    added += register.add(batch, clock.now());
    batch = [];
  };
  const list = await readCodeList(path, (cis) => {
    if (batch.push(cis) >= CODES_IN_COMMIT) commit();
  });
  if (!list.ok) return list;
  commit();
  const { read, refused, refusedLines } = list.value;
  return ok({ read, added, refused, refusedLines });
}

function summary({ read, added, refused, refusedLines, known }: Imported & { known: number }, isRussian: boolean): string {
  const lines = refusedLines.join(", ");
  if (isRussian)
    return `Прочитано ${read}, новых ${added}, всего известно ${known}${refused === 0 ? "" : `; не коды: ${refused} (строки ${lines})`}`;
  return `Read ${read}, new ${added}, known ${known}${refused === 0 ? "" : `; no codes: ${refused} (lines ${lines})`}`;
}
