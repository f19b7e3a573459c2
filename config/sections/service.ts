import { Type } from "typebox";
import { DEFAULT_AUTO_LOCK_MINUTES, DEFAULT_LOCK_AFTER_FAILURES, DEFAULT_LOCK_MINUTES } from "../defaults.ts";
import { choice, flag, list, secretText, section, text, whole } from "../fields.ts";

const StaffMember = section("One person", {
  id: text("Stays the same for ever; goes into the journal and into documents", {
    maxLength: 64,
    pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
    example: "anna",
  }),
  name: text("Name on screens and receipts (tag 1021)", { maxLength: 64 }),
  role: choice("What the person may do", ["cashier", "senior", "manager", "technician"]),
  inn: Type.Optional(
    text("Cashier's taxpayer number (tag 1203), 12 digits", { format: "inn", pattern: "^\\d{12}$", example: "500100732259" }),
  ),
  pinHash: secretText("From `till config hash-pin`", { format: "argon2id", example: "$argon2id$v=19$m=19456,t=2,p=1$…" }),
  badgeHash: Type.Optional(secretText("From `till config hash-badge`", { format: "sha256", example: "64 hexadecimal digits" })),
});

/** People of the till. */
export const AccessSection = section("People of the till", {
  staff: list("Who may sign in", StaffMember, { minItems: 1, maxItems: 200, uniqueBy: "id" }),
  lockAfterFailures: whole("Wrong PINs until sign-in closes for that person", 3, 20, { default: DEFAULT_LOCK_AFTER_FAILURES }),
  lockMinutes: whole("How long it stays closed", 1, 1_440, { default: DEFAULT_LOCK_MINUTES }),
  autoLockMinutes: whole("Idle time after which the till asks for the PIN again; 0 = never", 0, 1_440, {
    default: DEFAULT_AUTO_LOCK_MINUTES,
  }),
});

export const LogSection = section(
  "Log",
  {
    level: choice("Least important entries to write", ["debug", "info", "warn", "error"], { default: "info" }),
    file: Type.Optional(
      text("File to append to; without it the log goes to standard error", {
        path: true,
        maxLength: 500,
        example: "/var/log/till/till.log",
      }),
    ),
  },
  { whenAbsent: "defaults" },
);

/** Devices and services that `till start` plays itself, for training and demonstration. */
export const EmbeddedSection = section(
  "Emulators that the till runs itself, for training and demonstration; never in a real shop",
  {
    kkt: flag("Registrar with its fiscal drive: nothing is registered with the tax service", { default: false }),
    scanner: flag("Serial scanner", { default: false }),
    display: flag("Customer display", { default: false }),
    cardTerminal: flag("Card terminal: no money moves", { default: false }),
    tsPiot: flag("Marking check service (TS PIoT)", { default: false }),
    localModule: flag("Local module of the marking system, over the same codes", { default: false }),
    utm: flag("UTM of EGAIS: no stamp is really sold", { default: false }),
    iteem: flag("ITEEM exchange", { default: false }),
    onec: flag("1C exchange", { default: false }),
  },
  { whenAbsent: "defaults" },
);
