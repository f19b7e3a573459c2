import { startTsPiotEmulator, TS_PIOT_PORT } from "../marking/emulator/index.ts";
import type { Command } from "./command.ts";
import { CONTROL_PORT_OPTION, portOption, runService, STRANGE_CODES_OPTION, VERBOSE_OPTION } from "./emulating.ts";

export const command: Command = {
  options: [portOption(TS_PIOT_PORT), CONTROL_PORT_OPTION, STRANGE_CODES_OPTION, VERBOSE_OPTION],
  details: {
    en: "The TS PIoT service that checks marking codes, with a register of codes and faults on request. Nothing reaches the marking system.",
    ru: "Служба ТС ПИоТ для проверки кодов маркировки, со своим реестром кодов и отказами по заказу. В «Честный ЗНАК» ничего не уходит.",
  },
  run(context) {
    return runService(
      context,
      (common) => startTsPiotEmulator({ ...common, acceptStrangers: context.flag("accept-strangers") }),
      (started) => started.close(),
    );
  },
};
