import type { TillCommand } from "../../config/contract/commands.ts";
import { kopecks, quantity } from "../../config/money.ts";
import { PIECE } from "../../fiscal/document/measure.ts";
import { SUBJECT_GOODS } from "../../fiscal/document/settlement.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";

const FULL_SETTLEMENT = 4;

/** A correction as it came over the API, with what may be left out filled in. */
export function correctionCommand(command: Extract<TillCommand, { type: "registerCorrection" }>): CoreCommandOf<"registerCorrection"> {
  const { kind, basis, correctedOn, orderNumber, description, correctedFiscalSign, taxSystem, payments, reason } = command;
  return {
    type: "registerCorrection",
    registrarId: command.registrarId ?? MAIN_REGISTRAR,
    reason,
    correction: {
      kind,
      basis,
      correctedOn,
      ...(orderNumber === undefined ? {} : { orderNumber }),
      ...(description === undefined ? {} : { description }),
      ...(correctedFiscalSign === undefined ? {} : { correctedFiscalSign }),
      taxSystem,
      buyerContact: command.buyerContact ?? null,
      lines: command.lines.map((line) => ({
        name: line.name,
        priceKop: kopecks(line.priceKop),
        quantity: quantity(line.quantity),
        vat: line.vat,
        method: line.method ?? FULL_SETTLEMENT,
        subject: line.subject ?? SUBJECT_GOODS,
        measure: line.measure ?? PIECE,
        markingCodeBase64: line.markingCode ?? null,
        markingCheck: line.markingCheck ?? null,
      })),
      payments: {
        cashKop: kopecks(payments.cashKop),
        electronicKop: kopecks(payments.electronicKop),
        prepaidKop: kopecks(payments.prepaidKop),
        creditKop: kopecks(payments.creditKop),
        counterKop: kopecks(payments.counterKop),
      },
    },
  };
}
