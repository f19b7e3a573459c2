import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface PngHead {
  readonly width: number;
  readonly height: number;
  /** Of a pixel in grey. */
  readonly bits: 1 | 8;
}

/** Greyscale PNG, no interlace (RFC 2083). `rows`: each behind its filter byte, 0. */
export function pngOfRows(head: PngHead, rows: Uint8Array): Buffer {
  return pngFile(head, deflateSync(rows));
}

/** A file whose head and packed rows need not fit each other. */
export function pngFile({ width, height, bits }: PngHead, packed: Uint8Array): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(bits, 8);
  return Buffer.concat([SIGNATURE, chunk("IHDR", head), chunk("IDAT", packed), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
