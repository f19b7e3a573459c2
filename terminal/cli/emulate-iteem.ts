import { startIteemServer } from "../../sync-agent/reference-server/iteem/server.ts";
import type { Command } from "./command.ts";
import {
  CONTROL_PORT_OPTION,
  DATA_DIR_OPTION,
  dataDirOf,
  emulatorLog,
  portOption,
  serve,
  startOrRefuse,
  VERBOSE_OPTION,
} from "./emulating.ts";

export const command: Command = {
  options: [
    portOption(8790),
    {
      name: "token",
      kind: "text",
      placeholder: "TOKEN",
      summary: { en: "token that tills must bring; otherwise any", ru: "токен касс; иначе любой" },
    },
    CONTROL_PORT_OPTION,
    DATA_DIR_OPTION,
    VERBOSE_OPTION,
  ],
  details: {
    en: "A small ITEEM centre: takes facts, keeps the loyalty ledger, fails on request.",
    ru: "Небольшой центр ITEEM: принимает документы, ведёт баллы, отказывает по заказу.",
  },
  async run(context) {
    const started = await startOrRefuse(context, () =>
      startIteemServer({
        dataDir: dataDirOf(context, "iteem"),
        port: context.whole("port") ?? 0,
        controlPort: context.whole("control-port") ?? 0,
        token: context.text("token") ?? null,
        clock: context.clock,
        log: emulatorLog(context),
      }),
    );
    if (typeof started === "number") return started;
    return serve(context, { url: started.url, control: started.controlUrl }, () => started.stop());
  },
};
