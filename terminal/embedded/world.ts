import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import type { Result } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import { startCardTerminalEmulator } from "../../device-drivers/card-terminal/emulator/run.ts";
import { startDisplayEmulator } from "../../device-drivers/emulator/display-emulator.ts";
import { startScannerEmulator } from "../../device-drivers/emulator/scanner-emulator.ts";
import { FAST_PROFILE, REALISTIC_PROFILE, startKktEmulator } from "../../fiscal/emulator/index.ts";
import { startIteemServer } from "../../sync-agent/reference-server/iteem/server.ts";
import { VAT_DESCRIPTIONS } from "../../sync-agent/onec/names.ts";
import { startOneCServer } from "../../sync-agent/reference-server/onec/server.ts";
import { startTsPiotEmulator } from "../marking/emulator/index.ts";
import type { WorldAddresses } from "./addresses.ts";
import { DEMO_CARDS } from "./demo-cards.ts";

export interface WorldOptions {
  readonly which: Config["embedded"];
  readonly upload: Config["upload"];
  readonly displayKind: "cd5220" | "escpos";
  /** Each emulator keeps its own folder below; what it remembers outlives the till. */
  readonly dataDir: string;
  /** The pace of real devices instead of instant answers. */
  readonly isRealistic: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface World {
  readonly addresses: WorldAddresses;
  stop(): Promise<void>;
}

/** Everything outside the till, in one process of its own: devices, the marking service, ITEEM and 1C. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { which, clock } = options;
  const stops: (() => Promise<void>)[] = [];
  const started = <T extends { stop(): Promise<void> }>(emulator: T): T => {
    stops.push(() => emulator.stop());
    return emulator;
  };
  const home = (name: string): string => join(options.dataDir, name);
  const [kkt, scanner, display, cardTerminal, tsPiot, iteem, onec] = await Promise.all([
    which.kkt ? startKkt(home("kkt"), options).then(started) : null,
    which.scanner ? startScannerEmulator().then(expect).then(started) : null,
    which.display ? startDisplayEmulator({ kind: options.displayKind }).then(expect).then(started) : null,
    which.cardTerminal
      ? startCardTerminalEmulator({ file: join(options.dataDir, "card-terminal.jsonl"), clock })
          .then(expect)
          .then(started)
      : null,
    which.tsPiot ? startMarking(options).then(started) : null,
    which.iteem ? startIteem(home("iteem"), options).then(started) : null,
    which.onec ? startOneC(home("onec"), options).then(started) : null,
  ]);
  return {
    addresses: {
      kkt: kkt && { port: kkt.tcpPort, control: loopback(kkt.controlPort) },
      scanner: scanner && { path: scanner.path, control: loopback(scanner.controlPort) },
      display: display && { path: display.path, control: loopback(display.controlPort) },
      cardTerminal: cardTerminal && { port: cardTerminal.port, control: loopback(cardTerminal.controlPort) },
      tsPiot: tsPiot && { url: tsPiot.url, control: tsPiot.controlUrl },
      iteem: iteem && { url: iteem.url, control: iteem.controlUrl },
      onec: onec && { url: onec.url, control: onec.controlUrl },
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function startKkt(dataDir: string, { clock, log, isRealistic }: WorldOptions) {
  return startKktEmulator({ dataDir, clock, log, profile: isRealistic ? REALISTIC_PROFILE : FAST_PROFILE });
}

async function startMarking({ clock, log }: WorldOptions) {
  const emulator = await startTsPiotEmulator({ port: 0, clock, log });
  return { url: emulator.url, controlUrl: emulator.controlUrl, stop: () => emulator.close() };
}

async function startIteem(dataDir: string, { upload, clock, log }: WorldOptions) {
  const server = await startIteemServer({ dataDir, port: 0, token: upload.iteem?.token.reveal() ?? null, clock, log });
  for (const card of DEMO_CARDS) server.registerCard(card);
  return server;
}

async function startOneC(dataDir: string, { upload, clock, log }: WorldOptions) {
  const { onec } = upload;
  const credentials = onec === undefined ? null : { user: onec.user, password: onec.password.reveal() };
  const server = await startOneCServer({ dataDir, port: 0, credentials, clock, log });
  Object.values(VAT_DESCRIPTIONS).forEach((description, index) => {
    server.add("Catalog_СтавкиНДС", {
      Ref_Key: `0f5fbf3c-7f6e-11ee-8c3a-0015500000${String(index).padStart(2, "0")}`,
      Description: description,
    });
  });
  return server;
}

function loopback(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** An emulator that cannot start leaves nothing to show: its own words say why. */
function expect<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(errorText(result.error, "en"));
  return result.value;
}
