import type { AppError } from "../../../config/errors/index.ts";
import { ok, type Result } from "../../../config/result.ts";
import { startControlServer, type ControlAnswer } from "../../emulator/control-server.ts";
import type { OperationRecord } from "./book.ts";
import { startTerminalServer, TERMINAL_FAULTS, type FaultOrder, type TerminalServerOptions } from "./terminal-server.ts";

export interface CardTerminalEmulatorOptions extends TerminalServerOptions {
  /** 0 or absent: any free port. */
  readonly controlPort?: number;
}

export interface CardTerminalEmulator {
  readonly port: number;
  readonly controlPort: number;
  operations(): readonly OperationRecord[];
  /** Money taken and neither refunded nor reversed. */
  balanceKop(): number;
  orderFault(order: FaultOrder): void;
  stop(): Promise<void>;
}

const FAULT_COUNT_LIMIT = 10_000;
const FAULT_DELAY_LIMIT_MS = 600_000;

/**
 * The bank's terminal with its control calls: `GET /operations`, `POST /faults` `{"fault":"lose-after","count":1}`,
 * `POST /faults/clear`, `POST /close` (switched off), `POST /open`. Fails with DEV115 or DEV227.
 */
export async function startCardTerminalEmulator(options: CardTerminalEmulatorOptions): Promise<Result<CardTerminalEmulator, AppError>> {
  const started = await startTerminalServer(options);
  if (!started.ok) return started;
  const server = started.value;
  const state = (): ControlAnswer => ({ body: { balanceKop: server.balanceKop(), operations: server.operations() } });
  const control = await startControlServer(
    {
      "GET /operations": state,
      "POST /faults": (body) => {
        const order = parseFault(body);
        if (!order) return { isRefused: true, body: { error: "unknown fault", faults: TERMINAL_FAULTS } };
        server.orderFault(order);
        return { body: order };
      },
      "POST /faults/clear": () => {
        server.clearFaults();
        return state();
      },
      "POST /close": async () => {
        await server.close();
        return { body: { isOpen: false } };
      },
      "POST /open": async () => {
        const failure = await server.open();
        return failure === null ? { body: { isOpen: true } } : { isRefused: true, body: { error: failure } };
      },
    },
    options.controlPort,
  );
  if (!control.ok) {
    await server.stop();
    return control;
  }
  return ok({
    port: server.port,
    controlPort: control.value.port,
    operations: () => server.operations(),
    balanceKop: () => server.balanceKop(),
    orderFault: (order) => server.orderFault(order),
    stop: async () => {
      await control.value.close();
      await server.stop();
    },
  });
}

function parseFault(body: unknown): FaultOrder | null {
  if (typeof body !== "object" || body === null || !("fault" in body)) return null;
  const fault = TERMINAL_FAULTS.find((name) => name === body.fault);
  if (!fault) return null;
  const count = "count" in body ? body.count : 1;
  const delayMs = "delayMs" in body ? body.delayMs : undefined;
  const reason = "reason" in body ? body.reason : undefined;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1 || count > FAULT_COUNT_LIMIT) return null;
  if (delayMs !== undefined && (typeof delayMs !== "number" || delayMs < 0 || delayMs > FAULT_DELAY_LIMIT_MS)) return null;
  if (reason !== undefined && typeof reason !== "string") return null;
  return { fault, count, ...(delayMs === undefined ? {} : { delayMs }), ...(reason === undefined ? {} : { reason }) };
}
