import { err, ok } from "../../../config/result.ts";
import type { Result } from "../../../config/result.ts";
import { errorMessage } from "../../../config/error-message.ts";

/** Number and text of an error as the driver gives them. */
export interface NativeError {
  readonly code: number;
  readonly description: string;
}

/** The few functions of libfptr10 that JSON tasks need. */
export interface NativeDriver {
  version(): string;
  /** `settings`: JSON of the driver (Model, Port…). Connects. */
  open(settings: string): Result<void, NativeError>;
  /** What was asked for, not what became of the line: it stays so after a lost connection. */
  isOpen(): boolean;
  /** Whatever was open before is closed. */
  reopen(): Result<void, NativeError>;
  /** One JSON task; blocks until it is done. */
  process(task: string): Result<string, NativeError>;
  close(): void;
}

/** LIBFPTR_PARAM_JSON_DATA: 109 after LIBFPTR_PARAM_FIRST, 65536 (header libfptr10 of driver 10.10.7). */
const PARAM_JSON_DATA = 65_645;
/** Not a number of the driver: the library, or the package that calls it, can't be loaded. */
export const NOT_LOADED = -1;
const FIRST_SIZE = 4_096;
/** Characters; the answer with a whole stored document is below 200,000. */
const MAX_SIZE = 8 * 1024 * 1024;

/** Texts of the library are wchar_t: UTF-16 on Windows, UTF-32 elsewhere. */
const WIDE_BYTES = process.platform === "win32" ? 2 : 4;

export async function loadNativeDriver(library: string): Promise<Result<NativeDriver, NativeError>> {
  try {
    return ok(await bind(library));
  } catch (error) {
    return err({ code: NOT_LOADED, description: errorMessage(error) });
  }
}

async function bind(library: string): Promise<NativeDriver> {
  const { default: koffi } = await import("koffi");
  const lib = koffi.load(library);
  const call = {
    version: lib.func("const char *libfptr_get_version_string()"),
    create: lib.func("int libfptr_create(_Out_ void **handle)"),
    destroy: lib.func("void libfptr_destroy(_Inout_ void **handle)"),
    setSettings: lib.func("int libfptr_set_settings(void *handle, const void *settings)"),
    open: lib.func("int libfptr_open(void *handle)"),
    close: lib.func("int libfptr_close(void *handle)"),
    isOpened: lib.func("int libfptr_is_opened(void *handle)"),
    errorCode: lib.func("int libfptr_error_code(void *handle)"),
    errorDescription: lib.func("int libfptr_error_description(void *handle, void *value, int size)"),
    setParamStr: lib.func("void libfptr_set_param_str(void *handle, int param, const void *value)"),
    getParamStr: lib.func("int libfptr_get_param_str(void *handle, int param, void *value, int size)"),
    processJson: lib.func("int libfptr_process_json(void *handle)"),
  };
  const holder: unknown[] = [null];
  if (call.create(holder) !== 0) throw new Error("libfptr_create failed");
  const [handle] = holder;
  const description = (): string => readWide((buffer, size) => call.errorDescription(handle, buffer, size));
  const checked = (result: number): Result<void, NativeError> =>
    result === 0 ? ok(undefined) : err({ code: Number(call.errorCode(handle)), description: description() });
  return {
    version: () => String(call.version()),
    open(settings) {
      const set = checked(call.setSettings(handle, wide(settings)));
      return set.ok ? checked(call.open(handle)) : set;
    },
    isOpen: () => call.isOpened(handle) !== 0,
    reopen() {
      call.close(handle);
      return checked(call.open(handle));
    },
    process(task) {
      call.setParamStr(handle, PARAM_JSON_DATA, wide(task));
      const done = checked(call.processJson(handle));
      return done.ok ? ok(readWide((buffer, size) => call.getParamStr(handle, PARAM_JSON_DATA, buffer, size))) : done;
    },
    close() {
      call.close(handle);
      call.destroy(holder);
    },
  };
}

/** The library tells the size that it needs (characters, the closing zero among them); a larger buffer is then filled. */
function readWide(fill: (buffer: Buffer, size: number) => number): string {
  let buffer = Buffer.alloc(FIRST_SIZE * WIDE_BYTES);
  const needed = fill(buffer, FIRST_SIZE);
  if (needed > MAX_SIZE) return "";
  if (needed > FIRST_SIZE) {
    buffer = Buffer.alloc(needed * WIDE_BYTES);
    fill(buffer, needed);
  }
  return unwide(buffer);
}

export function wide(text: string): Buffer {
  if (WIDE_BYTES === 2) return Buffer.from(`${text}\0`, "utf16le");
  const points = [...text, "\0"].map((character) => character.codePointAt(0) ?? 0);
  const out = Buffer.alloc(points.length * 4);
  points.forEach((point, index) => out.writeUInt32LE(point, index * 4));
  return out;
}

/** Up to the closing zero. */
export function unwide(bytes: Buffer): string {
  const points: number[] = [];
  for (let at = 0; at + WIDE_BYTES <= bytes.length; at += WIDE_BYTES) {
    const point = WIDE_BYTES === 2 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at);
    if (point === 0) break;
    points.push(point);
  }
  if (WIDE_BYTES === 2) return points.map((unit) => String.fromCharCode(unit)).join("");
  return points.map((point) => (point <= 0x10_ffff ? String.fromCodePoint(point) : "\ufffd")).join("");
}
