/** Little-endian fields of command parameters and answers (protocol 1.17, section 1 of the facts). */
export class ByteWriter {
  readonly #bytes: number[] = [];

  /** Unsigned number of `width` bytes. A number that does not fit is a bug of the caller. */
  uint(value: number, width: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** width) throw new Error(`invariant broken: ${value} in ${width} bytes`);
    let rest = value;
    for (let i = 0; i < width; i++) {
      this.#bytes.push(rest % 256);
      rest = Math.floor(rest / 256);
    }
    return this;
  }

  bytes(values: Iterable<number>): this {
    this.#bytes.push(...values);
    return this;
  }

  /** `values`, filled with NUL to `width`; longer input is cut. */
  padded(values: Uint8Array, width: number): this {
    this.bytes(values.subarray(0, width));
    for (let i = values.length; i < width; i++) this.#bytes.push(0);
    return this;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Reads an answer field by field; going past the end is remembered, not thrown. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #isShort = false;

  constructor(bytes: Uint8Array, from = 0) {
    this.#bytes = bytes;
    this.#at = from;
  }

  /** True when some field was read beyond the end. */
  get isShort(): boolean {
    return this.#isShort;
  }

  get left(): number {
    return Math.max(0, this.#bytes.length - this.#at);
  }

  /** Up to 6 bytes are exact; wider fields must hold a safe integer. */
  uint(width: number): number {
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + (this.#bytes[this.#at + i] ?? 0);
    this.skip(width);
    return value;
  }

  bytes(width: number): Uint8Array {
    const slice = this.#bytes.slice(this.#at, this.#at + width);
    this.skip(width);
    return slice;
  }

  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** ASCII without padding. */
  ascii(width: number): string {
    return Buffer.from(this.bytes(width))
      .toString("latin1")
      .replace(/[\0 ]+$/, "");
  }

  skip(width: number): this {
    this.#at += width;
    if (this.#at > this.#bytes.length) this.#isShort = true;
    return this;
  }
}
