/**
 * Sets of documents. A document is an active item, numbered from 0 by falling popularity, so that the first documents of a
 * result are the goods that sell most. They are kept in chunks of 65,536: a query goes through the chunks in order and stops
 * as soon as it has enough, which for a frequent word is within the first one.
 *
 * Stored: a rare word's documents in one row, as 32-bit numbers. Those of a frequent one in a row for each chunk: the low 16 bits of its documents, ascending, little-endian; or, from 4,096 of them
 * on, a bitmap of 8,192 bytes (the two containers of Roaring bitmaps). In a query: one bit per document of the chunk.
 */
export const CHUNK_DOCS = 65_536;
/** Up to so many documents a list is kept whole. */
export const RARE_DOCS_MAX = 1_024;
const DENSE_FROM = 4_096;
const DENSE_BYTES = CHUNK_DOCS / 8;

export type ChunkBits = Uint32Array;

export function chunkBits(): ChunkBits {
  return new Uint32Array(CHUNK_DOCS / 32);
}

/** `low` is the document's place in its chunk (or in whatever the bits stand for). */
export function setBit(bits: ChunkBits, low: number): void {
  bits[low >>> 5]! |= 1 << (low & 31);
}

/** Encodes places in a chunk, ascending and without repeats. */
export function encodeDocs(lows: readonly number[]): Uint8Array {
  if (lows.length < DENSE_FROM) return new Uint8Array(Uint16Array.from(lows).buffer);
  const bits = chunkBits();
  for (const low of lows) setBit(bits, low);
  return new Uint8Array(bits.buffer);
}

/** Adds a stored list to the bits. */
export function unionInto(bits: ChunkBits, list: Uint8Array): void {
  const isDense = list.byteLength === DENSE_BYTES;
  // SQLite gives buffers of any alignment.
  const aligned = list.byteOffset % 4 === 0 ? list : list.slice();
  if (isDense) {
    const other = new Uint32Array(aligned.buffer, aligned.byteOffset, bits.length);
    for (let word = 0; word < bits.length; word++) bits[word]! |= other[word]!;
  } else {
    const lows = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 1);
    for (let at = 0; at < lows.length; at++) setBit(bits, lows[at]!);
  }
}

/** Keeps what both have; false when nothing is left. */
export function intersectInto(bits: ChunkBits, other: ChunkBits): boolean {
  let any = 0;
  for (let word = 0; word < bits.length; word++) any |= bits[word]! &= other[word]!;
  return any !== 0;
}

/** At most `max` places of set bits, ascending. */
export function lowestBits(bits: ChunkBits, max: number): number[] {
  const lows: number[] = [];
  for (let word = 0; word < bits.length && lows.length < max; word++) {
    let rest = bits[word]!;
    while (rest !== 0 && lows.length < max) {
      lows.push(word * 32 + (31 - Math.clz32(rest & -rest)));
      rest &= rest - 1;
    }
  }
  return lows;
}
