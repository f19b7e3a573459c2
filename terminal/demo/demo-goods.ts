import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "../../config/errors/index.ts";
import { assertInvariant } from "../../config/result.ts";
import { CsvParser, detectSeparator } from "../catalog/import/csv-reader.ts";
import { readHeader, type CsvField } from "../catalog/import/csv-columns.ts";

/** A good of the demonstration's list, as far as the scripted day needs it. */
export interface DemoGood {
  readonly name: string;
  readonly barcode: string;
  /** Code that scales print on their labels; empty for pieces. */
  readonly weightCode: string;
  /** Empty for goods without marking. */
  readonly markingGroup: string;
  /** Alcohol and what else asks for hours, age or a stamp: the scripted cashiers leave it alone. */
  readonly isRestricted: boolean;
  /** Empty for the till's own organisation. */
  readonly seller: string;
}

/** Sold by the piece and by its barcode, and asks for nothing else. */
export function isPlainPiece({ barcode, weightCode, markingGroup, isRestricted }: DemoGood): boolean {
  return barcode !== "" && weightCode === "" && markingGroup === "" && !isRestricted;
}

/** Reads config/demo/catalog.csv. */
export function readDemoGoods(root: string): readonly DemoGood[] {
  const file = join(root, "config", "demo", "catalog.csv");
  const text = readFileSync(file, "utf8").replace(/^\ufeff/, "");
  const parser = new CsvParser(detectSeparator(text.slice(0, text.indexOf("\n"))), file);
  const rows = [parser.feed(text), parser.end()].flatMap((part) => {
    assertInvariant(part.ok, part.ok ? "" : errorText(part.error, "en"));
    return part.value;
  });
  const [header, ...goods] = rows;
  assertInvariant(header !== undefined, "the demonstration's list has a header");
  const columns = readHeader(header.fields).fields;
  const cell = (fields: readonly string[], field: CsvField): string => (fields[columns.get(field)?.[0] ?? -1] ?? "").trim();
  return goods
    .filter((row) => row.fields.length > 1)
    .map(({ fields }) => ({
      name: cell(fields, "name"),
      barcode: cell(fields, "barcode").split(/[ ,|]/)[0] ?? "",
      weightCode: cell(fields, "weightCode"),
      markingGroup: cell(fields, "marking"),
      isRestricted: cell(fields, "alcoholKind") !== "" || cell(fields, "age") !== "",
      seller: cell(fields, "seller"),
    }));
}
