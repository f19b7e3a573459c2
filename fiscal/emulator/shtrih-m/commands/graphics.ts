import type { PaperLine } from "../../paper/index.ts";
import { doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import type { PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";

const LINE_BYTES = 40;
const MAX_LINE_BYTES = 64;
const MAX_LINES_512 = 600;
const MAX_SCALE = 6;
const RECEIPT_FLAG = 0x02;
const MODES = [2, 4, 8, 9];
/** Last line of the standard and of the extended buffer. */
const LAST_LINE = { standard: 199, extended: 1200 } as const;

/** C0h, C4h: one line of 320 dots. Both fill the same buffer. */
function loadLine(numberBytes: 1 | 2, last: number): Command["run"] {
  return (kkt, request) => {
    const number = request.uint(numberBytes);
    if (number > last) return fail(KKT_ERROR.badParameters);
    kkt.state.graphics.lines[number] = hex(request.bytes(LINE_BYTES));
    return doneByOperator(kkt);
  };
}

/** 4Eh: several lines of up to 512 dots; type 0 goes into the buffer of C0h and C4h. */
function loadLines(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [width, first, count, type] = [request.uint(1), request.uint(2), request.uint(2), request.uint(1)];
  const last = first + count - 1;
  if (width < 1 || width > MAX_LINE_BYTES || count < 1 || first < 1 || type > 1) return fail(KKT_ERROR.badParameters);
  if (last > (type === 0 ? LAST_LINE.extended : MAX_LINES_512) || request.left !== width * count) return fail(KKT_ERROR.badParameters);
  const buffer = type === 0 ? kkt.state.graphics.lines : kkt.state.graphics.lines512;
  for (let line = first; line <= last; line++) buffer[line] = hex(request.bytes(width));
  return doneByOperator(kkt);
}

/** C1h, C3h. */
function printLines(numberBytes: 1 | 2, last: number): Command["run"] {
  return (kkt, request) => {
    const [from, to] = [request.uint(numberBytes), request.uint(numberBytes)];
    return from > to || to > last ? fail(KKT_ERROR.badParameters) : printed(kkt, kkt.state.graphics.lines, from, to, 1);
  };
}

/** 4Dh and 4Fh: with scales and flags. */
function printScaled(numberBytes: 1 | 2, which: "lines" | "lines512", last: number): Command["run"] {
  return (kkt, request) => {
    const [from, to] = [request.uint(numberBytes), request.uint(numberBytes)];
    const [vertical, horizontal, flags] = [request.uint(1), request.uint(1), request.uint(1)];
    const scaleFits = vertical >= 1 && vertical <= MAX_SCALE && horizontal >= 1 && horizontal <= MAX_SCALE;
    if (from > to || to > last || !scaleFits) return fail(KKT_ERROR.badParameters);
    // Journal only: the models of today have no journal roll, nothing is printed.
    return (flags & RECEIPT_FLAG) === 0 ? doneByOperator(kkt) : printed(kkt, kkt.state.graphics[which], from, to, vertical);
  };
}

/** C5h: one line of dots, repeated (a bar code drawn by the host). The byte of flags is there on some models. */
function printDots(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const repeats = request.uint(2);
  const dots = hex(request.rest());
  return repeats === 0 ? fail(KKT_ERROR.badParameters) : put(kkt, { kind: "picture", rows: [dots], scale: repeats });
}

function printed(kkt: ShtrihKkt, buffer: Readonly<Record<number, string>>, from: number, to: number, scale: number): Reply {
  const rows = Array.from({ length: to - from + 1 }, (_, i) => buffer[from + i] ?? "");
  return rows.every((row) => row === "") ? fail(KKT_ERROR.noData) : put(kkt, { kind: "picture", rows, scale });
}

function put(kkt: ShtrihKkt, line: PaperLine): Reply {
  kkt.printer.printLines(kkt.state, kkt.now(), [line]);
  return doneByOperator(kkt);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function load(code: number, minLength: number, maxLength: number, run: Command["run"]): Command {
  return { code, minLength, maxLength, level: "operator", kind: "quiet", modes: MODES, run };
}

function print(code: number, minLength: number, maxLength: number, run: Command["run"]): Command {
  return { code, minLength, maxLength, level: "operator", kind: "line", modes: MODES, run };
}

export const GRAPHICS_COMMANDS: readonly Command[] = [
  load(0xc0, 46, 46, loadLine(1, LAST_LINE.standard)),
  load(0xc4, 47, 47, loadLine(2, LAST_LINE.extended)),
  load(0x4e, 12, 255, loadLines),
  print(0xc1, 7, 7, printLines(1, LAST_LINE.standard)),
  print(0xc3, 9, 9, printLines(2, LAST_LINE.extended)),
  print(0xc5, 8, 7 + MAX_LINE_BYTES + 1, printDots),
  print(0x4d, 12, 12, printScaled(2, "lines512", MAX_LINES_512)),
  print(0x4f, 10, 10, printScaled(1, "lines", LAST_LINE.standard)),
];
