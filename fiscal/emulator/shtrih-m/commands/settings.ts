import { answer, done, doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import { localSeconds } from "../../fiscal-drive/index.ts";
import { encodeCp1251, PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";

const NAME_BYTES = 40;
/** Any mode except data dump (1) and an open document (8). */
const TABLE_WRITE_MODES = [0, 2, 3, 4, 5, 6, 7, 9, 10];
const FONT_WIDTH_DOTS = 576;
const FONT_CELL = { width: 12, height: 24 } as const;
const FONTS = 7;

function readTable(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const value = kkt.tables.encoded(request.uint(1), request.uint(2), request.uint(1));
  return value === undefined ? fail(KKT_ERROR.tableUndefined) : done(value);
}

function writeTable(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [table, row, field] = [request.uint(1), request.uint(2), request.uint(1)];
  const error = kkt.tables.write(table, row, field, request.rest());
  return error === 0 ? done() : fail(error);
}

function tableStructure(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const table = kkt.tables.table(request.uint(1));
  if (table === undefined) return fail(KKT_ERROR.tableUndefined);
  return done(new PayloadWriter().fixed(encodeCp1251(table.name), NAME_BYTES).uint(table.rows, 2).uint(table.fields.length, 1));
}

function fieldStructure(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const field = kkt.tables.field(request.uint(1), 1, request.uint(1));
  if (field === undefined) return fail(KKT_ERROR.tableUndefined);
  const out = new PayloadWriter().fixed(encodeCp1251(field.name), NAME_BYTES).raw([field.type === "bin" ? 0 : 1, field.size]);
  // A CHAR field has no range; the real device sends two zero bytes there.
  return done(field.type === "bin" ? out.uint(field.min, field.size).uint(field.max, field.size) : out.raw([0, 0]));
}

function font(kkt: ShtrihKkt, number: number): Reply {
  if (number < 1 || number > FONTS) return fail(KKT_ERROR.badParameters);
  const width = number === 1 ? FONT_WIDTH_DOTS / kkt.profile.paperWidth : FONT_CELL.width * 2;
  return done(new PayloadWriter().uint(FONT_WIDTH_DOTS, 2).raw([width, FONT_CELL.height, FONTS]));
}

/** 21h: the time of day; the date stays. */
function setTime(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [hours, minutes, seconds] = [request.uint(1), request.uint(1), request.uint(1)];
  if (hours > 23 || minutes > 59 || seconds > 59) return fail(KKT_ERROR.badDate);
  const midnight = Math.floor(kkt.now() / 86_400) * 86_400;
  moveClock(kkt, midnight + hours * 3600 + minutes * 60 + seconds);
  return done();
}

function moveClock(kkt: ShtrihKkt, toSeconds: number): void {
  kkt.state.clockOffsetSeconds = localSeconds(toSeconds) - kkt.drive.timer();
}

function readDate(request: PayloadReader): { day: number; month: number; year: number } | null {
  const [day, month, year] = [request.uint(1), request.uint(1), request.uint(1)];
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? { day, month, year } : null;
}

function setDate(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const date = readDate(request);
  if (date === null) return fail(KKT_ERROR.badDate);
  kkt.state.dateToConfirm = date;
  return done();
}

/** 23h must repeat the date of 22h; only then the clock moves. */
function confirmDate(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const date = readDate(request);
  const wanted = kkt.state.dateToConfirm;
  if (date === null || wanted === null || date.day !== wanted.day || date.month !== wanted.month || date.year !== wanted.year) {
    return fail(KKT_ERROR.dateMismatch);
  }
  kkt.state.dateToConfirm = null;
  moveClock(kkt, Date.UTC(2000 + date.year, date.month - 1, date.day) / 1000 + (kkt.now() % 86_400));
  return done();
}

export const SETTINGS_COMMANDS: readonly Command[] = [
  { code: 0x1f, minLength: 9, maxLength: 9, level: "operator", kind: "read", modes: "any", run: readTable },
  { code: 0x1e, minLength: 10, maxLength: 255, level: "system", kind: "quiet", modes: TABLE_WRITE_MODES, run: writeTable },
  { code: 0x2d, minLength: 6, maxLength: 6, level: "operator", kind: "read", modes: "any", run: tableStructure },
  { code: 0x2e, minLength: 7, maxLength: 7, level: "operator", kind: "read", modes: "any", run: fieldStructure },
  { code: 0x26, minLength: 6, maxLength: 6, level: "operator", kind: "read", modes: "any", run: (kkt, r) => font(kkt, r.uint(1)) },
  { code: 0x21, minLength: 8, maxLength: 8, level: "administrator", kind: "quiet", modes: [4, 9], run: setTime },
  { code: 0x22, minLength: 8, maxLength: 8, level: "administrator", kind: "quiet", modes: [4, 9], run: setDate },
  { code: 0x23, minLength: 8, maxLength: 8, level: "administrator", kind: "quiet", modes: [6], run: confirmDate },
  {
    code: 0x28,
    minLength: 6,
    maxLength: 6,
    level: "operator",
    kind: "line",
    modes: "any",
    run: (kkt, r) => {
      if (r.uint(1) > 1) return fail(KKT_ERROR.badParameters);
      kkt.state.drawerOpen = true;
      return doneByOperator(kkt);
    },
  },
  {
    code: 0x03,
    minLength: 5,
    maxLength: 5,
    level: "operator",
    kind: "quiet",
    modes: [1],
    run: (kkt) => {
      kkt.volatile.dump = null;
      return done(answer(kkt));
    },
  },
];
