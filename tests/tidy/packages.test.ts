import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { importsOf } from "./imports.ts";
import { isTest, repositoryFiles, ROOMS, ROOT } from "./source-tree.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  /** Needed by few shops; the till runs without them. */
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}
interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
const lock = (JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, LockedPackage> }).packages;

/** Node's way of finding a package: beside the one that asks, then in the folders above it. */
function isLocked(from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    if (lock[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
  }
}

it("versions are exact", () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

it("the lock file knows the packages of every platform: `npm ci` refuses it otherwise", () => {
  const missing = Object.entries(lock).flatMap(([from, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter((name) => !isLocked(from, name)),
  );
  expect(missing).toEqual([]);
});

it("every locked package is protected by its hash", () => {
  const bare = Object.entries(lock).filter(([path, { integrity }]) => path !== "" && integrity === undefined);
  expect(bare.map(([path]) => path)).toEqual([]);
});

it("packages that may run install scripts are ours by choice", () => {
  const direct = new Set([
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.optionalDependencies),
    ...Object.keys(manifest.devDependencies),
    "@serialport/bindings-cpp",
  ]);
  expect(Object.keys(manifest.allowScripts).filter((name) => !direct.has(name))).toEqual([]);
});

it("production code imports declared runtime packages only, and each of them is used", () => {
  const used = new Set(
    repositoryFiles([".ts", ".tsx"], [...ROOMS])
      .filter(({ path }) => !isTest(path))
      .flatMap(importsOf)
      .filter(({ isOurs, to }) => !isOurs && !to.startsWith("node:"))
      .map(({ to }) => to),
  );
  const declared = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)]);
  expect([...used].filter((name) => !declared.has(name))).toEqual([]);
  expect([...declared].filter((name) => !used.has(name))).toEqual([]);
});
