import type Database from "better-sqlite3";
import type { Clock } from "../config/clock.ts";
import type { Log } from "../config/log.ts";
import type { Config } from "../config/schema.ts";
import { startSyncAgent, type SyncAgent } from "../sync-agent/agent.ts";
import type { Destination } from "../sync-agent/destination.ts";
import { createIteemDestination } from "../sync-agent/iteem/destination.ts";
import { createLoyaltySource, type LoyaltySource } from "../sync-agent/iteem/loyalty.ts";
import type { OnecOwner } from "../sync-agent/onec/settings.ts";
import { createOnecDestination, type OnecOptions } from "../sync-agent/onec/destination.ts";
import type { OutboxPort } from "../sync-agent/outbox-port.ts";
import { importAccounts } from "./journal/history.ts";
import type { LocalModule } from "./marking/check/local-module/local-module-client.ts";
import { createModuleDestination } from "./marking/shop-register/module-destination.ts";
import { createStandingFaults } from "./standing-fault.ts";

/** What the till is in 1C, from the configuration. */
function onecOptions(config: Config, onec: NonNullable<Config["upload"]["onec"]>, clock: Clock): OnecOptions {
  return {
    name: "onec",
    readCredentials: () => ({ user: onec.user, password: onec.password.reveal() }),
    clock,
    settings: {
      baseUrl: onec.url,
      organisationKey: onec.organisationKey,
      warehouseKey: onec.warehouseKey,
      cashRegisterKey: onec.cashRegisterKey,
      acquiringTerminalKey: onec.acquiringTerminalKey ?? null,
      sellers: new Map(config.sellers.flatMap((seller) => (seller.onec === undefined ? [] : [[seller.id, ownerOf(seller.onec, onec)]]))),
      currencyKey: onec.currencyKey ?? null,
      priceTypeKey: onec.priceTypeKey ?? null,
      partnerKey: onec.partnerKey ?? null,
      vatRates: onec.vatRates,
      timeZone: config.till.timeZone,
      createGoods: onec.createGoods,
      cashMovements: onec.cashMovements,
      otherReceipts: onec.otherReceipts,
      shiftClose: onec.shiftClose,
      markingField: onec.markingField ?? null,
      markingCheckField: onec.markingCheckField ?? null,
    },
  };
}

function ownerOf(seller: NonNullable<Config["sellers"][number]["onec"]>, onec: NonNullable<Config["upload"]["onec"]>): OnecOwner {
  const { organisationKey, cashRegisterKey } = seller;
  return {
    organisationKey,
    cashRegisterKey,
    warehouseKey: seller.warehouseKey ?? onec.warehouseKey,
    acquiringTerminalKey: seller.acquiringTerminalKey ?? onec.acquiringTerminalKey ?? null,
  };
}

export interface UploadPorts {
  readonly config: Config;
  readonly epoch: string;
  readonly outbox: OutboxPort;
  readonly db: Database.Database;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Of the marking system (ЛМ ЧЗ); null: none is configured. */
  readonly localModule: LocalModule | null;
}

/** The shop's local module among the destinations. */
export const MODULE_DESTINATION = "local-module";
const LOYALTY_PULL_MS = 20_000;

/** Names of the configured destinations, as the outbox keeps them. */
export function destinationNames({ upload, marking }: Pick<Config, "upload" | "marking">): readonly string[] {
  return [
    ...(upload.iteem === undefined ? [] : ["iteem"]),
    ...(upload.onec === undefined ? [] : ["onec"]),
    ...(marking.localModule?.sharesSales === true ? [MODULE_DESTINATION] : []),
  ];
}

/** Carries completed facts to ITEEM, 1C and the local module, and brings loyalty balances back. */
export function startUpload(ports: UploadPorts): { readonly agent: SyncAgent; stop(): Promise<void> } {
  const { config, clock } = ports;
  const { iteem, onec } = config.upload;
  const destinations: { name: string; deliver: Destination }[] = [];
  const connection =
    iteem === undefined
      ? null
      : {
          name: "iteem",
          baseUrl: iteem.url,
          tillId: config.till.id,
          readToken: () => iteem.token.reveal(),
          gzip: iteem.gzip,
          clock,
          epoch: ports.epoch,
        };
  if (connection !== null) destinations.push({ name: "iteem", deliver: createIteemDestination(connection) });
  if (onec !== undefined) {
    destinations.push({ name: "onec", deliver: createOnecDestination(onecOptions(config, onec, clock)) });
  }
  if (ports.localModule !== null && config.marking.localModule?.sharesSales === true)
    destinations.push({ name: MODULE_DESTINATION, deliver: createModuleDestination(ports.localModule) });
  const agent = startSyncAgent({ outbox: ports.outbox, destinations, clock, random: ports.random, log: ports.log });
  const stopping = new AbortController();
  const pulling = connection === null ? Promise.resolve() : pullAccounts(createLoyaltySource(connection), ports, stopping.signal);
  return {
    agent,
    async stop() {
      stopping.abort();
      await Promise.all([agent.stop(), pulling]);
    },
  };
}

/** What the account puller needs; a failure of either side (no answer, a full disk) leaves the cursor where it is. */
export async function pullAccounts(
  source: LoyaltySource,
  { db, clock, log }: Pick<UploadPorts, "db" | "clock" | "log">,
  signal: AbortSignal,
): Promise<void> {
  const faults = createStandingFaults(log);
  let cursor: string | null = null;
  const pull = async (): Promise<void> => {
    const pulled = await source.pullLoyalty(cursor, signal);
    if (signal.aborted) return;
    if (!pulled.ok) return log.debug({ code: pulled.error.code }, "loyalty accounts could not be pulled");
    const accounts = pulled.value.accounts.map(({ cardNumber: card, name, balance, appliedSequence, missing, blocked }) => ({
      card,
      name,
      balance,
      appliedSequence,
      missing,
      blocked,
    }));
    importAccounts(db, accounts, clock.now(), pulled.value.isSnapshot);
    cursor = pulled.value.cursor;
  };
  while (!signal.aborted) {
    await faults.attempt("loyalty accounts", pull);
    if (!signal.aborted) await clock.sleep(LOYALTY_PULL_MS, signal);
  }
  source.close();
}
