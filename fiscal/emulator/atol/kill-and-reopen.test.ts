import { spawn, type ChildProcessByStdio } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { exchange, openShift, sell, type TaskResult } from "./testing/web-client.ts";

const PROCESS = fileURLToPath(new URL("./testing/emulator-process.ts", import.meta.url));
const KILLS = 3;
const POLLS_MAX = 2000;

type Child = ChildProcessByStdio<null, Readable, null>;
const running = new Set<Child>();
const folders: string[] = [];

afterEach(async () => {
  for (const child of running) await kill(child);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function kill(child: Child): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    running.delete(child);
    if (!child.kill("SIGKILL")) resolve();
  });
}

async function startProcess(dataDir: string): Promise<{ child: Child; api: string }> {
  const child: Child = spawn(process.execPath, ["--import", "tsx", PROCESS, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  const line = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text);
    });
    child.once("exit", (exitCode) => reject(new Error(`the emulator ended with ${exitCode}: ${text}`)));
  });
  return { child, api: `${(JSON.parse(line) as { url: string }).url}/api/v2` };
}

async function results(api: string, uuid: string): Promise<TaskResult[] | null> {
  const { status, text } = await exchange(`${api}/requests/${uuid}`, "GET", "");
  return status === 200 ? (JSON.parse(text) as { results: TaskResult[] }).results : null;
}

async function finished(api: string, uuid: string): Promise<TaskResult[] | null> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const found = await results(api, uuid);
    if (found === null || !found.some(({ status }) => ["wait", "inProgress", "blocked"].includes(status))) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`request ${uuid} came to no end`);
}

async function run(api: string, uuid: string, task: object): Promise<TaskResult | undefined> {
  const { status, text } = await exchange(`${api}/requests`, "POST", JSON.stringify({ uuid, request: [task] }));
  if (status !== 201) throw new Error(`POST answered ${status}: ${text}`);
  return (await finished(api, uuid))?.[0];
}

it("kill -9 at any moment: what the server says of a request is what the drive holds", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "atol-kill-"));
  folders.push(dataDir);
  let { child, api } = await startProcess(dataDir);
  await run(api, "open", openShift());
  let registered = 0;
  for (let round = 0; round < KILLS; round++) {
    const uuid = `sale-${round}`;
    const sent = exchange(`${api}/requests`, "POST", JSON.stringify({ uuid, request: [sell()] })).catch(() => null);
    // The kill falls before the request, with it, and after its answer.
    if (round === 1) await new Promise((resolve) => setImmediate(resolve));
    if (round === 2) await sent;
    await kill(child);
    await sent;
    ({ child, api } = await startProcess(dataDir));
    const [result] = (await finished(api, uuid)) ?? [];
    const status = await run(api, `look-${round}`, { type: "getFnStatus" });
    const { fiscalDocumentNumber } = (status?.result?.["fnStatus"] ?? {}) as { fiscalDocumentNumber?: number };
    const isRegistered = fiscalDocumentNumber === 3 + registered;
    if (isRegistered) registered++;
    expect(fiscalDocumentNumber).toBe(2 + registered);
    // Nobody knows of a request that was lost on its way: then there is no document either.
    expect(result?.status === "ready").toBe(isRegistered);
    if (isRegistered) expect(result?.result?.["fiscalParams"]).toMatchObject({ fiscalDocumentNumber });
    else expect(["error", "interrupted", undefined]).toContain(result?.status);
  }
}, 120_000);
