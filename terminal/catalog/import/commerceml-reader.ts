import { basename } from "node:path";
import { SaxesParser } from "saxes";
import type { AppError } from "../../../config/errors/index.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import { err, ok } from "../../../config/result.ts";
import type { TextEncodingName } from "./text-encoding.ts";
import { readFailure, readText } from "./text-encoding.ts";

/** One element of a record, with its children. Names without a namespace prefix. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

type RecordKind = "good" | "offer" | "priceType" | "warehouse" | "unit" | "property" | "document";

export interface CommerceMlRecord {
  readonly kind: RecordKind;
  readonly node: XmlNode;
  /** Line where the element begins, from 1. */
  readonly line: number;
}

export interface CommerceMlSummary {
  /** ВерсияСхемы. */
  readonly version: string;
  readonly hasCatalog: boolean;
  readonly hasOffers: boolean;
  /** СодержитТолькоИзменения of the goods catalogue. */
  readonly changesOnly: boolean;
  readonly records: Readonly<Record<RecordKind, number>>;
}

const ROOT = "КоммерческаяИнформация";
/** Records by the element around them: Товар also stands inside documents, Склад inside offers. */
const RECORDS: Readonly<Record<string, RecordKind>> = {
  "Товары/Товар": "good",
  "Предложения/Предложение": "offer",
  "ТипыЦен/ТипЦены": "priceType",
  "Склады/Склад": "warehouse",
  "ЕдиницыИзмерения/ЕдиницаИзмерения": "unit",
  "Свойства/Свойство": "property",
  [`${ROOT}/Документ`]: "document",
  [`${ROOT}/Контейнер`]: "document",
};
const PACKAGES = new Set(["Каталог", "ПакетПредложений", "ИзмененияПакетаПредложений"]);
/** Parts of a record that no reader needs and that can be long: page descriptions, pictures, the values a property may have. */
const SKIPPED = new Set(["Описание", "Картинка", "ВариантыЗначений", "Адрес", "Контакты"]);
const TEXT_LENGTH_MAX = 4_000;
const NODES_PER_RECORD_MAX = 20_000;
const DEPTH_MAX = 64;

interface OpenNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

/**
 * Streams the records of a CommerceML 2 or 3 file through `take`; memory holds one record. Any namespace or none, any
 * prefix. Fails with CAT212 when the root is another, with CAT214 at the first place that is no well-formed XML.
 */
export async function readCommerceMl(
  path: string,
  encoding: TextEncodingName,
  take: (record: CommerceMlRecord) => void,
  pause: () => Promise<void>,
): Promise<Result<CommerceMlSummary, AppError>> {
  const reader = new RecordReader(basename(path), take);
  try {
    for await (const text of readText(path, encoding)) {
      if (!reader.feed(text)) return err(reader.problem());
      await pause();
    }
  } catch (error) {
    return err(readFailure(path, reader.line, error));
  }
  return reader.end() ? ok(reader.summary()) : err(reader.problem());
}

class RecordReader {
  readonly #file: string;
  readonly #take: (record: CommerceMlRecord) => void;
  readonly #parser = new SaxesParser();
  readonly #path: string[] = [];
  /** Open elements of the record being read; empty outside of records. */
  #open: OpenNode[] = [];
  #recordDepth = 0;
  #recordLine = 1;
  #nodes = 0;
  #skipDepth = 0;
  #problem: AppError | null = null;
  #version = "";
  readonly #records: Record<RecordKind, number> = { good: 0, offer: 0, priceType: 0, warehouse: 0, unit: 0, property: 0, document: 0 };
  #hasCatalog = false;
  #hasOffers = false;
  #changesOnly = false;

  constructor(file: string, take: (record: CommerceMlRecord) => void) {
    this.#file = file;
    this.#take = take;
    this.#parser.on("error", (error) => this.#fail("CAT214", error.message));
    this.#parser.on("opentag", (tag) => this.#openTag(localName(tag.name), tag.attributes));
    this.#parser.on("text", (text) => this.#addText(text));
    this.#parser.on("cdata", (text) => this.#addText(text));
    this.#parser.on("closetag", () => this.#closeTag());
  }

  get line(): number {
    return this.#parser.line;
  }

  feed(text: string): boolean {
    this.#parser.write(text);
    return this.#problem === null;
  }

  end(): boolean {
    this.#parser.close();
    return this.#problem === null;
  }

  problem(): AppError {
    return this.#problem ?? appError("CAT214", { file: this.#file, line: this.#parser.line, problem: "unknown" });
  }

  summary(): CommerceMlSummary {
    return {
      version: this.#version,
      hasCatalog: this.#hasCatalog,
      hasOffers: this.#hasOffers,
      changesOnly: this.#changesOnly,
      records: this.#records,
    };
  }

  #fail(code: "CAT212" | "CAT214", problem: string): void {
    this.#problem ??= appError(code, { file: this.#file, line: this.#parser.line, problem });
  }

  #openTag(name: string, attributes: Record<string, string>): void {
    if (this.#problem !== null) return;
    const parent = this.#path.at(-1);
    this.#path.push(name);
    if (this.#path.length > DEPTH_MAX) return this.#fail("CAT214", "elements are nested too deep");
    if (parent === undefined) {
      if (name !== ROOT) return this.#fail("CAT212", `корневой элемент «${name}», а не «${ROOT}»`);
      this.#version = attributes["ВерсияСхемы"] ?? "";
    }
    if (PACKAGES.has(name)) this.#enterPackage(name, attributes);
    if (this.#skipDepth > 0) return;
    if (this.#open.length > 0 && SKIPPED.has(name)) this.#skipDepth = this.#path.length;
    else if (this.#open.length > 0 || RECORDS[`${parent}/${name}`] !== undefined) {
      if (this.#open.length === 0) {
        this.#recordDepth = this.#path.length;
        this.#recordLine = this.#parser.line;
      }
      if (++this.#nodes > NODES_PER_RECORD_MAX) return this.#fail("CAT214", "a record has too many elements");
      this.#open.push({ name, attributes: { ...attributes }, children: [], text: "" });
    }
  }

  #enterPackage(name: string, attributes: Record<string, string>): void {
    if (name !== "Каталог") this.#hasOffers = true;
    else {
      this.#hasCatalog = true;
      this.#changesOnly ||= attributes["СодержитТолькоИзменения"]?.trim().toLowerCase() === "true";
    }
  }

  #addText(text: string): void {
    const node = this.#open.at(-1);
    if (node && this.#skipDepth === 0 && node.text.length < TEXT_LENGTH_MAX) node.text = (node.text + text).slice(0, TEXT_LENGTH_MAX);
  }

  #closeTag(): void {
    if (this.#problem !== null) return;
    const depth = this.#path.length;
    const name = this.#path.pop() ?? "";
    if (this.#skipDepth > 0) {
      if (depth === this.#skipDepth) this.#skipDepth = 0;
      return;
    }
    const node = this.#open.pop();
    if (!node) return;
    const closed: XmlNode = { ...node, text: node.text.trim() };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(closed);
    if (depth !== this.#recordDepth) return;
    this.#nodes = 0;
    const kind = RECORDS[`${this.#path.at(-1)}/${name}`];
    if (!kind) return;
    this.#records[kind]++;
    this.#take({ kind, node: closed, line: this.#recordLine });
  }
}

export function child(node: XmlNode, name: string): XmlNode | undefined {
  return node.children.find((one) => one.name === name);
}

/** Text of a child element, "" without it. */
export function childText(node: XmlNode, name: string): string {
  return child(node, name)?.text ?? "";
}

/** The elements `inner` inside all children `outer`. */
export function childrenIn(node: XmlNode, outer: string, inner: string): XmlNode[] {
  return node.children.filter(({ name }) => name === outer).flatMap(({ children }) => children.filter(({ name }) => name === inner));
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
