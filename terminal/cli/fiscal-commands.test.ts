import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { epochMs, systemClock } from "../../config/clock.ts";
import { findProjectRoot } from "../../config/project-root.ts";
import { typeCommand } from "../testing/command-line.ts";

const root = findProjectRoot(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "till-fiscal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function till(words: readonly string[], input = "") {
  const clock = { ...systemClock, now: () => epochMs(Date.parse("2026-11-24T12:00:00Z")) };
  return typeCommand(words, { cwd: folder, input, clock });
}

describe("till fiscal tlv", () => {
  const HEX = "23 04 19 00 06 04 04 00\n95 AB A5 A1 3704\t0200 a82f FF03 0200 0001 BE04 0100 04\r\n";

  it("prints the tree, and takes it back to the same bytes, with --json too", async () => {
    const plain = await till(["fiscal", "tlv"], HEX);
    expect(plain).toMatchObject({ exit: 0, err: "" });
    expect(JSON.parse(plain.out)).toMatchObject([
      { tag: 1059, items: [{ value: "Хлеб" }, { value: "122.00" }, { value: "1" }, { value: 4 }] },
    ]);
    const bytes = HEX.replace(/\s/g, "").toUpperCase();
    expect((await till(["fiscal", "tlv", "--encode"], plain.out)).out).toBe(bytes);
    const json = await till(["fiscal", "tlv", "--json"], HEX);
    expect((await till(["fiscal", "tlv", "--encode"], json.out)).out).toBe(bytes);
  });

  it.each([
    ["", 0, "[]"],
    ["1E040100", 1, "byte 0"],
    ["1E04010001 FC0302", 1, "byte 5"],
    ["1E0401000", 1, "byte 4"],
    ["1E04 01 zz 01", 1, "byte 3"],
  ])("%s", async (input, exit, said) => {
    const answer = await till(["fiscal", "tlv"], input);
    expect(answer.exit).toBe(exit);
    expect(answer.out + answer.err).toContain(said);
    if (exit === 1) expect(answer.err).toMatch(/^FIS450 /);
  });

  it("says where a tree is wrong", async () => {
    expect((await till(["fiscal", "tlv", "--encode"], '[{"tag":1054,"value":"x"}]')).err).toMatch(/^FIS496 .*\[0\]/);
    expect((await till(["fiscal", "tlv", "--encode"], "[")).err).toMatch(/^FIS496 /);
  });
});

describe("till fiscal check", () => {
  const example = readFileSync(join(root, "config/examples/receipt.json"), "utf8");
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const changed = (change: (receipt: Record<string, unknown>) => void): string => {
    const receipt = JSON.parse(example) as Record<string, unknown>;
    change(receipt);
    return file("changed.json", JSON.stringify(receipt));
  };

  it.each(["1.05", "1.1", "1.2"])("the example is in order, FFD %s", async (ffd) => {
    const answer = await till(["fiscal", "check", join(root, "config/examples/receipt.json"), "--ffd", ffd]);
    expect(answer).toEqual({ exit: 0, out: `FFD ${ffd}, 2026-11-24: nothing to say`, err: "" });
  });

  it("prints every finding and ends with 1", async () => {
    const name = changed((receipt) => {
      receipt["totalKop"] = 44_000;
      receipt["paper"] = "none";
      delete receipt["buyerContact"];
    });
    const text = await till(["fiscal", "check", name]);
    expect(text.exit).toBe(1);
    expect(text.out.split("\n").map((line) => line.slice(0, 11))).toEqual(["FIS495 1008", "FIS455 1020", "FIS456 1020"]);
    const json = await till(["fiscal", "check", name, "--json"]);
    expect(json.exit).toBe(1);
    const { findings } = JSON.parse(json.out) as { findings: { code: string; tag: number; line: number | null; reason: string }[] };
    expect(findings[0]).toMatchObject({ code: "FIS495", tag: 1008, line: null });
    expect(findings[0]?.reason).toMatch(/[а-яё]/);
  });

  it("goes by the day", async () => {
    const name = changed((receipt) => {
      receipt["lines"] = (receipt["lines"] as object[]).map((line) => ({ ...line, vat: "22" }));
    });
    expect((await till(["fiscal", "check", name])).exit).toBe(0);
    const earlier = await till(["fiscal", "check", name, "--date", "2025-12-31"]);
    expect(earlier.out.match(/FIS459 1199/g)).toHaveLength(3);
    expect((await till(["fiscal", "check", name, "--date", "2026-02-30"])).exit).toBe(2);
  });

  it("holds the receipt against a registration that the options tell", async () => {
    const marked = changed((receipt) => {
      const [line] = receipt["lines"] as object[];
      const marking = { codeBase64: Buffer.from("0104600439931256215JgXJ5.T").toString("base64"), plannedStatus: 1 };
      receipt["lines"] = [{ ...line, quantity: "1", sumKop: 6490, subject: 33, marking }, ...(receipt["lines"] as object[]).slice(1)];
      receipt["totalKop"] = 38_510;
      receipt["payments"] = { electronicKop: 38_510 };
    });
    const codes = async (...options: string[]): Promise<string[]> => {
      const answer = await till(["fiscal", "check", marked, "--json", ...options]);
      return (JSON.parse(answer.out) as { findings: { code: string; tag: number }[] }).findings.map(({ code, tag }) => `${code} ${tag}`);
    };
    expect(await codes()).toEqual([]);
    expect(await codes("--tax-systems", "usn-income, patent", "--agents", "none", "--marked-goods", "no")).toEqual([
      "FIS463 1055",
      "FIS493 1212",
      "FIS480 1222",
    ]);
    expect(await codes("--tax-systems", "osn", "--agents", "paying-agent,commission-agent", "--excise", "no")).toEqual([]);
    expect(await codes("--marked-goods", "yes")).toEqual(["FIS444 1163"]);
  });

  it("takes the decision of the marking check and the rule of rounding", async () => {
    const check = (decision: string) =>
      changed((receipt) => {
        const [line] = receipt["lines"] as object[];
        const marking = { codeBase64: "MDEwNDYw", plannedStatus: 1, check: decision };
        receipt["lines"] = [{ ...line, quantity: "1", sumKop: 6490, subject: 33, marking }];
        receipt["totalKop"] = 6_400;
        receipt["payments"] = { cashKop: 6_400 };
        delete receipt["cashGivenKop"];
      });
    const yes = ["--marked-goods", "yes"];
    expect((await till(["fiscal", "check", check("accepted"), ...yes])).exit).toBe(0);
    expect((await till(["fiscal", "check", check("accepted"), ...yes, "--rounding", "no"])).out).toMatch(/^FIS455 1020 /);
    expect((await till(["fiscal", "check", check("refused"), ...yes])).out).toMatch(/^FIS443 2106 /);
    expect((await till(["fiscal", "check", check("maybe"), ...yes])).err).toMatch(/^FIS497 .*check/);
  });

  it.each([
    ["--tax-systems", "osn,envd", "envd"],
    ["--agents", "dealer", "dealer"],
    ["--excise", "maybe", "excise"],
  ])("%s %s is misuse", async (option, value, said) => {
    const answer = await till(["fiscal", "check", join(root, "config/examples/receipt.json"), option, value]);
    expect(answer.exit).toBe(2);
    expect(answer.err).toContain(said);
  });

  it("names every place of a wrong file", async () => {
    const name = changed((receipt) => {
      receipt["kind"] = "gift";
      receipt["colour"] = "red";
      receipt["lines"] = [{ ...(receipt["lines"] as object[])[0], quantity: 2 }];
    });
    const answer = await till(["fiscal", "check", name, "--json"]);
    expect(answer.exit).toBe(1);
    const { errors } = JSON.parse(answer.out) as { errors: { code: string; hint: string; details: { path: string } }[] };
    expect(errors.every(({ code }) => code === "FIS497")).toBe(true);
    expect(errors.map(({ details }) => details.path)).toEqual(expect.arrayContaining(["/colour", "/kind", "/lines/0/quantity"]));
    expect(errors.find(({ details }) => details.path === "/colour")?.hint).toContain("colour");
    expect((await till(["fiscal", "check", file("broken.json", "{")])).err).toMatch(/^FIS497 .*broken\.json/);
    expect((await till(["fiscal", "check", "absent.json"])).err).toMatch(/^FIS367 .*absent\.json/);
  });
});

describe("till fiscal qr", () => {
  const QR = "t=20171214T044021&s=301.50&fn=3149060506089651&i=17&fp=217861848&n=1";
  const parts = ["--time", "2017-12-14T04:40:21", "--total", "301.5", "--fn", "3149060506089651", "--fd", "17", "--fp", "217861848"];

  it("builds", async () => {
    expect(await till(["fiscal", "qr", ...parts])).toEqual({ exit: 0, out: QR, err: "" });
    const short = parts.map((word) => (word === "2017-12-14T04:40:21" ? "2017-12-14T04:40" : word));
    expect((await till(["fiscal", "qr", ...short, "--kind", "purchase-refund"])).out).toBe(
      QR.replace("044021", "0440").replace("n=1", "n=4"),
    );
    expect(await till(["fiscal", "qr", "--fn", "1"])).toMatchObject({
      exit: 2,
      err: expect.stringContaining("--time, --total, --fd, --fp"),
    });
    expect((await till(["fiscal", "qr", ...parts.with(parts.length - 1, "4294967296")])).err).toMatch(/^FIS451 /);
  });

  it.each([
    ["--time", "2017-12-14"],
    ["--total", "three"],
    ["--fn", "1"],
    ["--fd", "x"],
    ["--fp", "12345678901"],
  ])("names the option that is wrong: %s %s", async (name, value) => {
    const words = parts.with(parts.indexOf(name) + 1, value);
    expect(await till(["fiscal", "qr", ...words])).toMatchObject({ exit: 2, err: expect.stringContaining(`till: ${name}: `) as string });
  });

  it("reads", async () => {
    const json = JSON.parse((await till(["fiscal", "qr", QR, "--json"])).out) as object;
    expect(json).toMatchObject({ time: "2017-12-14T04:40:21", totalKop: 30_150, fdNumber: 17, fiscalSign: "217861848", kind: "sale" });
    expect((await till(["fiscal", "qr", QR])).out).toContain("301.50");
    expect((await till(["fiscal", "qr", "t=1"])).exit).toBe(1);
  });

  it("compares", async () => {
    expect(await till(["fiscal", "qr", QR, QR.replace("044021", "0440")])).toMatchObject({ exit: 0, out: "the same" });
    const other = await till(["fiscal", "qr", QR, QR.replace("301.50", "301.51").replace("i=17", "i=18")]);
    expect(other).toMatchObject({ exit: 1, out: "s: 301.50 ≠ 301.51\ni: 17 ≠ 18" });
  });
});
