import { appError, type AppError } from "../../config/errors/index.ts";
import { kopToDecimal, parseKop } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { buildQr, compareQr, parseQr, type ReceiptQr } from "../../fiscal/document/qr.ts";
import { RECEIPT_KIND_NAMES, receiptKindOf, settlementSign } from "../../fiscal/document/settlement.ts";
import type { ReceiptKind } from "../../fiscal/document/fiscal-document.ts";
import { EXIT, type Command, type CommandContext, type ExitCode, type Text } from "./command.ts";

const KINDS: readonly ReceiptKind[] = ["sale", "refund", "purchase", "purchase-refund"];
const PARTS = ["time", "total", "fn", "fd", "fp"] as const;

const FORMS: Readonly<Record<(typeof PARTS)[number], Text & { readonly pattern: RegExp }>> = {
  time: { pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, en: "2026-11-24T12:30 is the form", ru: "нужно в виде 2026-11-24T12:30" },
  total: { pattern: /^\d+([.,]\d{1,2})?$/, en: "roubles, 122.00", ru: "нужны рубли, 122.00" },
  fn: { pattern: /^\d{16}$/, en: "16 digits", ru: "нужно 16 цифр" },
  fd: { pattern: /^\d{1,10}$/, en: "a number", ru: "нужно число" },
  fp: { pattern: /^\d{1,10}$/, en: "a number of up to 10 digits", ru: "нужно число до 10 цифр" },
};

export const command: Command = {
  options: [
    {
      name: "time",
      kind: "text",
      placeholder: "YYYY-MM-DDThh:mm[:ss]",
      summary: { en: "local time of the till (1012)", ru: "местное время кассы (1012)" },
    },
    { name: "total", kind: "text", placeholder: "RUB", summary: { en: "total, 122.00 (1020)", ru: "итог, 122.00 (1020)" } },
    { name: "fn", kind: "text", placeholder: "SERIAL", summary: { en: "fiscal drive, 16 digits (1041)", ru: "номер ФН, 16 цифр (1041)" } },
    { name: "fd", kind: "text", placeholder: "NUMBER", summary: { en: "document number (1040)", ru: "номер документа (1040)" } },
    { name: "fp", kind: "text", placeholder: "SIGN", summary: { en: "fiscal sign (1077)", ru: "фискальный признак (1077)" } },
    {
      name: "kind",
      kind: "choice",
      words: KINDS,
      default: "sale",
      summary: { en: "kind of receipt (1054)", ru: "признак расчёта (1054)" },
    },
  ],
  operands: [
    { placeholder: "QR", required: false, summary: { en: "a receipt's QR text to read", ru: "текст QR-кода чека" } },
    { placeholder: "OTHER", required: false, summary: { en: "another one to compare with", ru: "второй, для сравнения" } },
  ],
  details: {
    en: "Builds the text of a receipt's QR code (tag 1196) from --time, --total, --fn, --fd and --fp; reads one; or compares two, exit code 1 when they differ.",
    ru: "Строит текст QR-кода чека (тег 1196) из --time, --total, --fn, --fd и --fp; читает один; или сравнивает два, код 1 — различаются.",
  },
  async run(context) {
    const [first, second] = context.operands;
    if (first === undefined) return build(context);
    const read = parseQr(first);
    if (!read.ok) return context.fail([read.error]);
    if (second === undefined) return show(context, read.value);
    const other = parseQr(second);
    return other.ok ? compare(context, read.value, other.value) : context.fail([other.error]);
  },
};

function build(context: CommandContext): ExitCode {
  const missing = PARTS.filter((name) => context.text(name) === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `--${name}`).join(", ");
    return context.misuse({ en: `a QR or these options are needed: ${list}`, ru: `нужен QR или ключи: ${list}` });
  }
  const wrong = PARTS.find((name) => !FORMS[name].pattern.test(context.text(name) ?? ""));
  if (wrong !== undefined) return context.misuse({ en: `--${wrong}: ${FORMS[wrong].en}`, ru: `--${wrong}: ${FORMS[wrong].ru}` });
  const qr = qrOf(context);
  if (!qr.ok) return context.fail([qr.error]);
  context.answer({ qr: buildQr(qr.value) }, buildQr(qr.value));
  return EXIT.ok;
}

/** What was given, built and read back: so the reader's rules are those of the options. */
function qrOf(context: CommandContext): Result<ReceiptQr, AppError> {
  const [time = "", total = "", fn = "", fd = "", fp = ""] = PARTS.map((name) => context.text(name));
  const stamp = time.replace(/[-:]/g, "");
  const totalKop = parseKop(total);
  const sign = settlementSign(KINDS.find((kind) => kind === context.text("kind")) ?? "sale");
  const text = `t=${stamp}&s=${totalKop === null ? total : kopToDecimal(totalKop)}&fn=${fn}&i=${fd}&fp=${fp}&n=${sign}`;
  const qr = parseQr(text);
  return qr.ok ? ok(qr.value) : err(appError("FIS451", { text }));
}

function show(context: CommandContext, qr: ReceiptQr): ExitCode {
  const kind = receiptKindOf(qr.sign);
  const time = new Date(qr.localEpochSeconds * 1_000).toISOString().slice(0, qr.hasSeconds ? 19 : 16);
  const { fnSerial, fdNumber, fiscalSign, totalKop } = qr;
  const rows: readonly (readonly [ru: string, en: string, value: string])[] = [
    ["время", "time", time],
    ["итог", "total", kopToDecimal(totalKop)],
    ["ФН", "drive", fnSerial],
    ["ФД", "document", String(fdNumber)],
    ["ФП", "fiscal sign", fiscalSign],
    ["признак", "kind", context.language === "ru" ? RECEIPT_KIND_NAMES[kind] : kind],
  ];
  const text = rows.map(([ru, en, value]) => `${(context.language === "ru" ? ru : en).padEnd(12)} ${value}`).join("\n");
  context.answer({ time, totalKop, fnSerial, fdNumber, fiscalSign, kind }, text);
  return EXIT.ok;
}

function compare(context: CommandContext, first: ReceiptQr, second: ReceiptQr): ExitCode {
  const values = (qr: ReceiptQr): URLSearchParams => new URLSearchParams(buildQr(qr));
  const [a, b] = [values(first), values(second)];
  const differences = compareQr(first, second).map((field) => ({ field, first: a.get(field), second: b.get(field) }));
  const same = context.language === "ru" ? "совпадают" : "the same";
  const text = differences.map(({ field, first: one, second: two }) => `${field}: ${one} ≠ ${two}`).join("\n");
  context.answer({ differences }, differences.length === 0 ? same : text);
  return differences.length === 0 ? EXIT.ok : EXIT.failed;
}
