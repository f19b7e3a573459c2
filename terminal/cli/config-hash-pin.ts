import { hashPin, PIN_PATTERN } from "../access/pin.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [],
  details: {
    en: "Reads the PIN (4 to 12 digits) from standard input, so that it stays out of the shell's history: echo 1234 | till config hash-pin",
    ru: "Читает PIN (от 4 до 12 цифр) из стандартного ввода, чтобы он не остался в истории команд: echo 1234 | till config hash-pin",
  },
  async run(context) {
    const pin = (await context.readInput()).trim();
    if (!PIN_PATTERN.test(pin)) return context.misuse({ en: "4 to 12 digits are needed", ru: "нужно от 4 до 12 цифр" });
    const pinHash = await hashPin(pin);
    context.answer({ pinHash }, pinHash);
    return EXIT.ok;
  },
};
