import { spawnSync } from "node:child_process";
import { nodeHidBinding } from "../../device-drivers/scanner/hid-binding.ts";
import { listSerialPorts } from "../../device-drivers/transport/list-ports.ts";
import { utcOffsetMinutes } from "../till-settings.ts";
import { EXIT, type Command } from "./command.ts";
import {
  checkAddresses,
  checkDataFolder,
  checkDriverLibrary,
  checkHidScanners,
  checkLine,
  checkMarkingLaw,
  checkNotices,
  checkPorts,
  type Check,
} from "./diag-checks.ts";
import { checkMarkingCounts, checkMarkingServices } from "./diag-marking.ts";
import { checkUtm } from "./diag-utm.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

export const command: Command = {
  options: [CONFIG_OPTION],
  details: {
    en: "Looks at what the till needs, without sending anything to a device: settings, data folder, speed of its disk, ports, addresses, marking, UTM. Exit code 1 when something is missing.",
    ru: "Проверяет всё, что нужно кассе, ничего не отправляя устройствам: настройки, папку данных и скорость диска, порты, адреса, службы маркировки, сертификаты УТМ. Код 1, если чего-то нет.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { config, file, isDemo } = loaded.value;
    const settings: Check = {
      name: "configuration",
      state: isDemo ? "warn" : "ok",
      text: { ru: isDemo ? `${file}: учебные настройки` : file, en: isDemo ? `${file}: settings of the demonstration` : file },
    };
    const hasHid = config.scanners.some((scanner) => scanner.kind === "hid-pos");
    const checks: readonly Check[] = [
      {
        name: "till",
        state: "ok",
        text: { ru: `${context.version}, Node ${process.versions.node}`, en: `${context.version}, Node ${process.versions.node}` },
      },
      settings,
      ...checkNotices(config),
      checkMarkingLaw(config),
      checkDataFolder(config.dataDir, context.clock),
      ...(Object.values(config.embedded).some(Boolean) ? [checkPython()] : []),
      ...checkDriverLibrary(config),
      ...checkPorts(config, await listSerialPorts()),
      ...(hasHid ? checkHidScanners(config, await nodeHidBinding.devices()) : []),
      ...(await checkAddresses(config, context.clock)),
      ...(await checkMarkingServices(config, context.clock, context.version)),
      ...(await checkUtm(config, context.clock, utcOffsetMinutes(config.till.timeZone, context.clock.now()))),
      ...(await checkMarkingCounts(config, context.clock)),
    ];
    context.answer(
      { checks: checks.map(({ name, state, text }) => ({ name, state, text: text[context.language] })) },
      checks.map((check) => checkLine(check, context.language)).join("\n"),
    );
    return checks.some(({ state }) => state === "error") ? EXIT.failed : EXIT.ok;
  },
};

/** Emulated serial ports are PTYs made by a small Python program. */
function checkPython(): Check {
  const { error, stdout } = spawnSync("python3", ["--version"], { encoding: "utf8" });
  if (error === undefined) return { name: "python", state: "ok", text: { ru: stdout.trim(), en: stdout.trim() } };
  return { name: "python", state: "error", text: { ru: "нет python3: он нужен учебным портам", en: "no python3: emulated ports need it" } };
}
