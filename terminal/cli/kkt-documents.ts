import type { AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { ok, type Result } from "../../config/result.ts";
import type { Registrar, StoredDocument } from "../../fiscal/registrar.ts";
import type { Command, Language } from "./command.ts";
import type { LocalTime } from "./local-time.ts";
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
      (documents, localTime) => {
        const lines = documents.map((document) => documentLine(document, localTime, context.language));
        const none = context.language === "ru" ? "документов с такими номерами нет" : "no documents of these numbers";
        context.answer({ documents }, lines.length === 0 ? none : lines.join("\n"));
      },
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

function documentLine(document: StoredDocument, localTime: LocalTime, language: Language): string {
  const { fdNumber, fiscalSign, totalKop, at, ownTag } = document;
  const sum = totalKop === null ? "" : formatKop(totalKop);
  return [
    String(fdNumber).padStart(6),
    nameOf(document, language).padEnd(NAME_WIDTH),
    sum.padStart(14),
    localTime(at),
    fiscalSign,
    ownTag ?? "",
  ]
    .join("  ")
    .trimEnd();
}

function nameOf({ kind, isCorrection, formCode }: StoredDocument, language: Language): string {
  const name = kind === "other" ? OTHER_FORMS[formCode ?? 0] : KINDS[kind];
  if (name === undefined) return `${language === "ru" ? "другой" : "other"}${formCode === undefined ? "" : ` (${formCode})`}`;
  return isCorrection ? `${language === "ru" ? "коррекция:" : "correction:"} ${name[language]}` : name[language];
}

const NAME_WIDTH = 28;
const KINDS: Readonly<Record<Exclude<StoredDocument["kind"], "other">, { readonly ru: string; readonly en: string }>> = {
  sale: { ru: "приход", en: "sale" },
  refund: { ru: "возврат прихода", en: "refund" },
  purchase: { ru: "расход", en: "purchase" },
  "purchase-refund": { ru: "возврат расхода", en: "refund of a purchase" },
  "open-shift": { ru: "открытие смены", en: "shift opened" },
  "close-shift": { ru: "закрытие смены", en: "shift closed" },
};
const OTHER_FORMS: Readonly<Partial<Record<number, { readonly ru: string; readonly en: string }>>> = {
  1: { ru: "отчёт о регистрации", en: "registration" },
  6: { ru: "закрытие ФН", en: "drive closed" },
  11: { ru: "изменение регистрации", en: "registration changed" },
  21: { ru: "состояние расчётов", en: "state of settlements" },
};
