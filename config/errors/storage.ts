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
    ru: "Журнал кассы {path} пропал или пуст, а папка данных не новая. Верните файл из резервной копии.",
    en: "The till's journal {path} is missing or empty although the data directory is not new. Restore it from a backup.",
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
  STO808: {
    ru: "Папкой данных {path} нельзя пользоваться: {detail}. Проверьте dataDir в настройках и права на папку.",
    en: "The data directory {path} cannot be used: {detail}. Check dataDir of the configuration and the rights of the folder.",
    hint: "The till's user must own the directory; a file in its place, a read-only file system and a broken lock.db (delete it) end here too.",
    retry: "needs-human",
  },
  STO809: {
    ru: "Файл {path} повреждён, касса не знает, чей это журнал. Вызовите техника.",
    en: "The file {path} is damaged: the till cannot tell whose journal this is. Call a technician.",
    hint: "till.json holds the till's id and the journal's epoch. `till backup`, then `till restore` that copy writes a new one.",
    retry: "needs-human",
  },
  STO810: {
    ru: "Файл {path} не годится как резервная копия: {detail}. Журнал кассы не тронут. Возьмите другую копию.",
    en: "The file {path} will not do as a backup: {detail}. The till's journal was not touched. Take another copy.",
    hint: "`till restore` opens a copy of the file as the till would before it replaces anything.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
