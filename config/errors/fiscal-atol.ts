import type { ErrorEntry } from "./app-error.ts";

export const fiscalAtolErrors = {
  FIS381: {
    ru: "Открыта крышка ККТ. Закройте её.",
    en: "The registrar's cover is open.",
    hint: "Error 45 of the driver on {command}. After the cover is closed, printing goes on by itself or with continuePrint.",
    retry: "needs-human",
  },
  FIS382: {
    ru: "Сервер ККТ потерял связь с кассой. Проверьте, что касса включена и кабель подключён: связь он восстановит сам.",
    en: "The registrar's server has lost the registrar. Check power and cable: it goes on by itself.",
    hint: "Queue of Web Requests is blocked: connectionError. The server tries again every few seconds; see its own page for the port.",
    retry: "retry-later",
  },
  FIS383: {
    ru: "Сервер ККТ остановил очередь: ошибка фискального накопителя. Вызовите техника.",
    en: "The registrar's server has stopped its queue: fault of the fiscal drive.",
    hint: "Queue of Web Requests is blocked: fnError. Look at the server's page and the drive.",
    retry: "needs-human",
  },
  FIS384: {
    ru: "Сервер ККТ остановил очередь заданий. Вызовите техника.",
    en: "The registrar's server has stopped its queue.",
    hint: "Queue of Web Requests is blocked without a known reason: GET /api/v2/getRequestsQueueStatus.",
    retry: "needs-human",
  },
  FIS385: {
    ru: "Сервер ККТ не знает этой кассы или она не подключена: {description}. Вызовите техника.",
    en: "The registrar's server does not know this registrar, or it is not connected: {description}.",
    hint: "Web Requests: the device must exist, be active and be the default one, or deviceId must name it.",
    retry: "needs-human",
  },
  FIS386: {
    ru: "Сервер ККТ не принял имя и пароль. Вызовите техника.",
    en: "The registrar's server refused user and password.",
    hint: "HTTP {status}: set user and password of fiscal.link.webRequests; login is on as soon as the server has a user.",
    retry: "needs-human",
  },
  FIS387: {
    ru: "Сервер ККТ не принял задание: {description}. Вызовите техника.",
    en: "The registrar's server refused the request: {description}.",
    hint: "HTTP {status}. An older server, a proxy in between, or a request it does not know.",
    retry: "needs-human",
  },
  FIS388: {
    ru: "ККТ ещё выполняет прошлое задание. Подождите.",
    en: "The registrar is still at an earlier task.",
    hint: "{command} stands in the queue or runs longer than allowed: another program uses the same server, or a long print.",
    retry: "retry-later",
  },
  FIS389: {
    ru: "Задание ККТ отменено. Повторите.",
    en: "The request to the registrar was cancelled.",
    hint: "{command} was cancelled while it waited in the server's queue, or broken off by the server. It registers nothing.",
    retry: "retry-later",
  },
  FIS390: {
    ru: "Драйвер АТОЛ не запускается: {reason}. Вызовите техника.",
    en: "The ATOL driver does not start: {reason}.",
    hint: "fiscal.link.driver.library must name libfptr10 of this machine's word size, and the package koffi must be installed.",
    retry: "needs-human",
  },
  FIS391: {
    ru: "ККТ занята прошлым запуском кассы или другой её программой. Подождите.",
    en: "An earlier start of the till, or another program of it, still has the registrar.",
    hint: "Another `till kkt driver` holds this device. One left by a till that was killed ends with its task; a running till keeps the device, so stop it before `till kkt`.",
    retry: "retry-later",
  },
} as const satisfies Record<string, ErrorEntry>;
