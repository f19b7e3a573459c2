import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { findProjectRoot } from "../../config/project-root.ts";

export const ROOT = findProjectRoot(import.meta.url);
export const ROOMS = ["config", "device-drivers", "fiscal", "sync-agent", "terminal", "kiosk-ui"] as const;
export type Room = (typeof ROOMS)[number];

const SKIPPED_FOLDERS = new Set(["node_modules", "build", "data", "coverage", "test-results", ".git"]);

/** A file of the repository; `path` is relative to its root, with forward slashes. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** Files below the given folders (or the whole repository) with one of the endings. */
export function repositoryFiles(endings: readonly string[], folders: readonly string[] = ["."]): readonly RepositoryFile[] {
  const files: RepositoryFile[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) visit(path);
      else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
        files.push({ path, text: readFileSync(join(ROOT, path), "utf8") });
    }
  };
  for (const folder of folders) visit(folder);
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Tests, and what a room keeps in a folder `testing` for its tests alone. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path) || path.startsWith("tests/");
}

export function roomOf(path: string): Room | null {
  return ROOMS.find((room) => path.startsWith(`${room}/`)) ?? null;
}
