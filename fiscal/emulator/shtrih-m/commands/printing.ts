import { banner, boldLine, codeMatrix, textLine, type PaperLine } from "../../paper/index.ts";
import { answer, done, doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import type { PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";

const RECEIPT_FLAG = 0x02;
const BOLD_TEXT = 20;
const PLAIN_TEXT = 40;
const HEADER_TEXT = 30;
const BLOCK_BYTES = 64;
const MAX_2D_BYTES = 7089;
/** Symbologies of CBh by their number; the names are those of the drawing library. */
const SYMBOLOGIES: Readonly<Record<number, string>> = {
  0: "upca",
  1: "upce",
  2: "ean13",
  3: "ean8",
  4: "code39",
  5: "interleaved2of5",
  6: "rationalizedCodabar",
  7: "code93",
  8: "code128",
  10: "pdf417",
  11: "databaromni",
  12: "databartruncated",
  13: "databarlimited",
  14: "databarstacked",
  15: "databarstackedomni",
  16: "databarexpanded",
  17: "databarexpandedstacked",
};
const MATRIX_CODES: Readonly<Record<number, string>> = { 0: "pdf417", 1: "datamatrix", 2: "azteccode", 3: "qrcode", 131: "qrcode" };
/** Modes in which free printing is possible: a closed document, a shift, or inside a receipt. */
const PRINT_MODES = [2, 3, 4, 8, 9];
const CODE_MODES = [2, 4, 8, 9];
/** Type bit: print it in the footer. */
const FOOTER_BIT = 0x40;

/** In an open receipt the text becomes part of it, otherwise of the current slip. */
function printText(kkt: ShtrihKkt, lines: readonly PaperLine[]): void {
  const { receipt } = kkt.state;
  if (receipt === null) {
    kkt.printer.printLines(kkt.state, kkt.now(), lines);
    return;
  }
  // Empty lines are not printed inside a fiscal receipt.
  for (const line of lines) {
    if (line.kind === "text" && line.text.trim() !== "") receipt.lines.push({ afterItems: receipt.items.length, text: line.text });
  }
}

function textCommand(length: number, bold: boolean, hasFont: boolean): Command["run"] {
  return (kkt, request) => {
    const flags = request.uint(1);
    if (hasFont) request.uint(1);
    const text = request.text(Math.min(length, request.left)).trimEnd();
    // Journal only: the models of today have no journal roll, nothing is printed.
    if ((flags & RECEIPT_FLAG) !== 0) printText(kkt, [bold ? boldLine(text) : textLine(text)]);
    return doneByOperator(kkt);
  };
}

function cut(kkt: ShtrihKkt): Reply {
  if (!kkt.profile.cutter) return fail(KKT_ERROR.unsupported);
  return endSlip(kkt);
}

function endSlip(kkt: ShtrihKkt): Reply {
  if (kkt.state.slipId !== null) kkt.printer.printLines(kkt.state, kkt.now(), [...banner(kkt.profile.paperWidth), { kind: "cut" }]);
  return doneByOperator(kkt);
}

function header(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const text = request.text(HEADER_TEXT);
  kkt.state.documentNumber++;
  printText(kkt, [boldLine(text)]);
  return done(answer(kkt).uint(kkt.state.documentNumber & 0xffff, 2));
}

function printCode(kkt: ShtrihKkt, symbology: string | undefined, data: string): Reply | null {
  if (symbology === undefined) return fail(KKT_ERROR.badParameters);
  const line: PaperLine = symbology === "qrcode" ? { kind: "qr", data } : { kind: "barcode", symbology, data };
  kkt.printer.printLines(kkt.state, kkt.now(), [line]);
  return null;
}

function barcode(kkt: ShtrihKkt, request: PayloadReader): Reply {
  request.bytes(4);
  const symbology = SYMBOLOGIES[request.uint(1)];
  return printCode(kkt, symbology, Buffer.from(request.rest()).toString("latin1")) ?? doneByOperator(kkt);
}

/** DDh: 64 bytes of a two-dimensional code (kind 0) or of the TLV that FF64 takes (kind 1). */
function loadBlock(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [kind, number] = [request.uint(1), request.uint(1)];
  if (kind > 1) return fail(KKT_ERROR.badParameters);
  const blocks = kind === 0 ? kkt.volatile.blocks : kkt.volatile.tlvBlocks;
  blocks.set(number, request.bytes(BLOCK_BYTES).slice());
  return doneByOperator(kkt);
}

/** DEh: prints what DDh has loaded. */
function matrixCode(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [type, length, first] = [request.uint(1), request.uint(2), request.uint(1)];
  const parameters = request.bytes(5);
  if (length === 0 || length > MAX_2D_BYTES) return fail(KKT_ERROR.badParameters);
  const blocks: Uint8Array[] = [];
  for (let i = 0; i * BLOCK_BYTES < length; i++) {
    const block = kkt.volatile.blocks.get(first + i);
    if (block === undefined) return fail(KKT_ERROR.noData);
    blocks.push(block);
  }
  const data = Buffer.concat(blocks).subarray(0, length).toString("latin1");
  const symbology = MATRIX_CODES[type & ~FOOTER_BIT];
  const error = printCode(kkt, symbology, data);
  if (error !== null) return error;
  const out = answer(kkt);
  if (symbology === "qrcode") {
    const dots = parameters[2] ?? 0;
    const size = (codeMatrix(symbology, data)?.width ?? 0) * dots;
    out.raw(parameters).uint(size, 2).uint(size, 2);
  }
  return done(out);
}

function continuePrint(kkt: ShtrihKkt): Reply {
  kkt.printer.continuePrint(kkt.state);
  return doneByOperator(kkt);
}

function line(code: number, minLength: number, maxLength: number, run: Command["run"], modes: readonly number[] = PRINT_MODES): Command {
  return { code, minLength, maxLength, level: "operator", kind: "line", modes, run };
}

export const PRINTING_COMMANDS: readonly Command[] = [
  { code: 0xb0, minLength: 5, maxLength: 5, level: "operator", kind: "continue", modes: "any", run: continuePrint },
  line(0x12, 6, 6 + BOLD_TEXT, textCommand(BOLD_TEXT, true, false)),
  line(0x17, 6, 6 + PLAIN_TEXT, textCommand(PLAIN_TEXT, false, false)),
  line(0x2f, 7, 7 + PLAIN_TEXT, textCommand(PLAIN_TEXT, false, true)),
  line(0x18, 37, 37, header, [2, 3, 4, 9]),
  line(0x25, 6, 6, cut, [2, 3, 4, 9]),
  line(
    0x29,
    7,
    7,
    (kkt, r) => {
      r.uint(1);
      if (kkt.state.receipt === null) kkt.printer.printLines(kkt.state, kkt.now(), [{ kind: "feed", lines: r.uint(1) }]);
      return doneByOperator(kkt);
    },
    [2, 3, 4, 9],
  ),
  // The cliché and the advertising text of table 4 are empty by default: the commands print what the table holds.
  line(0x52, 5, 5, printTableText, [2, 3, 4, 9]),
  line(0x54, 5, 5, printTableText, [2, 3, 4, 9]),
  line(0x53, 6, 6, endSlip, [2, 3, 4, 9]),
  line(0xc2, 10, 10, (kkt, r) => printCode(kkt, "ean13", String(r.uint(5)).padStart(12, "0")) ?? doneByOperator(kkt), CODE_MODES),
  line(0xcb, 11, 58, barcode, [2, 3, 4]),
  { code: 0xdd, minLength: 71, maxLength: 71, level: "operator", kind: "quiet", modes: "any", run: loadBlock },
  line(0xde, 15, 15, matrixCode, CODE_MODES),
];

function printTableText(kkt: ShtrihKkt): Reply {
  const rows = kkt.tables.table(4)?.rows ?? 0;
  const lines = Array.from({ length: rows }, (_, i) => String(kkt.tables.read(4, i + 1, 1) ?? "")).filter((text) => text !== "");
  if (lines.length > 0) printText(kkt, lines.map(textLine));
  return doneByOperator(kkt);
}
