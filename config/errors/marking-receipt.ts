import type { ErrorEntry } from "./app-error.ts";

/** MRK570–589: codes of marked goods on the receipt. */
export const markingReceiptErrors = {
  MRK571: {
    ru: "Это код товара «{other}». Отсканируйте код маркировки товара «{name}».",
    en: "This is the code of «{other}». Scan the marking code of «{name}».",
    hint: "The till waits for a code of one item and another item's was scanned.",
    retry: "needs-human",
  },
  MRK572: {
    ru: "Касса ждёт код маркировки товара «{name}». Отсканируйте его или нажмите Esc.",
    en: "The till waits for the marking code of «{name}». Scan it or press Esc.",
    hint: "Something else than a marking code was scanned while the prompt stood; it was not added.",
    retry: "needs-human",
  },
  MRK575: {
    ru: "Отсканируйте код маркировки товара «{name}», который убираете из чека.",
    en: "Scan the marking code of «{name}» that is taken out of the receipt.",
    hint: "Setting receipt.voidMarkedByScan. Over the API: voidLine with markingCode, or withoutCode and a senior's approval.",
    retry: "needs-human",
  },
  MRK576: {
    ru: "Код не этой строки. Отсканируйте код товара «{name}», который убираете, или позовите старшего.",
    en: "The code is not of this line. Scan the code of «{name}» that is taken out, or call a senior.",
    hint: "voidLine: the scanned code is not the line's own.",
    retry: "needs-human",
  },
  MRK570: {
    ru: "«{name}»: столько частей не продать, осталось {left} из {of}. Укажите меньше.",
    en: "«{name}»: so many parts can't be sold, {left} of {of} are left. Enter fewer.",
    hint: "setParts: the till's register knows how many parts of this code were sold.",
    retry: "needs-human",
  },
  MRK573: {
    ru: "Все части этой упаковки «{name}» уже проданы ({of}). Отложите её и возьмите другую.",
    en: "All parts of this pack of «{name}» are sold ({of}). Put it aside and take another one.",
    hint: "The till's own register of parts by code, receipts under way included.",
    retry: "needs-human",
  },
  MRK574: {
    ru: "«{name}» частями не продаётся: части не заданы в карточке или нет кода. Продайте целиком.",
    en: "«{name}» is not sold in parts: its card has no parts, or the line no code. Sell it whole.",
    hint: "setParts: goods card field partsInPiece.",
    retry: "needs-human",
  },
  MRK577: {
    ru: "Этой единицы «{name}» нет в чеке, который возвращают. Проверьте чек и товар.",
    en: "This very piece of «{name}» is not in the receipt that is returned. Check the receipt and the goods.",
    hint: "Refund by receipt: the scanned code is none of the sale's.",
    retry: "needs-human",
  },
  MRK578: {
    ru: "Код «{name}» в этой строке не ждут. Проверьте строку.",
    en: "No code of «{name}» is waited for in this line. Check the line.",
    hint: "returnWithoutCode: the line has been scanned already, or is not marked.",
    retry: "needs-human",
  },
  MRK579: {
    ru: "Строка {line}: отсканируйте код возвращаемого товара «{name}» или удалите строку.",
    en: "Line {line}: scan the code of «{name}» that came back, or strike the line out.",
    hint: "Refund by receipt; setting receipt.refundMarkedByScan. A senior may return it without its code: returnWithoutCode.",
    retry: "needs-human",
  },
  MRK580: {
    ru: "Отсканируйте код маркировки на кеге.",
    en: "Scan the marking code of the keg.",
    hint: "connectKeg without markingCode: the till waits for the scan.",
    retry: "needs-human",
  },
  MRK581: {
    ru: "«{name}» на розлив не продаётся. Отсканируйте код кеги.",
    en: "«{name}» is not sold on tap. Scan the code of a keg.",
    hint: "connectKeg: goods card field isOnTap.",
    retry: "needs-human",
  },
  MRK582: {
    ru: "Эта кега «{name}» уже подключена. Отсканируйте другую.",
    en: "This keg of «{name}» is on tap already. Scan another one.",
    hint: "connectKeg: the same code is among the open kegs.",
    retry: "needs-human",
  },
  MRK583: {
    ru: "Объёма в коде кеги «{name}» нет. Введите объём в литрах и подключите снова.",
    en: "The code of the keg of «{name}» has no volume. Enter the litres and connect it again.",
    hint: "connectKeg: no AI 335N, and no volumeMl.",
    retry: "needs-human",
  },
  MRK584: {
    ru: "Кега «{name}» не подключена. Подключите её: Ctrl+K.",
    en: "No keg of «{name}» is on tap. Connect one: Ctrl+K.",
    hint: "A portion of an item on tap needs an open keg: connectKeg.",
    retry: "needs-human",
  },
  MRK585: {
    ru: "В кеге «{name}» осталось {left} л. Уменьшите объём или подключите другую кегу.",
    en: "The keg of «{name}» has {left} l left. Pour less, or connect another keg.",
    hint: "Volume of the keg less all portions, receipts under way included.",
    retry: "needs-human",
  },
  MRK586: {
    ru: "Кега «{name}» открыта {days} дн., срок {limit} дн. Закройте её и подключите другую.",
    en: "The keg of «{name}» was opened {days} days ago, the limit is {limit}. Close it and connect another.",
    hint: "Setting receipt.kegDays.",
    retry: "needs-human",
  },
  MRK587: {
    ru: "Открыто кег «{name}»: {count}. Выберите, из какой налито.",
    en: "Kegs of «{name}» on tap: {count}. Choose the one it is poured from.",
    hint: "addItem with kegId says it at once.",
    retry: "needs-human",
  },
  MRK588: {
    ru: "Эта кега уже закрыта. Выберите другую.",
    en: "This keg is closed already. Choose another one.",
    hint: "kegId is none of the open kegs.",
    retry: "needs-human",
  },
  MRK589: {
    ru: "{where}: часть {numerator}/{denominator} маркированной единицы так не записать. Позовите старшего.",
    en: "{where}: a part {numerator}/{denominator} of a marked piece can't be written so. Call a senior.",
    hint: "Tag 1291 goes with tag 2108 = 0 and tag 1023 = 1; numerator from 1 to denominator − 1.",
    retry: "never",
  },
} as const satisfies Record<string, ErrorEntry>;
