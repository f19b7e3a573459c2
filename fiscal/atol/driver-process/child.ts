import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Clock } from "../../../config/clock.ts";
import { err, ok } from "../../../config/result.ts";
import type { Result } from "../../../config/result.ts";
import { wholeAt } from "../answer.ts";
import { count } from "../decimal.ts";
import { isJsonObject, readJson, writeJson } from "../json-text.ts";
import type { JsonObject } from "../json-text.ts";

/** Program and arguments that run `serveDriver` on their standard streams. */
export type DriverCommand = readonly [program: string, ...args: string[]];

/** A line beyond this is no answer of ours. */
const MAX_LINE = 16 * 1024 * 1024;

/** One running process of the driver. When it ends, or is too slow, it is gone for good. */
export class DriverChild {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #clock: Clock;
  readonly #onMalformed: (line: string) => void;
  #pending: { readonly id: number; readonly done: (answer: Result<JsonObject, string>) => void } | null = null;
  #rest = "";
  #lastId = 0;
  #isGone = false;
  readonly ended: Promise<void>;

  constructor([program, ...args]: DriverCommand, clock: Clock, onMalformed: (line: string) => void) {
    this.#clock = clock;
    this.#onMalformed = onMalformed;
    this.#process = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.stdout.setEncoding("utf8").on("data", (chunk: string) => this.#read(chunk));
    this.#process.stderr.resume();
    this.#process.stdin.on("error", () => {}); // told by "close"
    this.ended = new Promise((resolve) => {
      const gone = (reason: string): void => {
        this.#isGone = true;
        this.#finish(err(reason));
        resolve();
      };
      this.#process.once("error", (error) => gone(error.message));
      this.#process.once("close", (code, signal) => gone(`the driver's process ended (${signal ?? code})`));
    });
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** For the log and for tests. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The answer, or why there is none; then the process is gone. One call at a time. */
  async ask(request: JsonObject, limitMs: number): Promise<Result<JsonObject, string>> {
    if (this.#isGone) return err("the driver's process is gone");
    const id = ++this.#lastId;
    const answer = new Promise<Result<JsonObject, string>>((done) => (this.#pending = { id, done }));
    this.#process.stdin.write(`${writeJson({ id: count(id), ...request })}\n`);
    const limit = new AbortController();
    const late = this.#clock.sleep(limitMs, limit.signal).then(() => {
      if (!limit.signal.aborted) this.kill();
    });
    const result = await answer;
    limit.abort();
    await late;
    return result;
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Lets the library close its port. */
  end(): void {
    this.#process.stdin.end();
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > MAX_LINE) this.kill();
    for (const line of lines) if (line !== "") this.#line(line);
  }

  #line(line: string): void {
    const answer = readJson(line)?.value;
    if (this.#pending !== null && isJsonObject(answer) && wholeAt(answer, "id") === this.#pending.id) this.#finish(ok(answer));
    else this.#onMalformed(line);
  }

  #finish(result: Result<JsonObject, string>): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.done(result);
  }
}
