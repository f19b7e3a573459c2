import { spawn, type ChildProcessByStdio } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { close, cmd, frame, fromLe, item } from "./testing/host-bytes.ts";
import { TcpHost } from "./testing/tcp-host.ts";

const PROCESS = fileURLToPath(new URL("./testing/emulator-process.ts", import.meta.url));
const KILLS = 4;
const PRICE = 100;

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

async function startProcess(dataDir: string): Promise<{ child: Child; tcpPort: number }> {
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
  const addresses = JSON.parse(line) as { tcp: string };
  return { child, tcpPort: Number(addresses.tcp.split(":")[1]) };
}

interface Seen {
  readonly lastFd: number;
  readonly mode: number;
  readonly cashInShift: number;
  readonly receipts: number;
  readonly drawer: number;
  readonly documentNumber: number;
}

async function look(host: TcpHost): Promise<Seen> {
  const ask = async (payload: Uint8Array): Promise<Uint8Array> => {
    const answer = await host.send(payload);
    if (answer === null) throw new Error("the session ended");
    return answer;
  };
  return {
    lastFd: fromLe(await ask(cmd(0xff01)), 29, 4),
    mode: (await ask(cmd(0x10)))[5] ?? -1,
    cashInShift: fromLe(await ask(cmd(0x1a, 193)), 3, 6),
    receipts: fromLe(await ask(cmd(0x1b, 144)), 3, 2),
    drawer: fromLe(await ask(cmd(0x1a, 241)), 3, 6),
    documentNumber: fromLe(await ask(cmd(0x1b, 152)), 3, 2),
  };
}

describe("kill -9 of the emulator", () => {
  it("leaves a document wholly there or not at all, drive and registers together, whatever the moment", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "kkt-kill-"));
    folders.push(dataDir);
    let { child, tcpPort } = await startProcess(dataDir);
    let host = await TcpHost.connect(tcpPort);
    await host.send(cmd(0xe0));
    let registered = 0;
    for (let round = 0; round < KILLS; round++) {
      const before = await look(host);
      if (before.mode !== 8) await host.send(item({ priceKop: PRICE }));
      // From "the frame is on its way" to "the answer is there": the kill falls at another moment each time.
      host.write(...frame(close(PRICE)));
      if (round % 3 === 1) await new Promise((resolve) => setImmediate(resolve));
      if (round % 3 === 2) await host.byte();
      await kill(child);
      host.close();
      ({ child, tcpPort } = await startProcess(dataDir));
      host = await TcpHost.connect(tcpPort);
      const after = await look(host);
      const done = after.lastFd - before.lastFd;
      expect([0, 1]).toContain(done);
      registered += done;
      // Shift open and registration are documents 1 and 2.
      expect(after).toEqual({
        lastFd: 2 + registered,
        mode: done === 1 ? 2 : 8,
        cashInShift: registered * PRICE,
        receipts: registered,
        drawer: registered * PRICE,
        documentNumber: 2 + registered,
      });
      const found = await host.send(cmd(0xff0a, after.lastFd, 0, 0, 0));
      expect([found?.[2], found?.[3]]).toEqual([0, registered === 0 ? 2 : 3]);
    }
    host.close();
  }, 90_000);
});
