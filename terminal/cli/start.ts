import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import { untilAborted } from "../../config/until-aborted.ts";
import { hasEmbedded, withEmulators, type WorldAddresses } from "../embedded/addresses.ts";
import { seedDemoCatalog } from "../embedded/seed-catalog.ts";
import { spawnWorld, type SpawnedWorld } from "../embedded/spawn-world.ts";
import { openLog } from "../log/open-log.ts";
import { startTill } from "../main.ts";
import { EXIT, type Command, type CommandContext } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

export const command: Command = {
  options: [
    CONFIG_OPTION,
    {
      name: "port",
      kind: "whole",
      placeholder: "PORT",
      min: 0,
      max: 65_535,
      summary: { en: "port instead of api.port; 0: any free one", ru: "порт вместо api.port; 0 — любой свободный" },
    },
    {
      name: "realistic",
      kind: "flag",
      summary: { en: "emulated devices at the pace of real ones", ru: "учебные устройства со скоростью настоящих" },
    },
  ],
  details: {
    en: "Runs the till until Ctrl+C. Without a configuration file it runs the demonstration with all devices emulated.",
    ru: "Работает до Ctrl+C. Без файла настроек запускается учебная касса: все устройства учебные.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { config: written, file } = loaded.value;
    const world = hasEmbedded(written) ? await spawnWorld(context.root, worldArgs(context, file)) : null;
    if (world !== null && !world.ok) return context.fail([world.error], EXIT.environment);
    const config = world === null ? written : withEmulators(written, world.value.addresses);
    const log = openLog(config.log, { tillId: config.till.id });
    if (world !== null) await seedDemoCatalog(config.dataDir, context.root, context.clock);
    const screenDir = join(context.root, "build", "kiosk-ui");
    const port = context.whole("port");
    const started = await startTill({
      config,
      clock: context.clock,
      log,
      version: context.version,
      screenDir,
      isTraining: world !== null,
      ...(port === undefined ? {} : { port }),
    });
    if (!started.ok) {
      await world?.value.stop();
      return context.fail([started.error], EXIT.environment);
    }
    const till = started.value;
    const addresses = addressesOf(till.url, config, world?.value ?? null);
    context.answer({ ready: true, tillId: config.till.id, ...addresses }, describe(context, config, addresses));
    if (!existsSync(screenDir))
      context.note(context.language === "ru" ? "Экраны не собраны: npm run build" : "Screens are not built: npm run build");
    await untilAborted(context.signal);
    await till.stop();
    await world?.value.stop();
    log.flush();
    return EXIT.ok;
  },
};

function worldArgs(context: CommandContext, file: string): readonly string[] {
  return ["--config", file, ...(context.flag("realistic") ? ["--realistic"] : [])];
}

interface Addresses {
  readonly cashier: string;
  readonly customer: string;
  readonly service: string;
  readonly api: string;
  readonly dataDir: string;
  readonly emulators: WorldAddresses | null;
}

function addressesOf(url: string, config: Config, world: SpawnedWorld | null): Addresses {
  return {
    cashier: `${url}/`,
    customer: `${url}/customer`,
    service: `${url}/service`,
    api: `${url}/api/openapi.json`,
    dataDir: config.dataDir,
    emulators: world?.addresses ?? null,
  };
}

function describe(
  { language }: CommandContext,
  config: Config,
  { cashier, customer, service, api, dataDir, emulators }: Addresses,
): string {
  const [ready, cash, guest, tech, data] =
    language === "ru"
      ? ["Касса готова к работе", "кассир", "покупатель", "сервис", "данные"]
      : ["The till is ready", "cashier", "customer", "service", "data"];
  const lines = [
    `${ready}: ${config.till.shopName} (${config.till.id})`,
    `  ${cash?.padEnd(12)} ${cashier}`,
    `  ${guest?.padEnd(12)} ${customer}`,
    `  ${tech?.padEnd(12)} ${service}`,
    `  ${"API".padEnd(12)} ${api}`,
    `  ${data?.padEnd(12)} ${dataDir}`,
  ];
  if (emulators === null) return lines.join("\n");
  lines.push(language === "ru" ? "Учебные устройства и серверы:" : "Emulated devices and servers:");
  const { sellers, ...others } = emulators;
  for (const [name, address] of [...Object.entries(others), ...Object.entries(sellers)]) {
    if (address !== null) lines.push(`  ${name.padEnd(12)} ${Object.values(address).join("   ")}`);
  }
  return lines.join("\n");
}
