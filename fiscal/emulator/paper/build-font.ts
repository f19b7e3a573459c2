/**
 * Build step: makes `font-10x20.ts` from the X.Org font misc-fixed 10x20 ("Public domain font. Share and enjoy.",
 * package font-misc-misc). Run once: `npx tsx fiscal/emulator/paper/build-font.ts <10x20.pcf.gz>`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { deflateRawSync, gunzipSync } from "node:zlib";
import { decodeCp866 } from "../../../config/cp866.ts";

const PCF_BITMAPS = 8;
const PCF_ENCODINGS = 32;
const NO_GLYPH = 0xffff;
const GLYPH_ROWS = 20;
const BYTES_PER_ROW = 2;
const CHARS_PER_LINE = 110;

interface PcfTable {
  readonly format: number;
  readonly at: number;
  readonly view: DataView;
}

function table(file: Buffer, wanted: number): PcfTable {
  const count = file.readUInt32LE(4);
  for (let i = 0; i < count; i++) {
    const at = 8 + i * 16;
    if (file.readUInt32LE(at) !== wanted) continue;
    const offset = file.readUInt32LE(at + 12);
    return { format: file.readUInt32LE(offset), at: 4, view: new DataView(file.buffer, file.byteOffset + offset) };
  }
  throw new Error(`the font has no table ${wanted}`);
}

/** Rows of one glyph as 16-bit words, most significant bit = leftmost dot. */
function glyphRows(bitmaps: PcfTable, glyph: number): number[] {
  const big = (bitmaps.format & 4) !== 0;
  const pad = 1 << (bitmaps.format & 3);
  const lsbFirst = (bitmaps.format & 8) === 0;
  const { view } = bitmaps;
  const glyphs = view.getUint32(4, !big);
  const offset = view.getUint32(8 + glyph * 4, !big);
  const data = 8 + glyphs * 4 + 16;
  const stride = Math.max(pad, BYTES_PER_ROW);
  return Array.from({ length: GLYPH_ROWS }, (_, row) => {
    let word = 0;
    for (let x = 0; x < 10; x++) {
      const byte = view.getUint8(data + offset + row * stride + (x >> 3));
      const dot = lsbFirst ? (byte >> (x & 7)) & 1 : (byte >> (7 - (x & 7))) & 1;
      word |= dot << (15 - x);
    }
    return word;
  });
}

function glyphIndex(encodings: PcfTable, codePoint: number): number | null {
  const big = (encodings.format & 4) !== 0;
  const at = (i: number): number => encodings.view.getUint16(4 + i * 2, !big);
  const [minLow, maxLow, minHigh, maxHigh] = [at(0), at(1), at(2), at(3)];
  const [high, low] = [codePoint >> 8, codePoint & 0xff];
  if (high < minHigh || high > maxHigh || low < minLow || low > maxLow) return null;
  const index = at(5 + (high - minHigh) * (maxLow - minLow + 1) + (low - minLow));
  return index === NO_GLYPH ? null : index;
}

function build(path: string): void {
  const file = gunzipSync(readFileSync(path));
  const bitmaps = table(file, PCF_BITMAPS);
  const encodings = table(file, PCF_ENCODINGS);
  const glyphs = Buffer.alloc(256 * GLYPH_ROWS * BYTES_PER_ROW);
  const missing: string[] = [];
  for (let code = 0x20; code < 256; code++) {
    const char = decodeCp866(Uint8Array.of(code));
    const index = glyphIndex(encodings, char.codePointAt(0) ?? 0);
    if (index === null) {
      missing.push(char);
      continue;
    }
    glyphRows(bitmaps, index).forEach((word, row) => glyphs.writeUInt16BE(word, (code * GLYPH_ROWS + row) * BYTES_PER_ROW));
  }
  const packed = deflateRawSync(glyphs, { level: 9 }).toString("base64");
  const lines = packed.match(new RegExp(`.{1,${CHARS_PER_LINE}}`, "g")) ?? [];
  const text = [
    "/**",
    " * Glyphs of misc-fixed 10x20 (X.Org, public domain) in CP866 order: 256 glyphs of 20 rows, a row = 16 bits, the left dot",
    " * on top; raw deflate, base64. Made by `build-font.ts`; do not edit.",
    " */",
    "export const FONT_10X20_BASE64 =",
    lines.map((line) => `  "${line}"`).join(" +\n") + ";",
    "",
  ].join("\n");
  writeFileSync(new URL("./font-10x20.ts", import.meta.url), text);
  process.stdout.write(`glyphs missing: ${missing.length} ${missing.join("")}\n`);
}

const source = process.argv[2];
if (source === undefined) throw new Error("usage: build-font.ts <10x20.pcf.gz>");
build(source);
