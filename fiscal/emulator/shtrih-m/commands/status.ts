import { FFD, OPERATIONS, type OperationTotals } from "../../fiscal-drive/index.ts";
import { answer, done, doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { errorText, KKT_ERROR } from "../error-code.ts";
import { encodeCp1251, PayloadWriter } from "../payload.ts";
import { cashRegister, closedShiftNumber, operationRegister } from "../registers.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import { SUBMODE } from "../print-engine.ts";
import { MODE } from "../mode.ts";
import { SETTINGS, TABLE_NUMBERS } from "../tables.ts";

const FLAG = {
  receiptRoll: 1 << 1,
  decimalPoint: 1 << 4,
  receiptSensor: 1 << 7,
  leverDown: 1 << 9,
  coverOpen: 1 << 10,
  drawerOpen: 1 << 11,
};
/** Voltages and temperature as raw bytes of a healthy device; the two fields of the old fiscal memory hold garbage. */
const BATTERY = 0x99;
const POWER = 0xd8;
const FM_GARBAGE = [0xcc, 0xf3] as const;
const HEAD_TEMPERATURE = 0x75;
const TCP_PORT_NUMBER = 128;
/** F7h bits that all have: 3 paper sensor, 4 cover sensor, 6 lever, 36 6Bh, 42 graphics of 512 dots, 43 drive. */
const FEATURE_BITS = [3, 4, 6, 36, 42, 43] as const;
/** Bits that depend on the model and the format. */
const FEATURE = {
  cutter: 13,
  drawerSensor: 15,
  cashCore: 23,
  lastPrintResult: 34,
  ffd11: 47,
  correctionAsReceipt: 48,
  longAnswers: 50,
  autoCancel: 53,
} as const;
const MAX_COMMAND_LENGTH = 255;
const GRAPHICS_LINE_BYTES = 72;
const ADMIN_PASSWORD = 30;
const BAUD_115200 = 6;
const BYTE_TIMEOUT_50 = 50;

export function statusFlags(kkt: ShtrihKkt): number {
  const { state } = kkt;
  const paper = kkt.printer.hasPaper(state) ? FLAG.receiptRoll | FLAG.receiptSensor : 0;
  const cover = state.coverOpen ? FLAG.coverOpen : FLAG.leverDown;
  return FLAG.decimalPoint | paper | cover | (state.drawerOpen && kkt.profile.drawerSensor ? FLAG.drawerOpen : 0);
}

function shownMode(kkt: ShtrihKkt): number {
  return kkt.printer.shownMode(kkt.state) ?? kkt.mode();
}

function shortStatus(kkt: ShtrihKkt): Reply {
  const { state } = kkt;
  const mode = shownMode(kkt);
  const shownItems = (mode & 0x0f) === MODE.documentOpen ? (state.lastReceipt?.itemCount ?? 0) : 0;
  const operations = state.receipt?.items.length ?? shownItems;
  const submode = kkt.printer.submode(state);
  const out = answer(kkt)
    .uint(statusFlags(kkt), 2)
    .raw([mode, submode, operations & 0xff, BATTERY, POWER, ...FM_GARBAGE, (operations >> 8) & 0xff, HEAD_TEMPERATURE])
    .raw([state.mode === mode ? state.previousMode : state.mode, 0x00]);
  if (kkt.profile.lastPrintResult) out.uint(submode === SUBMODE.printing ? 5 : state.lastPrintBroken ? 1 : 0, 1);
  return done(out);
}

function fullStatus(kkt: ShtrihKkt): Reply {
  const { profile, state, drive } = kkt;
  const { registration } = drive.state;
  const now = new Date(kkt.now() * 1000);
  const { day, month, year } = profile.firmwareDate;
  const serial = Number(BigInt.asUintN(32, BigInt(registration.kktSerial.replace(/\D/g, "") || "0")));
  const out = answer(kkt)
    .ascii(profile.firmwareVersion, 2)
    .uint(profile.firmwareBuild, 2)
    .raw([day, month, year])
    .uint(Number(kkt.tables.read(1, 1, 1) ?? 1), 1)
    .uint(state.documentNumber & 0xffff, 2)
    .uint(statusFlags(kkt), 2)
    .raw([shownMode(kkt), kkt.printer.submode(state), TCP_PORT_NUMBER])
    // Fields of the old fiscal memory: version, build, date.
    .ascii("10", 2)
    .uint(1, 2)
    .raw([1, 1, 16])
    .raw([now.getUTCDate(), now.getUTCMonth() + 1, now.getUTCFullYear() % 100])
    .raw([now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()])
    .uint(0, 1)
    .uint(serial, 4)
    .uint(closedShiftNumber(kkt) & 0xffff, 2)
    .uint(0, 2)
    .raw([drive.state.registrationFds.length, drive.registrationsLeft()])
    .uint(Number(registration.userInn), 6);
  // Cash core: flags high and mode of the old fiscal memory.
  return done(profile.family === "cash-core" ? out.uint(0, 2) : out);
}

function deviceType(kkt: ShtrihKkt): Reply {
  const { profile } = kkt;
  return done(
    new PayloadWriter().raw([
      0,
      0,
      profile.protocolVersion,
      profile.protocolSubversion,
      profile.modelCode,
      0,
      ...encodeCp1251(profile.name),
    ]),
  );
}

function modelBits(kkt: ShtrihKkt): number[] {
  const { profile } = kkt;
  const after105 = kkt.drive.state.registration.ffd > FFD.v105;
  const has: Readonly<Record<keyof typeof FEATURE, boolean>> = {
    cutter: profile.cutter,
    drawerSensor: profile.drawerSensor,
    cashCore: profile.family === "cash-core",
    lastPrintResult: profile.lastPrintResult,
    ffd11: after105,
    correctionAsReceipt: after105,
    longAnswers: SETTINGS[profile.family].extendedAnswers !== undefined,
    autoCancel: profile.autoCancel,
  };
  return (Object.keys(FEATURE) as (keyof typeof FEATURE)[]).filter((name) => has[name]).map((name) => FEATURE[name]);
}

function modelParameters(kkt: ShtrihKkt, kind: number): Reply {
  if (kind !== 1) return fail(KKT_ERROR.badParameters);
  const { profile } = kkt;
  const tables = TABLE_NUMBERS[profile.family];
  const bits = [...FEATURE_BITS, ...modelBits(kkt)];
  const features = bits.reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n);
  return done(
    new PayloadWriter()
      .raw(Array.from({ length: 8 }, (_, i) => Number((features >> BigInt(i * 8)) & 0xffn)))
      .raw([profile.paperWidth, profile.paperWidth >> 1, 1, 12, 20, 20, 0])
      .uint(0, 4)
      .uint(ADMIN_PASSWORD, 4)
      .raw([0, SETTINGS[profile.family].taxMode?.[1] ?? 0])
      .uint(MAX_COMMAND_LENGTH, 2)
      .raw([GRAPHICS_LINE_BYTES, GRAPHICS_LINE_BYTES])
      .uint(1200, 2)
      .raw([tables.drive, tables.ofd, tables.embedded, ...tables.ffd, 0]),
  );
}

/** FE F4: non-resettable totals of 8 bytes; a type that does not exist is answered like type 0. */
function lifeTotals(kkt: ShtrihKkt, type: number): Reply {
  const { totalCounters } = kkt.drive.state;
  const out = new PayloadWriter();
  const kinds = (totals: OperationTotals): number[] => {
    const sums = new Array<number>(16).fill(0);
    [sums[0], sums[1], sums[13], sums[14], sums[15]] = [
      totals.cashKop,
      totals.electronicKop,
      totals.prepaidKop,
      totals.creditKop,
      totals.counterKop,
    ];
    return sums;
  };
  const op = OPERATIONS.find((candidate) => candidate === type);
  const values =
    op !== undefined
      ? kinds(totalCounters[op])
      : OPERATIONS.map((o) => (type === 5 ? totalCounters[o].correctionSumKop : totalCounters[o].sumKop));
  for (const value of values) out.uint(value, 8);
  return done(out);
}

export const STATUS_COMMANDS: readonly Command[] = [
  { code: 0x10, minLength: 5, maxLength: 5, level: "operator", kind: "read", modes: "any", run: shortStatus },
  { code: 0x11, minLength: 5, maxLength: 5, level: "operator", kind: "read", modes: "any", run: fullStatus },
  { code: 0xfc, minLength: 1, maxLength: 1, level: "none", kind: "read", modes: "any", run: deviceType },
  { code: 0xf7, minLength: 2, maxLength: 2, level: "none", kind: "read", modes: "any", run: (kkt, r) => modelParameters(kkt, r.uint(1)) },
  {
    code: 0x1a,
    minLength: 6,
    maxLength: 7,
    level: "operator",
    kind: "read",
    modes: "any",
    run: (kkt, r) => {
      const value = cashRegister(kkt, r.uint(r.left));
      return value === null ? fail(KKT_ERROR.badParameters) : done(answer(kkt).uint(value, 6));
    },
  },
  {
    code: 0x1b,
    minLength: 6,
    maxLength: 7,
    level: "operator",
    kind: "read",
    modes: "any",
    run: (kkt, r) => {
      const value = operationRegister(kkt, r.uint(r.left));
      return value === null ? fail(KKT_ERROR.badParameters) : done(answer(kkt).uint(value, 2));
    },
  },
  {
    code: 0x6b,
    minLength: 2,
    maxLength: 2,
    level: "none",
    kind: "read",
    modes: "any",
    run: (_kkt, r) => done(encodeCp1251(errorText(r.uint(1)))),
  },
  {
    code: 0x15,
    minLength: 6,
    maxLength: 6,
    level: "system",
    kind: "read",
    modes: "any",
    run: (kkt, r) => {
      const port = r.uint(1);
      const { baud, timeout } = kkt.state.ports[port] ?? { baud: BAUD_115200, timeout: BYTE_TIMEOUT_50 };
      return port > TCP_PORT_NUMBER ? fail(KKT_ERROR.badParameters) : done(Uint8Array.of(baud, timeout));
    },
  },
  { code: 0x13, minLength: 5, maxLength: 5, level: "operator", kind: "quiet", modes: "any", run: doneByOperator },
  { code: 0xfef2, minLength: 2, maxLength: 6, level: "none", kind: "read", modes: "any", run: () => done() },
  { code: 0xfeec, minLength: 2, maxLength: 6, level: "none", kind: "read", modes: "any", run: () => done(Uint8Array.of(1, 0)) },
  { code: 0xfef3, minLength: 5, maxLength: 6, level: "none", kind: "read", modes: "any", run: () => done() },
  { code: 0xfef4, minLength: 6, maxLength: 6, level: "none", kind: "read", modes: "any", run: (kkt, r) => lifeTotals(kkt, r.uint(4)) },
];
