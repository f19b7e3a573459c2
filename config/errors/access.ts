import type { ErrorEntry } from "./app-error.ts";

/** ACC1xx: who is at the till and what that person may do. */
export const accessErrors = {
  ACC101: {
    ru: "За кассой никого нет. Выберите себя и введите PIN.",
    en: "Nobody is signed in. Choose yourself and enter the PIN.",
    hint: "A command that needs a person came without one; the till may have locked itself after idle time.",
    retry: "needs-human",
  },
  ACC102: {
    ru: "PIN не подошёл. Осталось попыток: {left}.",
    en: "The PIN does not fit. Attempts left: {left}.",
    hint: "Forgotten: make a new hash with `till config hash-pin` and put it into access.staff.",
    retry: "needs-human",
  },
  ACC103: {
    ru: "Вход закрыт после неверных PIN. Попробуйте через {minutes} мин. или приложите бейдж.",
    en: "Sign-in is closed after wrong PINs. Try again in {minutes} min or scan the badge.",
    hint: "access.lockAfterFailures and access.lockMinutes set the limit; the failures are in the journal.",
    retry: "retry-later",
  },
  ACC104: {
    ru: "Такого сотрудника на этой кассе нет. Выберите из списка.",
    en: "This till does not know that person. Choose from the list.",
    hint: "access.staff has no such id; the screen may show an old list until it is loaded again.",
    retry: "needs-human",
  },
  ACC105: {
    ru: "Бейдж не зарегистрирован. Введите PIN или обратитесь к управляющему.",
    en: "The badge is not registered. Enter the PIN or ask the manager.",
    hint: "No badgeHash of access.staff fits; `till config hash-badge` makes one.",
    retry: "needs-human",
  },
  ACC110: {
    ru: "Нужно подтверждение старшего. Попросите приложить бейдж или ввести PIN.",
    en: "A senior must approve this. Ask for a badge or a PIN.",
    hint: "Action {action} is outside the role of the person at the till (terminal/access/permissions.ts).",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
