import type { ErrorEntry } from "./app-error.ts";

/** API1xx: calls to the till's own service. */
export const apiErrors = {
  API101: {
    ru: "Запрос с чужого адреса ({what}) отклонён.",
    en: "A request from a foreign address ({what}) was refused.",
    hint: "Host and Origin must be the till's own, or be listed under api.allowedHosts and api.allowedOrigins.",
    retry: "never",
  },
  API102: {
    ru: "Нет доступа: обновите страницу кассы.",
    en: "No access: reload the till's page.",
    hint: "The role's token is missing or wrong; programs find theirs in api-tokens.json of the data directory.",
    retry: "needs-human",
  },
  API103: {
    ru: "Команда не понята: {detail}.",
    en: "The command was not understood: {detail}.",
    hint: "The body does not fit the schema in /api/openapi.json.",
    retry: "never",
  },
  API104: {
    ru: "Эта страница доступна технику и управляющему.",
    en: "This page is for technicians and managers.",
    hint: "GET /api/service needs the technician token, or a technician or manager signed in.",
    retry: "needs-human",
  },
  API105: {
    ru: "Порт {port} занят или недоступен: {reason}. Закройте другую программу или смените api.port.",
    en: "Port {port} can't be used: {reason}. Stop the other program or change api.port.",
    hint: "Another till or program listens there already.",
    retry: "needs-human",
  },
  API106: {
    ru: "Учебные устройства не запустились (код {code}). Причина — в сообщении выше.",
    en: "The emulated devices did not start (code {code}). The reason stands above.",
    hint: "Run `till emulate all` by hand to see what it says.",
    retry: "needs-human",
  },
  API107: {
    ru: "Касса не отвечает по адресу {url}: {reason}. Запустите её (till start) и повторите.",
    en: "The till does not answer at {url}: {reason}. Start it (till start) and try again.",
    hint: "Commands that talk to a running till take address and tokens from the same configuration file: check --config and dataDir.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
