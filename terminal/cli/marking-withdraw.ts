import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorMessage } from "../../config/error-message.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { isInn } from "../../config/inn.ts";
import { isLocalDate } from "../../config/local-date.ts";
import { err, ok, type Result } from "../../config/result.ts";
import {
  PRIMARY_DOCUMENTS,
  RETURN_REASONS,
  WITHDRAWAL_REASONS,
  withdrawalDocuments,
  type WithdrawalRequest,
} from "../marking/withdrawal/withdrawal-document.ts";
import { CODE_LIST, readCodeList } from "./code-list.ts";
import { EXIT, type Command, type CommandContext, type ExitCode } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

/** GIS MT takes no documents of this group on this way [seen]. */
const NOT_BY_DOCUMENT = "tobacco";

export const command: Command = {
  options: [
    CONFIG_OPTION,
    {
      name: "group",
      kind: "text",
      placeholder: "PG",
      required: true,
      summary: { en: "product group: milk, shoes…", ru: "группа: milk, shoes…" },
    },
    {
      name: "reason",
      kind: "choice",
      words: [...WITHDRAWAL_REASONS, ...RETURN_REASONS],
      required: true,
      summary: { en: "why the codes leave circulation, or come back", ru: "причина вывода из оборота или возврата" },
    },
    { name: "explanation", kind: "text", placeholder: "TEXT", summary: { en: "what OTHER means", ru: "пояснение к OTHER" } },
    {
      name: "document",
      kind: "choice",
      words: PRIMARY_DOCUMENTS,
      required: true,
      summary: { en: "kind of the primary document", ru: "вид первичного документа" },
    },
    { name: "number", kind: "text", placeholder: "TEXT", required: true, summary: { en: "its number", ru: "его номер" } },
    { name: "date", kind: "text", placeholder: "YYYY-MM-DD", required: true, summary: { en: "its day", ru: "его дата" } },
    { name: "name", kind: "text", placeholder: "TEXT", summary: { en: "its name, for OTHER", ru: "его название, для OTHER" } },
    {
      name: "inn",
      kind: "text",
      placeholder: "INN",
      summary: { en: "owner of the codes instead of the till's", ru: "владелец кодов вместо ИНН кассы" },
    },
    { name: "paid", kind: "flag", summary: { en: "a return: the goods had been paid for", ru: "возврат: товар был оплачен" } },
    {
      name: "to",
      kind: "text",
      placeholder: "DIR",
      summary: { en: "folder of the files; here without it", ru: "папка для файлов, иначе текущая" },
    },
  ],
  operands: [CODE_LIST],
  details: {
    en: "Prepares documents of GIS MT outside receipts (LK_RECEIPT, LP_RETURN) for signing at head office: each file holds the bytes to sign. Nothing is sent.",
    ru: "Готовит документы ГИС МТ вне чеков (LK_RECEIPT, LP_RETURN) для подписи в центральном офисе: подписываются байты файла. Ничего не отправляет.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const group = context.text("group") ?? "";
    const request = requestOf(context, context.text("inn") ?? loaded.value.config.till.inn);
    if (typeof request === "number") return request;
    if (group === NOT_BY_DOCUMENT) return context.fail([appError("MRK603", { group })]);
    const [file = ""] = context.operands;
    const codes = await readCodes(resolve(context.cwd, file));
    if (!codes.ok) return context.fail([codes.error]);
    const folder = resolve(context.cwd, context.text("to") ?? ".");
    const written = writeDocuments(folder, group, request, codes.value);
    if (!written.ok) return context.fail([written.error]);
    context.answer({ documents: written.value }, written.value.map(({ path, codes: count }) => `${path}: ${count}`).join("\n"));
    return EXIT.ok;
  },
};

function requestOf(context: CommandContext, inn: string): WithdrawalRequest | ExitCode {
  const date = context.text("date") ?? "";
  if (!isLocalDate(date)) return context.misuse({ en: `--date: "${date}" is no day`, ru: `--date: «${date}» не дата` });
  if (!isInn(inn)) return context.misuse({ en: `--inn: "${inn}" is no INN`, ru: `--inn: «${inn}» не ИНН` });
  const document = {
    type: PRIMARY_DOCUMENTS.find((word) => word === context.text("document")) ?? "OTHER",
    number: context.text("number") ?? "",
  };
  const name = context.text("name") ?? null;
  const explanation = context.text("explanation") ?? null;
  if (document.type === "OTHER" && name === null)
    return context.misuse({ en: "a document of kind OTHER needs --name", ru: "для документа OTHER нужно название: --name" });
  const common = { inn, date, document: { ...document, date, name } };
  const back = RETURN_REASONS.find((word) => word === context.text("reason"));
  if (back !== undefined) return { ...common, as: { kind: "return", reason: back, isPaid: context.flag("paid") } };
  const reason = WITHDRAWAL_REASONS.find((word) => word === context.text("reason")) ?? "OTHER";
  if (reason === "OTHER" && explanation === null)
    return context.misuse({ en: "the reason OTHER needs --explanation", ru: "для причины OTHER нужно пояснение: --explanation" });
  return { ...common, as: { kind: "withdrawal", reason, explanation } };
}

/** All or nothing: a document must not silently lack a piece. */
async function readCodes(path: string): Promise<Result<readonly string[], AppError>> {
  const codes: string[] = [];
  const list = await readCodeList(path, (cis) => codes.push(cis));
  if (!list.ok) return list;
  const { refused, refusedLines } = list.value;
  if (refused > 0) return err(appError("MRK602", { lines: refusedLines.join(", "), count: refused }));
  return codes.length === 0 ? err(appError("MRK601", { path, reason: "в нём нет ни одного кода" })) : ok(codes);
}

interface Written {
  readonly path: string;
  readonly type: string;
  readonly codes: number;
}

function writeDocuments(folder: string, group: string, request: WithdrawalRequest, codes: readonly string[]): Result<Written[], AppError> {
  const written: Written[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    for (const [at, { type, codes: count, text }] of withdrawalDocuments(request, codes).entries()) {
      const path = join(folder, `${type}-${group}-${request.date}-${at + 1}.json`);
      // Never over a file that may be signed already.
      writeFileSync(path, text, { flag: "wx" });
      written.push({ path, type, codes: count });
    }
  } catch (error) {
    return err(appError("MRK604", { folder, reason: errorMessage(error) }));
  }
  return ok(written);
}
