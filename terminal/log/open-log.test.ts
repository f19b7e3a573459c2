import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { appError } from "../../config/errors/index.ts";
import { secret } from "../../config/secret.ts";
import { openLog } from "./open-log.ts";

const folder = mkdtempSync(join(tmpdir(), "till-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(file: string): Record<string, unknown>[] {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it("appends a JSON object a line, from the configured level on", () => {
  const file = join(folder, "deep", "till.log");
  for (const run of [1, 2]) {
    const log = openLog({ level: "info", file }, { tillId: "t1" });
    log.debug({ run }, "not written");
    log.info({ run }, "started");
    log.error({ error: appError("CFG901", { file: "x", reason: "y" }) }, "failed");
    log.flush();
  }
  const written = lines(file);
  expect(written.map(({ msg, run }) => [msg, run])).toEqual([
    ["started", 1],
    ["failed", undefined],
    ["started", 2],
    ["failed", undefined],
  ]);
  expect(written[1]).toMatchObject({ level: 50, tillId: "t1", error: { code: "CFG901", details: { file: "x" } } });
  expect(String(written[0]?.["time"])).toMatch(/^\d{4}-\d\d-\d\dT/);
});

it("never writes a secret, on whatever level of the fields it hides", () => {
  const file = join(folder, "secret.log");
  const log = openLog({ level: "debug", file }, { tillId: "t1" });
  log.info({ token: secret("hush-hush"), deep: [{ password: secret("hush-hush") }] }, "connected");
  log.flush();
  expect(readFileSync(file, "utf8")).not.toContain("hush-hush");
  expect(lines(file)[0]).toMatchObject({ token: "[secret]", deep: [{ password: "[secret]" }] });
});

it("throws nothing at the till when the disk has no room for a line", () => {
  const log = openLog({ level: "info", file: "/dev/full" }, { tillId: "t1" });
  for (let times = 0; times < 3; times += 1) expect(() => log.error({ times }, "the disk is full")).not.toThrow();
});
