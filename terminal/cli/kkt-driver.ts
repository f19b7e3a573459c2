import { claimDevice, loadNativeDriver, serveDriver } from "../../fiscal/atol/index.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [],
  details: {
    en: "Loads the library of the ATOL driver and does JSON tasks that come as lines, so that a crash of the library ends this process and not the till.",
    ru: "Загружает библиотеку драйвера АТОЛ и выполняет задания JSON, приходящие строками: при сбое библиотеки падает этот процесс, а не касса.",
  },
  async run(context) {
    await serveDriver(context.inputLines(), (line) => context.answer({}, line), loadNativeDriver, claimDevice);
    return EXIT.ok;
  },
};
