import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import { findProjectRoot } from "../config/project-root.ts";
import type { Config } from "../config/schema.ts";
import type { OpenChannel } from "../device-drivers/transport/channel.ts";
import { openSerialChannel } from "../device-drivers/transport/serial-channel.ts";
import { openTcpChannel } from "../device-drivers/transport/tcp-channel.ts";
import { connectAtol, driverAddress, DriverPort, driverSettings, WebRequests, type TaskPort } from "../fiscal/atol/index.ts";
import type { RegistrarService } from "../fiscal/registrar-service.ts";
import type { Registrar } from "../fiscal/registrar.ts";
import { connectShtrihM, shtrihProfile } from "../fiscal/shtrih-m/index.ts";

export interface RegistrarDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly utcOffsetMinutes: number;
  /** A technician's question: what is only read must not print. */
  readonly isQuestion?: boolean;
}

export interface OpenedRegistrar {
  readonly registrar: Registrar;
  readonly service: RegistrarService | null;
  /** For people: where it is. */
  readonly address: string;
  readonly counters: () => Readonly<Record<string, number>>;
}

type Fiscal = Config["fiscal"];
type WebRequestsLink = Extract<Fiscal["link"], { webRequests: unknown }>["webRequests"];
type DriverLink = Extract<Fiscal["link"], { driver: unknown }>["driver"];
export type TcpAddress = { readonly host: string; readonly port: number };

/** The registrar of the configuration, of whatever family; `instead`: at this address. It connects with the first call. */
export function openRegistrar(fiscal: Fiscal, deps: RegistrarDeps, instead?: TcpAddress): OpenedRegistrar {
  const { link } = fiscal;
  if ("webRequests" in link) return openAtol(fiscal, webRequests(link.webRequests, deps, instead), deps);
  if ("driver" in link) return openAtol(fiscal, driverPort(link.driver, deps, instead), deps);
  return openShtrih(fiscal, instead === undefined ? linkOf(link, deps.clock) : linkOf({ tcp: instead }, deps.clock), deps);
}

function openAtol(fiscal: Fiscal, port: TaskPort, deps: RegistrarDeps): OpenedRegistrar {
  const { clock, log, utcOffsetMinutes } = deps;
  const { industryDate, openDrawerOnCash, refuseNegativeMarking } = fiscal;
  const registrar = connectAtol({
    port,
    clock,
    log,
    utcOffsetMinutes,
    industryDate,
    openDrawerOnCash,
    printsOwedAtStart: deps.isQuestion !== true,
    refuseNegativeMarking,
    newId: randomUUID,
  });
  return { registrar, service: registrar.service, address: port.address, counters: () => ({ ...registrar.linkCounters() }) };
}

function webRequests(link: WebRequestsLink, { clock, log }: RegistrarDeps, instead: TcpAddress | undefined): TaskPort {
  const url = new URL(instead === undefined ? link.url : `http://${instead.host}:${instead.port}`);
  const { deviceId, user, password } = link;
  return new WebRequests({
    url,
    clock,
    log,
    newId: randomUUID,
    ...(deviceId === undefined ? {} : { deviceId }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  });
}

/** The library runs in `till kkt driver`, a process of its own. */
function driverPort(
  { library, device: configured, ofdChannel }: DriverLink,
  { clock, log }: RegistrarDeps,
  instead?: TcpAddress,
): TaskPort {
  const device = instead === undefined ? configured : { tcp: instead };
  const launcher = join(findProjectRoot(import.meta.url), "bin", "till.mjs");
  return new DriverPort({
    command: [process.execPath, launcher, "kkt", "driver"],
    library,
    settings: driverSettings(device, ofdChannel),
    address: driverAddress(device),
    clock,
    log,
  });
}

function openShtrih(fiscal: Fiscal, link: { readonly open: OpenChannel; readonly address: string }, deps: RegistrarDeps): OpenedRegistrar {
  const registrar = connectShtrihM({
    openChannel: link.open,
    clock: deps.clock,
    log: deps.log,
    random: deps.random,
    operatorPassword: Number(fiscal.operatorPassword.reveal()),
    adminPassword: Number(fiscal.adminPassword.reveal()),
    profile: shtrihProfile(fiscal.profile),
    utcOffsetMinutes: deps.utcOffsetMinutes,
    sendCashier: fiscal.cashierOnPaper,
    refuseNegativeMarking: fiscal.refuseNegativeMarking,
    openDrawerOnCash: fiscal.openDrawerOnCash,
    cutAfterSlip: fiscal.cutAfterSlip,
  });
  return { registrar, service: null, address: link.address, counters: () => ({ ...registrar.linkCounters() }) };
}

function linkOf(
  link: Extract<Fiscal["link"], { tcp: unknown } | { serial: unknown }>,
  clock: Clock,
): { readonly open: OpenChannel; readonly address: string } {
  if ("serial" in link) return serialLink(link.serial.path, link.serial.baud, clock);
  const { host, port } = link.tcp;
  return { open: () => openTcpChannel({ host, port }, clock), address: `tcp:${host}:${port}` };
}

export function serialLink(path: string, baudRate: number, clock: Clock): { readonly open: OpenChannel; readonly address: string } {
  return { open: () => openSerialChannel({ path, baudRate }, clock), address: `serial:${path}@${baudRate}` };
}
