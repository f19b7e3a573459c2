import { startOneCServer } from "../../sync-agent/reference-server/onec/server.ts";
import type { Command } from "./command.ts";
import { CONTROL_PORT_OPTION, DATA_DIR_OPTION, dataDirOf, portOption, runService, VERBOSE_OPTION } from "./emulating.ts";

export const command: Command = {
  options: [
    portOption(8791),
    {
      name: "user",
      kind: "text",
      placeholder: "NAME",
      summary: {
        en: "user that tills must give, with --password; otherwise any",
        ru: "пользователь касс, вместе с --password; иначе любой",
      },
    },
    { name: "password", kind: "text", placeholder: "TEXT", summary: { en: "that user's password", ru: "пароль этого пользователя" } },
    CONTROL_PORT_OPTION,
    DATA_DIR_OPTION,
    VERBOSE_OPTION,
  ],
  details: {
    en: "A small 1C infobase with the standard OData interface: takes sales documents, fails on request.",
    ru: "Небольшая база 1С со стандартным интерфейсом OData: принимает документы продаж, отказывает по заказу.",
  },
  async run(context) {
    const [user, password] = [context.text("user"), context.text("password")];
    if ((user === undefined) !== (password === undefined))
      return context.misuse({ en: "--user and --password go together", ru: "--user и --password задаются вместе" });
    return runService(
      context,
      (common) =>
        startOneCServer({
          ...common,
          dataDir: dataDirOf(context, "onec"),
          credentials: user === undefined || password === undefined ? null : { user, password },
        }),
      (started) => started.stop(),
    );
  },
};
