import { errorText, type AppError } from "../../config/errors/index.ts";
import { ok, type Result } from "../../config/result.ts";
import { startControlServer, type ControlAnswer } from "./control-server.ts";
import { openPtyPort } from "./pty-port.ts";

export interface ScannerEmulatorOptions {
  /** A fixed name for the port, e.g. `/tmp/till-scanner`. */
  readonly linkPath?: string;
  /** 0 or absent: any free port. */
  readonly controlPort?: number;
  /** What follows each code; a factory-new scanner sends CR. */
  readonly suffix?: "cr" | "lf" | "crlf" | "tab" | "none";
}

/** A serial scanner on a port of its own. */
export interface ScannerEmulator {
  /** What the till opens. */
  readonly path: string;
  readonly controlPort: number;
  /** Sends the bytes and the suffix. */
  scan(code: Uint8Array): Promise<Result<void, AppError>>;
  /** Sends the bytes alone: a cut code, noise. */
  sendRaw(bytes: Uint8Array): Promise<Result<void, AppError>>;
  stop(): Promise<void>;
}

const SUFFIXES = { cr: "\r", lf: "\n", crlf: "\r\n", tab: "\t", none: "" } as const;

/**
 * Control call `POST /scan`: `{"code":"4600682000013"}`, or `{"hex":"5d4530…"}` for any bytes; with `"raw":true` the
 * suffix is left out. In `code` a GS is `\u001d` as JSON has it. Fails with DEV112 or DEV115.
 */
export async function startScannerEmulator(options: ScannerEmulatorOptions = {}): Promise<Result<ScannerEmulator, AppError>> {
  const port = await openPtyPort(options.linkPath === undefined ? {} : { linkPath: options.linkPath });
  if (!port.ok) return port;
  const suffix = Uint8Array.from(Buffer.from(SUFFIXES[options.suffix ?? "cr"], "latin1"));
  const sendRaw = (bytes: Uint8Array) => port.value.channel.write(bytes);
  // One write: a real scanner sends code and suffix without a gap.
  const scan = (code: Uint8Array) => sendRaw(Uint8Array.from([...code, ...suffix]));
  const control = await startControlServer(
    {
      "POST /scan": async (body): Promise<ControlAnswer> => {
        const code = codeOf(body);
        if (!code) return { isRefused: true, body: { error: 'give {"code":"…"} or {"hex":"…"}' } };
        const isRaw = typeof body === "object" && body !== null && "raw" in body && body.raw === true;
        const sent = await (isRaw ? sendRaw(code) : scan(code));
        return sent.ok ? { body: { sentBytes: code.length } } : { isRefused: true, body: { error: errorText(sent.error, "ru") } };
      },
    },
    options.controlPort,
  );
  if (!control.ok) {
    await port.value.close();
    return control;
  }
  return ok({
    path: port.value.path,
    controlPort: control.value.port,
    scan,
    sendRaw,
    stop: async () => {
      await control.value.close();
      await port.value.close();
    },
  });
}

function codeOf(body: unknown): Uint8Array | null {
  if (typeof body !== "object" || body === null) return null;
  if ("hex" in body && typeof body.hex === "string" && /^([0-9a-f]{2})+$/i.test(body.hex))
    return Uint8Array.from(Buffer.from(body.hex, "hex"));
  if ("code" in body && typeof body.code === "string" && body.code !== "") return bytesOf(body.code);
  return null;
}

/** One byte a character where that is possible, else UTF-8, as a scanner sends a QR code's text. */
function bytesOf(text: string): Uint8Array {
  const isByteText = [...text].every((character) => character.charCodeAt(0) < 256);
  return Uint8Array.from(Buffer.from(text, isByteText ? "latin1" : "utf8"));
}

/** What a person types for one scan: `\x1d`, `\u001d` and `<GS>` stand for the group separator. */
export function parseTypedCode(line: string): Uint8Array {
  const text = line
    .replace(/<GS>/g, "\u001d")
    .replace(/\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})/g, (_whole, short: string | undefined, long: string | undefined) =>
      String.fromCharCode(Number.parseInt(short ?? long ?? "", 16)),
    );
  return bytesOf(text);
}
