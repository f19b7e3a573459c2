import { Type } from "typebox";
import { TAX_SYSTEMS } from "../contract/vat.ts";
import {
  DEFAULT_ADMIN_PASSWORD,
  DEFAULT_ATOL_TCP_PORT,
  DEFAULT_DISPLAY_BAUD,
  DEFAULT_KKT_BAUD,
  DEFAULT_KKT_TCP_PORT,
  DEFAULT_OPERATOR_PASSWORD,
  DEFAULT_SCANNER_BAUD,
  DEFAULT_WEB_REQUESTS_URL,
} from "../defaults.ts";
import { choice, flag, list, secretText, section, tag, text, union, whole } from "../fields.ts";

const PORT_EXAMPLE = "/dev/serial/by-id/usb-…-if00, /dev/ttyS0 or COM3";
const host = () => text("Host name or IP address", { pattern: "^[A-Za-z0-9.:\\-]+$", example: "192.168.137.111" });
const serialPort = () =>
  text(`Serial port; on Linux the by-id name survives replugging`, { pattern: "^(/\\S+|COM\\d{1,3})$", example: PORT_EXAMPLE });
const baud = (value: number) => whole("Line speed", 1_200, 921_600, { default: value });

/** How the ATOL driver reaches the registrar. */
const DriverDevice = union("How the driver reaches the registrar: exactly one of usb, tcp, serial", [
  section("Over USB", {
    usb: section("USB", { device: text("Device path; auto finds the only one", { default: "auto", maxLength: 200 }) }),
  }),
  section("Over TCP", {
    tcp: section("TCP address", { host: host(), port: whole("TCP port", 1, 65_535, { default: DEFAULT_ATOL_TCP_PORT }) }),
  }),
  section("Over a serial port (RS-232, USB-COM)", {
    serial: section("Serial line, 8N1", { path: serialPort(), baud: baud(DEFAULT_KKT_BAUD) }),
  }),
]);

const DeviceLink = union("How the registrar is connected: exactly one of tcp, serial (Shtrih-M), webRequests, driver (ATOL)", [
  section("Over TCP", {
    tcp: section("TCP address", { host: host(), port: whole("TCP port", 1, 65_535, { default: DEFAULT_KKT_TCP_PORT }) }),
  }),
  section("Over a serial port (RS-232, USB-COM)", {
    serial: section("Serial line, 8N1", { path: serialPort(), baud: baud(DEFAULT_KKT_BAUD) }),
  }),
  section("ATOL Web Requests: the vendor's HTTP server before its driver", {
    webRequests: section("The server", {
      url: text("Address of the server, without path", {
        format: "serviceUrl",
        default: DEFAULT_WEB_REQUESTS_URL,
        example: "http://192.168.1.20:16732",
      }),
      deviceId: Type.Optional(
        text("Which registrar of the server; absent: its default one", { maxLength: 64, pattern: "^[\\w.-]+$", example: "2" }),
      ),
      user: Type.Optional(text("User of the server, where it has users", { maxLength: 64 })),
      password: Type.Optional(secretText("Password of the user")),
    }),
  }),
  section("ATOL driver v10 in a process of the till's own", {
    driver: section("The driver", {
      library: text("File of the driver's library, of the till's word size", {
        path: true,
        example: "/usr/lib/libfptr10.so or C:\\Program Files\\ATOL\\Drivers10\\KKT\\bin\\fptr10.dll",
      }),
      device: DriverDevice,
      ofdChannel: choice("Who carries documents to the OFD: the registrar itself (none), USB, or the driver", ["none", "usb", "driver"], {
        default: "none",
      }),
    }),
  }),
]);

const KktPassword = (description: string, value: string) =>
  secretText(description, { default: value, pattern: "^\\d{1,8}$", example: value });

/** The registrar (ККТ). */
export const FiscalSection = section("The registrar (ККТ)", {
  kind: choice("Protocol family", ["shtrih-m", "atol"], { default: "shtrih-m" }),
  link: DeviceLink,
  operatorPassword: KktPassword("Password of the operator whose number stands on receipts", DEFAULT_OPERATOR_PASSWORD),
  adminPassword: KktPassword("Password of the system administrator; only queries and settings use it", DEFAULT_ADMIN_PASSWORD),
  profile: choice(
    "Shtrih-M: family asked of the device (auto, shtrih-m), desktop (fr), cash core (cc), or a model's profile (docs/devices/kkt-shtrih-m.md)",
    ["auto", "fr", "cc", "shtrih-m", "shtrih-m-vat-90", "shtrih-nano", "shtrih-m-careful"],
    { default: "auto" },
  ),
  refuseNegativeMarking: flag(
    "Cancel a receipt when the drive or the marking service says no to a code (tag 2106); otherwise the decision made before the sale stands",
    { default: false },
  ),
  cashierOnPaper: flag("Send the cashier's name and INN (tags 1021, 1203) with each document", { default: true }),
  ffd: choice(
    "Fiscal document format of the registrar (tag 1209); a receipt is checked against it before money is taken",
    ["1.05", "1.1", "1.2"],
    {
      default: "1.2",
    },
  ),
  taxSystems: list(
    "Tax systems (tag 1055) that the registrar is registered with; the first is that of goods that name none",
    choice("Tax system", TAX_SYSTEMS),
    {
      minItems: 1,
      maxItems: 5,
      default: ["osn"],
    },
  ),
  industryDate: choice(
    "ATOL: date of an industry attribute (tag 1263) in a JSON task; driver versions differ, the other way when the registrar refuses it",
    ["YYYY.MM.DD", "DD.MM.YYYY"],
    { default: "YYYY.MM.DD" },
  ),
  senderEmail: Type.Optional(
    text("E-mail that electronic receipts come from (tag 1117), where the registrar does not add the one of its registration", {
      maxLength: 64,
      pattern: "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$",
      example: "receipts@shop.example",
    }),
  ),
  openDrawerOnCash: flag("Open the drawer by command after a receipt with cash; off where the registrar does it by itself", {
    default: false,
  }),
  cutAfterSlip: choice("Cut the paper after a slip (receipts are cut by the registrar's own setting)", ["none", "partial", "full"], {
    default: "none",
  }),
});

const scannerName = () => text("Name in logs and on the service page", { maxLength: 32, pattern: "^[\\p{L}\\d _-]+$", example: "scanner" });
const side = () =>
  choice("Whose hands hold it: codes from the customer's side are only loyalty cards and price checks", ["cashier", "customer"], {
    default: "cashier",
  });
const suffix = () => choice("What the scanner sends after a code", ["cr", "lf", "crlf", "tab"], { default: "cr" });
const serialSuffix = () =>
  choice("What the scanner sends after a code; none: silence ends it", ["cr", "lf", "crlf", "tab", "none"], { default: "cr" });

const Scanner = union("One scanner", [
  section("Serial scanner (RS-232 or USB-COM): the most reliable way for marking codes", {
    name: scannerName(),
    kind: tag("Serial", "serial"),
    path: serialPort(),
    baud: baud(DEFAULT_SCANNER_BAUD),
    suffix: serialSuffix(),
    aim: flag("AIM identifiers before a code (]C1, ]d2…) are recognised and split off", { default: true }),
    side: side(),
  }),
  section("USB HID POS scanner", {
    name: scannerName(),
    kind: tag("HID POS", "hid-pos"),
    vendorId: Type.Optional(whole("USB vendor id, e.g. 0x0c2e; with none the first HID POS device is taken", 0, 65_535)),
    productId: Type.Optional(whole("USB product id", 0, 65_535)),
    path: Type.Optional(text("Device path where two equal scanners must be told apart", { example: "/dev/hidraw2" })),
    side: side(),
  }),
  section("Keyboard wedge: the scanner types into the cashier's screen", {
    name: scannerName(),
    kind: tag("Keyboard wedge", "wedge"),
    suffix: suffix(),
    side: side(),
  }),
]);

export const Scanners = list("Barcode scanners", Scanner, { maxItems: 8, uniqueBy: "name", default: [] });

/** The customer's line display. */
export const DisplaySection = section("Customer display, two lines of 20 characters", {
  kind: choice("Command language", ["cd5220", "escpos"]),
  path: serialPort(),
  baud: baud(DEFAULT_DISPLAY_BAUD),
});

/** The bank's card terminal. */
export const CardTerminalSection = section("Card terminal (эквайринговый терминал)", {
  kind: choice("Protocol", ["json"], { default: "json" }),
  host: host(),
  port: whole("TCP port", 1, 65_535),
});
