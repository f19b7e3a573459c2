import { Worker } from "node:worker_threads";
import type { Clock } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { err, type Result } from "../../../config/result.ts";
import type { FoundCode } from "./found-code.ts";
import { pictureHead } from "./picture-head.ts";
import type { PictureAnswer } from "./picture-worker.ts";

/** From the call to the answer, waiting for earlier pictures included. A large photo without codes takes 2–3 s here. */
const LIMIT_MS = 10_000;
/** The thread and its 20–200 MB are given back when nobody sends photos. */
const IDLE_MS = 60_000;
const WAITING_MAX = 4;

export interface PictureDecoderPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly limitMs?: number;
  readonly idleMs?: number;
  /** How the thread is started; for tests of a thread that misbehaves. */
  readonly startWorker?: () => Worker;
}

export interface PictureDecoder {
  /**
   * All codes of a JPEG or PNG. The event loop is never kept busy: a thread does the work, started with the first picture.
   * Errors: MRK590–MRK596.
   */
  read(file: Uint8Array): Promise<Result<readonly FoundCode[], AppError>>;
  stop(): Promise<void>;
}

export function createPictureDecoder(ports: PictureDecoderPorts): PictureDecoder {
  return new ThreadDecoder(ports);
}

/** From the file beside the bundle (bin/build.mjs); in development from the source, which Node 20 reads only through tsx. */
function startPictureWorker(): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./picture-worker.cjs", import.meta.url), { execArgv: [] });
  const source = new URL("./picture-worker.ts", import.meta.url).href;
  const throughTsx = `const loader = "tsx/esm/api"; import(loader).then(({ register }) => (register(), import(${JSON.stringify(source)})))`;
  return new Worker(throughTsx, { eval: true, execArgv: [] });
}

interface Thread {
  readonly worker: Worker;
  /** Resolves with the reason when the thread is over. */
  readonly ended: Promise<string>;
}

class ThreadDecoder implements PictureDecoder {
  readonly #ports: PictureDecoderPorts;
  #thread: Thread | null = null;
  #line: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #idle = new AbortController();

  constructor(ports: PictureDecoderPorts) {
    this.#ports = ports;
  }

  async read(file: Uint8Array): Promise<Result<readonly FoundCode[], AppError>> {
    const head = pictureHead(file);
    if (!head.ok) return head;
    if (this.#waiting >= WAITING_MAX) return err(appError("MRK596", { limit: WAITING_MAX }));
    const { clock, limitMs = LIMIT_MS } = this.#ports;
    const deadlineMs = clock.monotonicMs() + limitMs;
    this.#waiting += 1;
    const answer = this.#line.then(() => this.#readOne(file, deadlineMs, limitMs));
    this.#line = answer;
    return answer.finally(() => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#endWhenIdle();
    });
  }

  async stop(): Promise<void> {
    this.#idle.abort();
    await this.#endThread();
  }

  async #readOne(file: Uint8Array, deadlineMs: number, limitMs: number): Promise<PictureAnswer> {
    const { clock, log } = this.#ports;
    this.#idle.abort();
    const leftMs = deadlineMs - clock.monotonicMs();
    const tooLate = err(appError("MRK594", { limitMs }));
    if (leftMs <= 0) return tooLate;
    this.#thread ??= this.#startThread();
    const { worker, ended } = this.#thread;
    const over = new AbortController();
    const answered = new Promise<PictureAnswer>((resolve) => worker.once("message", resolve));
    // A copy: the caller keeps its bytes.
    worker.postMessage(file, []);
    const outcome = await Promise.race([
      answered,
      ended.then((reason) => err(appError("MRK595", { reason }))),
      clock.sleep(leftMs, over.signal).then(() => null),
    ]);
    over.abort();
    if (outcome !== null) return outcome;
    log.warn({ limitMs, bytes: file.length }, "a picture took too long: its thread is ended");
    await this.#endThread();
    return tooLate;
  }

  #startThread(): Thread {
    const worker = (this.#ports.startWorker ?? startPictureWorker)();
    worker.unref();
    const ended = new Promise<string>((resolve) => {
      worker.once("error", (error) => resolve(String(error)));
      worker.once("exit", (code) => resolve(`exit code ${code}`));
    });
    const thread = { worker, ended };
    void ended.then((reason) => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      this.#ports.log.warn({ reason }, "the thread that reads pictures ended");
    });
    return thread;
  }

  #endWhenIdle(): void {
    const idle = new AbortController();
    this.#idle = idle;
    void this.#ports.clock
      .sleep(this.#ports.idleMs ?? IDLE_MS, idle.signal)
      .then(() => (idle.signal.aborted ? undefined : this.#endThread()));
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.worker.terminate();
  }
}
