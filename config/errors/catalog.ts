import type { ErrorEntry } from "./app-error.ts";

export const catalogErrors = {
  CAT201: {
    ru: "Каталог товаров ещё не загружен. Загрузите товары.",
    en: "No goods catalogue is loaded. Load the goods.",
    hint: "The data directory has no catalog.current file. Run: till catalog import FILE --data-dir DIR.",
    retry: "needs-human",
  },
  CAT202: {
    ru: "Каталог товаров «{file}» повреждён или не читается. Загрузите товары заново.",
    en: "The goods catalogue {file} is damaged or unreadable. Load the goods again.",
    hint: "{problem}. A till that runs keeps the catalogue it had. Import again; if it repeats, check the disk.",
    retry: "needs-human",
  },
  CAT203: {
    ru: "Каталог товаров создан более новой программой (версия {found}, понятна {known}). Обновите программу кассы.",
    en: "The goods catalogue was made by a newer program (version {found}, known {known}). Update the till.",
    hint: "catalog user_version is above the program's schema version.",
    retry: "needs-human",
  },
  CAT204: {
    ru: "Каталог товаров старого вида (версия {found}, нужна {known}). Загрузите товары заново.",
    en: "The goods catalogue has an old form (version {found}, needed {known}). Load the goods again.",
    hint: "The catalogue is rebuilt from its source, never migrated: run the import again.",
    retry: "needs-human",
  },
  CAT205: {
    ru: "Товар «{name}» снят с продажи. Отложите его и позовите старшего.",
    en: "{name} is withdrawn from sale.",
    hint: "The goods card is inactive (active = 0, or marked deleted in 1C).",
    retry: "needs-human",
  },
  CAT206: {
    ru: "У товара «{name}» нет цены. Отложите его и позовите старшего.",
    en: "{name} has no price.",
    hint: "No price of type {priceType} for item {id}. Load prices, or set another price type for this shop.",
    retry: "needs-human",
  },
  CAT207: {
    ru: "Код {text} прочитан неверно: не сходится контрольная цифра. Повторите.",
    en: "Code {text} was misread: the check digit is wrong. Scan again.",
    hint: "Check the label and the scanner's glass; when typed by hand, check the digits. The code itself is not in the catalogue.",
    retry: "retry-now",
  },
  CAT210: {
    ru: "Шаблон весового штрихкода «{template}» записан неверно: {problem}.",
    en: "Weight barcode template {template} is wrong: {problem}.",
    hint: "13 characters: prefix digits 20–29, C item code, W grams or P kopecks, X ignored, K check digit at the end.",
    retry: "needs-human",
  },
  CAT211: {
    ru: "Файл «{file}» не открывается. Проверьте путь и права.",
    en: "File {file} cannot be opened.",
    hint: "{problem}",
    retry: "needs-human",
  },
  CAT212: {
    ru: "Файл «{file}» — не список товаров: {problem}.",
    en: "File {file} is not a list of goods: {problem}.",
    hint: "Known forms: CSV with a header line, CommerceML 2 and 3 (import.xml, offers.xml, prices.xml, rests.xml).",
    retry: "needs-human",
  },
  CAT213: {
    ru: "В файле «{file}» не хватает столбца: {missing}.",
    en: "File {file} lacks a column: {missing}.",
    hint: "Columns and their other names are listed in docs/catalog.md.",
    retry: "needs-human",
  },
  CAT214: {
    ru: "Файл «{file}» испорчен в строке {line}. Выгрузите его заново.",
    en: "File {file} is broken at line {line}. Export it again.",
    hint: "{problem}",
    retry: "needs-human",
  },
  CAT215: {
    ru: "В файлах нет ни одного пригодного товара или цены. Каталог не изменён.",
    en: "The files hold no usable goods or prices. The catalogue is unchanged.",
    hint: "See the import report: every row that was left is listed there with its reason.",
    retry: "needs-human",
  },
  CAT216: {
    ru: "Каталог уже загружается. Дождитесь окончания.",
    en: "Another import is running. Wait for its end.",
    hint: "catalog.lock is held by process {pid}. If that process is no import (the number was used again), remove the file.",
    retry: "retry-later",
  },
  CAT217: {
    ru: "Каталог не записался на диск. Проверьте свободное место. Продажа идёт по прежнему каталогу.",
    en: "The catalogue could not be written. Check the free disk space. The previous catalogue stays in use.",
    hint: "{problem}",
    retry: "retry-later",
  },
  CAT218: {
    ru: "В каталоге нет вида цен «{priceType}». Есть: {known}. Исправьте настройку.",
    en: "The catalogue has no price type {priceType}. It has: {known}.",
    hint: "The shop's price type (id or name) must be one of those loaded.",
    retry: "needs-human",
  },
  CAT219: {
    ru: "На этикетке весов нулевой вес. Взвесьте товар заново.",
    en: "The scale label says zero. Weigh the item again.",
    hint: "Weight or sum digits of {text} are all zero.",
    retry: "needs-human",
  },
  CAT220: {
    ru: "Это не код товара: {text}. Повторите сканирование.",
    en: "Not an item code: {text}. Scan again.",
    hint: "Empty, longer than 48 characters, or with control characters.",
    retry: "retry-now",
  },
} as const satisfies Record<string, ErrorEntry>;
