import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { findProjectRoot } from "../../config/project-root.ts";
import { COMMANDS } from "./command-table.ts";
import type { ExitCode } from "./command.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "till-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = Readonly<Record<string, unknown>>;

/** A command that goes on until it is told to end. */
interface Going {
  /** The first answer, in JSON; rejects when the command ends without one. */
  readonly first: Promise<Answer>;
  readonly answers: Answer[];
  end(): Promise<ExitCode>;
}

function begin(words: readonly string[], lines: readonly string[] = []): Going {
  const controller = new AbortController();
  const answers: Answer[] = [];
  let arrived: (answer: Answer) => void = () => {};
  const answered = new Promise<Answer>((resolve) => (arrived = resolve));
  const exit = runCli([...words, "--json"], {
    table: COMMANDS,
    env: {},
    cwd: folder,
    root: findProjectRoot(import.meta.url),
    version: "0",
    clock: systemClock,
    signal: controller.signal,
    language: "en",
    readInput: async () => "",
    inputLines: async function* () {
      yield* lines;
    },
    out: (line) => {
      answers.push(JSON.parse(line) as Answer);
      arrived(answers[0] ?? {});
    },
    err: () => {},
  });
  const ended = exit.then((code) => {
    if (answers.length === 0) throw new Error(`ended with ${code} and no answer`);
    return answers[0] ?? {};
  });
  return {
    first: Promise.race([answered, ended]),
    answers,
    end: () => {
      controller.abort();
      return exit;
    },
  };
}

async function once(words: readonly string[]): Promise<{ exit: ExitCode; answer: Answer }> {
  const going = begin(words);
  const answer = await going.first;
  return { exit: await going.end(), answer };
}

describe("till emulate", () => {
  it("kkt: a registrar that `till kkt` can ask", async () => {
    const kkt = begin(["emulate", "kkt", "--port", "0", "--data-dir", "kkt"]);
    const { tcp } = await kkt.first;
    const status = await once(["kkt", "status", "--tcp", String(tcp)]);
    expect(status).toMatchObject({
      exit: 0,
      answer: { ok: true, status: { shift: "closed", lastFdNumber: 1 }, counters: { salesCount: 0 } },
    });
    const documents = await once(["kkt", "documents", "--tcp", String(tcp)]);
    expect(documents.answer).toMatchObject({ documents: [{ fdNumber: 1 }] });
    expect(await kkt.end()).toBe(0);
  });

  it("kkt: a registrar that is away is an answer, not a hang", async () => {
    expect(await once(["kkt", "status", "--tcp", "127.0.0.1:1"])).toMatchObject({
      exit: 1,
      answer: { ok: false, errors: [{ code: "FIS301" }] },
    });
    expect((await runOnly(["kkt", "status", "--tcp", "nonsense"])).exit).toBe(2);
  });

  it("atol: a registrar behind the vendor's server, which remembers across runs", async () => {
    const first = begin(["emulate", "atol", "--port", "0", "--data-dir", "atol"]);
    const { url } = await first.first;
    const request = { uuid: "a", request: [{ type: "openShift", operator: { name: "Кассир" } }] };
    const posted = await fetch(`${String(url)}/api/v2/requests`, { method: "POST", body: JSON.stringify(request) });
    expect(posted.status).toBe(201);
    expect(await first.end()).toBe(0);
    const second = begin(["emulate", "atol", "--port", "0", "--driver-port", "0", "--data-dir", "atol"]);
    expect(await second.first).toMatchObject({ driver: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string });
    const again = await fetch(`${String((await second.first)["url"])}/api/v2/requests/a`);
    expect(again.status).toBe(200);
    expect(await second.end()).toBe(0);
  });

  it("scanner: each typed line leaves the port with its suffix", async () => {
    const link = join(folder, "scanner");
    const scanner = begin(["emulate", "scanner", "--link", link, "--suffix", "crlf"], ["4600682000013"]);
    expect(await scanner.first).toMatchObject({ serial: link });
    expect(await scanner.end()).toBe(0);
  });

  it("display: tells where it is", async () => {
    const display = begin(["emulate", "display", "--kind", "escpos"]);
    expect(String((await display.first)["control"])).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await display.end()).toBe(0);
  });

  it("card: remembers across runs in its folder", async () => {
    const card = begin(["emulate", "card", "--port", "0", "--data-dir", "card"]);
    expect(String((await card.first)["tcp"])).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await card.end()).toBe(0);
  });

  it("ts-piot, iteem, onec: answer on their addresses", async () => {
    const services = [
      { going: begin(["emulate", "ts-piot", "--port", "0"]), path: "/api/v1/info", method: "POST" },
      { going: begin(["emulate", "iteem", "--port", "0", "--data-dir", "iteem"]), path: "/v1/facts", method: "GET" },
      { going: begin(["emulate", "onec", "--port", "0", "--data-dir", "onec"]), path: "/odata/standard.odata/$metadata", method: "GET" },
    ];
    for (const { going, path, method } of services) {
      const { url } = await going.first;
      const body = method === "POST" ? { body: "{}", headers: { "content-type": "application/json" } } : {};
      const response = await fetch(`${String(url)}${path}`, { method, ...body });
      expect(response.status, path).toBe(200);
      await response.arrayBuffer();
      expect(await going.end()).toBe(0);
    }
  });

  it("marking: three services over one register, with a local authority that the till can pin", async () => {
    const going = begin(["emulate", "marking", "--tls-dir", "tls", "--hosts", "2"]);
    const { tsPiot, tsPiotControl, localModuleControl, trueApi, trueApiControl, caFile } = await going.first;
    expect([tsPiot, trueApi].every((url) => String(url).startsWith("https://127.0.0.1:"))).toBe(true);
    expect(readFileSync(String(caFile), "utf8")).toContain("BEGIN CERTIFICATE");
    const cis = "010460123456789321aB3dE5gH7jK9m";
    const control = async (base: unknown, path: string, body?: object): Promise<Answer> => {
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      return (await (await fetch(`${String(base)}${path}`, init)).json()) as Answer;
    };
    await control(tsPiotControl, "/sold", { cis });
    for (const base of [localModuleControl, trueApiControl])
      expect(await control(base, "/state")).toMatchObject({ codes: { [cis]: { sold: true } } });
    expect(await control(localModuleControl, "/phase", { phase: "initialization" })).toMatchObject({ phase: "initialization" });
    await control(trueApiControl, "/hosts", { host: 1, avgTimeMs: 700 });
    await control(trueApiControl, "/latency", { host: 0, ms: 40 });
    await control(trueApiControl, "/list", { hosts: [1] });
    expect(await control(trueApiControl, "/mode", { emergency: true })).toMatchObject({
      isEmergency: true,
      listed: [1],
      hosts: [{ latencyMs: 40 }, { avgTimeMs: 700 }],
    });
    expect(await control(trueApiControl, "/faults", { host: 9, kind: "cut" })).toMatchObject({
      error: expect.stringContaining("no such") as string,
    });
    expect(await going.end()).toBe(0);
  });

  it("a taken port ends with exit code 4", async () => {
    const first = begin(["emulate", "ts-piot", "--port", "0"]);
    const port = new URL(String((await first.first)["url"])).port;
    expect(await once(["emulate", "ts-piot", "--port", port])).toMatchObject({
      exit: 4,
      answer: { ok: false, errors: [{ code: "CFG920" }] },
    });
    await first.end();
  });

  it("all: a folder that another run holds is named, and nothing is left running", async () => {
    const words = [
      "emulate",
      "all",
      "--config",
      join(findProjectRoot(import.meta.url), "config/demo/till.yaml"),
      "--data",
      join(folder, "world"),
    ];
    const first = begin(words);
    expect(await first.first).toMatchObject({ ok: true, kkt: { control: expect.stringMatching(/^http/) as string } });
    expect(await once(words)).toMatchObject({ exit: 4, answer: { ok: false, errors: [{ code: "FIS501" }] } });
    expect(await first.end()).toBe(0);
  });
});

async function runOnly(words: readonly string[]): Promise<{ exit: ExitCode }> {
  const going = begin(words);
  await going.first.catch(() => {});
  return { exit: await going.end() };
}

describe("till catalog", () => {
  it("generates, imports and searches", async () => {
    const generated = await once(["catalog", "generate", "--items", "50", "--data-dir", "goods"]);
    expect(generated).toMatchObject({ exit: 0, answer: { items: 50 } });
    const { name } = JSON.parse(
      JSON.stringify((await once(["catalog", "search", "а", "--data-dir", "goods", "--limit", "1"])).answer["hits"]),
    )[0] as { name: string };
    const found = await once(["catalog", "search", ...name.split(" "), "--data-dir", "goods"]);
    expect(found.answer).toMatchObject({ hits: [{ name }] });
  });

  it("says what is wrong with a file", async () => {
    expect(await once(["catalog", "import", "nothing.csv", "--data-dir", "goods"])).toMatchObject({
      exit: 1,
      answer: { ok: false, errors: [{ code: "CAT211" }] },
    });
    expect((await runOnly(["catalog", "import", "--data-dir", "goods"])).exit).toBe(2);
  });

  it("knows no catalogue where there is none", async () => {
    const { exit, answer } = await once(["catalog", "search", "x", "--data-dir", "empty"]);
    expect([exit, answer["ok"]]).toEqual([1, false]);
    expect(() => readFileSync(join(folder, "empty"))).toThrow("ENOENT");
  });
});
