// Bundles the till and its screens into build/: one file with V8's code cache beside it, natives left outside.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { BUILD_DIR, ROOT, isBuildStale, markBuilt } from "./readiness.mjs";
import { MAKE_CACHE_VARIABLE, cacheFileOf } from "./run-bundle.mjs";

/** Packages with machine code, and packages so large that parsing them into the bundle gains nothing. */
const EXTERNAL = [
  "better-sqlite3",
  "serialport",
  "@serialport/*",
  "node-hid",
  "@node-rs/argon2",
  "koffi",
  "bwip-js",
  // Parts of fastify that the till never calls; inside the bundle they would be read at every start.
  "@fastify/ajv-compiler",
  "@fastify/fast-json-stringify-compiler",
  "light-my-request",
];
/** `import.meta.url` of the sources, in a CommonJS bundle. */
const BUNDLE_URL_BANNER = 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;';
const WARM_UP_TIMEOUT_MS = 20_000;
/** A start that has read the name of an older bundle may still be about to open it. */
const OLD_FILE_GRACE_MS = 5 * 60 * 1000;
const LOCK_DIR = join(BUILD_DIR, ".lock");
const LOCK_POLL_MS = 50;
const LOCK_STALE_MS = 120_000;

/** Returns false after printing what went wrong. Safe when several processes start at once: one builds, the others wait. */
export async function build({ force = false } = {}) {
  mkdirSync(BUILD_DIR, { recursive: true });
  await takeLock();
  let esbuild = null;
  try {
    if (!force && !isBuildStale()) return true;
    const startedMs = Date.now();
    esbuild = await import("esbuild");
    const written = [await bundlePictureWorker(esbuild), ...(await bundleTill(esbuild)), ...(await bundleScreens(esbuild))];
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
    // Its service process would stay as long as the till does, in which this runs.
    await esbuild?.stop();
  }
}

async function bundleTill(esbuild) {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ["terminal/cli/main.ts"],
    outfile: join(BUILD_DIR, "till.cjs"),
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    charset: "ascii",
    // Packages outside are loaded by `require`: in a script from the code cache Node cannot do `import()`.
    supported: { "dynamic-import": false },
    external: EXTERNAL,
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: BUNDLE_URL_BANNER },
    sourcemap: "external",
    sourcesContent: false,
    loader: { ".sql": "text" },
    logLevel: "warning",
    write: false,
  });
  const [bundle, map] = ["till.cjs", "till.cjs.map"].map((name) => result.outputFiles.find(({ path }) => path.endsWith(name)));
  const code = inAscii(bundle.text);
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const name = `till-${hash}.cjs`;
  const bundleFile = join(BUILD_DIR, name);
  const written = [
    writeWhole({ path: bundleFile, contents: `${code}//# sourceMappingURL=${name}.map\n` }),
    writeWhole({ path: `${bundleFile}.map`, contents: map.contents }),
  ];
  const entry = `import { runBundle } from "../bin/run-bundle.mjs";\nrunBundle(new URL("${name}", import.meta.url));\n`;
  if (await warmUp(bundleFile, entry)) written.push(cacheFileOf(bundleFile));
  return [...written, writeWhole({ path: join(BUILD_DIR, "till.mjs"), contents: entry })];
}

/** The thread that reads pictures, a script of its own beside the bundle (device-drivers/scanner/picture/picture-decoder.ts). */
async function bundlePictureWorker(esbuild) {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ["device-drivers/scanner/picture/picture-worker.ts"],
    outfile: join(BUILD_DIR, "picture-worker.cjs"),
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: BUNDLE_URL_BANNER },
    logLevel: "warning",
    write: false,
  });
  return writeWhole({ path: join(BUILD_DIR, "picture-worker.cjs"), contents: result.outputFiles[0].contents });
}

/**
 * The bundler's ASCII leaves regular expressions and comments as they are, and the bundle is read as one byte a character
 * (`run-bundle.mjs`): what is left is escaped, which means the same in a regular expression.
 */
function inAscii(code) {
  // After a backslash the escape would mean something else.
  const escaped = /(?<!\\)(?:\\\\)*\\[^\x00-\x7f].*/.exec(code);
  if (escaped !== null) throw new Error(`a backslash before a character beyond ASCII: ${escaped[0]}`);
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Starts the new bundle once, devices absent, and has it write what V8 compiled. Without that starts are slower, no more. */
async function warmUp(bundleFile, entry) {
  rmSync(cacheFileOf(bundleFile), { force: true });
  const entryFile = writeWhole({ path: join(BUILD_DIR, "warm-up.mjs"), contents: entry });
  const dataDir = mkdtempSync(join(tmpdir(), "till-warm-up-"));
  const config = join(ROOT, "config", "demo", "till.yaml");
  const child = spawn(process.execPath, [entryFile, "start", "--port", "0", "--json", "--config", config], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, [MAKE_CACHE_VARIABLE]: "1", TILL__DATADIR: dataDir, TILL__EMBEDDED: "{}" },
  });
  child.stdin.on("error", () => {});
  const timer = setTimeout(() => child.kill("SIGKILL"), WARM_UP_TIMEOUT_MS);
  createInterface({ input: child.stdout }).once("line", () => child.stdin.end());
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(entryFile, { force: true });
  return existsSync(cacheFileOf(bundleFile));
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
    // What only one page needs (reading codes from the camera) is fetched by that page.
    splitting: true,
    chunkNames: "[name]-[hash]",
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
  // Beside the screens: the kiosk's page fetches it from the till, and from nowhere else.
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  written.push(writeWhole({ path: join(outdir, "zxing_reader.wasm"), contents: readFileSync(wasm) }));
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
