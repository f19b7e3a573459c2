import { describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { COMMANDS } from "./command-table.ts";
import { EXIT, type Command, type CommandContext, type CommandEntry } from "./command.ts";
import { runCli, type CliWorld } from "./run-cli.ts";

let seen: CommandContext | null = null;
const probe: Command = {
  options: [
    { name: "port", kind: "whole", placeholder: "N", min: 1, max: 65_535, default: 7778, summary: { en: "port", ru: "порт" } },
    { name: "name", kind: "text", placeholder: "NAME", summary: { en: "name", ru: "имя" } },
    { name: "kind", kind: "choice", words: ["a", "b"], summary: { en: "kind", ru: "вид" } },
    { name: "force", kind: "flag", summary: { en: "force", ru: "принудительно" } },
  ],
  operands: [{ placeholder: "FILE", summary: { en: "file", ru: "файл" }, required: true }],
  async run(context) {
    seen = context;
    if (context.operands[0] === "boom") throw new Error("a bug");
    if (context.operands[0] === "refuse") return context.fail([appError("CFG901", { file: "x", reason: "y" })], EXIT.configuration);
    context.answer({ port: context.whole("port") }, `port ${context.whole("port")}`);
    return EXIT.ok;
  },
};
const TABLE: readonly CommandEntry[] = [
  { name: "probe run", summary: { en: "try it", ru: "попробовать" }, load: async () => ({ command: probe }) },
  { name: "start", summary: { en: "start", ru: "запустить" }, load: async () => ({ command: { options: [], run: async () => EXIT.ok } }) },
];

async function run(line: string, changes: Partial<CliWorld> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const world: CliWorld = {
    table: TABLE,
    env: {},
    cwd: "/",
    root: "/",
    version: "9.8.7",
    clock: systemClock,
    signal: new AbortController().signal,
    language: "en",
    readInput: async () => "",
    inputLines: async function* () {},
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    ...changes,
  };
  const exit = await runCli(line === "" ? [] : line.split(" "), world);
  return { exit, out: out.join("\n"), err: err.join("\n") };
}

describe("the command line", () => {
  it("runs a command with its options typed", async () => {
    expect(await run("probe run --port 80 --name=x --kind b --force f.yaml")).toEqual({ exit: 0, out: "port 80", err: "" });
    expect([seen?.text("name"), seen?.text("kind"), seen?.flag("force"), seen?.operands]).toEqual(["x", "b", true, ["f.yaml"]]);
    expect(await run("probe run f")).toMatchObject({ exit: 0, out: "port 7778" });
    expect([seen?.text("name"), seen?.flag("force")]).toEqual([undefined, false]);
    expect(() => seen?.flag("nothing")).toThrow("no such option");
  });

  it.each([
    ["probe run", "till: FILE is missing"],
    ["probe run f g", "till: unexpected word: g"],
    ["probe run f --prot 1", "till: unknown option --prot; did you mean --port?"],
    ["probe run f -x", "till: unknown option -x"],
    ["probe run f --port", "till: --port needs a value"],
    ["probe run f --port 0", "till: --port must be a whole number from 1 to 65535"],
    ["probe run f --port 1e3", "till: --port must be a whole number from 1 to 65535"],
    ["probe run f --kind c", "till: --kind must be one of: a, b"],
    ["probe run f --force=1", "till: --force takes no value"],
    ["probe", "till: a command is missing"],
    ["probe walk", "till: no command “probe walk”"],
    ["probe rnu", "till: no command “probe rnu”; did you mean “probe run”?"],
    ["strat", "till: no command “strat”; did you mean “start”?"],
    ["xyzzy", "till: no command “xyzzy”; till --help lists them"],
    ["", "till: a command is missing"],
  ])("refuses «%s» with exit code 2", async (line, message) => {
    const { exit, out, err } = await run(line);
    expect(exit).toBe(2);
    expect(out).toBe("");
    expect(err.split("\n")[0]).toBe(message);
  });

  it("answers in JSON everywhere with --json", async () => {
    expect(JSON.parse((await run("--json probe run f")).out)).toEqual({ ok: true, port: 7778 });
    expect(JSON.parse((await run("probe run --json")).out)).toEqual({ ok: false, problem: "FILE is missing" });
    expect(JSON.parse((await run("probe run refuse --json")).out)).toMatchObject({
      ok: false,
      errors: [{ code: "CFG901", details: { file: "x" } }],
    });
    expect(JSON.parse((await run("--help --json")).out)).toMatchObject({
      commands: [{ name: "probe run", summary: "try it" }, { name: "start" }],
    });
    expect(JSON.parse((await run("--version --json")).out)).toEqual({ ok: true, version: "9.8.7" });
  });

  it("gives refusals the exit code of the command and a text with its code", async () => {
    const { exit, err } = await run("probe run refuse", { language: "ru" });
    expect(exit).toBe(3);
    expect(err).toBe("CFG901 Файл настроек не читается: x. Проверьте путь и права доступа.");
  });

  it("shows a bug whole", async () => {
    const { exit, err } = await run("probe run boom");
    expect(exit).toBe(1);
    expect(err).toMatch(/^till: Error: a bug\n\s+at /);
  });

  it("helps in general, on a group and on a command, in both languages", async () => {
    const general = await run("--help");
    expect(general.exit).toBe(0);
    expect(general.out).toContain("  probe run  try it\n  start      start");
    expect((await run("probe --help", { language: "ru" })).out).toContain("  probe run  попробовать");
    expect((await run("probe --help")).out).not.toContain("start");
    const help = (await run("probe run -h", { language: "ru" })).out;
    for (const part of ["till probe run — попробовать", "FILE", "--port N", "(по умолчанию: 7778)", "--kind a|b", "принудительно"])
      expect(help).toContain(part);
  });
});

describe("the command table", () => {
  it("has loadable commands, described in both languages, under names of one to three words", async () => {
    expect(new Set(COMMANDS.map((entry) => entry.name)).size).toBe(COMMANDS.length);
    for (const entry of COMMANDS) {
      expect(entry.name).toMatch(/^[a-z-]+( [a-z-]+){0,2}$/);
      const { command } = await entry.load();
      for (const text of [
        entry.summary,
        ...(command.details === undefined ? [] : [command.details]),
        ...command.options.map((option) => option.summary),
      ]) {
        expect(text.ru, entry.name).toMatch(/[А-Яа-я]/);
        expect(text.en, entry.name).not.toMatch(/[А-Яа-я]/);
      }
    }
  });

  it("has no name that is also a group", () => {
    for (const { name } of COMMANDS)
      expect(
        COMMANDS.some((other) => other.name.startsWith(`${name} `)),
        name,
      ).toBe(false);
  });
});
