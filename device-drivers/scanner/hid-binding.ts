/**
 * The only file that touches node-hid, and only its asynchronous class: the synchronous one can crash when closed during a
 * read. The package is loaded with the first use: most tills have no HID device.
 */

import { errorMessage } from "../../config/error-message.ts";

export interface HidDeviceInfo {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly usagePage: number | null;
  readonly usage: number | null;
  readonly serialNumber: string | null;
  readonly product: string | null;
}

export interface HidHandle {
  onReport(receive: (report: Uint8Array) => void): void;
  /** The only sign of an unplug is a failed read. */
  onError(receive: (reason: string) => void): void;
  write(report: Uint8Array): Promise<void>;
  sendFeatureReport(report: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** The operating system's HID devices. Methods reject with Errors. */
export interface HidBinding {
  devices(): Promise<HidDeviceInfo[]>;
  open(path: string): Promise<HidHandle>;
}

export const nodeHidBinding: HidBinding = {
  devices: async () => {
    const { devicesAsync } = await import("node-hid");
    const found = await devicesAsync();
    return found.flatMap((device) =>
      device.path === undefined
        ? []
        : [
            {
              path: device.path,
              vendorId: device.vendorId,
              productId: device.productId,
              usagePage: device.usagePage ?? null,
              usage: device.usage ?? null,
              serialNumber: device.serialNumber ?? null,
              product: device.product ?? null,
            },
          ],
    );
  },
  open: async (path) => {
    const { HIDAsync } = await import("node-hid");
    const device = await HIDAsync.open(path);
    return {
      onReport: (receive) => void device.on("data", (report: Buffer) => receive(Uint8Array.from(report))),
      // node-hid 3.4 emits a plain string here, not an Error.
      onError: (receive) => void device.on("error", (reason: unknown) => receive(errorMessage(reason))),
      write: async (report) => void (await device.write([...report])),
      sendFeatureReport: async (report) => void (await device.sendFeatureReport([...report])),
      close: () => device.close(),
    };
  },
};
