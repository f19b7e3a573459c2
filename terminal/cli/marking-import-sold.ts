import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { epochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { openTillDatabase } from "../journal/open.ts";
import { openSoldElsewhere, type SoldElsewhere } from "../journal/sold-elsewhere.ts";
import { cisOfText } from "../marking/code/cis-of-text.ts";
import { EXIT, type Command, type CommandContext } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

const CODES_IN_COMMIT = 10_000;
/** No piece stays on a shelf longer; lists older than this are forgotten at the next import. */
const KEPT_MS = 5 * 366 * 86_400_000;
/** Lines named in the answer when they are no codes. */
const NAMED_MAX = 20;

interface Imported {
  readonly read: number;
  readonly added: number;
  readonly refused: number;
  /** Numbers of the first lines that are no codes. */
  readonly refusedLines: readonly number[];
}

export const command: Command = {
  options: [CONFIG_OPTION],
  operands: [
    {
      placeholder: "FILE",
      required: true,
      summary: { en: "a code a line: full, or its identification part (КИ)", ru: "по коду в строке: полный или КИ" },
    },
  ],
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
  let [line, read, added, refused] = [0, 0, 0, 0];
  const refusedLines: number[] = [];
  const commit = (): void => {
    added += register.add(batch, clock.now());
    batch = [];
  };
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() === "") continue;
      const cis = cisOfText(text);
      if (cis === null) {
        refused += 1;
        if (refusedLines.length < NAMED_MAX) refusedLines.push(line);
        continue;
      }
      read += 1;
      if (batch.push(cis) >= CODES_IN_COMMIT) commit();
    }
  } catch (error) {
    return err(appError("MRK601", { path, reason: (error as Error).message }));
  }
  commit();
  return ok({ read, added, refused, refusedLines });
}

function summary({ read, added, refused, refusedLines, known }: Imported & { known: number }, isRussian: boolean): string {
  const lines = refusedLines.join(", ");
  if (isRussian)
    return `Прочитано ${read}, новых ${added}, всего известно ${known}${refused === 0 ? "" : `; не коды: ${refused} (строки ${lines})`}`;
  return `Read ${read}, new ${added}, known ${known}${refused === 0 ? "" : `; no codes: ${refused} (lines ${lines})`}`;
}
