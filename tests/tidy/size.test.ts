import { expect, it } from "vitest";
import { repositoryFiles } from "./source-tree.ts";

const LINES_MAX = 400;
const COLUMNS_MAX = 200;
/** Pure data: long or wide because the world is. Each with its reason; code has no place here. */
const DATA_FILES: Readonly<Record<string, string>> = {};

const files = repositoryFiles([".ts", ".tsx", ".mjs", ".py", ".css", ".sql"]);
const sources = files.filter(({ path }) => !(path in DATA_FILES));

it(`no source file is longer than ${LINES_MAX} lines`, () => {
  const tooLong = sources.filter(({ text }) => lineCount(text) > LINES_MAX);
  expect(tooLong.map(({ path, text }) => `${path}: ${lineCount(text)}`)).toEqual([]);
});

it("lines fit a screen", () => {
  const wide = sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (line.length > COLUMNS_MAX ? [`${path}:${index + 1}: ${line.length}`] : [])),
  );
  expect(wide).toEqual([]);
});

it("the list of data files holds only files that need it", () => {
  const needed = new Set(
    files
      .filter(({ text }) => lineCount(text) > LINES_MAX || text.split("\n").some((line) => line.length > COLUMNS_MAX))
      .map(({ path }) => path),
  );
  expect(Object.keys(DATA_FILES).filter((path) => !needed.has(path))).toEqual([]);
});

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}
