import { errorMessage } from "../../config/error-message.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { ByteChannel } from "../transport/channel.ts";
import { Closing } from "../transport/closing.ts";
import { EARLY_BYTES_LIMIT, Inbox } from "../transport/inbox.ts";
import { nodeHidBinding, type HidBinding, type HidDeviceInfo, type HidHandle } from "./hid-binding.ts";

/** Which scanner; with nothing given, the first HID POS scanner. */
export interface HidSelector {
  readonly vendorId?: number;
  readonly productId?: number;
  readonly path?: string;
}

const BARCODE_SCANNER_PAGE = 0x8c;
const DESKTOP_PAGE = 0x01;
const KEYBOARD_USAGE = 0x06;

/**
 * Scanners that send nothing until told to report to the host: Honeywell and its older name, feature report FEh = 1
 * ("output redirection"). Source: behaviour of the public WebHID scanner library, 1.2.2.
 */
const REDIRECTED_VENDORS: ReadonlySet<number> = new Set([0x0c2e, 0x23d0]);
const REDIRECT_REPORT = Uint8Array.of(0xfe, 0x01);

/**
 * Opens a HID POS scanner as a channel whose every chunk is one input report, report id first.
 * Fails with DEV111 (absent), DEV204 (present, but as a keyboard), DEV103 (no rights), DEV206 (no libusb), DEV104.
 * The system gives no exclusive lock: a second program reads every report too.
 */
export async function openHidChannel(selector: HidSelector, hid: HidBinding = nodeHidBinding): Promise<Result<ByteChannel, AppError>> {
  let name = describe(selector);
  try {
    const found = chooseDevice(await hid.devices(), selector);
    if (!found.ok) return found;
    name = found.value.path;
    const handle = await hid.open(found.value.path);
    if (REDIRECTED_VENDORS.has(found.value.vendorId)) await handle.sendFeatureReport(REDIRECT_REPORT).catch(() => {});
    return ok(new HidChannel(handle, `hid:${found.value.path}`));
  } catch (error) {
    return err(openFailure(name, errorMessage(error)));
  }
}

function chooseDevice(devices: readonly HidDeviceInfo[], selector: HidSelector): Result<HidDeviceInfo, AppError> {
  const matching = devices.filter(
    (device) =>
      (selector.vendorId === undefined || device.vendorId === selector.vendorId) &&
      (selector.productId === undefined || device.productId === selector.productId) &&
      (selector.path === undefined || device.path === selector.path),
  );
  const scanner = matching.find((device) => device.usagePage === BARCODE_SCANNER_PAGE);
  if (scanner) return ok(scanner);
  const device = describe(selector);
  const isKeyboard = matching.some((found) => found.usagePage === DESKTOP_PAGE && found.usage === KEYBOARD_USAGE);
  // Any keyboard matches an empty selector; only a named device can be said to be in the wrong mode.
  const isNamed = selector.vendorId !== undefined || selector.path !== undefined;
  return err(appError(isKeyboard && isNamed ? "DEV204" : "DEV111", { device }));
}

function describe(selector: HidSelector): string {
  const hex = (id: number | undefined): string => (id === undefined ? "*" : id.toString(16).padStart(4, "0"));
  return selector.path ?? `${hex(selector.vendorId)}:${hex(selector.productId)}`;
}

function openFailure(port: string, reason: string): AppError {
  // Even the hidraw build of node-hid is linked against libusb.
  if (/shared object file|specified module could not be found/i.test(reason)) return appError("DEV206", { reason });
  if (/permission|denied/i.test(reason)) return appError("DEV103", { port });
  if (/No such file|No such device/i.test(reason)) return appError("DEV111", { device: port });
  return appError("DEV104", { port, reason });
}

class HidChannel implements ByteChannel {
  readonly address: string;
  readonly closed: Promise<AppError | null>;
  readonly #handle: HidHandle;
  readonly #closing = new Closing();
  readonly #inbox = new Inbox(EARLY_BYTES_LIMIT);
  #released: Promise<void> | null = null;

  constructor(handle: HidHandle, address: string) {
    this.#handle = handle;
    this.address = address;
    this.closed = this.#closing.closed;
    handle.onReport((report) => {
      if (this.#closing.isClosed || this.#inbox.deliver(report)) return;
      this.#closing.settle(appError("DEV110", { address, limitBytes: EARLY_BYTES_LIMIT }));
      void this.#release();
    });
    handle.onError((reason) => this.#lose(reason));
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.#inbox.attach(receive);
  }

  /** Sends one output report, report id first. */
  async write(report: Uint8Array): Promise<Result<void, AppError>> {
    if (this.#closing.isClosed) return err(appError("DEV107", { address: this.address }));
    try {
      await this.#handle.write(report);
      return ok(undefined);
    } catch (error) {
      return err(this.#lose(errorMessage(error)));
    }
  }

  async close(): Promise<void> {
    this.#closing.settle(null);
    await this.#release();
  }

  #lose(reason: string): AppError {
    const lost = appError("DEV105", { address: this.address, reason });
    this.#closing.settle(lost);
    void this.#release();
    return lost;
  }

  /** A device that is gone fails to close, which is no news. */
  #release(): Promise<void> {
    this.#released ??= this.#handle.close().catch(() => {});
    return this.#released;
  }
}
