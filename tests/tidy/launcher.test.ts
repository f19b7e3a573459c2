import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ROOT } from "./source-tree.ts";

/** The launcher is plain JavaScript, so its types stand here. */
interface Readiness {
  readonly nodeComplaint: (version: string, range: string) => string | null;
  readonly isBuildStale: () => boolean;
  readonly isInstallStale: () => boolean;
}
const readiness = (await import(new URL("../../bin/readiness.mjs", import.meta.url).href)) as Readiness;

const RANGE = ">=20.20.0 <21 || >=22.14.0";

describe("the launcher", () => {
  it.each([
    ["20.20.0", true],
    ["20.20.2", true],
    ["20.19.9", false],
    ["21.0.0", false],
    ["22.13.9", false],
    ["22.14.0", true],
    ["24.0.0", true],
    ["24.0.0-nightly2025", true],
    ["18.20.0", false],
  ])("Node %s: %s", (version, fits) => {
    const complaint = readiness.nodeComplaint(version, RANGE);
    expect(complaint === null).toBe(fits);
    if (complaint !== null) expect(complaint).toBe(`Node ${version} is not supported: install Node ${RANGE} and run the command again.`);
  });

  it("runs the till from anywhere, and builds nothing when nothing changed", () => {
    const run = (): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), "--help"], {
        encoding: "utf8",
        cwd: "/",
        env: { ...process.env, TILL_LANGUAGE: "ru" },
      });
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining("config check") as string });
    expect(run()).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("Команды:") as string });
  });

  it.runIf(process.platform === "linux")("leaves no process of the bundler behind in a till that was built at its start", () => {
    const script = `import { readFileSync } from "node:fs"; import { build } from "./bin/build.mjs";
      const built = await build({ force: true });
      const children = () => readFileSync("/proc/self/task/" + process.pid + "/children", "utf8").trim();
      for (let tries = 0; children() !== "" && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      console.log(JSON.stringify({ built, children: children() }));
      process.exit(0);`;
    const done = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", cwd: ROOT });
    expect(JSON.parse(done.stdout)).toEqual({ built: true, children: "" });
  });

  it.runIf(process.platform === "linux")("ends the till when the shell of `npm start` is killed", { timeout: 30_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "till-launcher-"));
    const till = `${JSON.stringify(process.execPath)} bin/till.mjs start --port 0 --json --config config/demo/till.yaml; true`;
    const shell = spawn("sh", ["-c", till], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, npm_lifecycle_event: "start", TILL__DATADIR: dataDir, TILL__EMBEDDED: "{}" },
    });
    await once(shell.stdout, "data");
    const children = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, "utf8");
    shell.kill("SIGTERM");
    // Its output is open as long as the till lives.
    const ended = await Promise.race([once(shell, "close").then(() => true), sleep(10_000, false)]);
    if (!ended) process.kill(Number(children), "SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
    expect(ended).toBe(true);
  });

  it("soaks: the simulator and deaths, and says in its last line what was survived", () => {
    const env = { ...process.env, SOAK_RUNS: "11", SOAK_STEPS: "30", TILL_KILLS: "0" };
    const soak = spawnSync(process.execPath, [join(ROOT, "bin", "soak.mjs")], { encoding: "utf8", env });
    expect(soak.stdout.trim().split("\n").at(-1)).toBe("soak: 11 runs of 30 steps, 0 with violations; kill test left out");
    expect(soak.status).toBe(0);
  });

  it("passes on the exit code of the command", () => {
    expect(spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), "no-such-command"]).status).toBe(2);
  });
});
