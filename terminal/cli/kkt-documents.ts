import type { AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { ok, type Result } from "../../config/result.ts";
import type { Registrar, StoredDocument } from "../../fiscal/registrar.ts";
import type { Command } from "./command.ts";
import { FD_NUMBER_MAX, REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

export const command: Command = {
  options: [
    ...REGISTRAR_OPTIONS,
    {
      name: "count",
      kind: "whole",
      placeholder: "N",
      min: 1,
      max: 1_000,
      default: 10,
      summary: { en: "how many, newest first", ru: "сколько, начиная с последнего" },
    },
    {
      name: "from",
      kind: "whole",
      placeholder: "FD",
      min: 1,
      max: FD_NUMBER_MAX,
      summary: { en: "number of the newest one; otherwise the last", ru: "номер самого нового; иначе последний" },
    },
  ],
  details: { en: "Reads fiscal documents back from the drive.", ru: "Читает фискальные документы из накопителя." },
  run: (context) =>
    withRegistrar(
      context,
      (registrar) => newestDocuments(registrar, context.whole("from") ?? null, context.whole("count") ?? 1),
      (documents) => context.answer({ documents }, documents.map(documentLine).join("\n")),
    ),
};

async function newestDocuments(
  registrar: Registrar,
  from: number | null,
  count: number,
): Promise<Result<readonly StoredDocument[], AppError>> {
  let number = from;
  if (number === null) {
    const status = await registrar.status();
    if (!status.ok) return status;
    number = status.value.lastFdNumber;
  }
  const documents: StoredDocument[] = [];
  for (const last = Math.max(1, number - count + 1); number >= last; number -= 1) {
    const stored = await registrar.storedDocument(number);
    if (!stored.ok) return stored;
    if (stored.value !== null) documents.push(stored.value);
  }
  return ok(documents);
}

function documentLine({ fdNumber, kind, fiscalSign, totalKop, at, ownTag }: StoredDocument): string {
  const sum = totalKop === null ? "" : formatKop(totalKop);
  return [String(fdNumber).padStart(6), kind.padEnd(11), sum.padStart(14), new Date(at).toISOString(), fiscalSign, ownTag ?? ""]
    .join("  ")
    .trimEnd();
}
