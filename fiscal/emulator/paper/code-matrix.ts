import { createRequire } from "node:module";
import type bwipjs from "bwip-js/node";

const require = createRequire(import.meta.url);

/** Loaded at the first code that is drawn: most runs of the emulator never draw one. */
function library(): typeof bwipjs {
  return require("bwip-js/node") as typeof bwipjs;
}

/** Modules of a printed code, row by row; true = dark. */
export interface CodeMatrix {
  readonly width: number;
  readonly height: number;
  readonly dark: (x: number, y: number) => boolean;
}

const BAR_HEIGHT_MODULES = 40;

/** Null when the data does not fit the symbology (the printer would print nothing). */
export function codeMatrix(symbology: string, data: string): CodeMatrix | null {
  try {
    const [symbol] = library().raw({ bcid: symbology, text: data, ...(symbology === "qrcode" ? { eclevel: "M" } : {}) });
    if (symbol === undefined) return null;
    if ("pixs" in symbol) {
      const { pixs, pixx, pixy } = symbol;
      return { width: pixx, height: pixy, dark: (x, y) => pixs[y * pixx + x] === 1 };
    }
    return barMatrix(symbol.sbs);
  } catch {
    return null;
  }
}

/** `sbs`: widths of bars and spaces by turns, the first is a bar. */
function barMatrix(widths: readonly number[]): CodeMatrix {
  const columns = widths.flatMap((width, i) => new Array<boolean>(Math.round(width)).fill(i % 2 === 0));
  return { width: columns.length, height: BAR_HEIGHT_MODULES, dark: (x) => columns[x] === true };
}
