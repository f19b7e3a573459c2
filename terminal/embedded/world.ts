import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { errorMessage } from "../../config/error-message.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import { startCardTerminalEmulator } from "../../device-drivers/card-terminal/emulator/run.ts";
import { startDisplayEmulator } from "../../device-drivers/emulator/display-emulator.ts";
import { startScannerEmulator } from "../../device-drivers/emulator/scanner-emulator.ts";
import { FAST_PROFILE, REALISTIC_PROFILE, tryStartKktEmulator } from "../../fiscal/emulator/index.ts";
import { startSellerKkt } from "./seller-kkt.ts";
import { startIteemServer } from "../../sync-agent/reference-server/iteem/server.ts";
import { VAT_DESCRIPTIONS } from "../../sync-agent/onec/names.ts";
import { startOneCServer } from "../../sync-agent/reference-server/onec/server.ts";
import { startUtmEmulator } from "../alcohol/emulator/index.ts";
import { CodeBook, startLocalModuleEmulator, startTsPiotEmulator } from "../marking/emulator/index.ts";
import type { WorldAddresses } from "./addresses.ts";
import { DEMO_CARDS } from "./demo-cards.ts";

export interface WorldOptions {
  readonly which: Config["embedded"];
  readonly upload: Config["upload"];
  /** Login and token that the emulated local module takes. */
  readonly marking: Config["marking"];
  /** Each gets an emulated registrar of its family, registered as the configuration says. */
  readonly sellers: Config["sellers"];
  readonly displayKind: "cd5220" | "escpos";
  /** Each emulator keeps its own folder below; what it remembers outlives the till. */
  readonly dataDir: string;
  /** Of the shop: clocks of registrars and of the UTM show its time. */
  readonly utcOffsetMinutes: number;
  /** The pace of real devices instead of instant answers. */
  readonly isRealistic: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface World {
  readonly addresses: WorldAddresses;
  stop(): Promise<void>;
}

/**
 * Everything outside the till, in one process of its own: devices, the marking service, ITEEM and 1C. All or nothing: when one
 * can't start (FIS501: its folder is taken by another till), the others are stopped again.
 */
export async function startWorld(options: WorldOptions): Promise<Result<World, AppError>> {
  const { which, clock } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((each) => each()));
  };
  const failures: AppError[] = [];
  const started = <T extends { stop(): Promise<void> }>(result: Result<T, AppError>): T | null => {
    if (!result.ok) {
      failures.push(result.error);
      return null;
    }
    stops.push(() => result.value.stop());
    return result.value;
  };
  const home = (name: string): string => join(options.dataDir, name);
  const book = new CodeBook(false);
  const sellers = which.kkt ? options.sellers : [];
  const [kkt, sellerKkts, scanner, display, cardTerminal, tsPiot, localModule, utm, iteem, onec] = await Promise.all([
    which.kkt ? startKkt(home("kkt"), options).then(started) : null,
    Promise.all(sellers.map(async (seller, index) => [seller.id, await startSellerKkt(seller, index, options).then(started)] as const)),
    which.scanner ? startScannerEmulator().then(started) : null,
    which.display ? startDisplayEmulator({ kind: options.displayKind }).then(started) : null,
    which.cardTerminal ? startCardTerminalEmulator({ file: join(options.dataDir, "card-terminal.jsonl"), clock }).then(started) : null,
    which.tsPiot ? attempt(() => startTsPiot(book, options)).then(started) : null,
    which.localModule ? attempt(() => startLocalModule(book, options)).then(started) : null,
    which.utm ? attempt(() => startUtm(options)).then(started) : null,
    which.iteem ? attempt(() => startIteem(home("iteem"), options)).then(started) : null,
    which.onec ? attempt(() => startOneC(home("onec"), options)).then(started) : null,
  ]);
  const [failure] = failures;
  if (failure !== undefined) {
    await stop();
    return err(failure);
  }
  return ok({
    stop,
    addresses: {
      kkt: kkt && { port: kkt.tcpPort, control: loopback(kkt.controlPort) },
      sellers: Object.fromEntries(sellerKkts.flatMap(([id, each]) => (each === null ? [] : [[id, each.address]]))),
      scanner: scanner && { path: scanner.path, control: loopback(scanner.controlPort) },
      display: display && { path: display.path, control: loopback(display.controlPort) },
      cardTerminal: cardTerminal && { port: cardTerminal.port, control: loopback(cardTerminal.controlPort) },
      tsPiot: tsPiot && { url: tsPiot.url, control: tsPiot.controlUrl },
      localModule: localModule && { url: localModule.url, control: localModule.controlUrl },
      utm: utm && { url: utm.url, control: utm.controlUrl },
      iteem: iteem && { url: iteem.url, control: iteem.controlUrl },
      onec: onec && { url: onec.url, control: onec.controlUrl },
    },
  });
}

function startKkt(dataDir: string, { clock, log, utcOffsetMinutes, isRealistic }: WorldOptions) {
  return tryStartKktEmulator({ dataDir, clock, log, utcOffsetMinutes, profile: isRealistic ? REALISTIC_PROFILE : FAST_PROFILE });
}

async function startTsPiot(book: CodeBook, { clock, log }: WorldOptions) {
  return stoppable(await startTsPiotEmulator({ port: 0, book, clock, log }));
}

async function startLocalModule(book: CodeBook, { marking: { localModule }, clock, log }: WorldOptions) {
  return stoppable(
    await startLocalModuleEmulator({
      port: 0,
      user: localModule?.user ?? "admin",
      password: localModule?.password.reveal() ?? "admin",
      token: localModule?.token?.reveal() ?? "demo-key",
      book,
      clock,
      log,
    }),
  );
}

/** Bottles of a till that only practises bear stamps that nobody has told of. */
async function startUtm({ clock, log, utcOffsetMinutes }: WorldOptions) {
  return stoppable(await startUtmEmulator({ port: 0, clock, log, utcOffsetMinutes, acceptStrangers: true }));
}

interface Emulator {
  readonly url: string;
  readonly controlUrl: string;
  close(): Promise<void>;
}

function stoppable(emulator: Emulator) {
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

/** Servers throw what the system says of their port or folder. */
async function attempt<T>(start: () => Promise<T>): Promise<Result<T, AppError>> {
  try {
    return ok(await start());
  } catch (error) {
    return err(appError("CFG920", { reason: errorMessage(error) }));
  }
}
