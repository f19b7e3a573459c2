import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hashBadge, verifyPin } from "../access/pin.ts";
import { typeCommand } from "../testing/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "till-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function till(words: readonly string[], given: { env?: Record<string, string>; input?: string; cwd?: string } = {}) {
  const { err, ...told } = await typeCommand(words, { cwd: folder, ...given });
  return { ...told, err: err === "" ? [] : err.split("\n") };
}

describe("till config", () => {
  it("check: the demonstration's file is the last resort, and correct", async () => {
    expect(await till(["config", "check"])).toMatchObject({ exit: 0, err: [] });
  });

  it("check: lists every mistake with exit code 3, in text and in JSON", async () => {
    const file = join(folder, "wrong.yaml");
    writeFileSync(file, "till: { id: t1, shopName: x }\ndataDir: 1\napi: { prot: 1 }\n");
    const text = await till(["config", "check", "--config", "wrong.yaml"]);
    expect(text.exit).toBe(3);
    expect(text.err).toContain("CFG905 wrong.yaml:3: unknown key api.prot. Did you mean port?");
    expect(text.err).toContain("CFG906 wrong.yaml:1: the required key till.shopId is missing. Add it.");
    const json = await till(["config", "check", "--json"], { env: { TILL_CONFIG: file } });
    expect(json.exit).toBe(3);
    const { errors } = JSON.parse(json.out) as { errors: { code: string; details: { line: number } }[] };
    expect(errors.map((error) => [error.code, error.details.line])).toContainEqual(["CFG905", 3]);
    expect(errors.length).toBe(text.err.length);
  });

  it("check: says what is left to a guess, which is no mistake", async () => {
    const given = { env: { TILL__FISCAL__TAX_SYSTEMS__0: "esn" } };
    expect(await till(["config", "check"], given)).toMatchObject({ exit: 0, err: [], out: expect.stringMatching(/no mistakes\nCFG923 /) });
    const { out } = await till(["config", "check", "--json"], given);
    expect(JSON.parse(out)).toMatchObject({ notices: [{ code: "CFG923", text: expect.stringContaining("receipt.advanceVat") }] });
  });

  it("finds ./till.yaml before anything installed", async () => {
    writeFileSync(join(folder, "till.yaml"), "x: 1\n");
    const found = await till(["config", "check"]);
    rmSync(join(folder, "till.yaml"));
    expect(found.exit).toBe(3);
    expect(found.err[0]).toContain("till.yaml:1");
  });

  it("show: the settings in force, without a single secret", async () => {
    const shown = await till(["config", "show"], { env: { TILL__API__PORT: "9333" } });
    expect(shown.out).toContain("port: 9333");
    expect(shown.out).toContain('token: "[secret]"');
    expect(shown.out).not.toMatch(/argon2id|demo-token|demo-password/);
  });

  it("schema: every setting, or JSON Schema", async () => {
    const list = await till(["config", "schema"]);
    expect(list.out).toContain("fiscal.link.serial.baud\n    number 1200…921600; default 115200; Line speed");
    const schema = JSON.parse((await till(["config", "schema", "--json-schema"])).out) as { properties: object };
    expect(Object.keys(schema.properties)).toContain("fiscal");
  });

  it("hash-pin and hash-badge make what access.staff takes", async () => {
    const pin = await till(["config", "hash-pin"], { input: "4711\n" });
    expect(await verifyPin(pin.out, "4711")).toBe(true);
    expect((await till(["config", "hash-pin"], { input: "12" })).exit).toBe(2);
    expect((await till(["config", "hash-badge"], { input: "B-ANNA-71K4\r\n" })).out).toBe(hashBadge("B-ANNA-71K4"));
    expect((await till(["config", "hash-badge"], { input: "short" })).exit).toBe(2);
  });
});
