interface Choice {
  readonly key: string;
  readonly description: string;
}

function choices(entries: Readonly<Record<string, string>>): Choice[] {
  return Object.entries(entries).map(([key, description]) => ({ key, description }));
}

/** Model numbers of the driver that a shop is likely to have. */
const MODELS = {
  "57": "АТОЛ 25Ф",
  "61": "АТОЛ 30Ф",
  "62": "АТОЛ 55Ф",
  "63": "АТОЛ 22Ф",
  "67": "АТОЛ 11Ф",
  "69": "АТОЛ 77Ф",
  "78": "АТОЛ 15Ф",
  "80": "АТОЛ 50Ф",
  "81": "АТОЛ 20Ф",
  "82": "АТОЛ 91Ф",
  "84": "АТОЛ 92Ф",
  "86": "АТОЛ Sigma 10",
  "87": "АТОЛ 27Ф",
  "93": "АТОЛ 1Ф",
};
const BAUD_RATES = ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400", "460800", "921600"];

/** `GET /utils/mapping`: legal values of a device's connection settings. */
export function connectionMapping(): Record<string, Choice[]> {
  return {
    port: choices({ com: "COM/VCOM", usb: "USB", tcp: "Ethernet/Wi-Fi", bluetooth: "Bluetooth" }),
    model: [{ key: "500", description: "Автоматически" }, ...choices(MODELS)],
    usbDevice: choices({ auto: "Автоматически" }),
    ofdChannel: choices({ none: "Не использовать", auto: "Автоматически" }),
    baudRate: BAUD_RATES.map((key) => ({ key, description: key })),
  };
}
