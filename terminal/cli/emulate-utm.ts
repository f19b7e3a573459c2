import { startUtmEmulator, UTM_PORT } from "../alcohol/emulator/index.ts";
import type { Command } from "./command.ts";
import { CONTROL_PORT_OPTION, portOption, runService, VERBOSE_OPTION } from "./emulating.ts";

export const command: Command = {
  options: [
    portOption(UTM_PORT),
    CONTROL_PORT_OPTION,
    {
      name: "accept-strangers",
      kind: "flag",
      summary: { en: "stamps that nobody told of are on stock", ru: "незнакомые марки считать своими" },
    },
    VERBOSE_OPTION,
  ],
  details: {
    en: "The UTM of EGAIS that takes cheques of alcohol, with a register of stamps and faults on request. Nothing reaches EGAIS.",
    ru: "УТМ ЕГАИС: принимает чеки на алкоголь, со своим реестром марок и отказами по заказу. В ЕГАИС ничего не уходит.",
  },
  run(context) {
    return runService(
      context,
      (common) => startUtmEmulator({ ...common, acceptStrangers: context.flag("accept-strangers") }),
      (started) => started.close(),
    );
  },
};
