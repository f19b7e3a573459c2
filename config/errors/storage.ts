import type { ErrorEntry } from "./app-error.ts";

/** STO8xx: journal and other files of the till. */
export const storageErrors = {
  STO801: {
    ru: "Папка данных {path} уже занята другой запущенной кассой. Закройте её и запустите снова.",
    en: "The data directory {path} is in use by another running till. Stop it and start again.",
    hint: "lock.db in the data directory is held by a live process.",
    retry: "needs-human",
  },
  STO802: {
    ru: "Журнал кассы {path} повреждён: {detail}. Продажи закрыты. Вызовите техника: нужна резервная копия.",
    en: "The till's journal {path} is damaged: {detail}. Sales are closed. Call a technician: a backup is needed.",
    hint: "Run `till verify DIR`; put the newest sound file of backup/ in place with `till restore FILE` (docs/operations.md).",
    retry: "needs-human",
  },
  STO803: {
    ru: "Журнал кассы {path} пропал, а папка данных не новая. Верните файл из резервной копии.",
    en: "The till's journal {path} is missing although the data directory is not new. Restore it from a backup.",
    hint: "till.json names the journal's birth; a new journal here would lose history. Put a copy back with `till restore FILE`. To begin anew on purpose, move the whole directory away.",
    retry: "needs-human",
  },
  STO804: {
    ru: "Журнал кассы создан более новой программой (версия {found}, эта знает {known}). Обновите программу.",
    en: "The journal was made by a newer program (version {found}, this one knows {known}). Update the program.",
    hint: "PRAGMA user_version is above the newest migration.",
    retry: "needs-human",
  },
  STO805: {
    ru: "На диске кассы нет места. Касса только показывает данные. Освободите место: касса продолжит сама.",
    en: "The till's disk is full. The till only shows data. Free some space: it goes on by itself.",
    hint: "SQLITE_FULL on commit. Nothing that was confirmed is lost.",
    retry: "retry-later",
  },
  STO806: {
    ru: "Запись в журнал не удалась: {detail}. Касса только показывает данные. Вызовите техника.",
    en: "Writing to the journal failed: {detail}. The till only shows data. Call a technician.",
    hint: "An input/output error of the disk or a read-only file system.",
    retry: "retry-later",
  },
  STO807: {
    ru: "Папка данных принадлежит другой кассе ({found}), а в настройках указана {expected}.",
    en: "The data directory belongs to till {found}, but the configuration names {expected}.",
    hint: "Compare till.id of the configuration with till.json in the data directory.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
