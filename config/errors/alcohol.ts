import type { ErrorEntry } from "./app-error.ts";

/** ALC850–879 excise stamps, cheques and the UTM; ALC880–899 rules of sale. */
export const alcoholErrors = {
  ALC850: {
    ru: "УТМ не отвечает: алкоголь с маркой сейчас не продать. Остальные товары продавайте, бутылку отложите.",
    en: "The UTM does not answer: stamped alcohol cannot be sold now. Sell the other goods, put the bottle aside.",
    hint: "No connection to the UTM at {url}: {reason}. Look at its service, the crypto token and the network.",
    retry: "retry-later",
  },
  ALC851: {
    ru: "УТМ на этой кассе не настроен: алкоголь с маркой здесь не продают. Отнесите бутылку на другую кассу.",
    en: "No UTM is configured on this till: stamped alcohol is not sold here. Take the bottle to another till.",
    hint: "Section alcohol.utm of the configuration is missing.",
    retry: "needs-human",
  },
  ALC852: {
    ru: "Акцизная марка прочитана с ошибкой. Отсканируйте её ещё раз.",
    en: "The excise stamp was misread. Scan it again.",
    hint: "Reason: {reason}. A PDF417 stamp has 68 characters, a DataMatrix stamp 150.",
    retry: "needs-human",
  },
  ALC853: {
    ru: "Отсканируйте акцизную марку бутылки «{name}».",
    en: "Scan the excise stamp of the bottle “{name}”.",
    hint: "Every bottle of stamped alcohol is sold by its own stamp.",
    retry: "needs-human",
  },
  ALC854: {
    ru: "По этой марке товар не найден. Сначала отсканируйте штрихкод бутылки, потом марку.",
    en: "No goods are found by this stamp. Scan the barcode of the bottle first, then the stamp.",
    hint: "A new stamp has no alcocode; that of an old one is not in the catalogue.",
    retry: "needs-human",
  },
  ALC855: {
    ru: "Эта марка уже в чеке № {number}, строка {line}. Отсканируйте марку этой бутылки.",
    en: "This stamp is in receipt {number} already, line {line}. Scan the stamp of this bottle.",
    hint: "One stamp is one bottle.",
    retry: "needs-human",
  },
  ALC856: {
    ru: "Бутылка с этой маркой уже продана, чек № {number}. Отложите бутылку и позовите старшего.",
    en: "The bottle with this stamp was sold already, receipt {number}. Put it aside and call a senior.",
    hint: "The till's own register of stamps. A return of the bottle frees it.",
    retry: "never",
  },
  ALC857: {
    ru: "Марка от другого товара, не от «{name}». Отсканируйте марку этой бутылки.",
    en: "The stamp is of other goods, not of “{name}”. Scan the stamp of this bottle.",
    hint: "Alcocode of the stamp {alcocode}, of the goods card {expected}.",
    retry: "needs-human",
  },
  ALC858: {
    ru: "УТМ не принял чек: {message}. Верните деньги и уберите бутылку, или повторите.",
    en: "The UTM refused the cheque: {message}. Give the money back and take the bottle out, or repeat.",
    hint: "Text of the UTM's answer, HTTP status {status}. Nothing was printed.",
    retry: "needs-human",
  },
  ALC859: {
    ru: "Ответ УТМ на чек не получен, касса спрашивает ещё раз.",
    en: "The UTM's answer to the cheque was lost, the till asks again.",
    hint: "Reason: {reason}. The same cheque goes again under the same number.",
    retry: "unknown-outcome",
  },
  ALC860: {
    ru: "УТМ не сказал, принят ли чек. Проверьте УТМ и нажмите «Повторить»: чек уйдёт под тем же номером.",
    en: "The UTM did not tell whether it took the cheque. Look at the UTM and repeat: it goes under the same number.",
    hint: "Asked {count} times, the last reason: {reason}.",
    retry: "needs-human",
  },
  ALC861: {
    ru: "Чек ЕГАИС № {number} отправлен повторно и принят. Проверьте в УТМ, что он там один; лишний отмените возвратом.",
    en: "EGAIS cheque {number} was sent again and taken. See in the UTM that it is there once; undo a second one by a return.",
    hint: "The first answer was lost. Kassa {kassa}, shift {shift}.",
    retry: "needs-human",
  },
  ALC862: {
    ru: "Чек ЕГАИС № {number} отменяется: УТМ пока не принял отмену. Касса повторяет сама.",
    en: "EGAIS cheque {number} is being undone: the UTM has not taken that yet. The till repeats by itself.",
    hint: "Its receipt was given up after the UTM had taken the cheque. Last reason: {reason}.",
    retry: "retry-later",
  },
  ALC863: {
    ru: "Пиво и алкоголь с маркой нельзя пробить одним чеком. Уберите одно из них и пробейте отдельно.",
    en: "Beer and stamped alcohol cannot be in one receipt. Take one of them out and sell it separately.",
    hint: "One EGAIS cheque holds either stamped or unstamped goods; setting alcohol.beerCheque is nopdf.",
    retry: "needs-human",
  },
  ALC864: {
    ru: "У товара «{name}» не отсканирован штрихкод. Уберите строку и отсканируйте штрихкод бутылки.",
    en: "No barcode of “{name}” was scanned. Strike the line out and scan the barcode of the bottle.",
    hint: "The EGAIS cheque names the EAN of each bottle.",
    retry: "needs-human",
  },
  ALC865: {
    ru: "Алкоголь с маркой продаётся только сразу, целыми бутылками. Уберите его из этого чека.",
    en: "Stamped alcohol is sold at once only, by whole bottles. Take it out of this receipt.",
    hint: "No prepayment, no credit, no purchase: the EGAIS cheque is of a retail sale or its return.",
    retry: "needs-human",
  },
  ALC866: {
    ru: "Сначала УТМ должен принять отмену чека ЕГАИС № {number} с этой же маркой. Касса повторяет её сама.",
    en: "The UTM must take the undoing of EGAIS cheque {number} of the same stamp first. The till repeats it by itself.",
    hint: "The bottle stands in a cheque whose receipt was given up.",
    retry: "retry-later",
  },
  ALC867: {
    ru: "УТМ не принял отмену чека ЕГАИС № {number}: {message}. Отмените его в личном кабинете ЕГАИС и скажите технику.",
    en: "The UTM refused to undo EGAIS cheque {number}: {message}. Undo it in the EGAIS account and tell a technician.",
    hint: "The till goes on trying. Kassa {kassa}, shift {shift}.",
    retry: "needs-human",
  },
  ALC868: {
    ru: "Сертификат УТМ ({kind}) действует до {date}. Обновите его заранее.",
    en: "The certificate of the UTM ({kind}) is valid until {date}. Renew it in time.",
    hint: "As the UTM tells it. After that day no cheque is taken.",
    retry: "needs-human",
  },
  ALC869: {
    ru: "Под номером {number} в УТМ уже есть другой чек. Проверьте УТМ и нажмите «Повторить».",
    en: "The UTM has another cheque under number {number} already. Look at the UTM and repeat.",
    hint: "Kassa {kassa}, shift {shift}: an earlier life of this till, or another program.",
    retry: "needs-human",
  },
  ALC870: {
    ru: "УТМ ответил непонятно. Проверьте, что по адресу {url} работает УТМ.",
    en: "The UTM gave an answer that makes no sense. See that a UTM runs at {url}.",
    hint: "Reason: {reason}",
    retry: "retry-later",
  },
} as const satisfies Record<string, ErrorEntry>;
