import type { ErrorEntry } from "./app-error.ts";

/** DEV1xx: the link to a device. DEV2xx: the device itself and its protocol. */
export const deviceErrors = {
  DEV105: {
    ru: "Потеряна связь с устройством ({address}). Проверьте кабель и питание, связь восстановится сама.",
    en: "The link to the device was lost ({address}). Check cable and power; it reconnects by itself.",
    hint: "The operating system reported a hang-up: unplugged cable, power loss, or the emulator ended. Reason: {reason}.",
    retry: "retry-later",
  },
  DEV107: {
    ru: "Соединение с устройством уже закрыто ({address}). Повторите действие.",
    en: "The connection to the device is already closed ({address}). Repeat the action.",
    hint: "A write came after the channel ended. Nothing was sent.",
    retry: "retry-now",
  },
  DEV110: {
    ru: "Устройство присылает данные, которых никто не ждёт ({address}). Проверьте, то ли устройство подключено.",
    en: "The device sends data that nobody reads ({address}). Check that the right device is connected.",
    hint: "More than {limitBytes} bytes arrived before a driver took the channel; the channel was closed.",
    retry: "retry-later",
  },
  DEV112: {
    ru: "Не удалось создать учебный порт. Проверьте, что установлен Python 3.",
    en: "The emulated port could not be created. Check that Python 3 is installed.",
    hint: "The PTY relay (python3, standard library) did not start: {reason}.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
