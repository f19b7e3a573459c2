import { inflateRawSync } from "node:zlib";
import { encodeCp866 } from "../../../config/cp866.ts";
import { pngOfRows } from "../../../device-drivers/emulator/png-file.ts";
import { codeMatrix } from "./code-matrix.ts";
import { FONT_10X20_BASE64 } from "./font-10x20.ts";
import type { PaperLine } from "./paper-line.ts";
import { pictureMatrix } from "./picture.ts";
import type { PaperDocument } from "./paper-roll.ts";
import { linesOnPaper } from "./render-text.ts";

const GLYPH_WIDTH = 10;
const GLYPH_HEIGHT = 20;
const GLYPH_BYTES = GLYPH_HEIGHT * 2;
const MARGIN_PX = 16;
const MODULE_PX = 5;
const CUT_HEIGHT_PX = 9;
const DASH_PX = 8;

const GLYPHS = inflateRawSync(Buffer.from(FONT_10X20_BASE64, "base64"));

/** One bit a dot; 1 = black. */
class Bitmap {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly bits: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.stride = Math.ceil(width / 8);
    this.bits = new Uint8Array(this.stride * height);
  }

  dot(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = y * this.stride + (x >> 3);
    this.bits[at] = (this.bits[at] ?? 0) | (0x80 >> (x & 7));
  }

  block(x: number, y: number, width: number, height: number): void {
    for (let dy = 0; dy < height; dy++) for (let dx = 0; dx < width; dx++) this.dot(x + dx, y + dy);
  }
}

/** The paper as a black and white PNG, the fixed 10×20 font of the printer, codes drawn dot by dot. */
export function renderPng(documents: readonly PaperDocument[], width: number): Uint8Array {
  const lines = documents.flatMap(linesOnPaper);
  const heights = lines.map((line) => heightOf(line));
  const bitmap = new Bitmap(
    width * GLYPH_WIDTH + 2 * MARGIN_PX,
    heights.reduce((sum, h) => sum + h, 2 * MARGIN_PX),
  );
  let y = MARGIN_PX;
  lines.forEach((line, i) => {
    draw(bitmap, line, y, width);
    y += heights[i] ?? 0;
  });
  return encodePng(bitmap);
}

function heightOf(line: PaperLine): number {
  switch (line.kind) {
    case "text":
      return line.double ? GLYPH_HEIGHT * 2 : GLYPH_HEIGHT;
    case "qr":
    case "barcode":
      return (matrixOf(line)?.height ?? 0) * MODULE_PX + GLYPH_HEIGHT;
    case "picture":
      return pictureMatrix(line).height + GLYPH_HEIGHT;
    case "feed":
      return line.lines * GLYPH_HEIGHT;
    case "cut":
      return CUT_HEIGHT_PX;
  }
}

function matrixOf(line: Extract<PaperLine, { kind: "qr" | "barcode" }>): ReturnType<typeof codeMatrix> {
  return line.kind === "qr" ? codeMatrix("qrcode", line.data) : codeMatrix(line.symbology, line.data);
}

function draw(bitmap: Bitmap, line: PaperLine, y: number, width: number): void {
  if (line.kind === "text") {
    drawText(bitmap, line, y, width);
  } else if (line.kind === "cut") {
    for (let x = 0; x < bitmap.width; x += DASH_PX * 2) bitmap.block(x, y + (CUT_HEIGHT_PX >> 1), DASH_PX, 1);
  } else if (line.kind !== "feed") {
    const matrix = line.kind === "picture" ? pictureMatrix(line) : matrixOf(line);
    if (matrix === null) return;
    const dotPx = line.kind === "picture" ? 1 : MODULE_PX;
    const left = (bitmap.width - matrix.width * dotPx) >> 1;
    const top = y + (GLYPH_HEIGHT >> 1);
    for (let my = 0; my < matrix.height; my++) {
      for (let mx = 0; mx < matrix.width; mx++) {
        if (matrix.dark(mx, my)) bitmap.block(left + mx * dotPx, top + my * dotPx, dotPx, dotPx);
      }
    }
  }
}

function drawText(bitmap: Bitmap, line: Extract<PaperLine, { kind: "text" }>, y: number, width: number): void {
  const codes = encodeCp866(line.text.slice(0, width));
  codes.forEach((code, column) => {
    for (let row = 0; row < GLYPH_HEIGHT; row++) {
      const at = code * GLYPH_BYTES + row * 2;
      const word = ((GLYPHS[at] ?? 0) << 8) | (GLYPHS[at + 1] ?? 0);
      for (let x = 0; x < GLYPH_WIDTH; x++) {
        if (((word >> (15 - x)) & 1) === 0) continue;
        const left = MARGIN_PX + column * GLYPH_WIDTH + x;
        // A thermal head makes bold by a second pass one dot aside, double height by repeating rows.
        bitmap.block(left, y + (line.double ? row * 2 : row), line.bold ? 2 : 1, line.double ? 2 : 1);
      }
    }
  });
}

function encodePng(bitmap: Bitmap): Uint8Array {
  const { width, height, stride } = bitmap;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < stride; i++) {
      // In PNG greyscale 1 is white.
      rows[y * (stride + 1) + 1 + i] = ~(bitmap.bits[y * stride + i] ?? 0) & 0xff;
    }
  }
  return pngOfRows({ width, height, bits: 1 }, rows);
}
