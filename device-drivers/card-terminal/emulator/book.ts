import type { EpochMs } from "../../../config/clock.ts";
import { formatKop, kopecks } from "../../../config/money.ts";
import type { CardApproval } from "../card-terminal.ts";
import type { TerminalAnswer, TerminalRequest } from "../json-protocol.ts";

/** One finished operation, as it stands in the operations file. */
export interface OperationRecord {
  readonly id: string;
  readonly op: "charge" | "refund" | "reverse";
  readonly amountKop: number;
  readonly at: EpochMs;
  /** `refund`: RRN of the sale, when it was given. */
  readonly originalRrn?: string | null;
  readonly reversedId?: string;
  readonly result:
    | { readonly status: "approved"; readonly approval: CardApproval }
    | { readonly status: "declined"; readonly reason: string };
}

type Operation = Exclude<TerminalRequest, { op: "lookUp" }>;

/** What to do with a request: `record` must be on disk before `answer` leaves. */
export interface BookDecision {
  readonly answer: TerminalAnswer;
  readonly record: OperationRecord;
}

export interface CardHolder {
  /** Last four digits of the card that is put in. */
  readonly lastDigits: string;
  /** null = the bank agrees. */
  readonly declineReason: string | null;
}

/** 10 million rubles: more is a mistake of the caller. */
const AMOUNT_LIMIT_KOP = 1_000_000_000;
const RRN_DIGITS = 12;
const AUTH_CODE_DIGITS = 6;

/** All operations of one terminal, by their ids; the bank's side of "the same id never charges twice". */
export class OperationBook {
  readonly #records = new Map<string, OperationRecord>();
  /** Operations that were reversed, also ones that never came: they must not come later. */
  readonly #reversed = new Set<string>();

  constructor(records: Iterable<OperationRecord> = []) {
    for (const record of records) this.add(record);
  }

  add(record: OperationRecord): void {
    this.#records.set(record.id, record);
    // A declined reversal undoes nothing.
    if (record.reversedId !== undefined && record.result.status === "approved") this.#reversed.add(record.reversedId);
  }

  records(): readonly OperationRecord[] {
    return [...this.#records.values()];
  }

  /** Money that is really taken: approved charges, less refunds, without the reversed ones. */
  balanceKop(): number {
    let balance = 0;
    for (const record of this.#records.values()) {
      if (record.result.status !== "approved" || this.#reversed.has(record.id)) continue;
      if (record.op === "charge") balance += record.amountKop;
      if (record.op === "refund") balance -= record.amountKop;
    }
    return balance;
  }

  lookUp(seq: number, id: string): TerminalAnswer {
    const record = this.#records.get(id);
    return record ? this.#answerOf(seq, record) : { seq, status: "notFound" };
  }

  /** The answer to an operation that is known already, or refused unasked; null = the card and the bank are needed. */
  answerAtOnce(request: Operation): TerminalAnswer | null {
    const { seq, id, op, amountKop } = request;
    const known = this.#records.get(id);
    if (known) {
      const isSame = known.op === op && known.amountKop === amountKop && (op !== "reverse" || known.reversedId === request.reversedId);
      return isSame ? this.#answerOf(seq, known) : rejected(seq, "ID_REUSED", "этот номер операции уже занят другой");
    }
    if (!Number.isSafeInteger(amountKop) || amountKop <= 0 || amountKop > AMOUNT_LIMIT_KOP) {
      return rejected(seq, "BAD_AMOUNT", "сумма не подходит");
    }
    if (this.#reversed.has(id)) return rejected(seq, "CANCELLED", "операция уже отменена");
    const reversed = op === "reverse" ? this.#records.get(request.reversedId) : undefined;
    if (reversed && reversed.amountKop !== amountKop) return rejected(seq, "BAD_AMOUNT", "сумма отмены не равна сумме операции");
    return null;
  }

  /** Carries the operation out. */
  decide(request: Operation, card: CardHolder, at: EpochMs): BookDecision {
    const reason = card.declineReason ?? (request.op === "refund" ? this.#refundFault(request.originalRrn, request.amountKop) : null);
    const { id, op, amountKop } = request;
    const base = {
      id,
      op,
      amountKop,
      at,
      ...(op === "refund" ? { originalRrn: request.originalRrn } : {}),
      ...(op === "reverse" ? { reversedId: request.reversedId } : {}),
    };
    const record: OperationRecord = {
      ...base,
      result:
        reason === null
          ? { status: "approved", approval: this.#approval(op, amountKop, card.lastDigits, at) }
          : { status: "declined", reason },
    };
    return { record, answer: this.#answerOf(request.seq, record) };
  }

  #answerOf(seq: number, record: OperationRecord): TerminalAnswer {
    if (this.#reversed.has(record.id)) return { seq, status: "declined", reason: "операция отменена" };
    return { seq, ...record.result };
  }

  #refundFault(originalRrn: string | null, amountKop: number): string | null {
    if (originalRrn === null) return null;
    const sale = this.records().find(
      (record) => record.op === "charge" && record.result.status === "approved" && record.result.approval.rrn === originalRrn,
    );
    if (!sale || this.#reversed.has(sale.id)) return "исходная операция не найдена";
    const refundedKop = this.records()
      .filter((record) => record.op === "refund" && record.originalRrn === originalRrn && record.result.status === "approved")
      .filter((record) => !this.#reversed.has(record.id))
      .reduce((sum, record) => sum + record.amountKop, 0);
    return refundedKop + amountKop > sale.amountKop ? "сумма возврата больше суммы оплаты" : null;
  }

  #approval(op: Operation["op"], amountKop: number, lastDigits: string, at: EpochMs): CardApproval {
    const number = this.#records.size + 1;
    const rrn = String(number).padStart(RRN_DIGITS, "0");
    const authCode = String(number).padStart(AUTH_CODE_DIGITS, "0");
    const maskedPan = `************${lastDigits}`;
    const title = { charge: "ОПЛАТА", refund: "ВОЗВРАТ", reverse: "ОТМЕНА" }[op];
    const slip = [
      "УЧЕБНЫЙ БАНК",
      `${title} ${formatKop(kopecks(amountKop))} руб.`,
      `Карта ${maskedPan}`,
      `RRN ${rrn}  Код ${authCode}`,
      new Date(at).toISOString().slice(0, 19).replace("T", " "),
      "ОДОБРЕНО",
    ];
    return { rrn, authCode, maskedPan, slip };
  }
}

function rejected(seq: number, code: string, message: string): TerminalAnswer {
  return { seq, status: "rejected", code, message };
}
