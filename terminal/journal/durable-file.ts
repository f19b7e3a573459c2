import { closeSync, copyFileSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a small file so that after a power cut it is either the old one or the new one, whole. */
export function writeFileDurably(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

/** Copies a file so that after a power cut it is there whole, or not under this name. */
export function copyDurably(from: string, to: string): void {
  const temporary = `${to}.new`;
  copyFileSync(from, temporary);
  const file = openSync(temporary, "r+");
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, to);
  syncDirectory(dirname(to));
}

/** A rename is durable once its directory is; Windows has no such call and needs none. */
export function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
