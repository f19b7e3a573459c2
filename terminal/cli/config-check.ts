import { errorText } from "../../config/errors/index.ts";
import { configNotices } from "../../config/notices.ts";
import { EXIT, type Command } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

export const command: Command = {
  options: [CONFIG_OPTION],
  details: {
    en: "Reads the file as the till would, with environment overrides and secrets, and opens nothing else.",
    ru: "Читает файл так же, как касса: с переменными окружения и секретами. Устройства не открываются.",
  },
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { file, config } = loaded.value;
    const text = context.language === "ru" ? `${file}: ошибок нет` : `${file}: no mistakes`;
    const notices = configNotices(config).map((notice) => ({ code: notice.code, text: errorText(notice, context.language) }));
    const remarks = notices.map((notice) => `${notice.code} ${notice.text}`);
    context.answer({ file, tillId: config.till.id, notices }, [text, ...remarks].join("\n"));
    return EXIT.ok;
  },
};
