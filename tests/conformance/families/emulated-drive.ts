import { kopecks, type Kopecks } from "../../../config/money.ts";
import type { FiscalReceipt } from "../../../fiscal/document/fiscal-document.ts";
import { renderText } from "../../../fiscal/emulator/paper/index.ts";
import type { PaperDocument } from "../../../fiscal/emulator/paper/index.ts";
import type { Ffd } from "../../../fiscal/document/tags.ts";
import { decodeTlv } from "../../../fiscal/document/tlv.ts";
import { TRAINING_REGISTRATION } from "../../../fiscal/emulator/default-drive.ts";
import type { FiscalDrive, NewDrive } from "../../../fiscal/emulator/fiscal-drive/index.ts";
import type { OperationSums, PrintedPaper, Sight, StoredFiscalDocument } from "../suite/bench.ts";

const FORMATS: Readonly<Record<Ffd, 2 | 3 | 4>> = { "1.05": 2, "1.1": 3, "1.2": 4 };

/** A new drive whose registrar is registered in this version of the format. */
export function registeredIn(ffd: Ffd, autonomous = false): Partial<NewDrive> {
  return { registration: { ...TRAINING_REGISTRATION, ffd: FORMATS[ffd], autonomous } };
}

export function codesIn({ state }: FiscalDrive): { readonly asked: number; readonly held: number } {
  return { asked: state.marking.requestNumber, held: state.marking.table.length };
}

/** The emulated drive is the same under every family. */
export function sightOf(drive: FiscalDrive): Pick<Sight, "fnSerial" | "lastFd" | "shift" | "sums" | "paid"> {
  const { serial, last, shift, shiftCounters } = drive.state;
  const sums = (of: 1 | 2 | 3 | 4): OperationSums => {
    const { count, sumKop, correctionCount, correctionSumKop } = shiftCounters[of];
    return { count, sumKop, corrections: correctionCount, correctionsKop: correctionSumKop };
  };
  const paid = (kind: keyof FiscalReceipt["payments"]): Kopecks => {
    const of = (sign: 1 | 2 | 3 | 4): number => shiftCounters[sign][kind] + (shiftCounters[sign].correctionPayments?.[kind] ?? 0);
    return kopecks(of(1) - of(2) - of(3) + of(4));
  };
  return {
    fnSerial: serial,
    lastFd: last.fdNumber,
    shift: { isOpen: shift.open, number: shift.number },
    sums: { 1: sums(1), 2: sums(2), 3: sums(3), 4: sums(4) },
    paid: {
      cashKop: paid("cashKop"),
      electronicKop: paid("electronicKop"),
      prepaidKop: paid("prepaidKop"),
      creditKop: paid("creditKop"),
      counterKop: paid("counterKop"),
    },
  };
}

/** A document as it lies in the drive; null when there is none, or it cannot be read. */
export function storedDocument(drive: FiscalDrive, fdNumber: number): StoredFiscalDocument | null {
  const found = drive.document(fdNumber);
  const items = decodeTlv(found?.body ?? new Uint8Array());
  if (found === null || !items.ok) return null;
  return { type: found.type, fiscalSign: String(found.fiscalSign), shiftNumber: found.shiftNumber, items: items.value };
}

export function paperText(paper: PaperDocument, width: number): PrintedPaper {
  return { kind: paper.kind, fdNumber: paper.fdNumber, isWhole: paper.state === "printed", text: renderText([paper], width) };
}
