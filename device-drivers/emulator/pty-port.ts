import { spawn, type ChildProcessByStdio } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { systemClock, type Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { findProjectRoot } from "../../config/project-root.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { ByteChannel } from "../transport/channel.ts";
import { Closing } from "../transport/closing.ts";
import { EARLY_BYTES_LIMIT, Inbox } from "../transport/inbox.ts";

const RELAY_FILE = "device-drivers/emulator/pty-relay.py";
const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 2_000;
/** "/dev/pts/<number>\n" with room to spare. */
const PATH_LINE_LIMIT_BYTES = 256;
const STDERR_LIMIT_CHARS = 2_000;

export interface PtyPortOptions {
  /** A symbolic link to the slave, so that the path stays the same over re-plugging. */
  readonly linkPath?: string;
  readonly python?: string;
  readonly clock?: Clock;
}

/** A plugged-in emulated serial port. */
export interface PtyPort {
  /** What the till opens: the link when one was asked for, else `/dev/pts/<n>`. */
  readonly path: string;
  /** The device's side of the wire. `closed` reports DEV105 when the relay died by itself. */
  readonly channel: ByteChannel;
  /** Unplugs: the slave vanishes, the till sees a hang-up. Bytes still on the way are lost. */
  close(): Promise<void>;
}

type Relay = ChildProcessByStdio<Writable, Readable, Readable>;

/** Plugs in a raw, 8-bit clean pseudo-terminal. Fails with DEV112 when python3 cannot run. */
export async function openPtyPort(options: PtyPortOptions = {}): Promise<Result<PtyPort, AppError>> {
  const clock = options.clock ?? systemClock;
  const args = [
    "-I",
    "-S",
    join(findProjectRoot(import.meta.url), RELAY_FILE),
    ...(options.linkPath === undefined ? [] : [options.linkPath]),
  ];
  const relay: Relay = spawn(options.python ?? "python3", args, { stdio: ["pipe", "pipe", "pipe"] });
  const exited = exitReason(relay);
  const first = await readPathLine(relay, exited, clock);
  if (!first.ok) {
    await stop(relay, exited, clock);
    return first;
  }
  const { slavePath, rest } = first.value;
  const channel = relayChannel(relay, exited, `pty:${slavePath}`, rest, clock);
  return ok({ path: options.linkPath ?? slavePath, channel, close: () => channel.close() });
}

/** Resolves when the relay is gone, with words for the technician. Never rejects. */
function exitReason(relay: Relay): Promise<string> {
  let complaint = "";
  relay.stderr.setEncoding("utf8");
  relay.stderr.on("data", (text: string) => {
    complaint = (complaint + text).slice(-STDERR_LIMIT_CHARS);
  });
  // A write after the relay's death raises EPIPE here; the exit itself is the news.
  relay.stdin.on("error", () => {});
  return new Promise((resolve) => {
    relay.once("error", (error) => resolve(error.message));
    relay.once("close", (code, signal) => resolve(complaint.trim() || `relay ended, ${signal ?? `code ${code}`}`));
  });
}

async function readPathLine(
  relay: Relay,
  exited: Promise<string>,
  clock: Clock,
): Promise<Result<{ slavePath: string; rest: Buffer }, AppError>> {
  const timer = new AbortController();
  const line = new Promise<{ slavePath: string; rest: Buffer } | null>((resolve) => {
    let head = Buffer.alloc(0);
    const receive = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(0x0a);
      if (end < 0 && head.length <= PATH_LINE_LIMIT_BYTES) return;
      relay.stdout.off("data", receive);
      relay.stdout.pause();
      resolve(end < 0 ? null : { slavePath: head.toString("utf8", 0, end), rest: head.subarray(end + 1) });
    };
    relay.stdout.on("data", receive);
  });
  const outcome = await Promise.race([line, exited, clock.sleep(START_TIMEOUT_MS, timer.signal)]);
  timer.abort();
  if (typeof outcome === "object" && outcome !== null) return ok(outcome);
  return err(appError("DEV112", { reason: outcome === undefined ? "timeout" : (outcome ?? "unexpected output") }));
}

function relayChannel(relay: Relay, exited: Promise<string>, address: string, rest: Buffer, clock: Clock): ByteChannel {
  const inbox = new Inbox(EARLY_BYTES_LIMIT);
  const closing = new Closing();
  const receive = (bytes: Buffer): void => {
    if (inbox.deliver(bytes)) return;
    closing.settle(appError("DEV110", { address, limitBytes: EARLY_BYTES_LIMIT }));
    relay.kill("SIGTERM");
  };
  if (rest.length > 0) receive(rest);
  relay.stdout.on("data", receive);
  relay.stdout.resume();
  void exited.then((reason) => closing.settle(appError("DEV105", { address, reason })));
  return {
    address,
    closed: closing.closed,
    onData: (handler) => inbox.attach(handler),
    write: (bytes) => {
      if (closing.isClosed) return Promise.resolve(err(appError("DEV107", { address })));
      return new Promise((resolve) => {
        relay.stdin.write(bytes, (error) => resolve(error ? err(appError("DEV105", { address, reason: error.message })) : ok(undefined)));
      });
    },
    close: async () => {
      closing.settle(null);
      await stop(relay, exited, clock);
    },
  };
}

async function stop(relay: Relay, exited: Promise<string>, clock: Clock): Promise<void> {
  relay.kill("SIGTERM");
  const timer = new AbortController();
  const late = await Promise.race([exited.then(() => false), clock.sleep(STOP_TIMEOUT_MS, timer.signal).then(() => true)]);
  timer.abort();
  if (!late) return;
  relay.kill("SIGKILL");
  await exited;
}
