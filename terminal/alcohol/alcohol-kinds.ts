/**
 * Classes of alcohol that the order on minimum prices tells apart; "other": it names no price for them. Which codes belong to which
 * class is [memory].
 */
export type AlcoholClass = "vodka" | "spirits" | "brandy" | "cognac" | "sparkling" | "other";

/** A kind of alcohol (вид алкогольной продукции). */
export interface AlcoholKind {
  readonly name: string;
  readonly class: AlcoholClass;
  /** Every bottle carries an excise stamp. */
  readonly isStamped: boolean;
}

/** Codes of kinds as EGAIS has them, three digits [memory: the whole table]. */
const KINDS: Readonly<Record<string, AlcoholKind>> = {
  "200": { name: "водка", class: "vodka", isStamped: true },
  "211": { name: "ликёроводочные изделия крепче 25 %", class: "spirits", isStamped: true },
  "212": { name: "ликёроводочные изделия до 25 %", class: "spirits", isStamped: true },
  "229": { name: "коньяк", class: "cognac", isStamped: true },
  "230": { name: "коньяк с защищённым наименованием", class: "cognac", isStamped: true },
  "231": { name: "коньяк коллекционный", class: "cognac", isStamped: true },
  "232": { name: "бренди", class: "brandy", isStamped: true },
  "236": { name: "виски", class: "cognac", isStamped: true },
  "237": { name: "ром", class: "cognac", isStamped: true },
  "238": { name: "прочие крепкие напитки", class: "spirits", isStamped: true },
  "239": { name: "кальвадос", class: "brandy", isStamped: true },
  "261": { name: "сидр", class: "other", isStamped: false },
  "262": { name: "пуаре", class: "other", isStamped: false },
  "263": { name: "медовуха", class: "other", isStamped: false },
  "401": { name: "вино", class: "other", isStamped: true },
  "403": { name: "вино с защищённым наименованием", class: "other", isStamped: true },
  "410": { name: "вино ликёрное", class: "other", isStamped: true },
  "420": { name: "вино фруктовое", class: "other", isStamped: true },
  "440": { name: "игристое вино", class: "sparkling", isStamped: true },
  "450": { name: "игристое вино (шампанское)", class: "sparkling", isStamped: true },
  "500": { name: "пиво до 8,6 %", class: "other", isStamped: false },
  "510": { name: "пиво крепче 8,6 %", class: "other", isStamped: false },
  "520": { name: "напиток на основе пива", class: "other", isStamped: false },
};

/** Null for a code that the table does not have: its goods card must say itself whether it is stamped. */
export function alcoholKind(code: string): AlcoholKind | null {
  return Object.hasOwn(KINDS, code) ? (KINDS[code] ?? null) : null;
}
