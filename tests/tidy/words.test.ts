import { expect, it } from "vitest";
import { withoutComments } from "./imports.ts";
import { isTest, repositoryFiles, ROOMS } from "./source-tree.ts";

const HERE = "tests/tidy/";
const everything = repositoryFiles([".ts", ".tsx", ".mjs", ".py", ".css", ".sql", ".html", ".md", ".yaml", ".json", "run"]).filter(
  ({ path }) => !path.startsWith(HERE) && path !== "package-lock.json",
);
const code = repositoryFiles([".ts", ".tsx"], [...ROOMS]).map((file) => ({ path: file.path, text: withoutComments(file.text) }));

interface Line {
  readonly path: string;
  readonly text: string;
}

function places(files: readonly Line[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [])),
  );
}

it("nothing is left for later", () => {
  expect(places(everything, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
});

it("no file has a name that says nothing", () => {
  expect(
    everything.filter(({ path }) => /(^|\/|-)(utils?|helpers?|misc|common|manager)\.[a-z]+$/.test(path)).map(({ path }) => path),
  ).toEqual([]);
});

it("names of files and folders are kebab-case", () => {
  const named = repositoryFiles([".ts", ".tsx", ".mjs", ".py", ".css", ".sql"]);
  expect(named.filter(({ path }) => !/^[a-z0-9][a-z0-9./-]*$/.test(path)).map(({ path }) => path)).toEqual([]);
});

it("no path of a developer's machine", () => {
  expect(places(everything, /(^|[\s"'`(=])\/(work|root|home)\//)).toEqual([]);
});

it("tests are neither skipped nor singled out", () => {
  expect(
    places(
      repositoryFiles([".test.ts", ".test.tsx"]).filter(({ path }) => !path.startsWith(HERE)),
      /\b(it|test|describe)\.(only|skip|todo|fails)\b/,
    ),
  ).toEqual([]);
});

it("types are not silenced", () => {
  expect(
    places(everything, /\bas any\b|@ts-(ignore|nocheck|expect-error)|oxlint-disable|eslint-disable/).filter((place) =>
      /\.tsx?:/.test(place),
    ),
  ).toEqual([]);
});

/** Who owns time and chance: everybody else gets them as arguments. */
const OWNERS: Readonly<Record<string, readonly RegExp[]>> = {
  "Date.now() and new Date()": [/\bDate\.now\(\)|\bnew Date\(\)/, /^config\/clock\.ts$/],
  "performance.now()": [/\bperformance\.now\(\)/, /^config\/clock\.ts$/],
  "Math.random()": [/\bMath\.random\(\)/, /^$/],
  timers: [/(?<![.\w])(setTimeout|setInterval)\(/, /^config\/clock\.ts$|^kiosk-ui\//],
  "the environment": [/\bprocess\.env\b/, /^terminal\/cli\/main\.ts$/],
  "the end of the process": [/\bprocess\.exit\(/, /^terminal\/cli\/main\.ts$/],
};

it.each(Object.entries(OWNERS))("%s: only by their owner", (_what, [pattern, owner]) => {
  const others = code.filter(({ path }) => !isTest(path) && !owner?.test(path));
  expect(places(others, pattern ?? /$^/)).toEqual([]);
});
