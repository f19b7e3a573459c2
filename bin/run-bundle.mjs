// Runs the bundle with V8's code cache beside it, so that a start compiles nothing that an earlier one has compiled. Node keeps
// such a cache by itself from 22.1 only. Plain JavaScript without packages, as everything here.
import { createRequire } from "node:module";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** Set by the build for its one warm-up run: the cache is written when standard input closes, and the run ends. */
export const MAKE_CACHE_VARIABLE = "TILL_MAKE_CODE_CACHE";

export function cacheFileOf(bundleFile) {
  return `${bundleFile}.cache`;
}

/** `bundle`: URL of CommonJS in ASCII (`inAscii` of build.mjs), with its contents' hash in its name (V8 compares only the length of a cache's source). */
export function runBundle(bundle) {
  const bundleFile = fileURLToPath(bundle);
  const cacheFile = cacheFileOf(bundleFile);
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundleFile, "latin1")}\n})`;
  const script = new Script(source, {
    filename: bundleFile,
    // Another Node refuses the cache and compiles.
    ...(existsSync(cacheFile) ? { cachedData: readFileSync(cacheFile) } : {}),
  });
  if (process.env[MAKE_CACHE_VARIABLE] !== undefined) {
    process.stdin.resume().once("end", () => {
      writeDurably(cacheFile, script.createCachedData());
      process.exit(0);
    });
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundleFile), module, bundleFile, dirname(bundleFile));
}

/** V8 trusts a cache whose head fits: half a one must never be seen, not even after a power cut. */
function writeDurably(file, bytes) {
  const beside = `${file}.new`;
  const handle = openSync(beside, "w");
  writeSync(handle, bytes);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(beside, file);
}
