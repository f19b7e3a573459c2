import { VAT_PAYERS, type TaxSystem, type VatRate } from "../../../config/contract/vat.ts";
import type { LocalDate } from "../../../config/local-date.ts";
import { isVatRateValid } from "../../../fiscal/document/vat.ts";
import { isGtin, looksLikeGtin } from "../../../device-drivers/scanner/ean.ts";
import type { CatalogWriter, GoodsCard } from "../catalog-writer.ts";
import type { BarcodeRules } from "../resolve-barcode.ts";
import { BARCODE_LENGTH_MAX, weightCodeOfCard } from "../resolve-barcode.ts";
import type { ImportCounts, ImportReason, ProblemList } from "./import-report.ts";
import { readPrice, readStock, readVat } from "./read-fields.ts";

/** What a shop decides once for all its imports. */
export interface ImportSettings {
  /** For goods whose source names no rate. */
  readonly defaultVat: VatRate;
  readonly defaultTaxSystem: TaxSystem;
  /** Where it is another: of goods of further sellers, by what the goods list calls them (id or INN). */
  readonly taxSystemsOfSellers: ReadonlyMap<string, TaxSystem>;
  readonly barcodeRules: BarcodeRules;
  /** Marking group by ВидНоменклатуры or name of the goods group in CommerceML, which has no field for it before 3.1. */
  readonly markingByKind: Readonly<Record<string, string>>;
}

const NAME_LENGTH_ON_RECEIPT = 128;

/** Where a value stood. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface SessionOptions {
  readonly writer: CatalogWriter;
  readonly settings: ImportSettings;
  readonly problems: ProblemList;
  /** Day of the shop, for the VAT rates that are in force. */
  readonly today: LocalDate;
  readonly merging: boolean;
  readonly pause: () => Promise<void>;
}

/** One import: the catalogue being written, its settings, and what came of every row. */
export class ImportSession {
  readonly writer: CatalogWriter;
  readonly settings: ImportSettings;
  readonly problems: ProblemList;
  readonly pause: () => Promise<void>;
  /** A card whose id is known replaces the old one; otherwise it is a repetition and the first one stays. */
  readonly merging: boolean;
  readonly taken: ImportCounts = { goods: 0, barcodes: 0, prices: 0, stocks: 0 };
  readonly #today: LocalDate;

  constructor(options: SessionOptions) {
    this.writer = options.writer;
    this.settings = options.settings;
    this.problems = options.problems;
    this.pause = options.pause;
    this.merging = options.merging;
    this.#today = options.today;
  }

  /** Of goods that name none. */
  taxSystemOf(seller: string | null): TaxSystem {
    const { defaultTaxSystem, taxSystemsOfSellers } = this.settings;
    return seller === null ? defaultTaxSystem : (taxSystemsOfSellers.get(seller) ?? defaultTaxSystem);
  }

  note(place: Place, reason: ImportReason, value: string): void {
    this.problems.add(place.file, place.line, reason, value);
  }

  /** The rate to use, with remarks when it is missing or out of date; null (and a note) when it can't be read: a wrong rate is not guessed. */
  vat(place: Place, text: string, item: string, taxSystem: TaxSystem): VatRate | null {
    if (text.trim() === "") {
      this.note(place, "noVat", item);
      // Payers of the simplified system and of the patent who owe VAT name its rate.
      return VAT_PAYERS.has(taxSystem) ? this.settings.defaultVat : "none";
    }
    const rate = readVat(text);
    if (rate === null) this.note(place, "unknownVat", `${item}: ${text}`);
    else if (!isVatRateValid(rate, this.#today, false)) this.note(place, "oldVat", `${item}: ${text}`);
    return rate;
  }

  remarkOnName(place: Place, name: string): void {
    if (name.length > NAME_LENGTH_ON_RECEIPT) this.note(place, "longName", name);
  }

  /** The codes that can be used, without repeats; `weightCode` is set when one of them is a scale label's. */
  barcodes(
    place: Place,
    texts: readonly string[],
    item: string,
  ): { readonly codes: readonly string[]; readonly weightCode: string | null } {
    const codes = new Set<string>();
    let weightCode: string | null = null;
    for (const raw of texts) {
      const code = raw.trim();
      if (code === "") continue;
      if (code.length > BARCODE_LENGTH_MAX || /[^\x21-\x7e]/.test(code)) this.note(place, "badBarcode", `${item}: ${code}`);
      else if (weightCodeOfCard(code, this.settings.barcodeRules) !== null) weightCode = weightCodeOfCard(code, this.settings.barcodeRules);
      else {
        if (looksLikeGtin(code) && !isGtin(code)) this.note(place, "checkDigit", `${item}: ${code}`);
        codes.add(code);
      }
    }
    return { codes: [...codes], weightCode };
  }

  /** Writes a new card; null (and a note) when its id was there before. */
  insertCard(place: Place, card: GoodsCard, barcodes: readonly string[]): number | null {
    const n = this.writer.insert(card);
    if (n === null) {
      this.note(place, "repeatedId", `${card.id} ${card.name}`);
      return null;
    }
    this.#countCard(place, n, card, barcodes);
    return n;
  }

  replaceCard(place: Place, n: number, card: GoodsCard, barcodes: readonly string[]): void {
    this.writer.replace(n, card);
    this.writer.removeBarcodes(n);
    this.#countCard(place, n, card, barcodes);
  }

  price(place: Place, n: number, priceType: number, text: string, item: string): void {
    const price = readPrice(text);
    if (price === null) return this.note(place, "badPrice", `${item}: ${text}`);
    if (price.kop === 0) return this.note(place, "zeroPrice", item);
    if (price.rounded) this.note(place, "roundedPrice", `${item}: ${text}`);
    this.writer.setPrice(n, priceType, price.kop);
    this.taken.prices++;
  }

  stock(place: Place, n: number, shop: number, text: string, item: string): void {
    const quantity = readStock(text);
    if (quantity === null) return this.note(place, "badStock", `${item}: ${text}`);
    this.writer.setStock(n, shop, quantity);
    this.taken.stocks++;
  }

  #countCard(place: Place, n: number, card: GoodsCard, barcodes: readonly string[]): void {
    this.taken.goods++;
    if (!card.active) this.note(place, "withdrawn", card.name);
    if (barcodes.length === 0 && card.weightCode === null) this.note(place, "noBarcode", card.name);
    for (const code of barcodes) {
      const added = this.writer.addBarcode(n, code);
      if (added === "added") this.taken.barcodes++;
      else if (added === "other") this.note(place, "barcodeTaken", `${card.name}: ${code}`);
    }
  }
}
