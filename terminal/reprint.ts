import { appError, type AppError } from "../config/errors/index.ts";
import { err, type Result } from "../config/result.ts";
import type { CompletedReceipt } from "./core/state.ts";
import type { CounterDevices } from "./input/ports.ts";
import type { History } from "./journal/history.ts";
import { sellerIdOf } from "./receipt/sellers.ts";

export interface ReprintPorts {
  readonly registrar: (id: string) => Result<CounterDevices, AppError>;
  readonly history: History;
  /** The copy is on paper: journals it. */
  readonly printed: (receiptId: string) => Result<unknown, AppError>;
}

export async function reprintLast(last: CompletedReceipt | null, { registrar, printed }: ReprintPorts): Promise<Result<unknown, AppError>> {
  if (last === null) return err(appError("RCP441"));
  const found = registrar(last.registrarId);
  if (!found.ok) return found;
  const copy = await found.value.printCopy();
  return copy.ok ? printed(last.fact.id) : copy;
}

/** The copy is printed from the drive: the document there must be the receipt's own, whatever drive is in the registrar now. */
export async function reprintReceipt(receiptId: string, { registrar, history, printed }: ReprintPorts): Promise<Result<unknown, AppError>> {
  const found = history.receiptById(receiptId);
  if (found === null) return err(appError("RCP441"));
  const device = registrar(sellerIdOf(found.fact));
  if (!device.ok) return device;
  const { fdNumber, fiscalSign } = found.fact.fiscal;
  const stored = await device.value.storedDocument(fdNumber);
  if (!stored.ok) return stored;
  if (stored.value?.fiscalSign !== fiscalSign) return err(appError("RCP449", { fdNumber }));
  const copy = await device.value.printDocument(fdNumber);
  return copy.ok ? printed(receiptId) : copy;
}
