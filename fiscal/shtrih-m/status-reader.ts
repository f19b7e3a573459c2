import { randomUUID } from "node:crypto";
import { epochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { kopecks } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Baseline, RegistrarCounters, RegistrarPayments, RegistrarStatus } from "../registrar.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import type { DeviceModel, DeviceModelReader } from "./device-model.ts";
import { toEpoch } from "./device-time.ts";
import { driveSpace, noticeCount } from "./drive-replies.ts";
import { KeyResource } from "./key-resource.ts";
import { FEATURE, hasFeature } from "./model.ts";
import type { PaymentNumbers } from "./model.ts";
import {
  CASH_IN_COUNT,
  CASH_OUT_COUNT,
  MODE,
  SUBMODE,
  cashRegister,
  fnExpiry,
  fnStatus,
  fnWarnings,
  fullStatus,
  isPrintOwed,
  ofdStatus,
  operationRegister,
} from "./replies.ts";
import type { FullStatus } from "./replies.ts";
import { registerNumber } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";

/** Bits of the flags word (facts, section 2.3). */
const FLAG = { receiptPaper: 7, receiptLever: 9, cover: 10 } as const;

/** Cash registers in the order sale, buy, sale return, buy return (facts, section 3.6; 4144… from the vendor's Java driver). */
const PAYMENT_1 = 193;
const PAYMENT_5 = 4144;
const KINDS = 4;
const FIRST_EXTENDED_PAYMENT = 5;
const CASH_IN_DRAWER = 241;
const RECEIPTS_IN_SHIFT = 144;
const SALE = 0;
const PURCHASE = 1;
const SALE_RETURN = 2;
const PURCHASE_RETURN = 3;

/** Registers of one settlement sign, by the registrar's number of the payment. */
interface KindTotals {
  readonly count: number;
  readonly sumKop: Kopecks;
  readonly paid: ReadonlyMap<number, number>;
  /** Payments that the firmware has no register for. */
  readonly missing: ReadonlySet<number>;
}

interface CashCounts {
  readonly generation: number;
  readonly cashIn: number;
  readonly cashOut: number;
}

/** Status, baseline and counters. */
export class StatusReader {
  readonly #session: ShtrihSession;
  readonly #models: DeviceModelReader;
  readonly #utcOffsetMinutes: number;
  readonly #keys: KeyResource;
  /** Cash movements are counted by us alone while one connection lasts; `forgetCounts` after one of ours. */
  #counts: CashCounts | null = null;

  constructor(session: ShtrihSession, models: DeviceModelReader, utcOffsetMinutes: number) {
    this.#session = session;
    this.#models = models;
    this.#utcOffsetMinutes = utcOffsetMinutes;
    this.#keys = new KeyResource(session);
  }

  async status(): Promise<Result<RegistrarStatus, AppError>> {
    const model = await this.#models.model();
    if (!model.ok) return err(model.error.error);
    const serial = await this.#models.serial();
    if (!serial.ok) return err(serial.error.error);
    const full = await this.#read(COMMANDS.fullStatus, fullStatus);
    if (!full.ok) return full;
    const drive = await this.#read(COMMANDS.fnStatus, fnStatus);
    if (!drive.ok) return drive;
    const ofd = await this.#read(COMMANDS.ofdStatus, ofdStatus);
    if (!ofd.ok) return ofd;
    const expiry = await this.#session.call(COMMANDS.fnExpiry);
    if (!expiry.ok && expiry.error.vendor === null) return err(expiry.error.error);
    const space = await this.#optional(COMMANDS.fnSpace, driveSpace);
    if (!space.ok) return space;
    const notices = model.value.ffd === "1.2" ? await this.#optional(COMMANDS.noticeStatus, noticeCount) : ok(null);
    if (!notices.ok) return notices;
    const keyDays = await this.#keys.days(drive.value);
    if (!keyDays.ok) return err(keyDays.error.error);
    const clock = full.value.clock;
    return ok({
      model: model.value.name,
      serial: serial.value !== "" ? serial.value : String(full.value.serial ?? ""),
      fnSerial: drive.value.fnSerial,
      ffd: model.value.ffd,
      shift: shiftOf(full.value, drive.value.isShiftOpen),
      shiftNumber: full.value.lastClosedShift + (drive.value.isShiftOpen ? 1 : 0),
      lastFdNumber: drive.value.lastFdNumber,
      paper: isPaperOut(full.value, model.value) ? "out" : "ok",
      coverOpen: isCoverOpen(full.value.flags, model.value),
      clock: clock === null ? epochMs(0) : toEpoch(clock, this.#utcOffsetMinutes),
      ofdQueue: ofd.value.queue,
      ofdOldest: ofd.value.oldest === null ? null : toEpoch(ofd.value.oldest, this.#utcOffsetMinutes),
      fnExpires: expiry.ok ? fnExpiry(expiry.value) : null,
      fnWarnings: fnWarnings(drive.value.warnings),
      isPrintOwed: isPrintOwed(full.value.submode),
      keyDaysLeft: keyDays.value,
      documentsLeft: space.value?.documentsLeft ?? null,
      noticeQueue: notices.value,
    });
  }

  /** FF01 and 11h; the counts of cash movements once per connection. */
  async baseline(): Promise<Result<Baseline, AppError>> {
    const drive = await this.#read(COMMANDS.fnStatus, fnStatus);
    if (!drive.ok) return drive;
    const full = await this.#read(COMMANDS.fullStatus, fullStatus);
    if (!full.ok) return full;
    const counts = await this.#cashCounts();
    if (!counts.ok) return counts;
    const { fnSerial, lastFdNumber, isShiftOpen } = drive.value;
    return ok({
      fnSerial,
      lastFdNumber,
      documentNumber: full.value.documentNumber,
      shiftOpen: isShiftOpen,
      shiftNumber: full.value.lastClosedShift + (isShiftOpen ? 1 : 0),
      cashInCount: counts.value.cashIn,
      cashOutCount: counts.value.cashOut,
      requestId: randomUUID(),
      readAt: this.#session.clock.now(),
    });
  }

  forgetCounts(): void {
    this.#counts = null;
  }

  /** From the registers of the shift: payments by kind, counts of receipts, cash in the drawer. A kind without receipts is not read. */
  async counters(): Promise<Result<RegistrarCounters, AppError>> {
    const full = await this.#read(COMMANDS.fullStatus, fullStatus);
    if (!full.ok) return full;
    const sales = await this.#shiftTotals(SALE);
    if (!sales.ok) return sales;
    const refunds = await this.#shiftTotals(SALE_RETURN);
    if (!refunds.ok) return refunds;
    const purchases = await this.#shiftTotals(PURCHASE);
    if (!purchases.ok) return purchases;
    const purchaseRefunds = await this.#shiftTotals(PURCHASE_RETURN);
    if (!purchaseRefunds.ok) return purchaseRefunds;
    const drawer = await this.#read(COMMANDS.cashRegister, cashRegister, registerNumber(CASH_IN_DRAWER));
    if (!drawer.ok) return drawer;
    const isShiftOpen = full.value.mode !== MODE.shiftClosed;
    return ok({
      shiftNumber: full.value.lastClosedShift + (isShiftOpen ? 1 : 0),
      salesKop: sales.value.sumKop,
      refundsKop: refunds.value.sumKop,
      salesCount: sales.value.count,
      refundsCount: refunds.value.count,
      purchasesKop: purchases.value.sumKop,
      purchasesCount: purchases.value.count,
      purchaseRefundsKop: purchaseRefunds.value.sumKop,
      purchaseRefundsCount: purchaseRefunds.value.count,
      cashInDrawerKop: drawer.value,
      payments: netPayments([sales.value, purchaseRefunds.value], [refunds.value, purchases.value], this.#session.profile.payments),
    });
  }

  async #shiftTotals(kind: number): Promise<Result<KindTotals, AppError>> {
    const count = await this.#read(COMMANDS.operationRegister, operationRegister, registerNumber(RECEIPTS_IN_SHIFT + kind));
    if (!count.ok) return count;
    if (count.value === 0) return ok({ count: 0, sumKop: kopecks(0), paid: new Map(), missing: new Set() });
    const paid = await this.#shiftPayments(kind);
    return paid.ok ? ok({ count: count.value, sumKop: kopecks(sumOf(paid.value.paid)), ...paid.value }) : paid;
  }

  async #shiftPayments(kind: number): Promise<Result<Pick<KindTotals, "paid" | "missing">, AppError>> {
    const paid = new Map<number, number>();
    const missing = new Set<number>();
    for (const payment of usedPayments(this.#session.profile.payments)) {
      const isExtended = payment >= FIRST_EXTENDED_PAYMENT;
      const register = isExtended
        ? PAYMENT_5 + (payment - FIRST_EXTENDED_PAYMENT) * KINDS + kind
        : PAYMENT_1 + (payment - 1) * KINDS + kind;
      const data = await this.#session.call(COMMANDS.cashRegister, registerNumber(register));
      if (data.ok) paid.set(payment, cashRegister(data.value));
      else if (isExtended && data.error.vendor !== null) {
        // Old firmware counts payments 5–16 nowhere: our own counters will show the difference, the log says why.
        missing.add(payment);
        this.#session.log.warn({ register, vendor: data.error.error.vendorCode ?? "" }, "no register for this payment");
      } else return err(data.error.error);
    }
    return ok({ paid, missing });
  }

  async #cashCounts(): Promise<Result<CashCounts, AppError>> {
    const { link } = this.#session;
    if (this.#counts !== null && this.#counts.generation === link.generation) return ok(this.#counts);
    const cashIn = await this.#read(COMMANDS.operationRegister, operationRegister, registerNumber(CASH_IN_COUNT));
    if (!cashIn.ok) return cashIn;
    const cashOut = await this.#read(COMMANDS.operationRegister, operationRegister, registerNumber(CASH_OUT_COUNT));
    if (!cashOut.ok) return cashOut;
    this.#counts = { generation: link.generation, cashIn: cashIn.value, cashOut: cashOut.value };
    return ok(this.#counts);
  }

  /** Null when the device does not know the command. */
  async #optional<T>(command: CommandSpec, decode: (data: Uint8Array) => T): Promise<Result<T | null, AppError>> {
    const data = await this.#session.call(command);
    if (data.ok) return ok(decode(data.value));
    return data.error.vendor === null ? err(data.error.error) : ok(null);
  }

  async #read<T>(command: CommandSpec, decode: (data: Uint8Array) => T, parameters?: Uint8Array): Promise<Result<T, AppError>> {
    const data = await this.#session.call(command, parameters);
    return data.ok ? ok(decode(data.value)) : err(data.error.error);
  }
}

function usedPayments(numbers: PaymentNumbers): number[] {
  return [...new Set(Object.values(numbers) as number[])];
}

function sumOf(paid: ReadonlyMap<number, number>): number {
  return [...paid.values()].reduce((sum, kop) => sum + kop, 0);
}

/** A number that two kinds share tells neither of them. */
function netPayments(incoming: readonly KindTotals[], outgoing: readonly KindTotals[], numbers: PaymentNumbers): RegistrarPayments {
  const all = Object.values(numbers) as number[];
  const net = (payment: number): Kopecks | null => {
    const isShared = all.indexOf(payment) !== all.lastIndexOf(payment);
    if (isShared || [...incoming, ...outgoing].some(({ missing }) => missing.has(payment))) return null;
    const total = (kinds: readonly KindTotals[]): number => kinds.reduce((sum, { paid }) => sum + (paid.get(payment) ?? 0), 0);
    return kopecks(total(incoming) - total(outgoing));
  };
  return {
    cashKop: net(numbers.cash),
    electronicKop: net(numbers.electronic),
    prepaidKop: net(numbers.prepaid),
    creditKop: net(numbers.credit),
    counterKop: net(numbers.counter),
  };
}

function hasFlag(flags: number, bit: number): boolean {
  return ((flags >> bit) & 1) === 1;
}

/** Sensors that a model does not have give bits without meaning: F7h tells which are real. */
function isPaperOut({ submode, flags }: FullStatus, { features }: DeviceModel): boolean {
  if (submode === SUBMODE.noPaper || submode === SUBMODE.paperEnded) return true;
  return hasFeature(features, FEATURE.receiptSensor) && !hasFlag(flags, FLAG.receiptPaper);
}

function isCoverOpen(flags: number, { features }: DeviceModel): boolean {
  const isOpen = hasFeature(features, FEATURE.coverSensor) && hasFlag(flags, FLAG.cover);
  const isLeverUp = hasFeature(features, FEATURE.receiptLever) && !hasFlag(flags, FLAG.receiptLever);
  return isOpen || isLeverUp;
}

function shiftOf({ mode }: FullStatus, isShiftOpen: boolean): RegistrarStatus["shift"] {
  if (!isShiftOpen) return "closed";
  return mode === MODE.shiftExpired ? "expired" : "open";
}
