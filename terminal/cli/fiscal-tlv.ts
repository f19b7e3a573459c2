import { appError, errorHint, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { bytesOfTree, hexOf, treeOfBytes } from "../../fiscal/document/tlv-tree.ts";
import { EXIT, type Command, type CommandContext, type ExitCode } from "./command.ts";

export const command: Command = {
  options: [
    {
      name: "encode",
      kind: "flag",
      summary: { en: "the other way: a JSON tree in, hex out", ru: "наоборот: на входе дерево JSON, на выходе байты" },
    },
  ],
  details: {
    en: "Reads hexadecimal digits (spaces and line ends anywhere) from standard input and prints the tags with names and values. With --encode it reads such a tree and prints the bytes.",
    ru: "Читает шестнадцатеричные цифры (пробелы и переводы строк где угодно) из стандартного ввода и печатает теги с названиями и значениями. С --encode — наоборот.",
  },
  async run(context) {
    const input = await context.readInput();
    if (context.flag("encode")) {
      const bytes = bytesOfText(input);
      if (!bytes.ok) return refuse(context, bytes.error);
      const hex = hexOf(bytes.value);
      context.answer({ hex, bytes: bytes.value.length }, hex);
      return EXIT.ok;
    }
    const bytes = bytesOfHexText(input);
    const items = bytes.ok ? treeOfBytes(bytes.value) : bytes;
    if (!items.ok) return refuse(context, items.error);
    context.answer({ items: items.value }, JSON.stringify(items.value, null, 2));
    return EXIT.ok;
  },
};

/** Who feeds bytes to this command is a technician: the hint is for them, in Russian too (in English it is told anyway). */
function refuse(context: CommandContext, error: AppError): ExitCode {
  const exit = context.fail([error]);
  if (!context.json && context.language === "ru") context.note(`  ${errorHint(error)}`);
  return exit;
}

/** A tree as this command prints it, with or without `--json`. */
function bytesOfText(text: string): Result<Uint8Array, AppError> {
  const json = parsed(text);
  if (!json.ok) return json;
  const { value } = json;
  return bytesOfTree(typeof value === "object" && value !== null && "items" in value ? value.items : value);
}

function parsed(text: string): Result<unknown, AppError> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err(appError("FIS496", { path: "JSON", what: error instanceof Error ? error.message : "no JSON" }));
  }
}

function bytesOfHexText(text: string): Result<Uint8Array, AppError> {
  const digits = text.replace(/\s+/g, "");
  const wrong = digits.search(/[^0-9a-fA-F]/);
  if (wrong >= 0)
    return err(appError("FIS450", { what: `“${digits[wrong] ?? ""}” is no hexadecimal digit`, offset: Math.floor(wrong / 2) }));
  if (digits.length % 2 === 1) return err(appError("FIS450", { what: "half a byte", offset: Math.floor(digits.length / 2) }));
  return ok(Uint8Array.from(Buffer.from(digits, "hex")));
}
