import { hashBadge } from "../access/pin.ts";
import { EXIT, type Command } from "./command.ts";

/** Shorter codes can be guessed by trying them all. */
const BADGE_CODE_MIN_CHARS = 8;

export const command: Command = {
  options: [],
  details: {
    en: "Reads the badge's code from standard input: scan the badge while the command waits, or echo CODE | till config hash-badge",
    ru: "Читает код бейджа из стандартного ввода: отсканируйте бейдж, пока команда ждёт, или echo КОД | till config hash-badge",
  },
  async run(context) {
    const code = (await context.readInput()).trim();
    if (code.length < BADGE_CODE_MIN_CHARS)
      return context.misuse({ en: "the badge code is shorter than 8 characters", ru: "код бейджа короче 8 знаков" });
    const badgeHash = hashBadge(code);
    context.answer({ badgeHash }, badgeHash);
    return EXIT.ok;
  },
};
