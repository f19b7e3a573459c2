import type { ErrorEntry } from "./app-error.ts";

/** CFG9xx: the configuration. `{place}` is `file:line` or the name of an environment variable. */
export const configErrors = {
  CFG901: {
    ru: "Файл настроек не читается: {file}. Проверьте путь и права доступа.",
    en: "The configuration file cannot be read: {file}. Check the path and permissions.",
    hint: "The system said: {reason}.",
    retry: "needs-human",
  },
  CFG902: {
    ru: "{place}: запись не по правилам YAML: {problem}. Исправьте строку.",
    en: "{place}: not valid YAML: {problem}. Correct the line.",
    hint: "Most often a tab instead of spaces, a missing space after a colon, or an unclosed quote.",
    retry: "needs-human",
  },
  CFG903: {
    ru: "{place}: ключ указан дважды. Оставьте один.",
    en: "{place}: the key stands twice. Keep one.",
    hint: "Keys of one section must differ; a section may have been pasted twice.",
    retry: "needs-human",
  },
  CFG904: {
    ru: "{place}: неизвестный ключ {key}. Удалите его или исправьте имя.",
    en: "{place}: unknown key {key}. Remove it or correct its name.",
    hint: "`till config schema` lists all keys; docs/configuration.md explains them.",
    retry: "needs-human",
  },
  CFG905: {
    ru: "{place}: неизвестный ключ {key}. Возможно, имелся в виду {suggestion}.",
    en: "{place}: unknown key {key}. Did you mean {suggestion}?",
    hint: "Names are written exactly as in docs/configuration.md, upper and lower case included.",
    retry: "needs-human",
  },
  CFG906: {
    ru: "{place}: не указан обязательный ключ {key}. Добавьте его.",
    en: "{place}: the required key {key} is missing. Add it.",
    hint: "The line is where the section begins.",
    retry: "needs-human",
  },
  CFG907: {
    ru: "{place}: {key} — нужно целое число от {min} до {max}, указано {got}.",
    en: "{place}: {key} must be a whole number from {min} to {max}, found {got}.",
    hint: "Numbers are written without spaces, quotes and units.",
    retry: "needs-human",
  },
  CFG908: {
    ru: "{place}: {key} — нужно одно из значений: {choices}; указано {got}.",
    en: "{place}: {key} must be one of: {choices}; found {got}.",
    hint: "Values are compared exactly, upper and lower case included.",
    retry: "needs-human",
  },
  CFG909: {
    ru: "{place}: {key} — нужен текст длиной от {min} до {max} знаков, указано {got}.",
    en: "{place}: {key} must be a text of {min} to {max} characters, found {got}.",
    hint: "A text with a colon, a hash or leading spaces needs quotes.",
    retry: "needs-human",
  },
  CFG910: {
    ru: "{place}: {key} — нужно true или false, указано {got}.",
    en: "{place}: {key} must be true or false, found {got}.",
    hint: "YAML 1.2 has no yes, no, on and off.",
    retry: "needs-human",
  },
  CFG911: {
    ru: "{place}: {key} — нужен список (строки, начинающиеся с «-»), указано {got}.",
    en: "{place}: {key} must be a list (lines that begin with a dash), found {got}.",
    hint: "A list of one element still needs its dash.",
    retry: "needs-human",
  },
  CFG912: {
    ru: "{place}: {key} — нужен раздел с ключами, указано {got}.",
    en: "{place}: {key} must be a section with keys, found {got}.",
    hint: "Keys of a section stand on lines of their own, two spaces deeper.",
    retry: "needs-human",
  },
  CFG913: {
    ru: "{place}: {key} — неверный вид значения {got}. Правильный пример: {example}.",
    en: "{place}: {key} has a wrong form: {got}. A correct example: {example}.",
    hint: "The rule for this key is in docs/configuration.md.",
    retry: "needs-human",
  },
  CFG914: {
    ru: "{place}: {key} — укажите ровно один из ключей: {choices}.",
    en: "{place}: {key} needs exactly one of the keys: {choices}.",
    hint: "The keys exclude one another: each is another way to connect.",
    retry: "needs-human",
  },
  CFG915: {
    ru: "{place}: {key} — переменная окружения {variable} не задана. Задайте её для службы кассы.",
    en: "{place}: {key}: the environment variable {variable} is not set. Set it for the till's service.",
    hint: "An empty variable counts as not set. Under systemd: Environment= or EnvironmentFile= of the unit.",
    retry: "needs-human",
  },
  CFG916: {
    ru: "{place}: {key} — файл с секретом не читается: {file}. Проверьте путь и права доступа.",
    en: "{place}: {key}: the file with the secret cannot be read: {file}. Check the path and permissions.",
    hint: "The system said: {reason}. The file holds the secret alone; line ends at its end are ignored.",
    retry: "needs-human",
  },
  CFG917: {
    ru: "{place}: {key} — значение {got} уже занято ({other}). Укажите другое.",
    en: "{place}: {key}: {got} is taken already ({other}). Choose another one.",
    hint: "Names, ids and device ports must differ from one another.",
    retry: "needs-human",
  },
  CFG918: {
    ru: "Переменная окружения {place} не соответствует ни одной настройке. Возможно, имелась в виду {suggestion}.",
    en: "The environment variable {place} fits no setting. Did you mean {suggestion}?",
    hint: "TILL__SECTION__KEY; words of a key may be split by one underscore; list elements by number from 0.",
    retry: "needs-human",
  },
  CFG919: {
    ru: "{place}: {key} — в списке должно быть от {min} до {max} элементов, указано {got}.",
    en: "{place}: {key} must have {min} to {max} elements, found {got}.",
    hint: "Count the lines that begin with a dash at this depth.",
    retry: "needs-human",
  },
  CFG920: {
    ru: "Не удалось занять порт или папку: {reason}. Укажите другие или остановите прежний запуск.",
    en: "A port or folder could not be taken: {reason}. Name others or stop the earlier run.",
    hint: "Another emulator or till may still run; ports below 1024 need rights.",
    retry: "needs-human",
  },
  CFG921: {
    ru: "Нужно подтверждение: {what} Повторите команду с ключом --yes.",
    en: "A confirmation is needed: {what} Repeat the command with --yes.",
    hint: "Commands that change something ask on a terminal; a script must say --yes.",
    retry: "needs-human",
  },
  CFG922: {
    ru: "{place}: {key} — ставки {got} нет ни на одной из систем налогообложения кассы: {systems}. Исправьте ставку или системы.",
    en: "{place}: {key}: the rate {got} exists under none of the till's tax systems: {systems}. Correct the rate or the systems.",
    hint: "5 and 7 % are of the simplified tax system, a patent has none. Advances belong to the till's own organisation: fiscal.taxSystems.",
    retry: "needs-human",
  },
  CFG923: {
    ru: "receipt.advanceVat не указана: авансы на ЕСХН пробиваются по общей ставке НДС. Организация освобождена от НДС — укажите none.",
    en: "receipt.advanceVat is not set: advances under the agricultural tax (esn) are at the general VAT rate. A payer who is freed from VAT sets none.",
    hint: "A remark, no mistake: tell the till which it is by `receipt.advanceVat` (22, 10, none) and it is gone.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
