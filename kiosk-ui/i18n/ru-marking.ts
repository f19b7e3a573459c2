/** Russian texts about marked goods. */
export const ruMarking = {
  "code.add": "Нужен код маркировки",
  "code.void": "Удаление маркированного товара",
  "code.unreadable": "Код не читается",
  "code.left": "Осталось отсканировать: {n}",
} as const;
