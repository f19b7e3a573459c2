import type { AppError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import type { StoredDocument } from "../../fiscal/registrar.ts";
import type { CatalogItem, FoundItem } from "../catalog/catalog-item.ts";
import type { BarcodeReading } from "../catalog/resolve-barcode.ts";
import type { Symbology } from "../../device-drivers/scanner/scan.ts";

/** What the input side asks of the goods catalogue; answers at once. */
export interface GoodsLookup {
  byId(id: string): CatalogItem | null;
  /** Reads a scanned or typed text by the shop's barcode rules, without a look-up. */
  read(text: string, symbology?: Symbology): Result<BarcodeReading, AppError>;
  byBarcodes(candidates: readonly string[]): FoundItem | null;
  /** Item of a scale label's code. */
  byWeightCode(code: string): CatalogItem | null;
  byGtin(gtin14: string): FoundItem | null;
}

/** Device actions that a person asks for directly; none of them is a fiscal document. */
export interface CounterDevices {
  printCopy(): Promise<Result<void, AppError>>;
  openDrawer(): Promise<Result<void, AppError>>;
  storedDocument(fdNumber: number): Promise<Result<StoredDocument | null, AppError>>;
}
