import { err, ok, type Result } from "../../../config/result.ts";
import { findTag, tlvText, type TlvItem } from "../../document/tlv.ts";
import type { ClosedDocument, DriveRefusal } from "../fiscal-drive/index.ts";
import type { DrawerFacts, FiscalStamp, PaperKind, PaperLine, QueuePrint } from "../paper/index.ts";
import { kopecks } from "../../../config/money.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import type { TaskOutcome } from "./task.ts";
import { roubles } from "./decimal.ts";
import { refusalError } from "./drive-refusal.ts";

const CASHIER = 1021;
const RECEIPT_TYPES: ReadonlySet<number> = new Set([3, 4, 31, 41]);

/** A fiscal document about to be made. */
export interface DocumentPlan {
  readonly kind: PaperKind;
  readonly tags: readonly TlvItem[];
  /** Lets the drive store it. */
  readonly register: () => Result<ClosedDocument, DriveRefusal>;
  /** What changes in the registrar with it. */
  readonly remember?: (closed: ClosedDocument) => void;
  /** Null: nothing is printed. */
  readonly lines: ((stamp: FiscalStamp) => PaperLine[]) | null;
}

/** Fields of `fiscalParams` of a document that stands in the drive. */
export function fiscalParams(kkt: AtolKkt, closed: ClosedDocument, totalKop: number | null): Record<string, unknown> {
  const { registration, serial } = kkt.drive.state;
  const isReceipt = RECEIPT_TYPES.has(closed.type);
  return {
    fiscalDocumentNumber: closed.fdNumber,
    fiscalDocumentSign: String(closed.fiscalSign),
    fiscalDocumentDateTime: kkt.isoTime(closed.at),
    shiftNumber: closed.shiftNumber,
    fnNumber: serial,
    registrationNumber: registration.rnm,
    fnsUrl: registration.taxSite,
    ...(isReceipt ? { fiscalReceiptNumber: closed.receiptNumber, total: roubles(totalKop ?? 0) } : {}),
  };
}

/** Registers a document, then prints it: what is in the drive stays there whatever the paper does. */
export async function makeDocument(
  kkt: AtolKkt,
  plan: DocumentPlan,
  registered: () => void,
): Promise<Result<{ readonly closed: ClosedDocument; readonly warnings: object | null }, ReturnType<typeof refusalError>>> {
  const made = kkt.change(() => {
    const closed = plan.register();
    if (!closed.ok) return closed;
    plan.remember?.(closed.value);
    if (plan.lines !== null) {
      const lines = plan.lines(stampOf(kkt, closed.value, plan.tags));
      const { fdNumber, at } = closed.value;
      const paperId = kkt.printer.put(kkt.memory, { kind: plan.kind, fdNumber, at, lines });
      if (plan.kind === "receipt") kkt.memory.lastReceiptPaperId = paperId;
    }
    return closed;
  });
  if (!made.ok) return err(refusalError(made.error));
  registered();
  const printed = plan.lines === null || (await kkt.printer.run());
  return ok({ closed: made.value, warnings: printed ? null : { notPrinted: true } });
}

export function documentResult(
  kkt: AtolKkt,
  made: Awaited<ReturnType<typeof makeDocument>>,
  totalKop: number | null,
  extra: { readonly params?: object; readonly result?: object } = {},
): TaskOutcome {
  if (!made.ok) return made;
  const { closed, warnings } = made.value;
  return ok({ fiscalParams: { ...fiscalParams(kkt, closed, totalKop), ...extra.params }, ...extra.result, warnings });
}

function stampOf(kkt: AtolKkt, closed: ClosedDocument, tags: readonly TlvItem[]): FiscalStamp {
  const { registration, serial } = kkt.drive.state;
  const cashier = findTag(tags, CASHIER)?.value;
  const { fdNumber, fiscalSign, at, shiftNumber } = closed;
  return { registration, fnSerial: serial, cashier: cashier === undefined ? "" : tlvText(cashier), fdNumber, fiscalSign, at, shiftNumber };
}

/** Stamp of a document that the drive does not keep. */
export function plainStamp(kkt: AtolKkt, tags: readonly TlvItem[]): FiscalStamp {
  const { last, shift } = kkt.drive.state;
  const closed = { type: 3 as const, fdNumber: last.fdNumber, fiscalSign: 0, at: kkt.now(), shiftNumber: shift.number, receiptNumber: 0 };
  return stampOf(kkt, closed, tags);
}

export function drawerFacts(kkt: AtolKkt): DrawerFacts {
  const { drawerKop, income, outcome } = kkt.memory;
  return {
    cashInDrawerKop: kopecks(drawerKop),
    cashInKop: kopecks(income.sumKop),
    cashInCount: income.count,
    cashOutKop: kopecks(outcome.sumKop),
    cashOutCount: outcome.count,
  };
}

export function queuePrint(kkt: AtolKkt): QueuePrint {
  const queue = kkt.drive.queue();
  return { unsentCount: queue.unsentCount, firstUnsentFd: queue.firstUnsent?.fdNumber ?? null };
}
