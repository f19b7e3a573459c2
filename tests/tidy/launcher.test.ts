import { spawnSync } from "node:child_process";
import { join } from "node:path";
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

  it("soaks: the simulator and deaths, and says in its last line what was survived", () => {
    const env = { ...process.env, SOAK_RUNS: "11", SOAK_STEPS: "30", TILL_KILLS: "0" };
    const soak = spawnSync(process.execPath, [join(ROOT, "bin", "soak.mjs")], { encoding: "utf8", env });
    expect(soak.stdout.trim().split("\n").at(-1)).toBe("soak: 11 runs of 30 steps, 0 with violations; kill test left out");
    expect(soak.status).toBe(0);
  });

  it("passes on the exit code of the command", () => {
    expect(spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), "no-such-command"]).status).toBe(2);
  });

  it("looks for changes within the blink of an eye", () => {
    const started = performance.now();
    for (let i = 0; i < 5; i += 1) {
      readiness.isBuildStale();
      readiness.isInstallStale();
    }
    // Five looks in the time that one may take: about ten milliseconds each on the slow machines we know.
    expect((performance.now() - started) / 5).toBeLessThan(50);
  });
});
