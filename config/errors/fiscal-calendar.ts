import type { ErrorEntry } from "./app-error.ts";

/** Dates ahead (fiscal/calendar.ts): nothing went wrong yet, or the law's day has come. Times are those of the shop. */
export const fiscalCalendarErrors = {
  FIS601: {
    ru: "Смену {shift} нужно закрыть до {until}: осталось {minutes} мин.",
    en: "Shift {shift} must be closed by {until}: {minutes} minutes left.",
    hint: "A shift lasts 24 hours at most from its opening document; then the registrar refuses receipts.",
    retry: "needs-human",
  },
  FIS602: {
    ru: "Смена {shift} длится больше 24 часов: чеки не пробиваются. Закройте смену.",
    en: "Shift {shift} is older than 24 hours: no receipts are registered. Close the shift.",
    hint: "The registrar refuses every receipt until the shift is closed.",
    retry: "needs-human",
  },
  FIS603: {
    ru: "ОФД не принял документов: {count}, старейший от {since}. {until} ФН остановится. Проверьте интернет кассы.",
    en: "{count} documents have not reached the OFD, the oldest of {since}. On {until} the drive stops. Check the network.",
    hint: "Law: a document that the OFD has not confirmed for 30 days blocks the fiscal drive; tag 1053 warns after 2 days.",
    retry: "needs-human",
  },
  FIS604: {
    ru: "Документы не переданы в ОФД больше 30 дней (с {since}): ФН заблокирован. Проверьте интернет кассы и договор с ОФД.",
    en: "Documents have not reached the OFD for more than 30 days (since {since}): the drive is blocked. Check network and contract.",
    hint: "The drive works again as soon as the OFD confirms. {count} documents wait.",
    retry: "needs-human",
  },
  FIS605: {
    ru: "Срок ФН кончается {until}: осталось {days} дн. Подготовьте замену.",
    en: "The fiscal drive expires on {until}: {days} days left. Prepare a new one.",
    hint: "Warnings by law: 30 days (tag 1050) and 3 days (tag 1051) before. A new drive needs a re-registration.",
    retry: "needs-human",
  },
  FIS606: {
    ru: "Срок ФН кончился {until}: чеки не пробиваются. Замените ФН.",
    en: "The fiscal drive expired on {until}: no receipts are registered. Replace it.",
    hint: "Close the drive's fiscal mode, replace it, re-register the registrar within one working day.",
    retry: "needs-human",
  },
  FIS607: {
    ru: "ФН предупреждает: работать ему осталось меньше {days} дн. Подготовьте замену.",
    en: "The fiscal drive warns: less than {days} days left. Prepare a new one.",
    hint: "Flags of the drive itself (tags 1050, 1051); they may come before the printed date, by the keys' resource.",
    retry: "needs-human",
  },
  FIS608: {
    ru: "Ключей ФН осталось на {days} дн. Подготовьте замену ФН.",
    en: "The keys of the fiscal drive last {days} more days. Prepare a new drive.",
    hint: "Tag 1213, as the registrar tells it.",
    retry: "needs-human",
  },
  FIS609: {
    ru: "Ресурс ключей ФН исчерпан: чеки не пробиваются. Замените ФН.",
    en: "The keys of the fiscal drive are used up: no receipts are registered. Replace the drive.",
    hint: "Tag 1213 is zero.",
    retry: "needs-human",
  },
  FIS610: {
    ru: "В памяти ФН места ещё на {count} документов. Подготовьте замену ФН.",
    en: "The fiscal drive has room for {count} more documents. Prepare a new drive.",
    hint: "Tag 1052 warns when the memory is 99 % full.",
    retry: "needs-human",
  },
  FIS611: {
    ru: "Память ФН заполнена: чеки не пробиваются. Замените ФН.",
    en: "The memory of the fiscal drive is full: no receipts are registered. Replace the drive.",
    hint: "No document fits any more; the drive can only be closed.",
    retry: "needs-human",
  },
  FIS612: {
    ru: "ФН предупреждает: память почти заполнена. Подготовьте замену ФН.",
    en: "The fiscal drive warns: its memory is nearly full. Prepare a new one.",
    hint: "Flag of the drive itself (90 % full).",
    retry: "needs-human",
  },
  FIS613: {
    ru: "Часы ККТ расходятся с часами кассы на {minutes} мин. Закройте смену и поставьте часы.",
    en: "The registrar's clock is {minutes} minutes off the till's. Close the shift and set the clock.",
    hint: "The order allows 5 minutes from true time. Look which of the two clocks is wrong; a registrar's is set with its shift closed.",
    retry: "needs-human",
  },
  FIS614: {
    ru: "Не переданы уведомления о продаже маркированных товаров: {count}. Проверьте интернет кассы.",
    en: "{count} notices of marked goods sold have not been confirmed. Check the network.",
    hint: "They leave by the registrar's own line to the OFD; when its memory of notices is full, marked goods can't be sold.",
    retry: "needs-human",
  },
  FIS615: {
    ru: "ККТ торгует маркированными товарами в ФФД {ffd}, нужен ФФД 1.2. Перерегистрируйте ККТ.",
    en: "The registrar sells marked goods in FFD {ffd}, the law wants FFD 1.2. Re-register it.",
    hint: "Registration flag of marked goods (tag 1290) beside an older format version (tag 1209).",
    retry: "needs-human",
  },
  FIS616: {
    ru: "ККТ зарегистрирована на ИНН {registered}, а в настройках кассы ИНН {configured}. Чеки пойдут от чужого имени: остановите продажи и исправьте.",
    en: "The registrar belongs to INN {registered}, the till's configuration says {configured}. Stop selling and correct it.",
    hint: "Another registrar is connected, or till.inn (sellers[].inn) is wrong. Tag 1018 of the registration report.",
    retry: "needs-human",
  },
  FIS617: {
    ru: "ККТ не зарегистрирована для системы налогообложения: {taxSystems}. Исправьте fiscal.taxSystems или перерегистрируйте ККТ.",
    en: "The registrar is not registered for the tax system: {taxSystems}. Correct fiscal.taxSystems or register it anew.",
    hint: "Tag 1062 of the registration report does not have the bit; the drive refuses such receipts.",
    retry: "needs-human",
  },
  FIS618: {
    ru: "ККТ работает по ФФД {registered}, а в настройках кассы ФФД {configured}. Исправьте fiscal.ffd.",
    en: "The registrar works by FFD {registered}, the till's configuration says {configured}. Correct fiscal.ffd.",
    hint: "Receipts are checked against the configured version before money is taken; tag 1209 tells the registrar's.",
    retry: "needs-human",
  },
  FIS651: {
    ru: "С {date} действует ставка НДС {rate}. Обновите карточки товаров и программу ККТ.",
    en: "From {date} the VAT rate {rate} applies. Update the goods and the registrar's firmware.",
    hint: "Dates of the rates: fiscal/document/vat.ts.",
    retry: "needs-human",
  },
  FIS652: {
    ru: "С {date} доход на УСН без НДС — не больше {limit} млн ₽ в год. Уточните ставку НДС у бухгалтера.",
    en: "From {date} the simplified tax is free of VAT up to {limit} million roubles a year. Ask the accountant for the VAT rate.",
    hint: "Federal law 425-ФЗ of 28.11.2025; the limit is about the income of the year before.",
    retry: "needs-human",
  },
  FIS653: {
    ru: "С {date} коды маркировки проверяет ТС ПИоТ по ФН, ключ X-API-KEY больше не принимают. Настройте проверку.",
    en: "From {date} marking codes are checked by TS PIoT with the drive's authentication; X-API-KEY is no longer taken. Set it up.",
    hint: "Pages of the marking operator of December 2025.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
