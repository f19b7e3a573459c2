import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";

/** What a picture says of itself before anything of it is unpacked. */
export interface PictureHead {
  readonly format: "png" | "jpeg";
  readonly width: number;
  readonly height: number;
  /** PNG only: bytes of all unpacked rows, the most that an honest file unpacks to. */
  readonly unpackedBytes: number | null;
}

/** A phone's photo is 2–6 MB. */
export const PICTURE_BYTES_MAX = 12 * 1024 * 1024;
/** Phones take 12 megapixels, many offer more; unpacked this is 100 MB for a moment. */
export const PICTURE_PIXELS_MAX = 25_000_000;

const PNG_SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_HEAD_BYTES = 29;
/** Samples a pixel by colour type (PNG, 11.2.1). */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const JPEG_START = 0xffd8;
const JPEG_END = 0xffd9;
const JPEG_SCAN = 0xda;
/** Start of frame of all kinds; C4, C8 and CC are other things (ITU-T T.81, table B.1). */
const JPEG_FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/**
 * Format and size from the file's head. Refuses what is no JPEG or PNG (MRK590), what ends within its head (MRK592), and what
 * is larger than the limits (MRK591): a file of some kilobytes can claim a picture of gigabytes.
 */
export function pictureHead(file: Uint8Array): Result<PictureHead, AppError> {
  if (file.length > PICTURE_BYTES_MAX) return err(appError("MRK591", { what: file.length, limit: PICTURE_BYTES_MAX }));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const head = isPng(file) ? pngHead(view) : isJpeg(view) ? jpegHead(view) : null;
  if (head === null) return err(appError("MRK590"));
  if (!head.ok) return head;
  const { width, height } = head.value;
  if (width === 0 || height === 0) return err(appError("MRK592", { reason: "a side of zero pixels" }));
  const pixels = width * height;
  return pixels > PICTURE_PIXELS_MAX ? err(appError("MRK591", { what: pixels, limit: PICTURE_PIXELS_MAX })) : head;
}

function isPng(file: Uint8Array): boolean {
  return PNG_SIGNATURE.every((byte, at) => file[at] === byte);
}

function isJpeg(view: DataView): boolean {
  return view.byteLength > 2 && view.getUint16(0) === JPEG_START;
}

function pngHead(view: DataView): Result<PictureHead, AppError> {
  if (view.byteLength < PNG_HEAD_BYTES || view.getUint32(12) !== 0x49484452) return err(appError("MRK592", { reason: "no IHDR" }));
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const samples = PNG_SAMPLES[view.getUint8(25)];
  if (samples === undefined) return err(appError("MRK592", { reason: "unknown colour type" }));
  const rowBytes = Math.ceil((width * samples * view.getUint8(24)) / 8) + 1;
  // Interlaced rows come in seven passes of smaller pictures, each row with a byte of its own.
  const unpackedBytes = view.getUint8(28) === 0 ? rowBytes * height : rowBytes * height * 2 + 64;
  return ok({ format: "png", width, height, unpackedBytes });
}

/** Walks the segments to the first scan; the picture's end must stand somewhere behind it. */
function jpegHead(view: DataView): Result<PictureHead, AppError> {
  let frame: PictureHead | null = null;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return err(appError("MRK592", { reason: "no JPEG marker where one must be" }));
    const marker = view.getUint8(at + 1);
    if (marker === JPEG_SCAN) break;
    // Fill bytes before a marker, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (JPEG_FRAMES.has(marker) && at + 9 <= view.byteLength) {
        frame ??= { format: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5), unpackedBytes: null };
      }
      at += 2 + view.getUint16(at + 2);
    }
  }
  if (frame === null || !hasEnd(view, at)) return err(appError("MRK592", { reason: "the JPEG ends before its picture does" }));
  return ok(frame);
}

function hasEnd(view: DataView, from: number): boolean {
  for (let at = view.byteLength - 2; at > from; at -= 1) if (view.getUint16(at) === JPEG_END) return true;
  return false;
}
