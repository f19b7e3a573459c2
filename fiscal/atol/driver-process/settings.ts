import { count } from "../decimal.ts";
import type { JsonObject } from "../json-text.ts";

/** How the driver reaches the registrar. */
export type DriverDevice =
  | { readonly usb: { readonly device: string } }
  | { readonly tcp: { readonly host: string; readonly port: number } }
  | { readonly serial: { readonly path: string; readonly baud: number } };

const MODEL_AUTO = 500;
const PORT = { serial: 0, usb: 1, tcp: 2 } as const;
const OFD_CHANNELS = { none: 0, usb: 1, driver: 2 } as const;

/** Settings of driver v10 as its JSON has them (facts B1); what is not named keeps the driver's own value. */
export function driverSettings(device: DriverDevice, ofdChannel: keyof typeof OFD_CHANNELS): JsonObject {
  return { Model: count(MODEL_AUTO), OfdChannel: count(OFD_CHANNELS[ofdChannel]), ...port(device) };
}

function port(device: DriverDevice): JsonObject {
  if ("usb" in device) return { Port: count(PORT.usb), UsbDevicePath: device.usb.device };
  if ("tcp" in device) return { Port: count(PORT.tcp), IPAddress: device.tcp.host, IPPort: count(device.tcp.port) };
  return { Port: count(PORT.serial), ComFile: device.serial.path, BaudRate: count(device.serial.baud) };
}

/** For people. */
export function driverAddress(device: DriverDevice): string {
  if ("usb" in device) return `driver usb:${device.usb.device}`;
  if ("tcp" in device) return `driver tcp:${device.tcp.host}:${device.tcp.port}`;
  return `driver serial:${device.serial.path}@${device.serial.baud}`;
}
