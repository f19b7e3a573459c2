import { startIteemServer } from "../../sync-agent/reference-server/iteem/server.ts";
import type { Command } from "./command.ts";
import { CONTROL_PORT_OPTION, DATA_DIR_OPTION, dataDirOf, portOption, runService, VERBOSE_OPTION } from "./emulating.ts";

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
  run(context) {
    return runService(
      context,
      (common) => startIteemServer({ ...common, dataDir: dataDirOf(context, "iteem"), token: context.text("token") ?? null }),
      (started) => started.stop(),
    );
  },
};
