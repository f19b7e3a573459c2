import { randomUUID } from "node:crypto";
import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { kopecks, quantity } from "../../../config/money.ts";
import type { FiscalLine, FiscalReceipt } from "../../document/fiscal-document.ts";
import { connectAtol } from "../atol-registrar.ts";
import type { AtolOptions, AtolRegistrar } from "../atol-registrar.ts";
import type { TaskPort } from "../task-port.ts";
import { WebRequests } from "../web-requests.ts";
import type { WebRequestsOptions } from "../web-requests.ts";
import { ScriptedServer } from "./scripted-server.ts";

export const MOSCOW = 180;

export function registrarOver(port: TaskPort, options: Partial<AtolOptions> = {}): AtolRegistrar {
  return connectAtol({
    port,
    clock: systemClock,
    log: silentLog,
    utcOffsetMinutes: MOSCOW,
    industryDate: "YYYY.MM.DD",
    refuseNegativeMarking: false,
    openDrawerOnCash: false,
    printsOwedAtStart: true,
    newId: randomUUID,
    ...options,
  });
}

export async function webBench(
  options: Partial<WebRequestsOptions> = {},
  registrarOptions: Partial<AtolOptions> = {},
): Promise<{ server: ScriptedServer; registrar: AtolRegistrar; stop: () => Promise<void> }> {
  const server = new ScriptedServer();
  const url = await server.start();
  const timings = { pollMs: [1], waitLimitMs: 50, runLimitMs: 50 };
  const port = new WebRequests({ url, clock: systemClock, log: silentLog, newId: randomUUID, timings, ...options });
  const registrar = registrarOver(port, registrarOptions);
  const stop = async (): Promise<void> => {
    await registrar.close();
    await server.stop();
  };
  return { server, registrar, stop };
}

export function line(change: Partial<FiscalLine> = {}): FiscalLine {
  return {
    name: "Хлеб ржаной",
    priceKop: kopecks(5_005),
    quantity: quantity(2_000_000),
    sumKop: kopecks(10_010),
    vat: "22",
    method: 4,
    subject: 1,
    measure: 0,
    department: 1,
    ...change,
  };
}

/** 100.10 in cash out of 150.00. */
export function receipt(change: Partial<FiscalReceipt> = {}): FiscalReceipt {
  return {
    kind: "sale",
    ownTag: "T01R000001",
    cashier: { name: "Кассир Иванова", inn: "500100732259" },
    taxSystem: "usn-income",
    lines: [line()],
    payments: {
      cashKop: kopecks(10_010),
      electronicKop: kopecks(0),
      prepaidKop: kopecks(0),
      creditKop: kopecks(0),
      counterKop: kopecks(0),
    },
    cashGivenKop: kopecks(15_000),
    totalKop: kopecks(10_010),
    footer: [],
    ...change,
  };
}
