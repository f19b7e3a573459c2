import { formatKop, formatQuantity, kopecks } from "../../config/money.ts";
import type { ReceiptKind, SettlementMethod } from "./fiscal-document.ts";
import { SETTLEMENT_METHODS } from "./settlement.ts";
import { TAX_SYSTEM_INFO, taxSystemsOfMask } from "./tax-system.ts";
import { tagInfo, tagName } from "./tags.ts";
import { decodeFvln, decodeTlv, decodeVln, tlvText } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";
import { VAT_RATE_INFO, vatRateByCode } from "./vat.ts";

/** What is known of a stored document beside its tags. */
export interface CopiedDocument {
  readonly fdNumber: number;
  readonly fiscalSign: string;
  readonly kind: ReceiptKind | "open-shift" | "close-shift" | "other";
  readonly isCorrection: boolean;
}

const TITLES: Readonly<Record<CopiedDocument["kind"], string>> = {
  sale: "ПРИХОД",
  refund: "ВОЗВРАТ ПРИХОДА",
  purchase: "РАСХОД",
  "purchase-refund": "ВОЗВРАТ РАСХОДА",
  "open-shift": "ОТЧЁТ ОБ ОТКРЫТИИ СМЕНЫ",
  "close-shift": "ОТЧЁТ О ЗАКРЫТИИ СМЕНЫ",
  other: "ФИСКАЛЬНЫЙ ДОКУМЕНТ",
};

const POSITION = 1059;
const NAME = 1030;
/** Sums with the words of a receipt, in its order. */
const SUMS: readonly (readonly [tag: number, words: string])[] = [
  [1020, "ИТОГ"],
  [1031, "НАЛИЧНЫМИ"],
  [1081, "БЕЗНАЛИЧНЫМИ"],
  [1215, "ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)"],
  [1216, "ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)"],
  [1217, "ИНАЯ ФОРМА ОПЛАТЫ"],
  [1102, "СУММА НДС 20%"],
  [1103, "СУММА НДС 10%"],
  [1104, "СУММА С НДС 0%"],
  [1105, "СУММА БЕЗ НДС"],
  [1106, "СУММА НДС 20/120"],
  [1107, "СУММА НДС 10/110"],
];
/** Shown even when they are zero. */
const ALWAYS: ReadonlySet<number> = new Set([1020]);
/** Told by the title and the last lines, or bytes that nobody reads. */
const HIDDEN: ReadonlySet<number> = new Set([1040, 1054, 1077, 1078, 1162, 1163, 2115]);
const IN_POSITION: ReadonlySet<number> = new Set([NAME, 1023, 1043, 1079, 1199, 1214]);
const MONEY: ReadonlySet<number> = new Set([...SUMS.map(([tag]) => tag), 1043, 1079, 1120, 1200, 1229]);

/** A stored document as lines for any printer, headed «КОПИЯ»: not a fiscal document. Every tag is there that people can read. */
export function documentCopy(document: CopiedDocument, tags: readonly TlvItem[], width: number): string[] {
  const title = document.isCorrection ? ["КАССОВЫЙ ЧЕК КОРРЕКЦИИ"] : [];
  const sums = SUMS.flatMap(([tag, words]) => sumLines(tags, tag, words, width));
  const known = new Set([POSITION, ...SUMS.map(([tag]) => tag)]);
  const rest = tags.filter(({ tag }) => !known.has(tag) && !HIDDEN.has(tag));
  const fiscal = [`ФД № ${document.fdNumber}  ФП ${document.fiscalSign}`];
  return [
    ...["КОПИЯ", ...title, TITLES[document.kind]].map((line) => centred(line, width)),
    ...tags.filter(({ tag }) => tag === POSITION).flatMap(({ value }) => positionLines(value, width)),
    ...sums,
    ...rest.flatMap((item) => tagLines(item, 0, width)),
    ...fiscal,
    centred("КОПИЯ", width),
  ];
}

function positionLines(value: Uint8Array, width: number): string[] {
  const items = decodeTlv(value);
  if (!items.ok) return [];
  const find = (tag: number): TlvItem | undefined => items.value.find((item) => item.tag === tag);
  const shown = (tag: number): string => {
    const item = find(tag);
    return item === undefined ? "" : valueText(item);
  };
  const rest = items.value.filter(({ tag }) => !IN_POSITION.has(tag) && !HIDDEN.has(tag));
  return [
    ...wrapped(shown(NAME), width),
    sides(`${shown(1023)} x ${shown(1079)}`, `=${shown(1043)}`, width),
    ...[shown(1199), shown(1214)].filter((line) => line !== "").map((line) => `  ${line}`.slice(0, width)),
    ...rest.flatMap((item) => tagLines(item, 2, width)),
  ];
}

function sumLines(tags: readonly TlvItem[], tag: number, words: string, width: number): string[] {
  const item = tags.find((candidate) => candidate.tag === tag);
  if (item === undefined) return [];
  const value = decodeVln(item.value);
  if (value.ok && value.value === 0 && !ALWAYS.has(tag)) return [];
  return [sides(words, `=${valueText(item)}`, width)];
}

function tagLines(item: TlvItem, indent: number, width: number): string[] {
  const inside = tagInfo(item.tag)?.type === "container" ? decodeTlv(item.value) : null;
  const margin = " ".repeat(indent);
  if (inside?.ok === true) {
    const head = wrapped(`${tagName(item.tag)}:`, width - indent).map((line) => margin + line);
    return [...head, ...inside.value.flatMap((inner) => tagLines(inner, indent + 2, width))];
  }
  return wrapped(`${tagName(item.tag)}: ${valueText(item)}`, width - indent).map((line) => margin + line);
}

function valueText({ tag, value }: TlvItem): string {
  const type = tagInfo(tag)?.type;
  if (type === "text") return tlvText(value).trim();
  if (type === "decimal") {
    const decimal = decodeFvln(value);
    return decimal.ok ? formatQuantity(decimal.value).replace(".", ",") : hex(value);
  }
  const number = type === undefined || type === "bytes" ? null : decodeVln(value);
  if (number === null || !number.ok) return hex(value);
  if (MONEY.has(tag)) return formatKop(kopecks(number.value)).replaceAll("\u202f", " ");
  if (type === "time") return localTime(number.value);
  return wordOf(tag, number.value) ?? String(number.value);
}

function wordOf(tag: number, value: number): string | null {
  switch (tag) {
    case 1199: {
      const rate = vatRateByCode(value);
      return rate === null ? null : rate === "none" ? "НДС не облагается" : `НДС ${VAT_RATE_INFO[rate].name}`;
    }
    case 1214:
      return SETTLEMENT_METHODS[value as SettlementMethod] ?? null;
    case 1055:
    case 1062:
      return taxSystemsOfMask(value)
        .map((system) => TAX_SYSTEM_INFO[system].name)
        .join(", ");
    default:
      return null;
  }
}

/** The registrar's local time, kept as if it were UTC. */
function localTime(seconds: number): string {
  const [day = "", time = ""] = new Date(seconds * 1000).toISOString().split("T");
  return `${day.split("-").toReversed().join(".")} ${time.slice(0, 5)}`;
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex");
}

function centred(text: string, width: number): string {
  return " ".repeat(Math.max(0, Math.floor((width - text.length) / 2))) + text;
}

function sides(left: string, right: string, width: number): string {
  const room = width - right.length - 1;
  return `${left.slice(0, room).padEnd(room)} ${right}`;
}

/** Broken at spaces where there are any. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
