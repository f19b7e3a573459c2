import { silentLog } from "../../../config/log.ts";
import { ManualClock } from "../../../device-drivers/transport/manual-clock.ts";
import type { FiscalDocument, FiscalReceipt, Registered } from "../../document/fiscal-document.ts";
import type { Baseline } from "../../registrar.ts";
import { connectShtrihM } from "../shtrih-m-registrar.ts";
import type { ShtrihMOptions, ShtrihMRegistrar } from "../shtrih-m-registrar.ts";
import { driven } from "./drive-clock.ts";
import { ToyKkt } from "./toy-kkt.ts";

/** 24.11.2026 12:30:15 Moscow, the toy's clock. */
export const NOW = Date.UTC(2026, 10, 24, 9, 30, 15);
export const cashier = { name: "Кассир Иванова", inn: "500100732259" };

export interface Bench {
  readonly kkt: ToyKkt;
  readonly clock: ManualClock;
  readonly registrar: ShtrihMRegistrar;
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  readonly baseline: () => Promise<Baseline>;
}

export function setUp(change: Partial<ShtrihMOptions> = {}): Bench {
  const kkt = new ToyKkt();
  const clock = new ManualClock(NOW);
  const options = { openChannel: kkt.device.open, clock, log: silentLog, operatorPassword: 1, adminPassword: 30 };
  const registrar = connectShtrihM({ ...options, ...change });
  const run = <T>(work: Promise<T>): Promise<T> => driven(clock, work);
  return {
    kkt,
    clock,
    registrar,
    run,
    baseline: async () => {
      const read = await run(registrar.baseline());
      if (!read.ok) throw new Error(read.error.code);
      return read.value;
    },
  };
}

export const asDocument = (receipt: FiscalReceipt): FiscalDocument => ({ kind: "receipt", receipt });
export const REGISTERED: Registered = {
  fdNumber: 11,
  fiscalSign: "11000",
  fnSerial: "9999078902012392",
  at: Date.UTC(2026, 10, 24, 9, 30) as Registered["at"],
  shiftNumber: 5,
  qr: "t=20261124T1230&s=100.00&fn=9999078902012392&i=11&fp=11000&n=1",
  isPrintOwed: false,
};
