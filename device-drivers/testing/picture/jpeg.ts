import { toBytes, type GrayImage } from "./gray-image.ts";

/*
 * Baseline JPEG in grey (ITU-T T.81): 8×8 cosine transform, one quantiser, Huffman codes of equal length, which the standard
 * permits: enough to make files that every reader takes.
 */
const BLOCK = 8;
/** One step for all frequencies: the higher, the more is lost. */
const QUANTISER = 12;
const DC_BITS = 4;
const AC_BITS = 8;
/** Run of zeros in the upper half, size of the number in the lower: all pairs of the standard, then end of block and 16 zeros. */
const AC_SYMBOLS: readonly number[] = [...Array.from({ length: 160 }, (_, at) => (Math.floor(at / 10) << 4) | ((at % 10) + 1)), 0x00, 0xf0];
const AC_CODE = new Map(AC_SYMBOLS.map((symbol, at) => [symbol, at]));
const ZIGZAG = zigzag();
const COSINES = Array.from({ length: BLOCK * BLOCK }, (_, at) => {
  const [frequency, place] = [Math.floor(at / BLOCK), at % BLOCK];
  return Math.cos(((2 * place + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

export function jpegOf(image: GrayImage): Buffer {
  const { width, height } = image;
  const bits = new BitWriter();
  const shades = toBytes(image);
  let previousDc = 0;
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) previousDc = writeBlock(bits, transformed(shades, image, left, top), previousDc);
  }
  const frame = [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...new Array<number>(64).fill(QUANTISER)]),
    segment(0xc0, frame),
    segment(0xc4, [0x00, ...lengths(DC_BITS, 12), ...Array.from({ length: 12 }, (_, size) => size)]),
    segment(0xc4, [0x10, ...lengths(AC_BITS, AC_SYMBOLS.length), ...AC_SYMBOLS]),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    bits.finish(),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function segment(marker: number, body: readonly number[]): Buffer {
  const length = body.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...body]);
}

/** How many codes there are of each length 1–16. */
function lengths(bits: number, count: number): readonly number[] {
  return Array.from({ length: 16 }, (_, at) => (at + 1 === bits ? count : 0));
}

function zigzag(): readonly number[] {
  const places = Array.from({ length: BLOCK * BLOCK }, (_, at) => ({ x: at % BLOCK, y: Math.floor(at / BLOCK) }));
  const key = ({ x, y }: { readonly x: number; readonly y: number }): number => (x + y) * 100 + ((x + y) % 2 === 0 ? x : y);
  return places.toSorted((a, b) => key(a) - key(b)).map(({ x, y }) => y * BLOCK + x);
}

/** Quantised coefficients in zigzag order. Pixels beyond the edge repeat the last one. */
function transformed(shades: Uint8Array, { width, height }: GrayImage, left: number, top: number): readonly number[] {
  const rows = new Float64Array(BLOCK * BLOCK);
  for (let y = 0; y < BLOCK; y += 1) {
    for (let u = 0; u < BLOCK; u += 1) {
      let sum = 0;
      for (let x = 0; x < BLOCK; x += 1) {
        const at = Math.min(height - 1, top + y) * width + Math.min(width - 1, left + x);
        sum += ((shades[at] ?? 0) - 128) * (COSINES[u * BLOCK + x] ?? 0);
      }
      rows[y * BLOCK + u] = sum;
    }
  }
  return ZIGZAG.map((place) => {
    const [u, v] = [place % BLOCK, Math.floor(place / BLOCK)];
    let sum = 0;
    for (let y = 0; y < BLOCK; y += 1) sum += (rows[y * BLOCK + u] ?? 0) * (COSINES[v * BLOCK + y] ?? 0);
    return Math.round(sum / QUANTISER);
  });
}

/** Returns the block's DC value. */
function writeBlock(bits: BitWriter, block: readonly number[], previousDc: number): number {
  const dc = block[0] ?? 0;
  const step = dc - previousDc;
  bits.write(sizeOf(step), DC_BITS);
  bits.writeNumber(step);
  let run = 0;
  for (const value of block.slice(1)) {
    if (value === 0) {
      run += 1;
      continue;
    }
    for (; run > 15; run -= 16) bits.write(AC_CODE.get(0xf0) ?? 0, AC_BITS);
    bits.write(AC_CODE.get((run << 4) | sizeOf(value)) ?? 0, AC_BITS);
    bits.writeNumber(value);
    run = 0;
  }
  if (run > 0) bits.write(AC_CODE.get(0x00) ?? 0, AC_BITS);
  return dc;
}

function sizeOf(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
}

class BitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #count = 0;

  write(value: number, bits: number): void {
    for (let at = bits - 1; at >= 0; at -= 1) {
      this.#held = (this.#held << 1) | ((value >> at) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
  }

  /** Negative numbers as their ones' complement. */
  writeNumber(value: number): void {
    const size = sizeOf(value);
    this.write(value < 0 ? value + (1 << size) - 1 : value, size);
  }

  finish(): Buffer {
    while (this.#count > 0) this.write(1, 1);
    return Buffer.from(this.#bytes);
  }

  #flush(): void {
    this.#bytes.push(this.#held);
    // A byte of ones is followed by a zero: it is no marker.
    if (this.#held === 0xff) this.#bytes.push(0);
    this.#held = 0;
    this.#count = 0;
  }
}
