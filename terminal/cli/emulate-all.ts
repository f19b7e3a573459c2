import { join } from "node:path";
import { startWorld } from "../embedded/world.ts";
import { openLog } from "../log/open-log.ts";
import { EXIT, type Command } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";
import { utcOffsetMinutes } from "../till-settings.ts";

export const command: Command = {
  options: [
    CONFIG_OPTION,
    { name: "data", kind: "text", placeholder: "DIR", summary: { en: "folder of the emulators' memory", ru: "папка памяти эмуляторов" } },
    { name: "realistic", kind: "flag", summary: { en: "the pace of real devices", ru: "скорость настоящих устройств" } },
    {
      name: "attached",
      kind: "flag",
      summary: { en: "end when standard input closes", ru: "завершиться, когда закроется стандартный ввод" },
    },
  ],
  details: {
    en: "Runs every emulator that the configuration names under `embedded`, and prints their addresses as one line.",
    ru: "Запускает все эмуляторы, названные в разделе `embedded`, и печатает их адреса одной строкой.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { config } = loaded.value;
    const started = await startWorld({
      which: config.embedded,
      upload: config.upload,
      marking: config.marking,
      sellers: config.sellers,
      displayKind: config.display?.kind ?? "cd5220",
      dataDir: context.text("data") ?? join(config.dataDir, "world"),
      utcOffsetMinutes: utcOffsetMinutes(config.till.timeZone, context.clock.now()),
      isRealistic: context.flag("realistic"),
      clock: context.clock,
      log: openLog({ level: "warn" }, { part: "world" }),
    });
    if (!started.ok) return context.fail([started.error], EXIT.environment);
    const { addresses } = started.value;
    const { sellers, ...others } = addresses;
    const text = [...Object.entries(others), ...Object.entries(sellers)]
      .map(([name, address]) => `${name.padEnd(14)} ${address === null ? "—" : Object.values(address).join("   ")}`)
      .join("\n");
    context.answer(addresses, text);
    await ended(context.signal, context.flag("attached"));
    await started.value.stop();
    return EXIT.ok;
  },
};

function ended(signal: AbortSignal, isAttached: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (!isAttached) return;
    process.stdin.resume();
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
  });
}
