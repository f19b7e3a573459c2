import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { prepareZXingModule, purgeZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { distinctCodes, foundCode, LOOKED_FOR, type FoundCode } from "./found-code.ts";
import { pictureHead, type PictureHead } from "./picture-head.ts";

const WASM_FILE = "zxing-wasm/reader/zxing_reader.wasm";
/** More codes than this in one picture are a poster, not goods. */
const CODES_MAX = 16;
const ALL_KINDS: ReaderOptions = { formats: [...LOOKED_FOR], textMode: "Plain", maxNumberOfSymbols: CODES_MAX };
/**
 * The second pass closes gaps in the print: of made pictures with such gaps the first reads 7 of 28, both 16. A picture without a
 * readable code costs 1.0 to 1.4 times as much by it (docs/benchmarks.md, "Codes from pictures").
 */
export const PASSES: readonly ReaderOptions[] = [ALL_KINDS, { ...ALL_KINDS, tryDenoise: true }];

/** The reader's WASM from the disk: the library's own default fetches it from a public CDN. */
export function loadReader(): ArrayBuffer {
  const file = readFileSync(createRequire(import.meta.url).resolve(WASM_FILE));
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
}

/**
 * A memory of its own for each picture. The decoder leaves rows that a broken file does not fill as the memory happened to be, and
 * what stood there was the picture before: half a photo gave another photo's code. The engine keeps what it compiled.
 */
async function freshMemory(wasmBinary: ArrayBuffer): Promise<void> {
  purgeZXingModule();
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/**
 * All codes of a JPEG or PNG, each once. Keeps the thread busy for a tenth of a second to some seconds: called in a worker.
 * Errors: those of `pictureHead`, MRK592 (does not unpack), MRK593 (no code).
 */
export async function readPicture(
  file: Uint8Array,
  reader: ArrayBuffer,
  passes: readonly ReaderOptions[] = PASSES,
): Promise<Result<readonly FoundCode[], AppError>> {
  const head = pictureHead(file);
  if (!head.ok) return head;
  const volume = pngVolume(file, head.value);
  if (!volume.ok) return volume;
  await freshMemory(reader);
  for (const pass of passes) {
    const results = await readBarcodes(file, pass);
    // A file that does not unpack comes back as one result without a format.
    const fault = results.find(({ isValid, format }) => !isValid && (format as string) === "");
    if (fault !== undefined) return err(appError("MRK592", { reason: fault.error }));
    const codes = results.map(foundCode).filter((code) => code !== null);
    if (codes.length > 0) return ok(distinctCodes(codes));
  }
  return err(appError("MRK593"));
}

/**
 * A PNG's packed data may unpack to a thousand times more than its head says, and the decoder would unpack all of it first
 * (1.7 MB made it take a gigabyte). Unpacked here once before, with an end.
 */
function pngVolume(file: Uint8Array, { unpackedBytes }: PictureHead): Result<null, AppError> {
  if (unpackedBytes === null) return ok(null);
  try {
    inflateSync(packedRows(file), { maxOutputLength: unpackedBytes });
    return ok(null);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
      ? err(appError("MRK591", { what: "unpacked data", limit: unpackedBytes }))
      : err(appError("MRK592", { reason: (cause as Error).message }));
  }
}

/** The contents of all IDAT chunks. */
function packedRows(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const parts: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(parts);
}
