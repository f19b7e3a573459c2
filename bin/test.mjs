// `npm test`: everything that guards the main branch, and one last line that counts it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, ensureInstalled, isBuildStale, nodeComplaint } from "./readiness.mjs";

const DEBIAN_CHROMIUM = "/usr/bin/chromium";
const VITEST_REPORT = join(ROOT, "test-results", "vitest.json");
/** Checks that count as one test each; vitest counts its own. */
const CHECKS = [
  { name: "lint", args: ["node_modules/oxlint/bin/oxlint", "--type-aware", "--deny-warnings"] },
  { name: "format", args: ["node_modules/oxfmt/bin/oxfmt", "--check"] },
  { name: "types", args: ["node_modules/typescript/bin/tsc", "-p", "."] },
  { name: "types of the screens", args: ["node_modules/typescript/bin/tsc", "-p", "kiosk-ui"] },
];

const complaint = nodeComplaint();
if (complaint !== null) {
  process.stderr.write(`till: ${complaint}\n`);
  process.exit(4);
}
if (!ensureInstalled()) process.exit(4);
const chromium = findChromium();
if (isBuildStale()) {
  const { build } = await import("./build.mjs");
  if (!(await build())) process.exit(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const check of CHECKS) {
  process.stdout.write(`\n== ${check.name}\n`);
  if (run(check.args, {}) === 0) total.passed += 1;
  else total.failed += 1;
}
process.stdout.write("\n== tests\n");
countVitest();
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

function run(args, extraEnvironment) {
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...extraEnvironment } }).status ?? 1;
}

function countVitest() {
  rmSync(VITEST_REPORT, { force: true });
  mkdirSync(join(ROOT, "test-results"), { recursive: true });
  const status = run(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${VITEST_REPORT}`,
      ...process.argv.slice(2),
    ],
    chromium === null ? {} : { CHROMIUM: chromium },
  );
  if (!existsSync(VITEST_REPORT)) {
    total.failed += 1;
    return;
  }
  const report = JSON.parse(readFileSync(VITEST_REPORT, "utf8"));
  const failed =
    report.numFailedTests +
    report.testResults.filter((file) => file.status === "failed" && file.assertionResults.every((one) => one.status !== "failed")).length;
  total.passed += report.numPassedTests;
  total.failed += status !== 0 && failed === 0 ? 1 : failed;
  total.skipped += report.numPendingTests + (report.numTodoTests ?? 0);
}

/** Path of a Chromium for the browser tests; null after saying how to get one. Fetched only where that needs no questions. */
function findChromium() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0) {
    process.stderr.write("till: installing chromium for the browser tests\n");
    const quiet = { stdio: ["ignore", "ignore", 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update"], quiet);
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], quiet);
    if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  }
  process.stderr.write("till: no Chromium for the browser tests: apt-get install chromium, or set CHROMIUM to its path\n");
  return null;
}
