// What must be true before the till can run from a checkout: the right Node, installed packages, a fresh build.
// Plain JavaScript without packages: this runs before anything is installed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const BUILD_DIR = join(ROOT, "build");

const INSTALL_MARK = join(ROOT, "node_modules", ".till-lock");
const BUILD_MARK = join(BUILD_DIR, ".built");
/** Rooms and files whose change makes the build stale. */
const BUILD_INPUTS = [
  "config",
  "device-drivers",
  "fiscal",
  "terminal",
  "sync-agent",
  "kiosk-ui",
  "bin/build.mjs",
  "bin/run-bundle.mjs",
  "package.json",
  "package-lock.json",
];
const NOT_INPUTS = new Set(["node_modules", "build", ".git"]);

/** Null when this Node fits the range of package.json (`>=a <b || >=c`), otherwise one line that says what to do. */
export function nodeComplaint(version = process.versions.node, range = packageJson().engines.node) {
  const fits = range.split("||").some((alternative) =>
    alternative
      .trim()
      .split(/\s+/)
      .every((bound) => meets(version, bound)),
  );
  return fits ? null : `Node ${version} is not supported: install Node ${range} and run the command again.`;
}

function meets(version, bound) {
  const match = /^(>=|<)(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(bound);
  if (!match) throw new Error(`engines.node of package.json has a part that the launcher cannot read: ${bound}`);
  const wanted = [match[2], match[3], match[4]].map((part) => Number(part ?? 0));
  const actual = version.split(/[.-]/).slice(0, 3).map(Number);
  const order = actual.map((part, index) => part - wanted[index]).find((difference) => difference !== 0) ?? 0;
  return match[1] === ">=" ? order >= 0 : order < 0;
}

export function packageJson() {
  return JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
}

/** The mark holds the hash of the lock file and the Node major that the native packages were compiled for. */
function expectedInstallMark() {
  return `${lockHash()} node${process.versions.modules}\n`;
}

export function isInstallStale() {
  return !existsSync(INSTALL_MARK) || readFileSync(INSTALL_MARK, "utf8") !== expectedInstallMark();
}

export function markInstalled() {
  if (existsSync(join(ROOT, "node_modules"))) writeFileSync(INSTALL_MARK, expectedInstallMark());
}

/** Runs npm of this very Node (no shell needed on any system); returns its exit code. */
export function runNpm(args) {
  const beside = [
    process.env.npm_execpath,
    join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js"),
  ].find((path) => path !== undefined && path.endsWith(".js") && existsSync(path));
  const outcome =
    beside === undefined
      ? spawnSync("npm", args, { cwd: ROOT, stdio: ["ignore", 2, 2], shell: process.platform === "win32" })
      : spawnSync(process.execPath, [beside, ...args], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  return outcome.status ?? 1;
}

/** Installs what the lock file says when that was not done yet. Returns false (after npm's own message) on failure. */
export function ensureInstalled() {
  if (!isInstallStale()) return true;
  process.stderr.write("till: installing packages (npm ci), the first time takes a few minutes\n");
  if (runNpm(["ci"]) !== 0) {
    process.stderr.write("till: npm ci failed; `node bin/setup.mjs` tells which tool is missing\n");
    return false;
  }
  markInstalled();
  return true;
}

/** Time of the newest input; folders count too, so that a removed file is noticed. */
function newestInputMs() {
  let newest = 0;
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.mtimeMs > newest) newest = stat.mtimeMs;
    if (!stat.isDirectory()) return;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (!NOT_INPUTS.has(entry.name) && !entry.name.endsWith(".test.ts") && !entry.name.endsWith(".test.tsx"))
        visit(join(path, entry.name));
    }
  };
  for (const input of BUILD_INPUTS) visit(join(ROOT, input));
  return newest;
}

export function isBuildStale() {
  const mark = statSync(BUILD_MARK, { throwIfNoEntry: false });
  // The code cache beside the bundle is of use to the Node that made it only.
  return mark === undefined || readFileSync(BUILD_MARK, "utf8") !== process.version || mark.mtimeMs < newestInputMs();
}

/** `startedMs`: when the build began to read its inputs; a change during the build makes the next start build again. */
export function markBuilt(startedMs) {
  writeFileSync(BUILD_MARK, process.version);
  utimesSync(BUILD_MARK, startedMs / 1000, startedMs / 1000);
}
