import { errorText, type AppError } from "../../config/errors/index.ts";
import { classifyScan, type ClassifiedScan } from "../marking/code/classify-scan.ts";
import type { MarkingCode } from "../marking/code/marking-code.ts";
import type { ParseHints } from "../marking/code/parse-marking.ts";
import { EXIT, type Command, type CommandContext, type Language, type Text } from "./command.ts";

const NO_HEX: Text = { en: "This line is not bytes in hexadecimal.", ru: "Строка — не байты в шестнадцатеричной записи." };

export const command: Command = {
  options: [
    {
      name: "group",
      kind: "text",
      placeholder: "PG",
      summary: { en: "product group of the goods card: milk, shoes, tobacco…", ru: "товарная группа карточки: milk, shoes, tobacco…" },
    },
  ],
  details: {
    en: "Reads raw scans from standard input, one a line in hexadecimal; prints JSON for each: what is read and mended, or why not. Exit code 1 when a line was no hexadecimal.",
    ru: "Читает сканы из стандартного ввода, по строке на скан, шестнадцатерично; печатает JSON: что прочтено и исправлено или почему нет. Код 1 — в строке не байты.",
  },
  async run(context) {
    const group = context.text("group");
    const hints: ParseHints = group === undefined ? {} : { groupOf: () => group };
    let isAllHex = true;
    for await (const line of context.inputLines()) {
      const bytes = bytesOfHex(line);
      if (bytes === null) isAllHex = false;
      const row =
        bytes === null ? { refused: "not-hex", text: NO_HEX[context.language] } : rowOf(classifyScan({ bytes }, hints), context.language);
      await print(context, row);
    }
    return isAllHex ? EXIT.ok : EXIT.failed;
  },
};

async function print(context: CommandContext, row: object): Promise<void> {
  context.answer(row, JSON.stringify(row));
  await context.drained?.();
}

/** Null: no hexadecimal. */
function bytesOfHex(line: string): Uint8Array | null {
  const digits = line.replace(/\s+/g, "");
  return /^(?:[0-9a-fA-F]{2})*$/.test(digits) ? Uint8Array.from(Buffer.from(digits, "hex")) : null;
}

function rowOf(read: ClassifiedScan, language: Language): object {
  switch (read.kind) {
    case "refused":
      return refusal(read.error, language);
    case "marking":
      return markingRow(read.code);
    case "text":
      // looks like a misread barcode or a box: refused when no card, badge or goods are known by it
      return read.misread === null
        ? { kind: "text", read: read.text }
        : { kind: "text", read: read.text, ...refusal(read.misread, language) };
    default:
      return read;
  }
}

function refusal(error: AppError, language: Language): object {
  const reason = error.details["reason"];
  return { refused: error.code, ...(reason === undefined ? {} : { reason }), text: errorText(error, language) };
}

function markingRow({ raw, gtin14, ...code }: MarkingCode): object {
  const { shape, serial, cis, ais, repaired, ...values } = code;
  return { kind: "marking", shape, gtin: gtin14, serial, cis, ais, repaired, ...values, raw: Buffer.from(raw).toString("hex") };
}
