/**
 * Tags (реквизиты) of the fiscal document format, ФФД 1.05, 1.1 and 1.2: FNS order ЕД-7-20/662@ in the edition of 2025,
 * tables 96–99, 102, 115–122, 127–133, 150. Pure data; types, lengths and obligations were read from the open database
 * of the KassArray project (v7.12), the names are those of the order.
 */
export type Ffd = "1.05" | "1.1" | "1.2";

export type TagType =
  | "text"
  | "number"
  | "decimal"
  | "byte"
  | "flag"
  | "bits"
  | "u16"
  | "u32"
  | "time"
  | "bytes"
  | "container"
  | "printed-only";

/** M mandatory, C conditional (a note of the order says when), O optional, - not used in this form, . no such tag in this document. */
export type Obligation = "M" | "C" | "O" | "-" | ".";

interface TagForm {
  readonly type: TagType;
  /** Bytes of the value at most; 0 for what exists on paper only. */
  readonly maxBytes: number;
  /** The value has exactly `maxBytes` bytes. */
  readonly fixed: boolean;
  /** A shorter text is padded on the right with spaces. */
  readonly padded: boolean;
}

interface TagUse {
  /** Obligation in the electronic form of a receipt or БСО, three letters: ФФД 1.05, 1.1, 1.2. */
  readonly receipt?: string;
  /** The same for a correction receipt (чек коррекции). */
  readonly correction?: string;
  /** Containers that hold this tag, two letters each: ФФД 1.05 and 1.1, ФФД 1.2. */
  readonly inside?: Readonly<Record<number, string>>;
  /** R registration, O shift open, S state report, Z shift close, A drive close; marking: q request, a answer, n notification, t ticket. */
  readonly reports?: string;
}

export interface TagInfo extends TagForm, TagUse {
  readonly tag: number;
  /** Name in the order. */
  readonly name: string;
}

/** What the OFD container takes, and so the longest value a container without a limit of its own can have. */
export const MAX_DOCUMENT_BYTES = 32_768;

const text = (maxBytes: number): TagForm => ({ type: "text", maxBytes, fixed: false, padded: false });
const padded = (maxBytes: number): TagForm => ({ type: "text", maxBytes, fixed: true, padded: true });
const exact = (maxBytes: number): TagForm => ({ type: "text", maxBytes, fixed: true, padded: false });
const number = (maxBytes: number): TagForm => ({ type: "number", maxBytes, fixed: false, padded: false });
const container = (maxBytes: number): TagForm => ({ type: "container", maxBytes, fixed: false, padded: false });
const bytes = (maxBytes: number): TagForm => ({ type: "bytes", maxBytes, fixed: false, padded: false });
const exactBytes = (maxBytes: number): TagForm => ({ type: "bytes", maxBytes, fixed: true, padded: false });
const whole = (type: TagType, maxBytes: number): TagForm => ({ type, maxBytes, fixed: true, padded: false });

const BYTE = whole("byte", 1);
const FLAG = whole("flag", 1);
const BITS8 = whole("bits", 1);
const BITS32 = whole("bits", 4);
const U16 = whole("u16", 2);
const U32 = whole("u32", 4);
const TIME = whole("time", 4);
const DECIMAL: TagForm = { type: "decimal", maxBytes: 8, fixed: false, padded: false };
const PRINTED_ONLY: TagForm = { type: "printed-only", maxBytes: 0, fixed: false, padded: false };

function tag(code: number, name: string, form: TagForm, use: TagUse = {}): TagInfo {
  return { tag: code, name, ...form, ...use };
}

export const TAGS: readonly TagInfo[] = [
  tag(1000, "наименование документа", text(256), { receipt: "---", correction: "---", reports: "ROZSA" }),
  tag(1001, "признак автоматического режима", FLAG, { reports: "R" }),
  tag(1002, "признак автономного режима", FLAG, { reports: "RS" }),
  tag(1005, "адрес оператора перевода", text(256), { receipt: "CC.", correction: "OC.", inside: { 1223: "OC" } }),
  tag(1008, "телефон или электронный адрес покупателя", text(64), { receipt: "CCC", correction: "OOO" }),
  tag(1009, "адрес расчетов", text(256), { receipt: "CCM", correction: "CCM", reports: "ROZSAn" }),
  tag(1011, "часовая зона", BYTE, { reports: "n" }),
  tag(1012, "дата, время", TIME, { receipt: "MMM", correction: "MMM", reports: "ROZSAnt" }),
  tag(1013, "заводской номер ККТ", text(20), { reports: "R" }),
  tag(1016, "ИНН оператора перевода", padded(12), { receipt: "CC.", correction: "OC.", inside: { 1223: "OC" } }),
  tag(1017, "ИНН ОФД", padded(12), { reports: "R" }),
  tag(1018, "ИНН пользователя", padded(12), { receipt: "OOO", correction: "OCC", reports: "ROZSAqn" }),
  tag(1020, "сумма расчета, указанного в чеке", number(6), { receipt: "MMM", correction: "MMM" }),
  tag(1021, "кассир", text(64), { receipt: "CCC", correction: "CCC", reports: "ROZA" }),
  tag(1022, "код ответа ОФД", BYTE),
  tag(1023, "количество предмета расчета", DECIMAL, { inside: { 1059: "MM" }, reports: "qn" }),
  tag(1026, "наименование оператора перевода", text(64), { receipt: "CC.", correction: "OC.", inside: { 1223: "OC" } }),
  tag(1030, "наименование предмета расчета", text(128), { inside: { 1059: "MC" }, reports: "n" }),
  tag(1031, "сумма по чеку наличными", number(6), { receipt: "MMM", correction: "MMM" }),
  tag(1036, "номер автомата", text(20), { receipt: "CCC", correction: "OCC", reports: "R" }),
  tag(1037, "регистрационный номер ККТ (РНМ)", padded(20), { receipt: "MMM", correction: "MMM", reports: "ROZSA" }),
  tag(1038, "номер смены", U32, { receipt: "MMM", correction: "MMM", reports: "OZSA" }),
  tag(1040, "номер ФД", U32, { receipt: "MMM", correction: "MMM", reports: "ROZSAn" }),
  tag(1041, "номер ФН", exact(16), { receipt: "MMM", correction: "MMM", reports: "ROZSAqn" }),
  tag(1042, "номер чека за смену", U32, { receipt: "MMM", correction: "MMM" }),
  tag(1043, "стоимость предмета расчета", number(6), { inside: { 1059: "MM" }, reports: "n" }),
  tag(1044, "операция платежного агента", text(24), { receipt: "CC.", correction: "OC.", inside: { 1223: "OC" } }),
  tag(1046, "наименование ОФД", text(256), { reports: "R" }),
  tag(1048, "наименование пользователя", text(256), { receipt: "OOO", correction: "OCC", reports: "ROZSA" }),
  tag(1050, "признак исчерпания ресурса ФН", FLAG, { reports: "OZ" }),
  tag(1051, "признак необходимости срочной замены ФН", FLAG, { reports: "OZ" }),
  tag(1052, "признак переполнения памяти ФН", FLAG, { reports: "OZ" }),
  tag(1053, "признак превышения времени ожидания ответа ОФД", FLAG, { reports: "OZ" }),
  tag(1054, "признак расчета", BYTE, { receipt: "MMM", correction: "MMM", reports: "n" }),
  tag(1055, "применяемая система налогообложения", BITS8, { receipt: "MMM", correction: "MMM", reports: "n" }),
  tag(1056, "признак шифрования", FLAG, { reports: "R" }),
  tag(1057, "признак агента", BITS8, { receipt: "CO.", correction: "OO.", reports: "R" }),
  tag(1059, "предмет расчета", container(1024), { receipt: "MMM", correction: "OMM" }),
  tag(1060, "адрес сайта ФНС", text(256), { receipt: "CCC", correction: "OCO", reports: "R" }),
  tag(1062, "системы налогообложения", BITS8, { reports: "R" }),
  tag(1068, "сообщение оператора", container(9)),
  tag(1073, "телефон платежного агента", text(19), { receipt: "OO.", correction: "OO.", inside: { 1223: "OC" } }),
  tag(1074, "телефон оператора по приему платежей", text(19), { receipt: "OO.", correction: "OO.", inside: { 1223: "OC" } }),
  tag(1075, "телефон оператора перевода", text(19), { receipt: "OO.", correction: "OO.", inside: { 1223: "OC" } }),
  tag(1077, "ФПД", exactBytes(6), { receipt: "MMM", correction: "MMM", reports: "ROZSA" }),
  tag(1078, "ФПО", bytes(16)),
  tag(1079, "цена за единицу", number(6), { inside: { 1059: "MM" }, reports: "n" }),
  tag(1081, "сумма по чеку безналичными", number(6), { receipt: "MMM", correction: "MMM" }),
  tag(1082, "сумма оплаты безналичными", number(6), { inside: { 1235: "MM" } }),
  tag(1084, "дополнительный реквизит пользователя", container(320), { receipt: "OOO", correction: "OOO", reports: "n" }),
  tag(1085, "наименование доп. реквизита пользователя", text(64), { inside: { 1084: "OO" } }),
  tag(1086, "значение доп. реквизита пользователя", text(256), { inside: { 1084: "OO" } }),
  tag(1097, "количество непереданных ФД", U32, { reports: "ZS" }),
  tag(1098, "дата первого из непереданных ФД", TIME, { reports: "ZS" }),
  tag(1101, "код причины перерегистрации", BYTE, { reports: "R" }),
  tag(1102, "сумма НДС чека по ставке 20%", number(6), { receipt: "CCC", correction: "CCC" }),
  tag(1103, "сумма НДС чека по ставке 10%", number(6), { receipt: "CCC", correction: "CCC" }),
  tag(1104, "сумма расчета с НДС 0%", number(6), { receipt: "CCC", correction: "CCC" }),
  tag(1105, "сумма расчета без НДС", number(6), { receipt: "CCC", correction: "CCC" }),
  tag(1106, "сумма НДС чека по расч. ставке 20/120", number(6), { receipt: "CCC", correction: "CCC" }),
  tag(1107, "сумма НДС чека по расч. ставке 10/110", number(6), { receipt: "CCC", correction: "CCC" }),
  tag(1108, "признак ККТ для расчетов в Интернет", FLAG, { receipt: "OCC", correction: "OCC", reports: "R" }),
  tag(1109, "признак расчетов за услуги", FLAG, { reports: "R" }),
  tag(1110, "признак АС БСО", FLAG, { reports: "R" }),
  tag(1111, "общее количество ФД за смену", U32, { reports: "Z" }),
  tag(1115, "суммы НДС чека", container(380), { receipt: "CCC", correction: "CCC" }),
  tag(1116, "номер первого непереданного ФД", U32, { reports: "S" }),
  tag(1117, "адрес электронной почты отправителя чека", text(64), { receipt: "CCC", correction: "OCC", reports: "R" }),
  tag(1118, "количество чеков за смену", U32, { reports: "Z" }),
  tag(1119, "сумма НДС (по одной ставке)", container(15), { inside: { 1115: "CC" } }),
  tag(1120, "сумма НДС", number(6), { inside: { 1119: "CC" } }),
  tag(1125, "признак расчета в сети Интернет", FLAG, { receipt: "CCC", correction: "CCC", reports: "n" }),
  tag(1126, "признак проведения лотереи", FLAG, { reports: "R" }),
  tag(1129, 'счетчики операций "приход"', container(116), { reports: "RZSA" }),
  tag(1130, 'счетчики "возврат прихода"', container(116), { reports: "RZSA" }),
  tag(1131, 'счетчики "расход"', container(116), { reports: "RZSA" }),
  tag(1132, 'счетчики "возврат расхода"', container(116), { reports: "RZSA" }),
  tag(1133, "счетчики чеков коррекции", container(216), { reports: "RZSA" }),
  tag(1134, "количество чеков со всеми признаками", U32, { reports: "RZSA" }),
  tag(1135, "количество чеков по признаку", U32, { reports: "RZSA" }),
  tag(1136, "итоговая сумма наличными", number(6), { reports: "RZSA" }),
  tag(1138, "итоговая сумма безналичными", number(6), { reports: "RZSA" }),
  tag(1139, "итоговая сумма НДС 20%", number(6), { reports: "RZSA" }),
  tag(1140, "итоговая сумма НДС 10%", number(6), { reports: "RZSA" }),
  tag(1141, "итоговая сумма НДС 20/120", number(6), { reports: "RZSA" }),
  tag(1142, "итоговая сумма НДС 10/110", number(6), { reports: "RZSA" }),
  tag(1143, "итоговая сумма расчетов с НДС 0%", number(6), { reports: "RZSA" }),
  tag(1144, "количество чеков коррекции", U32, { reports: "RZSA" }),
  tag(1145, 'счетчики коррекций "приход"', container(32), { reports: "RZSA" }),
  tag(1146, 'счетчики коррекций "расход"', container(32), { reports: "RZSA" }),
  tag(1157, "счетчики итогов ФН", container(708), { reports: "RZSA" }),
  tag(1158, "счетчики итогов непереданных ФД", container(708), { reports: "S" }),
  tag(1162, "код товара (КТН)", bytes(32), { inside: { 1059: "C." } }),
  tag(1163, "код товара", container(256), { inside: { 1059: ".C" } }),
  tag(1171, "телефон поставщика", text(19), { receipt: "OO.", correction: "OO.", inside: { 1224: "OC" } }),
  tag(1173, "тип коррекции", FLAG, { correction: "OOO" }),
  tag(1174, "основание для коррекции", container(292), { correction: "MMM" }),
  tag(1177, "описание коррекции", text(256), { inside: { 1174: "OO" } }),
  tag(1178, "дата совершения корректируемого расчета", TIME, { correction: "CCC", inside: { 1174: "OO" } }),
  tag(1179, "номер предписания налогового органа", text(32), { correction: "CCC", inside: { 1174: "OO" } }),
  tag(1183, "итоговая сумма расчетов без НДС", number(6), { reports: "RZSA" }),
  tag(1187, "место расчетов", text(256), { receipt: "CCC", correction: "CCM", reports: "ROZSA" }),
  tag(1188, "версия ККТ", text(3), { reports: "RO" }),
  tag(1189, "версия ФФД ККТ", BYTE, { reports: "RO" }),
  tag(1190, "версия ФФД ФН", BYTE, { reports: "R" }),
  tag(1191, "дополнительный реквизит предмета расчета", text(64), { inside: { 1059: "OC" } }),
  tag(1192, "дополнительный реквизит чека", text(16), { receipt: "OOO", correction: "OOO" }),
  tag(1193, "признак проведения азартных игр", FLAG, { reports: "R" }),
  tag(1194, "счетчики итогов смены", container(708), { reports: "Z" }),
  tag(1196, "QR-код", PRINTED_ONLY, { receipt: "---", correction: "---" }),
  tag(1197, "единица измерения предмета расчета", text(16), { inside: { 1059: "O." } }),
  tag(1198, "размер НДС за единицу", number(6), { inside: { 1059: "OO" } }),
  tag(1199, "ставка НДС", BYTE, { inside: { 1059: "CC", 1119: "CC" }, reports: "n" }),
  tag(1200, "сумма НДС за предмет расчета", number(6), { inside: { 1059: "OO" }, reports: "n" }),
  tag(1201, "общая итоговая сумма", number(6), { reports: "RZSA" }),
  tag(1203, "ИНН кассира", exact(12), { receipt: "OOO", correction: "OOO", reports: "ROZA" }),
  tag(1205, "коды причин изменения сведений о ККТ", BITS32, { reports: "R" }),
  tag(1206, "сообщение оператора", BITS8, { reports: "OZ" }),
  tag(1207, "признак торговли подакцизными товарами", FLAG, { reports: "R" }),
  tag(1208, "сайт чеков", text(256), { receipt: "CCC" }),
  tag(1209, "номер версии ФФД", BYTE, { receipt: "MMM", correction: "MMM", reports: "ROZSA" }),
  tag(1212, "признак предмета расчета", BYTE, { inside: { 1059: "OM" } }),
  tag(1213, "ресурс ключей ФП", U16, { reports: "RZS" }),
  tag(1214, "признак способа расчета", BYTE, { inside: { 1059: "CM" }, reports: "n" }),
  tag(1215, "сумма по чеку предоплатой (зачетом)", number(6), { receipt: "MMM", correction: "MMM" }),
  tag(1216, "сумма по чеку постоплатой (в кредит)", number(6), { receipt: "MMM", correction: "MMM" }),
  tag(1217, "сумма по чеку встречным предоставлением", number(6), { receipt: "MMM", correction: "MMM" }),
  tag(1218, "итоговая сумма предоплатами", number(6), { reports: "RZSA" }),
  tag(1219, "итоговая сумма постоплатами", number(6), { reports: "RZSA" }),
  tag(1220, "итоговая сумма встречными предоставлениями", number(6), { reports: "RZSA" }),
  tag(1221, "признак установки принтера в автомате", FLAG, { reports: "R" }),
  tag(1222, "признак агента по предмету расчета", BITS8, { inside: { 1059: "OC" }, reports: "n" }),
  tag(1223, "данные агента", container(512), { inside: { 1059: "OC" }, reports: "n" }),
  tag(1224, "данные поставщика", container(512), { inside: { 1059: "OC" }, reports: "n" }),
  tag(1225, "наименование поставщика", text(256), { inside: { 1224: "OC" } }),
  tag(1226, "ИНН поставщика", padded(12), { inside: { 1059: "CC" }, reports: "n" }),
  tag(1227, "покупатель (клиент)", text(256), { receipt: "OC.", correction: "OO.", inside: { 1256: ".C" } }),
  tag(1228, "ИНН покупателя", padded(12), { receipt: "OC.", correction: "OC.", inside: { 1256: ".C" }, reports: "n" }),
  tag(1229, "акциз", number(6), { inside: { 1059: "OC" } }),
  tag(1230, "код страны происхождения товара", padded(3), { inside: { 1059: "OC" } }),
  tag(1231, "номер таможенной декларации", text(32), { inside: { 1059: "OC" } }),
  tag(1232, 'счетчики коррекций "возврат прихода"', container(32), { reports: "RZSA" }),
  tag(1233, 'счетчики коррекций "возврат расхода"', container(32), { reports: "RZSA" }),
  tag(1234, "сведения обо всех оплатах безналичными", container(MAX_DOCUMENT_BYTES), { receipt: "OOO" }),
  tag(1235, "сведения об оплате безналичными", container(MAX_DOCUMENT_BYTES), { inside: { 1234: "MM" } }),
  tag(1236, "признак способа оплаты безналичными", BYTE, { inside: { 1235: "MM" } }),
  tag(1237, "идентификаторы безналичной оплаты", text(256), { inside: { 1235: "MM" } }),
  tag(1238, "доп. сведения о безналичной оплате", text(256), { inside: { 1235: "CC" } }),
  tag(1243, "дата рождения покупателя", exact(10), { inside: { 1256: ".C" } }),
  tag(1244, "гражданство", padded(3), { inside: { 1256: ".O" } }),
  tag(1245, "код вида документа, удост. личность", exact(2), { inside: { 1256: ".C" } }),
  tag(1246, "данные документа, удост. личность", text(64), { inside: { 1256: ".C" } }),
  tag(1254, "адрес покупателя", text(256), { inside: { 1256: ".O" } }),
  tag(1256, "сведения о покупателе", container(1024), { receipt: "..C", correction: "..C" }),
  tag(1260, "отраслевой реквизит предмета расчета", container(317), { inside: { 1059: ".C" }, reports: "n" }),
  tag(1261, "отраслевой реквизит чека", container(317), { receipt: "..C", correction: "..C", reports: "n" }),
  tag(1262, "идентификатор ФОИВ", exact(3), { inside: { 1260: ".C", 1261: ".C" } }),
  tag(1263, "дата документа основания", exact(10), { inside: { 1260: ".C", 1261: ".C" } }),
  tag(1264, "номер документа основания", text(32), { inside: { 1260: ".C", 1261: ".C" } }),
  tag(1265, "значение отраслевого реквизита", text(256), { inside: { 1260: ".C", 1261: ".C" } }),
  tag(1270, "операционный реквизит чека", container(144), { receipt: "..C", correction: "..C" }),
  tag(1271, "идентификатор операции", BYTE, { inside: { 1270: ".C" } }),
  tag(1272, "данные операции", text(64), { inside: { 1270: ".C" } }),
  tag(1273, "дата, время операции", TIME, { inside: { 1270: ".C" } }),
  tag(1274, "доп. реквизит отчета о регистрации", text(32), { reports: "R" }),
  tag(1275, "доп. данные отчета о регистрации", bytes(32), { reports: "R" }),
  tag(1276, "доп. реквизит отчета об открытии смены", text(32), { reports: "O" }),
  tag(1277, "доп. данные отчета об открытии смены", bytes(32), { reports: "O" }),
  tag(1278, "доп. реквизит отчета о закрытии смены", text(32), { reports: "Z" }),
  tag(1279, "доп. данные отчета о закрытии смены", bytes(32), { reports: "Z" }),
  tag(1280, "доп. реквизит отчета о тек. состоянии расчетов", text(32), { reports: "S" }),
  tag(1281, "доп. данные отчета о тек. состоянии расчетов", bytes(32), { reports: "S" }),
  tag(1282, "доп. реквизит отчета о закрытии ФН", text(32), { reports: "A" }),
  tag(1283, "доп. данные отчета о закрытии ФН", bytes(32), { reports: "A" }),
  tag(1290, "признаки условий применения ККТ", BITS32, { reports: "R" }),
  tag(1291, "дробное количество маркированного товара", container(52), { inside: { 1059: ".C" }, reports: "qn" }),
  tag(1292, "дробная часть", text(24), { inside: { 1291: ".-" }, reports: "qn" }),
  tag(1293, "числитель", number(8), { inside: { 1291: ".M" }, reports: "qn" }),
  tag(1294, "знаменатель", number(8), { inside: { 1291: ".M" }, reports: "qn" }),
  tag(1300, "нераспознанный код товара", text(32), { inside: { 1163: ".C" } }),
  tag(1301, "КТ EAN-8", exact(8), { inside: { 1163: ".C" } }),
  tag(1302, "КТ EAN-13", exact(13), { inside: { 1163: ".C" } }),
  tag(1303, "КТ ITF-14", exact(14), { inside: { 1163: ".C" } }),
  tag(1304, "КТ GS1.0", text(38), { inside: { 1163: ".C" } }),
  tag(1305, "КТ GS1.M", text(38), { inside: { 1163: ".C" } }),
  tag(1306, "КТ КМК", text(38), { inside: { 1163: ".C" } }),
  tag(1307, "КТ МИ", exact(20), { inside: { 1163: ".C" } }),
  tag(1308, "КТ ЕГАИС-2.0", exact(23), { inside: { 1163: ".C" } }),
  tag(1309, "КТ ЕГАИС-3.0", exact(14), { inside: { 1163: ".C" } }),
  tag(1320, "КТ Ф.1", text(32), { inside: { 1163: ".C" } }),
  tag(1321, "КТ Ф.2", text(32), { inside: { 1163: ".C" } }),
  tag(1322, "КТ Ф.3", text(32), { inside: { 1163: ".C" } }),
  tag(1323, "КТ Ф.4", text(32), { inside: { 1163: ".C" } }),
  tag(1324, "КТ Ф.5", text(32), { inside: { 1163: ".C" } }),
  tag(1325, "КТ Ф.6", text(32), { inside: { 1163: ".C" } }),
  tag(2000, "код маркировки", text(256), { reports: "qn" }),
  tag(2001, "номер запроса", U32, { reports: "qa" }),
  tag(2002, "номер уведомления", U32, { reports: "nt" }),
  tag(2003, "планируемый статус товара", BYTE, { reports: "q" }),
  tag(2004, "результат проверки КМ", BITS8, { reports: "q" }),
  tag(2005, "результаты обработки запроса", BITS8, { reports: "a" }),
  tag(2006, "результаты обработки уведомления", FLAG, { reports: "t" }),
  tag(2007, "данные о маркированном товаре", container(512), { reports: "n" }),
  tag(2040, "номер ФД чека (для уведомления)", U32, { reports: "n" }),
  tag(2100, "тип кода маркировки", BYTE, { reports: "qan" }),
  tag(2101, "идентификатор товара", text(38), { reports: "an" }),
  tag(2102, "режим обработки КМ", BYTE, { inside: { 1059: ".O" }, reports: "qan" }),
  tag(2104, "количество непереданных уведомлений", U32, { reports: "ZS" }),
  tag(2105, "коды обработки запроса", BYTE, { reports: "a" }),
  tag(2106, "результат проверки сведений о товаре", BITS8, { inside: { 1059: ".C" }, reports: "n" }),
  tag(2107, "результаты проверки маркированных товаров", FLAG, { receipt: "..C", correction: "..C" }),
  tag(2108, "мера количества предмета расчета", BYTE, { inside: { 1059: ".M" }, reports: "qn" }),
  tag(2109, "ответ ОИСМ о статусе товара", BYTE, { reports: "a" }),
  tag(2110, "присвоенный статус товара", BYTE, { reports: "n" }),
  tag(2111, "коды обработки уведомления", BYTE, { reports: "t" }),
  tag(2112, "признак некорректных кодов маркировки", BITS8, { reports: "Z" }),
  tag(2113, "признак некорректных запросов и уведомлений", BITS8, { reports: "Z" }),
  tag(2114, "дата и время запроса", TIME, { reports: "qa" }),
  tag(2115, "контрольный код КМ", exact(4), { inside: { 1059: ".-" }, reports: "n" }),
  tag(2116, "вид операции", BITS8, { reports: "n" }),
];

const BY_TAG: ReadonlyMap<number, TagInfo> = new Map(TAGS.map((info) => [info.tag, info]));

export function tagInfo(code: number): TagInfo | undefined {
  return BY_TAG.get(code);
}

/** Name in the order, or the bare number of a tag that the table does not have. */
export function tagName(code: number): string {
  return BY_TAG.get(code)?.name ?? `тег ${code}`;
}

const VERSION_COLUMN: Readonly<Record<Ffd, number>> = { "1.05": 0, "1.1": 1, "1.2": 2 };

/** Obligation of a tag at the top level of a receipt or correction receipt, electronic form. */
export function obligationIn(document: "receipt" | "correction", code: number, ffd: Ffd): Obligation {
  return letter(BY_TAG.get(code)?.[document], VERSION_COLUMN[ffd]);
}

/** Obligation of a tag inside the container `parent`. The source tells 1.05 and 1.2; 1.1 has the marking of 1.05. */
export function obligationInside(parent: number, code: number, ffd: Ffd): Obligation {
  return letter(BY_TAG.get(code)?.inside?.[parent], ffd === "1.2" ? 1 : 0);
}

function letter(cells: string | undefined, column: number): Obligation {
  const found = cells?.[column];
  return found === "M" || found === "C" || found === "O" || found === "-" ? found : ".";
}
