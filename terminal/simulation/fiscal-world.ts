import { epochMs, type Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { kopecks, ZERO_KOP } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { FiscalDocument, FiscalReceipt, ReceiptKind, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline, Registrar, RegistrarCounters, RegistrarStatus, StoredDocument } from "../../fiscal/registrar.ts";
import type { Random } from "./random.ts";

const NOTHING_PAID: FiscalReceipt["payments"] = {
  cashKop: ZERO_KOP,
  electronicKop: ZERO_KOP,
  prepaidKop: ZERO_KOP,
  creditKop: ZERO_KOP,
  counterKop: ZERO_KOP,
};
const SLOWEST_ANSWER_MS = 3_000;
const SHIFT_MS = 24 * 60 * 60 * 1_000;

/** Chances of what may go wrong with a document, per attempt. */
export interface FiscalFaults {
  linkDown: boolean;
  /** Broken down in the middle of the day: no weather brings it back. */
  isDead: boolean;
  lostBefore: number;
  lostAfter: number;
  refused: number;
  undecided: number;
  /** The document is made and its paper is not out. */
  printOwed: number;
}

/** A registrar as the outside world: it goes on whatever becomes of the till's process. */
export interface FiscalWorld {
  readonly fnSerial: string;
  readonly registrar: Registrar;
  readonly faults: FiscalFaults;
  readonly documents: readonly (StoredDocument & { readonly document: FiscalDocument })[];
  readonly counters: () => RegistrarCounters;
  /** Another program closes the shift: the till is not told. */
  readonly closeElsewhere: () => void;
  /** The truth about a document that was begun after `baseline`. */
  readonly find: (document: FiscalDocument, baseline: Baseline) => Registered | null;
}

export function createFiscalWorld(clock: Clock, random: Random, fnSerial: string): FiscalWorld {
  const faults: FiscalFaults = { linkDown: false, isDead: false, lostBefore: 0, lostAfter: 0, refused: 0, undecided: 0, printOwed: 0 };
  const documents: (StoredDocument & { readonly document: FiscalDocument })[] = [];
  const device = {
    shiftOpen: false,
    shiftNumber: 0,
    shiftOpenedAt: 0,
    documentNumber: 0,
    cashIn: 0,
    cashOut: 0,
    drawer: 0,
    turnover: noTurnover(),
    paid: NOTHING_PAID,
    isPrintOwed: false,
  };
  let busy: Promise<unknown> = Promise.resolve();

  /** The device works on one command at a time, in order of arrival. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = busy.then(work);
    busy = turn;
    return turn;
  }
  const answerTime = (): Promise<void> => clock.sleep(random.below(SLOWEST_ANSWER_MS));

  function write(document: FiscalDocument): Registered {
    device.documentNumber += 1;
    if (document.kind === "cash-in") {
      device.cashIn += 1;
      device.drawer += document.amountKop;
    } else if (document.kind === "cash-out") {
      device.cashOut += 1;
      device.drawer -= document.amountKop;
    } else if (document.kind === "open-shift") {
      Object.assign(device, {
        shiftOpen: true,
        shiftNumber: device.shiftNumber + 1,
        shiftOpenedAt: clock.now(),
        turnover: noTurnover(),
        paid: NOTHING_PAID,
      });
    } else if (document.kind === "close-shift") {
      device.shiftOpen = false;
    } else if (document.kind === "receipt") {
      writeReceipt(document.receipt);
    }
    if (document.kind === "cash-in" || document.kind === "cash-out" || document.kind === "x-report") {
      return {
        fdNumber: null,
        fiscalSign: null,
        fnSerial,
        at: clock.now(),
        shiftNumber: device.shiftNumber,
        qr: null,
        isPrintOwed: false,
      };
    }
    const stored = {
      document,
      fdNumber: documents.length + 1,
      fiscalSign: String(1_000_000_000 + random.below(3_000_000_000)),
      kind: document.kind === "receipt" ? document.receipt.kind : document.kind,
      isCorrection: document.kind === "receipt" && document.receipt.correction !== undefined,
      totalKop: document.kind === "receipt" ? document.receipt.totalKop : null,
      at: clock.now(),
      ownTag: document.kind === "receipt" ? document.receipt.ownTag : null,
    };
    documents.push(stored);
    return registered(stored);
  }

  function writeReceipt({ kind, totalKop, payments }: FiscalReceipt): void {
    const sign = kind === "sale" || kind === "purchase-refund" ? 1 : -1;
    const { paid } = device;
    device.turnover[kind].kop += totalKop;
    device.turnover[kind].count += 1;
    device.drawer += sign * payments.cashKop;
    device.paid = {
      cashKop: kopecks(paid.cashKop + sign * payments.cashKop),
      electronicKop: kopecks(paid.electronicKop + sign * payments.electronicKop),
      prepaidKop: kopecks(paid.prepaidKop + sign * payments.prepaidKop),
      creditKop: kopecks(paid.creditKop + sign * payments.creditKop),
      counterKop: kopecks(paid.counterKop + sign * payments.counterKop),
    };
  }

  function registered(stored: StoredDocument): Registered {
    const { fdNumber, fiscalSign, at } = stored;
    return { fdNumber, fiscalSign, fnSerial, at: epochMs(at), shiftNumber: device.shiftNumber, qr: null, isPrintOwed: false };
  }

  /** What happened since the baseline, as a driver would find it out. */
  function find(document: FiscalDocument, baseline: Baseline): Registered | null {
    if (document.kind === "cash-in" || document.kind === "cash-out") {
      const [before, now] = document.kind === "cash-in" ? [baseline.cashInCount, device.cashIn] : [baseline.cashOutCount, device.cashOut];
      if (now === before) return null;
      return {
        fdNumber: null,
        fiscalSign: null,
        fnSerial,
        at: clock.now(),
        shiftNumber: device.shiftNumber,
        qr: null,
        isPrintOwed: false,
      };
    }
    if (document.kind === "x-report") {
      if (device.documentNumber === baseline.documentNumber) return null;
      return {
        fdNumber: null,
        fiscalSign: null,
        fnSerial,
        at: clock.now(),
        shiftNumber: device.shiftNumber,
        qr: null,
        isPrintOwed: false,
      };
    }
    const kind = document.kind === "receipt" ? document.receipt.kind : document.kind;
    const tag = document.kind === "receipt" ? document.receipt.ownTag : null;
    const found = documents.slice(baseline.lastFdNumber).find((each) => each.kind === kind && each.ownTag === tag);
    return found === undefined ? null : registered(found);
  }

  /** Documents of money need a shift that is open and not older than 24 hours. */
  function shiftFault({ kind }: FiscalDocument): AppError | null {
    if (kind === "open-shift" || kind === "close-shift" || kind === "x-report") return null;
    if (!device.shiftOpen) return appError("FIS321", { command: kind });
    return clock.now() - device.shiftOpenedAt < SHIFT_MS ? null : appError("FIS320", { vendor: "simulated" });
  }

  const down = () => appError("FIS301", { address: "simulated" });
  const registrar: Registrar = {
    status: () => inTurn(async () => (faults.linkDown ? err(down()) : ok(status()))),
    baseline: () =>
      inTurn(async () => {
        if (faults.linkDown) return err(down());
        return ok({
          fnSerial,
          lastFdNumber: documents.length,
          documentNumber: device.documentNumber,
          shiftOpen: device.shiftOpen,
          shiftNumber: device.shiftNumber,
          cashInCount: device.cashIn,
          cashOutCount: device.cashOut,
          requestId: `request-${random.below(1_000_000_000)}`,
          readAt: clock.now(),
        });
      }),
    register: (document) =>
      inTurn(async () => {
        if (faults.linkDown) return err({ effect: "none", error: down() });
        await answerTime();
        const fault = shiftFault(document);
        if (fault !== null) return err({ effect: "none", error: fault });
        if (random.chance(faults.refused)) return err({ effect: "none", error: appError("FIS310") });
        if (random.chance(faults.lostBefore)) return err({ effect: "unknown", error: appError("FIS303") });
        const made = write(document);
        if (made.fdNumber !== null) device.isPrintOwed = random.chance(faults.printOwed);
        const done = { ...made, isPrintOwed: device.isPrintOwed };
        await answerTime();
        return random.chance(faults.lostAfter) || faults.linkDown ? err({ effect: "unknown", error: appError("FIS303") }) : ok(done);
      }),
    resolve: (document, baseline) =>
      inTurn(async () => {
        if (faults.linkDown) return { outcome: "unreachable", error: down() };
        await answerTime();
        if (random.chance(faults.undecided)) return { outcome: "undecided", seen: "?" };
        const found = find(document, baseline);
        if (found !== null) return { outcome: "registered", registered: { ...found, isPrintOwed: device.isPrintOwed } };
        return { outcome: "not-registered" };
      }),
    counters: () => inTurn(async () => (faults.linkDown ? err(down()) : ok(counters()))),
    registration: async () => err(down()),
    checkCode: () =>
      inTurn(async () => {
        if (faults.linkDown) return err(down());
        await answerTime();
        return ok({ result: 15, localCheck: 3, localReason: 0, codeKind: 4, operatorCode: 0, operatorStatus: 1 });
      }),
    storedDocument: async (fdNumber) => ok(documents[fdNumber - 1] ?? null),
    storedTags: async () => err(down()),
    finishPrinting: () =>
      inTurn(async () => {
        if (faults.linkDown) return err(down());
        await answerTime();
        if (random.chance(faults.printOwed)) return ok("waits-for-paper");
        device.isPrintOwed = false;
        return ok("printed");
      }),
    printDocument: async () => ok(undefined),
    printCopy: async () => ok(undefined),
    openDrawer: async () => ok(undefined),
    printSlip: async () => ok(undefined),
    close: async () => {},
  };
  function status(): RegistrarStatus {
    const isExpired = device.shiftOpen && clock.now() - device.shiftOpenedAt >= SHIFT_MS;
    return {
      model: "simulated",
      serial: fnSerial,
      fnSerial,
      ffd: "1.2",
      shift: isExpired ? "expired" : device.shiftOpen ? "open" : "closed",
      shiftNumber: device.shiftNumber,
      lastFdNumber: documents.length,
      paper: "ok",
      coverOpen: false,
      clock: clock.now(),
      ofdQueue: 0,
      ofdOldest: null,
      fnExpires: null,
      fnWarnings: [],
      isPrintOwed: device.isPrintOwed,
      keyDaysLeft: null,
      documentsLeft: null,
      noticeQueue: null,
    };
  }
  function counters(): RegistrarCounters {
    return {
      shiftNumber: device.shiftNumber,
      salesKop: kopecks(device.turnover.sale.kop),
      refundsKop: kopecks(device.turnover.refund.kop),
      salesCount: device.turnover.sale.count,
      refundsCount: device.turnover.refund.count,
      purchasesKop: kopecks(device.turnover.purchase.kop),
      purchasesCount: device.turnover.purchase.count,
      purchaseRefundsKop: kopecks(device.turnover["purchase-refund"].kop),
      purchaseRefundsCount: device.turnover["purchase-refund"].count,
      cashInDrawerKop: kopecks(device.drawer),
      payments: device.paid,
    };
  }
  function closeElsewhere(): void {
    if (device.shiftOpen) write({ kind: "close-shift", cashier: { name: "другая программа" } });
  }
  return { fnSerial, registrar, faults, documents, counters, closeElsewhere, find };
}

function noTurnover(): Record<ReceiptKind, { kop: number; count: number }> {
  const none = () => ({ kop: 0, count: 0 });
  return { sale: none(), refund: none(), purchase: none(), "purchase-refund": none() };
}
