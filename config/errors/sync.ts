import type { ErrorEntry } from "./app-error.ts";

/** SYN70x–71x: any destination; SYN72x: 1C. The placeholder {destination} is the destination's configured name. */
export const syncErrors = {
  SYN701: {
    ru: "Нет связи с {destination}. Чеки сохранены и уйдут сами, когда связь вернётся.",
    en: "No connection to {destination}. Receipts are kept and will leave by themselves.",
    hint: "The connection was not established: address, port, DNS, firewall, provider. See details.reason.",
    retry: "retry-later",
  },
  SYN702: {
    ru: "{destination} не подтвердил приём. Касса повторит отправку, дублей не будет.",
    en: "{destination} did not confirm. The till will send again; nothing is doubled.",
    hint: "The request left, but the answer did not come in time or was cut. See details.reason.",
    retry: "unknown-outcome",
  },
  SYN703: {
    ru: "{destination} не пускает кассу: проверьте ключ доступа или пароль.",
    en: "{destination} refuses the till: check the access key or password.",
    hint: "HTTP 401/403, or a login page instead of an answer. Selling goes on; the till tries again every few minutes.",
    retry: "needs-human",
  },
  SYN704: {
    ru: "{destination} занят. Касса подождёт и отправит позже.",
    en: "{destination} is busy. The till will wait and send later.",
    hint: "HTTP 408, 425, 429, 502, 503 or 504; Retry-After is kept.",
    retry: "retry-later",
  },
  SYN705: {
    ru: "Сбой на стороне {destination}. Касса отправит ещё раз.",
    en: "{destination} failed. The till will send again.",
    hint: "HTTP 5xx without an explanation of its own; look into the log of the destination. details.status has the code.",
    retry: "retry-later",
  },
  SYN706: {
    ru: "Не удалось проверить подлинность {destination}. Проверьте дату на кассе и сертификат сервера.",
    en: "The identity of {destination} could not be verified. Check the date of the till and the server's certificate.",
    hint: "TLS certificate expired, unknown issuer or another host name. A wrong clock of the till looks the same.",
    retry: "needs-human",
  },
  SYN707: {
    ru: "По адресу {destination} отвечает что-то другое. Проверьте адрес в настройках.",
    en: "Something else answers at the address of {destination}. Check the address in the settings.",
    hint: "HTTP 3xx, 404, 405 and the like from the address configured for the destination.",
    retry: "needs-human",
  },
  SYN708: {
    ru: "{destination} не принял документ: {reason}. Остальные документы отправлены дальше.",
    en: "{destination} refused the document: {reason}. The other documents went on.",
    hint: "The document is set aside on the service page. Correct the cause at the destination, then send it again.",
    retry: "never",
  },
  SYN709: {
    ru: "{destination} не принял пакет документов. Касса ищет, какой из них мешает.",
    en: "{destination} refused a batch. The till is finding out which document it is.",
    hint: "HTTP 400/413/422 that names no document: the batch is being sent one by one.",
    retry: "retry-now",
  },
  SYN710: {
    ru: "{destination} ждёт документ № {expected}, которого на кассе уже нет. Позвоните в поддержку.",
    en: "{destination} waits for document {expected}, which the till no longer has. Call support.",
    hint: "The gap was declared to the destination and it still refuses. Compare its state of this till with the outbox.",
    retry: "needs-human",
  },
  SYN711: {
    ru: "В {destination} под этим номером уже есть другой документ. Отправлен в отложенные.",
    en: "{destination} already holds another document under this identity. It was set aside.",
    hint: "Same id or same till sequence with other content: two tills with one id, or a database restored without a new epoch.",
    retry: "needs-human",
  },
  SYN712: {
    ru: "{destination} ответил непонятно. Касса повторит отправку, дублей не будет.",
    en: "{destination} gave an answer that makes no sense. The till will send again; nothing is doubled.",
    hint: "Broken JSON, an answer to another request, or no word about the documents that were sent.",
    retry: "unknown-outcome",
  },
  SYN713: {
    ru: "Документ слишком велик для {destination}. Отправлен в отложенные.",
    en: "The document is too large for {destination}. It was set aside.",
    hint: "HTTP 413 for a single document, or a document above the size limit of a batch.",
    retry: "never",
  },
  SYN714: {
    ru: "{destination} не может обработать документ и не объясняет причину. Остальные документы отправлены дальше.",
    en: "{destination} fails on this document without a reason. The other documents went on.",
    hint: "The document, sent alone, ended several times without a proper answer while the next one passed. Last seen: {reason}",
    retry: "never",
  },
  SYN715: {
    ru: "Внутренняя ошибка отправки в {destination}. Сообщите в поддержку.",
    en: "Internal error while sending to {destination}. Report it to support.",
    hint: "A program error of the till; the log has the stack.",
    retry: "retry-later",
  },
  SYN716: {
    ru: "{destination} отказывает подряд: {count} документов. Вероятно, ошибка в настройках обмена.",
    en: "{destination} refuses in a row: {count} documents. The exchange settings are probably wrong.",
    hint: "Sending is slowed down so that the queue is not set aside as a whole. Look at the reasons of the set-aside documents.",
    retry: "needs-human",
  },
  SYN721: {
    ru: "1С не публикует «{entity}» для обмена. Включите его в состав OData.",
    en: "1C does not publish «{entity}». Add it to the OData composition.",
    hint: "OData error 8 or 19: УстановитьСоставСтандартногоИнтерфейсаOData() lacks the object, or its name differs in this configuration.",
    retry: "needs-human",
  },
  SYN722: {
    ru: "У пользователя 1С нет прав на «{entity}».",
    en: "The 1C user has no rights for «{entity}».",
    hint: "OData error 20, or a record hidden by record-level rights.",
    retry: "needs-human",
  },
  SYN723: {
    ru: "1С сохранила документ, но не провела: {reason}. Исправьте в 1С и отправьте снова.",
    en: "1C stored the document but did not post it: {reason}. Correct it in 1C and send again.",
    hint: "Business logic of 1C refused posting. Sending again posts the stored document, it is not doubled.",
    retry: "never",
  },
  SYN724: {
    ru: "Для ставки НДС «{vat}» не задано соответствие в 1С. Документ отложен.",
    en: "VAT rate «{vat}» has no counterpart in 1C. The document was set aside.",
    hint: "Fill onec.vatRates in the settings with the Ref_Key of Справочник.СтавкиНДС, or name it there as the till expects.",
    retry: "never",
  },
  SYN725: {
    ru: "Товар «{name}» ({article}) не найден в 1С. Документ отложен.",
    en: "Item «{name}» ({article}) was not found in 1C. The document was set aside.",
    hint: "No Номенклатура by reference, code, article or barcode, and creation from the till is switched off.",
    retry: "never",
  },
  SYN726: {
    ru: "1С занята другой операцией с этими данными. Касса отправит позже.",
    en: "1C is busy with the same data. The till will send later.",
    hint: "Lock conflict of a transaction in 1C.",
    retry: "retry-later",
  },
} as const satisfies Record<string, ErrorEntry>;
