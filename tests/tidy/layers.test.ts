import { describe, expect, it } from "vitest";
import { importsOf, withoutComments, type Import } from "./imports.ts";
import { isTest, repositoryFiles, ROOMS, roomOf, type Room } from "./source-tree.ts";

/** Who may look at whom: each room at itself and at these. */
const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  config: [],
  "device-drivers": ["config"],
  fiscal: ["config", "device-drivers"],
  "sync-agent": ["config"],
  terminal: ["config", "device-drivers", "fiscal", "sync-agent"],
  "kiosk-ui": ["config"],
};
/** Pure modules without Node that the screens share: reading a keyboard wedge needs the same rules on both sides. */
const SCREENS_ALSO: readonly string[] = [
  "device-drivers/scanner/wedge-scan.ts",
  "device-drivers/scanner/ean.ts",
  "device-drivers/scanner/picture/found-code.ts",
];
/** Packages with machine code (or of a weight that calls for one owner): one file each imports them. */
const ONE_OWNER: readonly string[] = [
  "serialport",
  "@serialport/bindings-cpp",
  "@serialport/stream",
  "node-hid",
  "@node-rs/argon2",
  "koffi",
  "bwip-js",
  "pino",
];
/** Each of these folders keeps a database of its own, opened in one file. */
const DATABASE_HOMES: readonly string[] = ["terminal/journal/", "terminal/catalog/", "sync-agent/", "fiscal/emulator/"];
const NODE_ONLY = /^node:/;

const imports: readonly Import[] = repositoryFiles([".ts", ".tsx"], [...ROOMS]).flatMap(importsOf);

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}

describe("the walker", () => {
  it("finds every way to import and no comment", () => {
    const text = [
      'import { a } from "./a.ts";',
      'import type { B } from "./b.ts";',
      'import c, { type D } from "pkg/sub";',
      'import {\n  e,\n  f, // with a remark\n} from "../e/f.ts";',
      'export * from "./g.ts";',
      'export type { H } from "@scope/h/deep";',
      'import "./i.ts";',
      'const url = "https://x"; const j = await import("./j.ts");',
      '// import { no } from "./no.ts";',
      '/* import "./no.ts" */',
      "const text = `import x from`;",
    ].join("\n");
    const found = importsOf({ path: "room/file.ts", text }).map(({ to, typeOnly }) => `${to}${typeOnly ? " (type)" : ""}`);
    expect(found.toSorted()).toEqual([
      "@scope/h (type)",
      "e/f.ts",
      "pkg",
      "room/a.ts",
      "room/b.ts (type)",
      "room/g.ts",
      "room/i.ts",
      "room/j.ts",
    ]);
  });

  it("keeps lines in place when it blanks comments", () => {
    expect(withoutComments('a /* x\ny */ b "// no" // yes\nc')).toBe('a     \n     b "// no"       \nc');
  });

  it("sees this repository", () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.filter(({ isOurs, to }) => isOurs && !/\.(tsx?|json|css|sql)$/.test(to)).map(show)).toEqual([]);
  });
});

describe("layers", () => {
  it("a room looks only at itself and below", () => {
    const wrong = imports.filter(({ from, to, isOurs }) => {
      const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
      if (!isOurs || fromRoom === null || fromRoom === toRoom) return false;
      if (toRoom === null) return !isTest(from);
      return !MAY_IMPORT[fromRoom].includes(toRoom) && !(fromRoom === "kiosk-ui" && SCREENS_ALSO.includes(to));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it("the table itself has no cycle", () => {
    const reaches = (from: Room, goal: Room): boolean => MAY_IMPORT[from].some((next) => next === goal || reaches(next, goal));
    for (const room of ROOMS) expect(reaches(room, room), room).toBe(false);
  });

  it("registrar drivers and emulators know nothing of each other, so that a shared mistake cannot hide", () => {
    const wrong = imports.filter(({ from, to }) => {
      if (isTest(from)) return false;
      const isDriver = (path: string): boolean => /^fiscal\/(shtrih-m|atol)\//.test(path);
      const isEmulator = (path: string): boolean => path.startsWith("fiscal/emulator/");
      return (isDriver(from) && isEmulator(to)) || (isEmulator(from) && isDriver(to));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it("production code imports no tests", () => {
    expect(imports.filter(({ from, to, isOurs }) => isOurs && !isTest(from) && isTest(to)).map(show)).toEqual([]);
  });

  it("screens run in a browser: nothing of Node reaches them", () => {
    const byFile = new Map<string, Import[]>();
    for (const one of imports) byFile.set(one.from, [...(byFile.get(one.from) ?? []), one]);
    const reached = new Set<string>();
    const wrong: string[] = [];
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const one of byFile.get(path) ?? []) {
        if (one.typeOnly) continue;
        if (NODE_ONLY.test(one.to)) wrong.push(show(one));
        if (one.isOurs) visit(one.to);
      }
    };
    for (const path of byFile.keys()) if (path.startsWith("kiosk-ui/") && !isTest(path)) visit(path);
    expect(wrong).toEqual([]);
  });

  const ownersOf = (name: string): readonly string[] => [
    ...new Set(imports.filter(({ from, to, typeOnly }) => to === name && !typeOnly && !isTest(from)).map(({ from }) => from)),
  ];

  it.each(ONE_OWNER)("%s has one owner", (name) => {
    expect(ownersOf(name).slice(1), ownersOf(name).join(", ")).toEqual([]);
  });

  it("better-sqlite3 is opened in one file for each database", () => {
    const owners = ownersOf("better-sqlite3");
    const extra = owners.filter((path) => {
      const home = DATABASE_HOMES.find((folder) => path.startsWith(folder));
      return home === undefined || owners.find((other) => other.startsWith(home)) !== path;
    });
    expect(extra).toEqual([]);
  });
});
