import type { ErrorEntry } from "./app-error.ts";

export const loyaltyErrors = {
  LOY602: {
    ru: "На карте мало баллов: можно списать {available}.",
    en: "Not enough points on the card: {available} can be redeemed.",
    hint: "Balance of the last snapshot less what this till has redeemed since.",
    retry: "needs-human",
  },
  LOY603: {
    ru: "Без связи можно списать не больше {limit} баллов. Уменьшите списание.",
    en: "Without a connection at most {limit} points can be redeemed. Redeem fewer.",
    hint: "Offline exposure: limit per card and limit per till until the next contact with the server.",
    retry: "needs-human",
  },
  LOY604: {
    ru: "Операция с баллами {operationId} уже записана с другими данными. Позовите старшего.",
    en: "The points operation {operationId} is already recorded with other content. Call a senior.",
    hint: "The same operation id came twice with different content: the second is not applied.",
    retry: "never",
  },
  LOY605: {
    ru: "Возвращается больше, чем продано (позиция {line}). Проверьте количество.",
    en: "More is returned than was sold (line {line}). Check the quantity.",
    hint: "Sum of this and earlier returns of the receipt exceeds the sale.",
    retry: "needs-human",
  },
  LOY606: {
    ru: "На этот чек можно списать не больше {limit} баллов.",
    en: "At most {limit} points can be redeemed on this receipt.",
    hint: "Share of the receipt, goods excluded from points, smallest sum to pay and step of the programme.",
    retry: "needs-human",
  },
  LOY607: {
    ru: "Остаток баллов неизвестен. Списать можно после связи с сервером.",
    en: "The balance is unknown. Points can be redeemed after contact with the server.",
    hint: "No snapshot of this card has ever reached the till.",
    retry: "retry-later",
  },
} as const satisfies Record<string, ErrorEntry>;
