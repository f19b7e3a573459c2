import type { CommandEntry } from "./command.ts";

/**
 * Every command of `till`. To add one: write `terminal/cli/<name>.ts` that exports `command` (see command.ts) and add a row.
 * The order here is the order of `till --help`. Modules are loaded only when their command runs.
 */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "start",
    summary: { en: "run the till", ru: "запустить кассу" },
    load: () => import("./start.ts"),
  },
  {
    name: "demo",
    summary: {
      en: "play a scripted shop day and check what it proves of the promises",
      ru: "сыграть день магазина и проверить по нему обещания",
    },
    load: () => import("./demo.ts"),
  },
  {
    name: "verify",
    summary: {
      en: "check a till's journal against the promises it can prove",
      ru: "проверить журнал кассы: обещания, которые он может доказать",
    },
    load: () => import("./verify.ts"),
  },
  {
    name: "backup",
    summary: { en: "copy the journal while the till works", ru: "сделать копию журнала на ходу" },
    load: () => import("./backup.ts"),
  },
  {
    name: "restore",
    summary: { en: "put a backup in place of the journal", ru: "поставить резервную копию на место журнала" },
    load: () => import("./restore.ts"),
  },
  {
    name: "simulate",
    summary: { en: "run the core in a simulated world with crashes", ru: "прогнать ядро в имитации мира со сбоями" },
    load: () => import("./simulate.ts"),
  },
  {
    name: "diag",
    summary: { en: "look at everything that the till needs", ru: "проверить всё, что нужно кассе" },
    load: () => import("./diag.ts"),
  },
  {
    name: "marking parse",
    summary: { en: "say what the till reads in raw scans", ru: "сказать, что касса читает в сканах" },
    load: () => import("./marking-parse.ts"),
  },
  {
    name: "marking decide",
    summary: { en: "judge recorded answers about marking codes", ru: "решить по записанным ответам, можно ли продать код" },
    load: () => import("./marking-decide.ts"),
  },
  {
    name: "marking import-sold",
    summary: {
      en: "tell the till codes that were sold elsewhere",
      ru: "сообщить кассе коды, проданные в другом месте",
    },
    load: () => import("./marking-import-sold.ts"),
  },
  {
    name: "marking withdraw",
    summary: {
      en: "prepare documents of codes that leave circulation without a receipt",
      ru: "подготовить документы о выводе кодов из оборота без чека",
    },
    load: () => import("./marking-withdraw.ts"),
  },
  {
    name: "config check",
    summary: { en: "check a configuration file and list every mistake", ru: "проверить файл настроек и показать все ошибки" },
    load: () => import("./config-check.ts"),
  },
  {
    name: "config show",
    summary: { en: "print the settings in force, secrets hidden", ru: "показать действующие настройки без секретов" },
    load: () => import("./config-show.ts"),
  },
  {
    name: "config schema",
    summary: { en: "print all settings: type, default, meaning", ru: "показать все настройки: вид, значение по умолчанию, смысл" },
    load: () => import("./config-schema.ts"),
  },
  {
    name: "config hash-pin",
    summary: { en: "make a pinHash for access.staff", ru: "получить pinHash для access.staff" },
    load: () => import("./config-hash-pin.ts"),
  },
  {
    name: "config hash-badge",
    summary: { en: "make a badgeHash for access.staff", ru: "получить badgeHash для access.staff" },
    load: () => import("./config-hash-badge.ts"),
  },
  {
    name: "catalog import",
    summary: { en: "take goods, prices and stocks from CSV or CommerceML", ru: "загрузить товары, цены и остатки из CSV или CommerceML" },
    load: () => import("./catalog-import.ts"),
  },
  {
    name: "catalog generate",
    summary: { en: "invent a catalogue of any size", ru: "придумать каталог любого размера" },
    load: () => import("./catalog-generate.ts"),
  },
  {
    name: "catalog search",
    summary: { en: "search the catalogue as a cashier does", ru: "искать в каталоге так, как кассир" },
    load: () => import("./catalog-search.ts"),
  },
  {
    name: "kkt status",
    summary: { en: "ask the registrar for its state", ru: "спросить состояние ККТ" },
    load: () => import("./kkt-status.ts"),
  },
  {
    name: "kkt info",
    summary: { en: "model, firmware, registration of the registrar", ru: "модель, прошивка и регистрация ККТ" },
    load: () => import("./kkt-info.ts"),
  },
  {
    name: "kkt counters",
    summary: { en: "counts and sums of the shift", ru: "счётчики и суммы смены" },
    load: () => import("./kkt-counters.ts"),
  },
  {
    name: "kkt documents",
    summary: { en: "fiscal documents out of the drive", ru: "фискальные документы из накопителя" },
    load: () => import("./kkt-documents.ts"),
  },
  {
    name: "kkt document",
    summary: { en: "one document out of the drive, with all its tags", ru: "один документ из накопителя со всеми реквизитами" },
    load: () => import("./kkt-document.ts"),
  },
  {
    name: "kkt last-document",
    summary: { en: "the last document of the drive", ru: "последний документ накопителя" },
    load: () => import("./kkt-last-document.ts"),
  },
  {
    name: "kkt print-copy",
    summary: { en: "print a copy of a document", ru: "напечатать копию документа" },
    load: () => import("./kkt-print-copy.ts"),
  },
  {
    name: "kkt fn",
    summary: { en: "state and resource of the fiscal drive", ru: "состояние и ресурс фискального накопителя" },
    load: () => import("./kkt-fn.ts"),
  },
  {
    name: "kkt ofd",
    summary: { en: "exchange with the OFD", ru: "обмен с ОФД" },
    load: () => import("./kkt-ofd.ts"),
  },
  {
    name: "kkt tables",
    summary: { en: "settings tables of the registrar", ru: "таблицы настроек ККТ" },
    load: () => import("./kkt-tables.ts"),
  },
  {
    name: "kkt table set",
    summary: { en: "write one setting", ru: "записать одну настройку" },
    load: () => import("./kkt-table-set.ts"),
  },
  {
    name: "kkt sync-clock",
    summary: { en: "set the registrar's clock", ru: "установить часы ККТ" },
    load: () => import("./kkt-sync-clock.ts"),
  },
  {
    name: "kkt reset",
    summary: { en: "cancel a document that was left open", ru: "отменить документ, оставшийся открытым" },
    load: () => import("./kkt-reset.ts"),
  },
  {
    name: "kkt raw",
    summary: { en: "send a request as it is", ru: "отправить запрос как есть" },
    load: () => import("./kkt-raw.ts"),
  },
  {
    name: "kkt state-report",
    summary: { en: "make the report on the state of settlements", ru: "сформировать отчёт о состоянии расчётов" },
    load: () => import("./kkt-state-report.ts"),
  },
  {
    name: "kkt close-shift",
    summary: { en: "close a shift that only the registrar knows of", ru: "закрыть смену, о которой знает только ККТ" },
    load: () => import("./kkt-close-shift.ts"),
  },
  {
    name: "kkt driver",
    summary: { en: "the process that holds the ATOL driver; the till starts it", ru: "процесс драйвера АТОЛ; его запускает касса" },
    load: () => import("./kkt-driver.ts"),
  },
  {
    name: "unresolved list",
    summary: { en: "documents that the registrar would not tell about", ru: "документы, о которых ККТ не дала ответа" },
    load: () => import("./unresolved-list.ts"),
  },
  {
    name: "unresolved park",
    summary: { en: "put a document aside whose registrar is silent", ru: "отложить документ, о котором ККТ молчит" },
    load: () => import("./unresolved-park.ts"),
  },
  {
    name: "unresolved settle",
    summary: { en: "record what became of an unresolved document", ru: "записать, что стало с неразобранным документом" },
    load: () => import("./unresolved-settle.ts"),
  },
  {
    name: "fiscal check",
    summary: { en: "say what the law would refuse in a receipt", ru: "сказать, что закон не пропустит в чеке" },
    load: () => import("./fiscal-check.ts"),
  },
  {
    name: "fiscal tlv",
    summary: { en: "fiscal document bytes as a JSON tree, and back", ru: "байты фискального документа деревом JSON и обратно" },
    load: () => import("./fiscal-tlv.ts"),
  },
  {
    name: "fiscal qr",
    summary: { en: "build, read or compare QR codes of receipts", ru: "построить, прочитать или сравнить QR-коды чеков" },
    load: () => import("./fiscal-qr.ts"),
  },
  {
    name: "emulate all",
    summary: { en: "run all emulated devices and servers in one process", ru: "запустить все учебные устройства и серверы" },
    load: () => import("./emulate-all.ts"),
  },
  {
    name: "emulate kkt",
    summary: { en: "a Shtrih-M registrar over TCP and a serial port", ru: "ККТ «Штрих-М» по TCP и на последовательном порту" },
    load: () => import("./emulate-kkt.ts"),
  },
  {
    name: "emulate atol",
    summary: { en: "an ATOL registrar behind «Web Requests»", ru: "ККТ «АТОЛ» за сервером «Web Requests»" },
    load: () => import("./emulate-atol.ts"),
  },
  {
    name: "emulate scanner",
    summary: { en: "a serial barcode scanner", ru: "сканер на последовательном порту" },
    load: () => import("./emulate-scanner.ts"),
  },
  {
    name: "emulate display",
    summary: { en: "a customer display", ru: "дисплей покупателя" },
    load: () => import("./emulate-display.ts"),
  },
  {
    name: "emulate card",
    summary: { en: "a bank's card terminal", ru: "банковский терминал" },
    load: () => import("./emulate-card.ts"),
  },
  {
    name: "emulate ts-piot",
    summary: { en: "the marking check service", ru: "служба проверки кодов маркировки (ТС ПИоТ)" },
    load: () => import("./emulate-ts-piot.ts"),
  },
  {
    name: "emulate marking",
    summary: {
      en: "TS PIoT, the CDN of True API and the local module over one register of codes",
      ru: "ТС ПИоТ, CDN True API и локальный модуль с общим реестром кодов",
    },
    load: () => import("./emulate-marking.ts"),
  },
  {
    name: "emulate utm",
    summary: { en: "the UTM of EGAIS with its stamps", ru: "УТМ ЕГАИС с акцизными марками" },
    load: () => import("./emulate-utm.ts"),
  },
  {
    name: "emulate iteem",
    summary: { en: "an ITEEM centre", ru: "центр ITEEM" },
    load: () => import("./emulate-iteem.ts"),
  },
  {
    name: "emulate onec",
    summary: { en: "a 1C infobase", ru: "база 1С" },
    load: () => import("./emulate-onec.ts"),
  },
];
