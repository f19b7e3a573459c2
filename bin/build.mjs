// Bundles the till and its screens into build/: one entry file and lazily loaded chunks, natives left outside.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { BUILD_DIR, ROOT, isBuildStale, markBuilt } from "./readiness.mjs";

/** Packages with machine code, and packages so large that parsing them into the bundle gains nothing. */
const EXTERNAL = [
  "better-sqlite3",
  "serialport",
  "@serialport/*",
  "node-hid",
  "@node-rs/argon2",
  "bwip-js",
  // Parts of fastify that the till never calls; inside the bundle they would be read at every start.
  "@fastify/ajv-compiler",
  "@fastify/fast-json-stringify-compiler",
  "light-my-request",
];
/** CommonJS packages inside the bundle call `require`, `__filename` and `__dirname`, which ES modules lack. */
const COMMONJS_BANNER = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  'import { dirname as __pathDirname } from "node:path";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __pathDirname(__filename);",
].join("\n");
/** A till that is already running may still load its lazy chunks, so files of an older build stay for a while. */
const OLD_FILE_GRACE_MS = 60 * 60 * 1000;
const LOCK_DIR = join(BUILD_DIR, ".lock");
const LOCK_POLL_MS = 50;
const LOCK_STALE_MS = 120_000;

/** Returns false after printing what went wrong. Safe when several processes start at once: one builds, the others wait. */
export async function build({ force = false } = {}) {
  mkdirSync(BUILD_DIR, { recursive: true });
  await takeLock();
  try {
    if (!force && !isBuildStale()) return true;
    const startedMs = Date.now();
    const esbuild = await import("esbuild");
    const written = [...(await bundleTill(esbuild)), ...(await bundleScreens(esbuild))];
    removeOldFiles(new Set(written));
    markBuilt(startedMs);
    process.stderr.write(`till: built in ${Date.now() - startedMs} ms\n`);
    return true;
  } catch (error) {
    // esbuild has printed its own errors already.
    if (!Array.isArray(error?.errors)) process.stderr.write(`till: build failed: ${error?.message ?? error}\n`);
    return false;
  } finally {
    rmSync(LOCK_DIR, { recursive: true, force: true });
  }
}

async function bundleTill(esbuild) {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: "terminal/cli/main.ts", out: "till" }],
    outdir: BUILD_DIR,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: EXTERNAL,
    banner: { js: COMMONJS_BANNER },
    sourcemap: true,
    sourcesContent: false,
    loader: { ".sql": "text" },
    logLevel: "warning",
    write: false,
  });
  return result.outputFiles.map(writeWhole);
}

async function bundleScreens(esbuild) {
  const entry = join(ROOT, "kiosk-ui", "main.tsx");
  if (!existsSync(entry)) return [];
  const outdir = join(BUILD_DIR, "kiosk-ui");
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: entry, out: "main" }],
    outdir,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: ["chrome109", "firefox115"],
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "file", ".woff2": "file", ".png": "file" },
    minify: true,
    sourcemap: true,
    logLevel: "warning",
    write: false,
  });
  const written = result.outputFiles.map(writeWhole);
  for (const file of staticFiles(join(ROOT, "kiosk-ui"))) {
    written.push(writeWhole({ path: join(outdir, relative(file.base, file.path)), contents: readFileSync(file.path) }));
  }
  return written;
}

/** `kiosk-ui/*.html` and everything below `kiosk-ui/static/`, served as they are. */
function staticFiles(folder) {
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith(".html"))
    .map((name) => ({ base: folder, path: join(folder, name) }));
  const base = join(folder, "static");
  if (!existsSync(base)) return pages;
  const assets = readdirSync(base, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ base, path: join(entry.parentPath, entry.name) }));
  return [...pages, ...assets];
}

/** Written beside and renamed, so that no reader ever sees half a file. */
function writeWhole({ path, contents }) {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  writeFileSync(beside, contents);
  renameSync(beside, path);
  return path;
}

function removeOldFiles(current) {
  for (const entry of readdirSync(BUILD_DIR, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || entry.name.startsWith(".") || current.has(path) || path.includes(".compile-cache")) continue;
    if (Date.now() - statSync(path).mtimeMs > OLD_FILE_GRACE_MS) rmSync(path, { force: true });
  }
}

async function takeLock() {
  for (;;) {
    try {
      mkdirSync(LOCK_DIR);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const stat = statSync(LOCK_DIR, { throwIfNoEntry: false });
      if (stat && Date.now() - stat.mtimeMs > LOCK_STALE_MS) rmSync(LOCK_DIR, { recursive: true, force: true });
      else await sleep(LOCK_POLL_MS);
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = (await build({ force: true })) ? 0 : 4;
}
