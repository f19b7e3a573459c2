// `npm run test:soak`: the simulator and the kill test, long. One last line says what was survived; exit code 0 if all of it.
// SOAK_RUNS seeds from SOAK_SEED on, of SOAK_STEPS steps; TILL_KILLS deaths. 0 leaves a part out.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT, ensureInstalled, nodeComplaint } from "./readiness.mjs";

const PROGRESS_EVERY_MS = 60_000;
/** Runs of one call of the simulator: so often is said how far it is. */
const RUNS_AT_ONCE = 10;

const complaint = nodeComplaint();
if (complaint !== null) {
  process.stderr.write(`till: ${complaint}\n`);
  process.exit(4);
}
if (!ensureInstalled()) process.exit(4);

const runs = setting("SOAK_RUNS", 1_000);
const steps = setting("SOAK_STEPS", 4_000);
const first = setting("SOAK_SEED", 1);
const kills = setting("TILL_KILLS", 2_000);

const simulated = await simulateAll();
const survived = await killAll();
process.stdout.write(`soak: ${simulated.text}; ${survived.text}\n`);
process.exitCode = simulated.ok && survived.ok ? 0 : 1;

function setting(name, otherwise) {
  const value = Number(process.env[name] ?? otherwise);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`till: ${name} is no whole number\n`);
  process.exit(2);
}

async function simulateAll() {
  let failed = 0;
  let toldMs = Date.now();
  for (let done = 0; done < runs; done += RUNS_AT_ONCE) {
    const count = Math.min(RUNS_AT_ONCE, runs - done);
    const words = ["simulate", "--seed", first + done, "--runs", count, "--steps", steps, "--json"].map(String);
    let sum = null;
    await run([join(ROOT, "bin", "till.mjs"), ...words], {}, (line) => {
      const report = JSON.parse(line);
      // A report of one run has its violations; the last line of several counts them.
      if (Array.isArray(report.violations) && report.violations.length > 0) process.stdout.write(`${line}\n`);
      sum = report.failed ?? (report.violations?.length > 0 ? 1 : 0);
    });
    failed += sum ?? count;
    if (Date.now() - toldMs < PROGRESS_EVERY_MS) continue;
    toldMs = Date.now();
    process.stderr.write(`till: ${done + count} of ${runs} runs, ${failed} with violations\n`);
  }
  return { ok: failed === 0, text: runs === 0 ? "simulation left out" : `${runs} runs of ${steps} steps, ${failed} with violations` };
}

async function killAll() {
  if (kills === 0) return { ok: true, text: "kill test left out" };
  // Its scanner is a pseudo-terminal.
  if (process.platform === "win32") return { ok: true, text: "kill test not run: it needs Linux" };
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const status = await run([vitest, "run", "tests/integration/sigkill.test.ts"], { TILL_KILLS: String(kills) }, (line) =>
    process.stdout.write(`${line}\n`),
  );
  return { ok: status === 0, text: status === 0 ? `${kills} deaths survived` : `kill test of ${kills} deaths FAILED` };
}

/** Resolves to the exit code; `onLine` gets standard output. */
async function run(args, environment, onLine) {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
  createInterface({ input: child.stdout }).on("line", onLine);
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
