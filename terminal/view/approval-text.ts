import type { Action } from "../access/permissions.ts";

const TEXTS: Readonly<Record<Action, { readonly ru: string; readonly en: string }>> = {
  sell: { ru: "Продажа", en: "Sale" },
  "void-line": { ru: "Удаление позиции", en: "Voiding a line" },
  "void-without-code": { ru: "Удаление маркированного товара без сканирования", en: "Voiding a marked item without its code" },
  "void-receipt": { ru: "Аннулирование чека", en: "Voiding the receipt" },
  discount: { ru: "Скидка сверх разрешённой", en: "Discount over the limit" },
  "allow-marked-line": { ru: "Продажа товара, который не удалось проверить", en: "Sale of an item that could not be checked" },
  refund: { ru: "Возврат", en: "Refund" },
  "refund-without-receipt": { ru: "Возврат без чека", en: "Refund without receipt" },
  "refund-without-code": { ru: "Возврат маркированного товара без кода", en: "Refund of a marked item without its code" },
  "cash-in": { ru: "Внесение денег", en: "Cash in" },
  "cash-out": { ru: "Изъятие денег", en: "Cash out" },
  "open-drawer": { ru: "Открыть денежный ящик", en: "Open the drawer" },
  "open-shift": { ru: "Открытие смены", en: "Opening the shift" },
  "close-shift": { ru: "Закрытие смены", en: "Closing the shift" },
  "x-report": { ru: "X-отчёт", en: "X report" },
  reprint: { ru: "Копия чека", en: "Copy of a receipt" },
  "settle-unresolved": { ru: "Решение по неразобранному документу", en: "Settling an unresolved document" },
  purchase: { ru: "Покупка у физического лица", en: "Purchase from a person" },
  "give-credit": { ru: "Продажа в кредит", en: "Sale on credit" },
  correct: { ru: "Чек коррекции", en: "Correction receipt" },
  requeue: { ru: "Повторная отправка документа", en: "Sending a document again" },
  "service-page": { ru: "Сервисная страница", en: "Service page" },
  "set-config": { ru: "Изменение настроек", en: "Changing settings" },
};

export function approvalText(action: Action, language: "ru" | "en"): string {
  return TEXTS[action][language];
}
