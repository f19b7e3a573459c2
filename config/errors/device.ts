import type { ErrorEntry } from "./app-error.ts";

/** DEV1xx: the link to a device. DEV2xx: the device itself and its protocol. */
export const deviceErrors = {
  DEV101: {
    ru: "Порт {port} не найден. Проверьте, что устройство подключено и включено.",
    en: "Port {port} was not found. Check that the device is plugged in and switched on.",
    hint: "The system has no such serial port. USB-COM ports get new names when replugged: use /dev/serial/by-id/… in the configuration.",
    retry: "retry-later",
  },
  DEV102: {
    ru: "Порт {port} занят другой программой. Закройте её или укажите другой порт.",
    en: "Port {port} is used by another program. Close it or choose another port.",
    hint: "The exclusive lock failed. Often the maker's test utility or a second copy of the till.",
    retry: "needs-human",
  },
  DEV103: {
    ru: "Нет прав на порт {port}. Позовите техника.",
    en: "No rights to port {port}. Call a technician.",
    hint: "On Linux add the till's user to the group of the device file (dialout), or a udev rule for HID devices.",
    retry: "needs-human",
  },
  DEV104: {
    ru: "Не удалось открыть порт {port}. Переподключите устройство.",
    en: "Port {port} could not be opened. Replug the device.",
    hint: "The system's words: {reason}.",
    retry: "retry-later",
  },
  DEV105: {
    ru: "Потеряна связь с устройством ({address}). Проверьте кабель и питание, связь восстановится сама.",
    en: "The link to the device was lost ({address}). Check cable and power; it reconnects by itself.",
    hint: "The operating system reported a hang-up: unplugged cable, power loss, or the emulator ended. Reason: {reason}.",
    retry: "retry-later",
  },
  DEV106: {
    ru: "Устройство не принимает данные ({address}). Проверьте кабель и питание.",
    en: "The device takes no data ({address}). Check cable and power.",
    hint: "A write did not finish in {timeoutMs} ms: flow control holds the line, or the peer is stuck. The channel was closed.",
    retry: "retry-later",
  },
  DEV107: {
    ru: "Соединение с устройством уже закрыто ({address}). Повторите действие.",
    en: "The connection to the device is already closed ({address}). Repeat the action.",
    hint: "A write came after the channel ended. Nothing was sent.",
    retry: "retry-now",
  },
  DEV108: {
    ru: "Устройство по адресу {host}:{port} не отвечает на подключение. Проверьте, что оно включено.",
    en: "Nothing accepts connections at {host}:{port}. Check that the device is on.",
    hint: "TCP connection failed: {reason}.",
    retry: "retry-later",
  },
  DEV109: {
    ru: "Устройство по адресу {host}:{port} не найдено в сети. Проверьте сетевой кабель и адрес.",
    en: "No device at {host}:{port} on the network. Check the network cable and the address.",
    hint: "No TCP connection in {timeoutMs} ms.",
    retry: "retry-later",
  },
  DEV110: {
    ru: "Устройство присылает данные, которых никто не ждёт ({address}). Проверьте, то ли устройство подключено.",
    en: "The device sends data that nobody reads ({address}). Check that the right device is connected.",
    hint: "More than {limitBytes} bytes arrived before a driver took the channel; the channel was closed.",
    retry: "retry-later",
  },
  DEV111: {
    ru: "Сканер не найден на USB. Проверьте, что он подключён.",
    en: "The scanner was not found on USB. Check that it is plugged in.",
    hint: "No HID device with usage page 8Ch matches {device}.",
    retry: "retry-later",
  },
  DEV112: {
    ru: "Не удалось создать учебный порт. Проверьте, что установлен Python 3.",
    en: "The emulated port could not be created. Check that Python 3 is installed.",
    hint: "The PTY relay (python3, standard library) did not start: {reason}.",
    retry: "needs-human",
  },
  DEV113: {
    ru: "Устройство закрыло соединение ({address}). Связь восстановится сама.",
    en: "The device closed the connection ({address}). It reconnects by itself.",
    hint: "The peer ended the TCP connection in an orderly way: restart of the device, its idle limit, or a second client.",
    retry: "retry-later",
  },
  DEV114: {
    ru: "Устройство «{name}» не на связи. Проверьте кабель и питание.",
    en: "Device “{name}” is not connected. Check cable and power.",
    hint: "The link to {address} is being reopened; the service page shows the reason.",
    retry: "retry-later",
  },
  DEV115: {
    ru: "Учебное устройство не может занять порт {port}. Закройте вторую копию или выберите другой порт.",
    en: "The emulated device cannot use port {port}. Close the second copy or choose another port.",
    hint: "Listening on 127.0.0.1 failed: {reason}.",
    retry: "needs-human",
  },
  DEV201: {
    ru: "Код пришёл не целиком. Отсканируйте ещё раз.",
    en: "The code did not arrive whole. Scan again.",
    hint: "{length} bytes came without the configured suffix. Every scan like this: the scanner's suffix differs from the setting.",
    retry: "retry-now",
  },
  DEV202: {
    ru: "Слишком длинный код. Отсканируйте другой код на товаре.",
    en: "The code is too long. Scan another code on the item.",
    hint: "More than {limitBytes} bytes without an end. Every scan like this: wrong line speed or suffix.",
    retry: "needs-human",
  },
  DEV203: {
    ru: "Сканер ошибся при чтении кода {code}. Отсканируйте ещё раз.",
    en: "The scanner misread code {code}. Scan again.",
    hint: "The check digit is wrong. Often: dirty window, damaged print, check digit verification switched off in the scanner.",
    retry: "retry-now",
  },
  DEV204: {
    ru: "Сканер включён как клавиатура. Позовите техника: нужен режим HID POS или USB-COM.",
    en: "The scanner works as a keyboard. Call a technician: it needs HID POS or USB-COM mode.",
    hint: "The device {device} shows only its keyboard interface. Scan the configuration code “USB HID POS” from its manual.",
    retry: "needs-human",
  },
  DEV205: {
    ru: "Сканер прислал непонятные данные. Отсканируйте ещё раз.",
    en: "The scanner sent data that makes no sense. Scan again.",
    hint: "A HID report of {length} bytes has an impossible data length.",
    retry: "retry-now",
  },
  DEV206: {
    ru: "На кассе не хватает системной библиотеки для USB-сканеров. Позовите техника.",
    en: "A system library for USB scanners is missing. Call a technician.",
    hint: "node-hid could not be loaded: {reason}. On Debian install libusb-1.0-0 and libudev1.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
