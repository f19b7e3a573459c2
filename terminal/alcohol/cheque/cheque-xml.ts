import { kopToDecimal, QUANTITY_ONE, kopecks } from "../../../config/money.ts";
import { assertInvariant } from "../../../config/result.ts";
import type { Cheque, ChequeBottle, ChequeOwner, ChequeUnstamped, ChequeVersion } from "./cheque.ts";

export interface ChequeXmlRules {
  readonly version: ChequeVersion;
  readonly owner: ChequeOwner;
  /** Of the shop; a cheque says local time. */
  readonly utcOffsetMinutes: number;
}

const MINUTE_MS = 60_000;
/** Namespaces [seen]; `pref` of goods that carry no stamp. */
const NAMESPACES = "http://fsrar.ru/WEGAIS/";
const TYPES = { sale: "Продажа", refund: "Возврат" } as const;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * XML of a cheque: version 1 (`POST /xml`) or 3 and 4 (`POST /xml?type=…`). A return has negative prices in version 1 and the word
 * «Возврат» in the others. Empty fields are refused by the UTM: an empty one here is our own bug.
 */
export function chequeXml(cheque: Cheque, rules: ChequeXmlRules): string {
  return rules.version === "v1"
    ? firstVersion(cheque, rules)
    : laterVersion(cheque, rules, rules.version === "v3" ? "ChequeV3" : "ChequeV4");
}

/** Query of `POST /xml`. */
export function chequePath(version: ChequeVersion): string {
  return version === "v1" ? "/xml" : `/xml?type=Cheque${version.toUpperCase()}`;
}

function firstVersion(cheque: Cheque, { owner, utcOffsetMinutes }: ChequeXmlRules): string {
  const { kassa, shift, number, at } = cheque.number;
  const { inn, kpp, address, name } = owner;
  const datetime = localTime(at, utcOffsetMinutes).replace(/^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d).*$/, "$3$2$1$4$5");
  const sign = cheque.kind === "sale" ? 1 : -1;
  const goods =
    cheque.goods.kind === "stamped"
      ? cheque.goods.bottles.map((bottle) => tag("Bottle", bottleAttributes(bottle, sign)))
      : cheque.goods.lines.map((line) => tag("nopdf", unstampedAttributes(line, sign)));
  const head = attributes({ inn, kpp, address, name, kassa, shift: String(shift), number: String(number), datetime });
  return `${DECLARATION}<Cheque${head}>${goods.join("")}</Cheque>`;
}

function bottleAttributes({ priceKop, stamp, ean, volumeMl }: ChequeBottle, sign: number): Record<string, string> {
  return { price: kopToDecimal(kopecks(sign * priceKop)), barcode: stamp, ean, volume: litres(volumeMl) };
}

function unstampedAttributes(line: ChequeUnstamped, sign: number): Record<string, string> {
  return {
    code: line.kindCode,
    bname: line.name,
    volume: litres(line.volumeMl),
    alc: percent(line.strengthBasisPoints),
    price: kopToDecimal(kopecks(sign * line.priceKop)),
    ean: line.ean,
    count: pieces(line),
  };
}

function laterVersion(cheque: Cheque, { owner, utcOffsetMinutes }: ChequeXmlRules, type: "ChequeV3" | "ChequeV4"): string {
  const { kassa, shift, number, at } = cheque.number;
  const goods =
    cheque.goods.kind === "stamped"
      ? cheque.goods.bottles.map(({ stamp, ean, priceKop }) =>
          element("ck:Bottle", [element("ck:Barcode", stamp), element("ck:EAN", ean), element("ck:Price", kopToDecimal(priceKop))]),
        )
      : cheque.goods.lines.map((line) =>
          element("ck:Nomark", [
            element("ck:Product", product(line)),
            element("ck:Quantity", pieces(line)),
            element("ck:EAN", line.ean),
            element("ck:Price", kopToDecimal(line.priceKop)),
          ]),
        );
  const header = element("ck:Header", [
    element("ck:Date", localTime(at, utcOffsetMinutes)),
    element("ck:Kassa", kassa),
    element("ck:Shift", String(shift)),
    element("ck:Number", String(number)),
    element("ck:Type", TYPES[cheque.kind]),
  ]);
  const body = element(`ns:${type}`, [element("ck:Identity", cheque.id), header, element("ck:Content", goods)]);
  const parts = element("ns:Owner", [element("ns:FSRAR_ID", owner.fsrarId)]) + element("ns:Document", [body]);
  const names = [
    ["ns", "WB_DOC_SINGLE_01"],
    ["ck", type],
    ["oref", "ClientRef_v2"],
    ["pref", "ProductRef_v2"],
  ].map(([prefix, name]) => ` xmlns:${prefix}="${NAMESPACES}${name}"`);
  return `${DECLARATION}<ns:Documents Version="1.0"${names.join("")}>${parts}</ns:Documents>`;
}

/** Fields of an unstamped product [memory]. */
function product(line: ChequeUnstamped): string[] {
  return [
    element("pref:FullName", line.name),
    ...(line.alcocode === null ? [] : [element("pref:AlcCode", line.alcocode)]),
    element("pref:Capacity", litres(line.volumeMl)),
    element("pref:AlcVolume", percent(line.strengthBasisPoints)),
    element("pref:ProductVCode", line.kindCode),
  ];
}

function localTime(at: number, utcOffsetMinutes: number): string {
  return new Date(at + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 19);
}

function litres(volumeMl: number): string {
  return (volumeMl / 1_000).toFixed(4);
}

function percent(basisPoints: number): string {
  return (basisPoints / 100).toFixed(3);
}

function pieces({ quantity }: ChequeUnstamped): string {
  return String(quantity / QUANTITY_ONE);
}

function tag(name: string, values: Record<string, string>): string {
  return `<${name}${attributes(values)}/>`;
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(name, value)}"`)
    .join("");
}

function element(name: string, content: string | readonly string[]): string {
  const inside = typeof content === "string" ? escaped(name, content) : content.join("");
  assertInvariant(inside !== "", `${name} of an EGAIS cheque is empty`);
  return `<${name}>${inside}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function escaped(name: string, text: string): string {
  assertInvariant(text !== "", `${name} of an EGAIS cheque is empty`);
  // Control characters have no place in XML, however they are written.
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ");
}
