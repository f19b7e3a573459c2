import type { Command } from "./command.ts";
import { CLOSE_COMMANDS } from "./commands/close-receipt.ts";
import { DRIVE_READ_COMMANDS } from "./commands/drive-read.ts";
import { MARKING_COMMANDS } from "./commands/marking.ts";
import { PRINTING_COMMANDS } from "./commands/printing.ts";
import { RECEIPT_COMMANDS } from "./commands/receipt.ts";
import { SETTINGS_COMMANDS } from "./commands/settings.ts";
import { SHIFT_COMMANDS } from "./commands/shift.ts";
import { STATUS_COMMANDS } from "./commands/status.ts";

/** All that the emulated device understands, by code; anything else is answered 37h. */
export const COMMANDS: ReadonlyMap<number, Command> = new Map(
  [
    ...STATUS_COMMANDS,
    ...SETTINGS_COMMANDS,
    ...DRIVE_READ_COMMANDS,
    ...SHIFT_COMMANDS,
    ...RECEIPT_COMMANDS,
    ...CLOSE_COMMANDS,
    ...MARKING_COMMANDS,
    ...PRINTING_COMMANDS,
  ].map((command) => [command.code, command]),
);
