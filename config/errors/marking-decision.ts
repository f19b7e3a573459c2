import type { ErrorEntry } from "./app-error.ts";

/** MRK522–529 and MRK543–549: packs, sets, boxes, returns, the drive's check of a code, the file of the law. */
export const markingDecisionErrors = {
  MRK522: {
    ru: "Часть упаковки уже продана: {sold} из {total}. Целиком её продать нельзя, отсканируйте код единицы.",
    en: "Part of the pack is already sold: {sold} of {total}. It is not for sale as a whole, scan the code of a unit.",
    hint: "packageType GROUP or LEVEL1 with soldUnitCount > 0: the pack must be disaggregated first.",
    retry: "never",
  },
  MRK523: {
    ru: "Это код короба ({kind}), в розницу он не продаётся. Отсканируйте код на единице товара.",
    en: "This is the code of a box ({kind}), it is not sold at retail. Scan the code on the unit.",
    hint: "packageType LEVEL2–LEVEL5 or ATK of the answer.",
    retry: "never",
  },
  MRK524: {
    ru: "Срок годности зависит от условий хранения: при части из них истёк {date}. Решает старший.",
    en: "The expiry depends on how the item was stored: under some conditions it passed on {date}. A senior decides.",
    hint: "variableExpirations of the answer: some of the dates are past, not all.",
    retry: "needs-human",
  },
  MRK525: {
    ru: "Ветеринарный документ не действует: {message}. Продавать нельзя, отложите товар.",
    en: "The veterinary document is not valid: {message}. Not for sale, put the item aside.",
    hint: "Text of the answer, error code {errorCode}.",
    retry: "never",
  },
  MRK526: {
    ru: "Документ о соответствии не действует: {message}. Продавать нельзя, отложите товар.",
    en: "The document of conformity is not valid: {message}. Not for sale, put the item aside.",
    hint: "Text of the answer, error code {errorCode}.",
    retry: "never",
  },
  MRK527: {
    ru: "Этот товар ещё не продан по данным «Честного знака»: вернуть его нельзя. Проверьте, тот ли товар принесли.",
    en: "By Chestny ZNAK this item was not sold yet: it cannot be returned. Check that it is the right item.",
    hint: "realizable = true for a returned code, and this shop's register does not know a sale of it.",
    retry: "needs-human",
  },
  MRK528: {
    ru: "Накопитель проверил код не полностью ({mark}, {result}). Продавать можно.",
    en: "The fiscal drive did not check the code fully ({mark}, {result}). It may be sold.",
    hint: "Tag 2106 is 0, 3, 16 or 19: not checked, or no answer of the operator about the status.",
    retry: "never",
  },
  MRK529: {
    ru: "Проверка кода в накопителе отрицательная ({mark}, {result}). Отложите товар или позовите старшего.",
    en: "The check in the fiscal drive is negative ({mark}, {result}). Put the item aside or call a senior.",
    hint: "Tag 2106 is 1, 5, 7 or 17. 5 or 7 also come of a wrong planned status (tag 2003).",
    retry: "needs-human",
  },
  MRK543: {
    ru: "ККТ вернула неизвестный итог проверки кода: {result}. Позовите старшего.",
    en: "The registrar told an unknown result of the code's check: {result}. Call a senior.",
    hint: "Tag 2106 has bits that the format does not define together.",
    retry: "needs-human",
  },
  MRK544: {
    ru: "«Честный знак» ещё не учёл продажу этого кода. Возврат возможен: проверьте товар и чек.",
    en: "Chestny ZNAK does not count this code as sold yet. It can be returned: check the item and the receipt.",
    hint: "sold = false, or realizable = true for a code that this shop sold: the state of the code lags behind the receipt.",
    retry: "needs-human",
  },
  MRK545: {
    ru: "«Честный знак» не подтвердил код возвращаемого товара: {reason}. Возврат разрешает старший.",
    en: "Chestny ZNAK did not confirm the code of the returned item: {reason}. A senior must allow the return.",
    hint: "found, valid or verified = false, or an error code.",
    retry: "needs-human",
  },
  MRK546: {
    ru: "Этот код не продавали в магазине. Проверьте чек покупателя.",
    en: "This code was not sold in the shop. Check the customer's receipt.",
    hint: "The register of sold codes does not have it.",
    retry: "needs-human",
  },
  MRK547: {
    ru: "{place}: {key} противоречит другим строкам правил маркировки: {problem}.",
    en: "{place}: {key} contradicts other rows of the marking rules: {problem}.",
    hint: "Setting marking.rules.file, or config/law/marking.yaml: ×2 means that the row stands twice, ? that there is no such group.",
    retry: "needs-human",
  },
  MRK548: {
    ru: "Строка не понята: {field} — {got}. Исправьте её и повторите.",
    en: "The line is not understood: {field} is {got}. Mend it and try again.",
    hint: "Input of till marking decide: docs/marking.md, “Deciding by hand”.",
    retry: "needs-human",
  },
  MRK549: {
    ru: "Набор, из которого эта единица, уже продан. Продавать нельзя, отложите товар.",
    en: "The set that this unit is of is already sold. Not for sale, put the item aside.",
    hint: "Field parent of the answer names a set whose code the till's register knows as sold.",
    retry: "never",
  },
  MRK560: {
    ru: "ККТ не успела проверить код маркировки за {seconds} с. Код проверится вместе с чеком.",
    en: "The registrar did not check the marking code within {seconds} s. It is checked with the receipt.",
    hint: "marking.driveCheck.timeoutMs passed. Not a refusal: the line counts as not checked by the drive.",
    retry: "never",
  },
  MRK561: {
    ru: "ККТ не проверила код маркировки: {cause}. Код проверится вместе с чеком.",
    en: "The registrar did not check the marking code: {cause}. It is checked with the receipt.",
    hint: "Registrar's error {code}. Not a refusal: the line counts as not checked by the drive.",
    retry: "never",
  },
} as const satisfies Record<string, ErrorEntry>;
