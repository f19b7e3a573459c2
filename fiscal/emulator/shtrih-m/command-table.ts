import type { Command } from "./command.ts";
import { CLOSE_COMMANDS } from "./commands/close-receipt.ts";
import { CORRECTION_COMMANDS } from "./commands/correction.ts";
import { DISCOUNT_COMMANDS } from "./commands/discount.ts";
import { DRIVE_READ_COMMANDS } from "./commands/drive-read.ts";
import { GRAPHICS_COMMANDS } from "./commands/graphics.ts";
import { MAINTENANCE_COMMANDS } from "./commands/maintenance.ts";
import { MARKING_COMMANDS } from "./commands/marking.ts";
import { NOTICE_COMMANDS } from "./commands/notices.ts";
import { PRINTING_COMMANDS } from "./commands/printing.ts";
import { RECEIPT_COMMANDS } from "./commands/receipt.ts";
import { REGISTRATION_COMMANDS } from "./commands/registration.ts";
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
    ...CORRECTION_COMMANDS,
    ...DISCOUNT_COMMANDS,
    ...GRAPHICS_COMMANDS,
    ...NOTICE_COMMANDS,
    ...REGISTRATION_COMMANDS,
    ...MAINTENANCE_COMMANDS,
  ].map((command) => [command.code, command]),
);
