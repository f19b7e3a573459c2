import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Clock } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { LineSplitter, parseObject, type TerminalAnswer, type TerminalRequest } from "../json-protocol.ts";
import { OperationBook, type OperationRecord } from "./book.ts";
import { openOperationsFile, type OperationsFile } from "./operations-file.ts";

/**
 * What goes wrong with the next operations (not with `lookUp`):
 * - `decline`: the bank says no;
 * - `lose-after`: carried out and recorded, the connection breaks instead of the answer;
 * - `lose-before`: the connection breaks, nothing was done;
 * - `silent-after`, `silent-before`: the same with the connection left open and no answer ever;
 * - `garbage-after`: carried out, the answer is rubbish;
 * - `slow`: the customer takes `delayMs` with the card; busy for others meanwhile.
 */
export const TERMINAL_FAULTS = ["decline", "lose-after", "lose-before", "silent-after", "silent-before", "garbage-after", "slow"] as const;
export type TerminalFault = (typeof TERMINAL_FAULTS)[number];

export interface FaultOrder {
  readonly fault: TerminalFault;
  /** How many operations it hits. */
  readonly count?: number;
  readonly delayMs?: number;
  readonly reason?: string;
}

export interface TerminalServerOptions {
  /** Operations file. */
  readonly file: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Last four digits of the card that customers put in. */
  readonly lastDigits?: string;
  readonly clock: Clock;
}

const LOOPBACK = "127.0.0.1";
const DEFAULT_DELAY_MS = 2_000;

/** Starts the bank terminal on the loopback. Fails with DEV115 (port taken) or DEV227 (operations file). */
export async function startTerminalServer(options: TerminalServerOptions): Promise<Result<TerminalServer, AppError>> {
  const file = await openOperationsFile(options.file);
  if (!file.ok) return file;
  const server = new TerminalServer(options, file.value);
  const failure = await server.listen(options.port ?? 0);
  if (failure === null) return ok(server);
  await file.value.close();
  return err(appError("DEV115", { port: options.port ?? 0, reason: failure }));
}

export class TerminalServer {
  readonly #clock: Clock;
  readonly #lastDigits: string;
  readonly #file: OperationsFile;
  readonly #book: OperationBook;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #faults: FaultOrder[] = [];
  /** The operation that has the card now. */
  #presentId: string | null = null;

  constructor(options: TerminalServerOptions, file: OperationsFile) {
    this.#clock = options.clock;
    this.#lastDigits = options.lastDigits ?? "0001";
    this.#file = file;
    this.#book = new OperationBook(file.records);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  get port(): number {
    return this.#port;
  }

  operations(): readonly OperationRecord[] {
    return this.#book.records();
  }

  balanceKop(): number {
    return this.#book.balanceKop();
  }

  orderFault(order: FaultOrder): void {
    for (let index = 0; index < (order.count ?? 1); index += 1) this.#faults.push(order);
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** null = listening. */
  listen(port: number): Promise<string | null> {
    return new Promise((resolve) => {
      const fail = (error: Error): void => resolve(error.message);
      this.#server.once("error", fail);
      this.#server.listen(port, LOOPBACK, () => {
        this.#server.off("error", fail);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve(null);
      });
    });
  }

  /** Switched off: no connection is accepted until `open`. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async open(): Promise<string | null> {
    return this.#server.listening ? null : this.listen(this.#port);
  }

  async stop(): Promise<void> {
    await this.close();
    await this.#file.close();
  }

  #serve(socket: Socket): void {
    const splitter = new LineSplitter();
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (bytes) => {
      const lines = splitter.feed(bytes);
      if (lines === null) socket.destroy();
      else for (const line of lines) void this.#answer(socket, line);
    });
  }

  async #answer(socket: Socket, line: string): Promise<void> {
    const request = parseRequest(line);
    if (!request) {
      socket.destroy();
      return;
    }
    if (request.op === "lookUp") {
      const isPresent = request.id === this.#presentId;
      send(socket, isPresent ? { seq: request.seq, status: "inProgress" } : this.#book.lookUp(request.seq, request.id));
      return;
    }
    if (this.#presentId !== null) return send(socket, { seq: request.seq, status: "busy" });
    const known = this.#book.answerAtOnce(request);
    if (known) return send(socket, known);
    this.#presentId = request.id;
    try {
      await this.#carryOut(socket, request);
    } finally {
      this.#presentId = null;
    }
  }

  async #carryOut(socket: Socket, request: Exclude<TerminalRequest, { op: "lookUp" }>): Promise<void> {
    const order = this.#faults.shift();
    const fault = order?.fault;
    if (fault === "lose-before") socket.destroy();
    if (fault === "lose-before" || fault === "silent-before") return;
    if (fault === "slow") await this.#clock.sleep(order?.delayMs ?? DEFAULT_DELAY_MS);
    const declineReason = fault === "decline" ? (order?.reason ?? "недостаточно средств") : null;
    const { answer, record } = this.#book.decide(request, { lastDigits: this.#lastDigits, declineReason }, this.#clock.now());
    await this.#file.append(record);
    this.#book.add(record);
    if (fault === "lose-after") socket.destroy();
    else if (fault === "garbage-after") socket.write("\u0002approved?\n");
    else if (fault !== "silent-after") send(socket, answer);
  }
}

function send(socket: Socket, answer: TerminalAnswer): void {
  if (answer.status !== "approved") socket.write(`${JSON.stringify(answer)}\n`);
  else socket.write(`${JSON.stringify({ seq: answer.seq, status: answer.status, ...answer.approval })}\n`);
}

function parseRequest(line: string): TerminalRequest | null {
  const fields = parseObject(line);
  if (!fields) return null;
  const { seq, op, id, amountKop, originalRrn, reversedId } = fields;
  if (typeof seq !== "number" || typeof id !== "string" || id === "") return null;
  if (op === "lookUp") return { seq, op, id };
  if (typeof amountKop !== "number") return null;
  if (op === "charge") return { seq, op, id, amountKop };
  if (op === "refund" && (originalRrn === null || typeof originalRrn === "string")) return { seq, op, id, amountKop, originalRrn };
  if (op === "reverse" && typeof reversedId === "string") return { seq, op, id, amountKop, reversedId };
  return null;
}
