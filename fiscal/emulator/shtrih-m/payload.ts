import iconv from "iconv-lite";

/** Reads the parameters of a command. The command table has checked the length; reading past the end is our bug. */
export class PayloadReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(count: number): Uint8Array {
    if (count > this.left) throw new RangeError(`payload has ${this.left} bytes left, ${count} wanted`);
    const out = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return out;
  }

  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** Unsigned little endian of 1 to 6 bytes. */
  uint(count: number): number {
    let value = 0;
    this.bytes(count).forEach((byte, i) => {
      value += byte * 256 ** i;
    });
    return value;
  }

  /** As `uint`, but null when all bytes are FFh: "not given". */
  uintOrAbsent(count: number): number | null {
    const start = this.#at;
    if (this.bytes(count).every((byte) => byte === 0xff)) return null;
    this.#at = start;
    return this.uint(count);
  }

  /** CP1251; a zero byte ends it early. */
  text(count: number): string {
    const bytes = this.bytes(count);
    const end = bytes.indexOf(0);
    return decodeCp1251(end < 0 ? bytes : bytes.subarray(0, end));
  }
}

export function decodeCp1251(bytes: Uint8Array): string {
  return iconv.decode(Buffer.from(bytes), "win1251");
}

export function encodeCp1251(text: string): Uint8Array {
  return new Uint8Array(iconv.encode(text, "win1251"));
}

/** Builds the data of an answer. */
export class PayloadWriter {
  readonly #parts: number[] = [];

  uint(value: number, count: number): this {
    let rest = value;
    for (let i = 0; i < count; i++) {
      this.#parts.push(rest % 256);
      rest = Math.floor(rest / 256);
    }
    return this;
  }

  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#parts.push(byte);
    return this;
  }

  /** Cut or padded to `count` bytes. */
  fixed(bytes: Uint8Array, count: number, pad = 0): this {
    for (let i = 0; i < count; i++) this.#parts.push(bytes[i] ?? pad);
    return this;
  }

  ascii(text: string, count: number): this {
    return this.fixed(new Uint8Array(Buffer.from(text, "latin1")), count, 0x20);
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#parts);
  }
}
