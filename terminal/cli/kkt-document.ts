import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { documentCopy } from "../../fiscal/document/document-copy.ts";
import { hexOf, treeOfBytes } from "../../fiscal/document/tlv-tree.ts";
import { encodeTlv } from "../../fiscal/document/tlv.ts";
import type { TlvItem } from "../../fiscal/document/tlv.ts";
import type { Registrar, StoredDocument } from "../../fiscal/registrar.ts";
import type { Command, CommandContext, ExitCode } from "./command.ts";
import { FD_NUMBER_MAX, REGISTRAR_OPTIONS, withRegistrar } from "./with-registrar.ts";

const WIDTH = 64;

export const command: Command = {
  operands: [{ placeholder: "FD", required: true, summary: { en: "number of the document", ru: "номер ФД" } }],
  options: REGISTRAR_OPTIONS,
  details: {
    en: "Shows a stored document with all its tags. Changes nothing.",
    ru: "Показывает документ из ФН со всеми реквизитами. Ничего не меняет.",
  },
  async run(context) {
    const fdNumber = fdNumberOf(context.operands[0] ?? "");
    if (fdNumber === null)
      return context.misuse({ en: "FD must be a document's number, 1 to 4294967295", ru: "FD: нужен номер документа от 1 до 4294967295" });
    return showDocument(context, async () => ok(fdNumber));
  },
};

export function fdNumberOf(word: string): number | null {
  const value = /^\d{1,10}$/.test(word) ? Number(word) : 0;
  return value >= 1 && value <= FD_NUMBER_MAX ? value : null;
}

/** `which` tells the number once the registrar can be asked. */
export function showDocument(
  context: CommandContext,
  which: (registrar: Registrar) => Promise<Result<number, AppError>>,
): Promise<ExitCode> {
  return withRegistrar(
    context,
    async (registrar) => {
      const fdNumber = await which(registrar);
      return fdNumber.ok ? readDocument(registrar, fdNumber.value) : fdNumber;
    },
    ({ document, tags }) => {
      const text = documentCopy(document, tags, WIDTH).slice(1, -1).join("\n");
      context.answer({ document, tags: tagData(tags) }, text);
    },
  );
}

/** Tags that the format does not know so are shown as bytes. */
function tagData(tags: readonly TlvItem[]): object[] {
  const tree = treeOfBytes(encodeTlv(tags));
  return tree.ok ? tree.value : tags.map(({ tag, value }) => ({ tag, hex: hexOf(value) }));
}

async function readDocument(
  registrar: Registrar,
  fdNumber: number,
): Promise<Result<{ readonly document: StoredDocument; readonly tags: readonly TlvItem[] }, AppError>> {
  const document = await registrar.storedDocument(fdNumber);
  if (!document.ok) return document;
  const tags = await registrar.storedTags(fdNumber);
  if (!tags.ok) return tags;
  if (document.value === null || tags.value === null) return err(appError("FIS366", { fdNumber }));
  return ok({ document: document.value, tags: tags.value });
}
