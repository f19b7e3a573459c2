import type { ErrorEntry } from "./app-error.ts";

/** ALC880–899: rules of sale of alcohol, tobacco and other goods that are not sold to everybody. */
export const saleRuleErrors = {
  ALC880: {
    ru: "Сначала ответьте, есть ли покупателю 18 лет: в чеке есть товар с ограничением по возрасту.",
    en: "First answer whether the buyer is 18: there are goods with an age limit in the receipt.",
    hint: "Lines {lines}. Command confirmAge; the answer is journalled.",
    retry: "needs-human",
  },
  ALC881: {
    ru: "Сейчас алкоголь не продают (запрет {ban}). Снова можно {until}. Товар не добавлен.",
    en: "Alcohol is not sold now (ban {ban}). It may be sold from {until}. The item was not added.",
    hint: "{name}; row: {by}. config/law/sale-hours.yaml, alcohol.region, alcohol.hours, alcohol.bannedDays.",
    retry: "retry-later",
  },
  ALC882: {
    ru: "Наступило время, когда алкоголь не продают (запрет {ban}). Удалите строки {lines} или отложите чек. Снова можно {until}.",
    en: "It is now the time when alcohol is not sold (ban {ban}). Void lines {lines} or put the receipt aside. It may be sold from {until}.",
    hint: "Row: {by}. The goods were added before; payment that had begun would have been finished.",
    retry: "needs-human",
  },
  ALC883: {
    ru: "{name}: цена {price} ниже минимальной по закону {minimum}. Продавать нельзя, сообщите администратору.",
    en: "{name}: the price {price} is below the legal minimum {minimum}. Not for sale, tell the manager.",
    hint: "config/law/minimum-prices.yaml by the card's kind, volume and strength, or the card's own minimum. Correct the price or the card.",
    retry: "needs-human",
  },
  ALC884: {
    ru: "Строка {line}: сумма {sum} ниже минимальной по закону {minimum}. Удалите строку и добавьте товар заново.",
    en: "Line {line}: the sum {sum} is below the legal minimum {minimum}. Void the line and add the item again.",
    hint: "The minimum rose while the receipt stood aside, or the line comes from an older version of the till.",
    retry: "needs-human",
  },
  ALC885: {
    ru: "В чеке нет товара, для которого нужно подтвердить возраст.",
    en: "There are no goods in the receipt for which the age must be confirmed.",
    hint: "confirmAge without restricted lines, or after it was answered.",
    retry: "never",
  },
  ALC886: {
    ru: "Сегодня алкоголь не продают: {name} ({ban}). Снова можно {until}. Товар не добавлен.",
    en: "Alcohol is not sold today: {name} ({ban}). It may be sold from {until}. The item was not added.",
    hint: "specialDays of config/law/sale-hours.yaml for alcohol.region.",
    retry: "retry-later",
  },
} as const satisfies Record<string, ErrorEntry>;
