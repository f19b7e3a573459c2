import type { AppError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline, Resolution, StoredDocument } from "../../fiscal/registrar.ts";
import type { FoundItem } from "../catalog/catalog-item.ts";

type Found = Result<FoundItem | null, AppError>;

/** What the input side asks of the goods catalogue; answers at once. The catalogue itself fulfils it. */
export interface GoodsLookup {
  byId(id: string): Found;
  byBarcode(text: string): Found;
  /** Item of a scale label's code. */
  byWeightCode(code: string): Found;
  byGtin(gtin14: string): Found;
  /** 19 digits, as an excise stamp has it. */
  byAlcocode(alcocode: string): Found;
}

/** Device actions that a person asks for directly; none of them is a fiscal document. */
export interface CounterDevices {
  printCopy(): Promise<Result<void, AppError>>;
  /** By its number, from the drive. */
  printDocument(fdNumber: number): Promise<Result<void, AppError>>;
  openDrawer(): Promise<Result<void, AppError>>;
  baseline(): Promise<Result<Baseline, AppError>>;
  storedDocument(fdNumber: number): Promise<Result<StoredDocument | null, AppError>>;
  /** Asked once more before a person's "it was not printed" is believed. */
  resolve(document: FiscalDocument, baseline: Baseline): Promise<Resolution>;
}
