import type { Static } from "typebox";
import { Type } from "typebox";
import { TAX_SYSTEMS, VAT_RATES } from "../../config/contract/vat.ts";
import { BATCH_ROWS_MAX } from "../limits.ts";
import { LOYALTY_PAGE_ROWS_MAX, WIRE_SCHEMA } from "./protocol.ts";

/**
 * The ITEEM contract, version 1, as schemas: openapi.yaml is written from them, and the reference server checks by them.
 * The till itself takes only the types from here: a schema library would cost its start-up more than it gives.
 * Additive changes only within a version; unknown fields are kept and passed on.
 */
const Count = Type.Integer({ minimum: 0 });
const Sequence = Type.Integer({ minimum: 1 });
const EpochMilliseconds = Type.Integer({ description: "Milliseconds since 1970-01-01T00:00Z." });
const KopecksSchema = Type.Integer({ description: "Kopecks." });
const PointsSchema = Type.Integer({ description: "Loyalty points, whole units." });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const SequenceRangeSchema = Type.Object({ from: Sequence, to: Sequence }, { description: "Both ends included." });

const FiscalSchema = Type.Object(
  {
    fnSerial: Type.String({ description: "Fiscal drive (ФН), tag 1041." }),
    fdNumber: Count,
    fiscalSign: Type.String({ description: "ФПД." }),
    at: EpochMilliseconds,
    qr: nullable(Type.String()),
  },
  { description: "Registration data read back from the registrar (ККТ)." },
);

/** What must be readable before anything else is looked at. */
export const FactKeySchema = Type.Object({
  id: Type.String({ format: "uuid", description: "Idempotency key." }),
  tillId: Type.String({ minLength: 1, maxLength: 64 }),
  sequence: Type.Integer({ minimum: 1, description: "Gapless per till, from 1." }),
});

const header = {
  ...FactKeySchema.properties,
  shopId: Type.String(),
  at: EpochMilliseconds,
  shiftNumber: Count,
  cashierId: Type.String(),
  cashierName: Type.String(),
  sellerId: Type.Optional(
    Type.String({ description: "Legal entity whose document this is, on a till with several; main: the till's own." }),
  ),
  sellerInn: Type.Optional(Type.String({ description: "Its INN." })),
};

const ReceiptKindSchema = Type.Enum(["sale", "refund", "purchase", "purchase-refund"], {
  description: "Settlement sign, tag 1054: приход, возврат прихода, расход, возврат расхода.",
});
const Phones = Type.Array(Type.String());
const AgentSchema = Type.Object(
  {
    kind: Type.Enum([
      "bank-paying-agent",
      "bank-paying-subagent",
      "paying-agent",
      "paying-subagent",
      "attorney",
      "commission-agent",
      "another",
    ]),
    supplier: Type.Object({ name: Type.Optional(Type.String()), inn: Type.String(), phones: Type.Optional(Phones) }),
    payingAgent: Type.Optional(Type.Object({ operation: Type.Optional(Type.String()), phones: Type.Optional(Phones) })),
    receiver: Type.Optional(Type.Object({ phones: Phones })),
    transfer: Type.Optional(
      Type.Object({
        name: Type.Optional(Type.String()),
        inn: Type.Optional(Type.String()),
        address: Type.Optional(Type.String()),
        phones: Type.Optional(Phones),
      }),
    ),
  },
  { description: "Agent position, tags 1222–1224, 1226." },
);

const MarkingCheckSchema = Type.Object(
  {
    decision: Type.Enum(["allowed", "allowed-by-senior"]),
    reason: nullable(Type.String({ description: "MRK… code of the remark, or of what the senior has allowed." })),
    reasonDetails: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]), {
        description: "What fills the reason's text.",
      }),
    ),
    approvedBy: nullable(Type.String()),
    at: EpochMilliseconds,
    basis: Type.Enum(["online", "offline", "emergency", "no-answer", "not-in-force"]),
    source: Type.Enum(["ts-piot", "true-api", "local-module"]),
    requestId: nullable(Type.String({ description: "UUID of the answer, as in tag 1265." })),
    driveResult: nullable(Type.Integer({ minimum: 0, maximum: 31, description: "Tag 2106 of the check in the fiscal drive." })),
  },
  { description: "Decision on the code that was recorded before the fiscal document; absent: it was not checked." },
);

const LineSchema = Type.Object({
  line: Type.Integer(),
  itemId: Type.String(),
  article: Type.String(),
  name: Type.String(),
  barcode: nullable(Type.String()),
  quantity: Type.Integer({ minimum: 0, description: "Millionths of the unit." }),
  unit: Type.String(),
  measure: Type.Integer({ description: "Unit of measure, tag 2108." }),
  weighed: Type.Boolean(),
  department: Type.Integer(),
  taxSystem: Type.Enum([...TAX_SYSTEMS]),
  frozenPrice: Type.Boolean(),
  markingGroup: nullable(Type.String()),
  priceKop: KopecksSchema,
  discountKop: KopecksSchema,
  pointsDiscountKop: KopecksSchema,
  sumKop: KopecksSchema,
  vat: Type.Enum([...VAT_RATES]),
  vatKop: KopecksSchema,
  markingCode: nullable(Type.String({ description: "Base64 of the full marking code (КМ)." })),
  markingCheck: Type.Optional(MarkingCheckSchema),
  method: Type.Optional(Type.Integer({ description: "Settlement method, tag 1214; absent: 4, full settlement." })),
  subject: Type.Optional(Type.Integer({ description: "Item kind, tag 1212; absent: goods." })),
  agreedKop: Type.Optional(Type.Integer({ description: "Kopecks. Prepaid in part: what the line costs at hand-over." })),
  offsetKop: Type.Optional(Type.Integer({ description: "Kopecks. Part of sumKop that was prepaid for this line." })),
  agent: Type.Optional(AgentSchema),
});

const ReceiptSchema = Type.Object({
  ...header,
  type: Type.Literal("receipt"),
  kind: ReceiptKindSchema,
  settlement: Type.Optional(
    Type.Enum(["full", "advance", "prepayment", "part-prepayment", "credit-payment"], { description: "Absent: full." }),
  ),
  deal: Type.Optional(
    Type.Object(
      {
        reference: Type.String({ minLength: 1 }),
        kind: Type.Enum(["advance", "certificate", "prepayment", "credit"]),
        openedBy: Type.Optional(Type.String({ description: "Receipt that opened it." })),
      },
      { description: "Money before or after the goods: opened, paid off, handed over or taken back by this receipt." },
    ),
  ),
  credit: Type.Optional(Type.Object({ customer: Type.String(), agreement: nullable(Type.String()) })),
  buyer: Type.Optional(Type.Object({ name: Type.String(), inn: nullable(Type.String()) })),
  creditPaidBack: Type.Optional(
    Type.Object(
      { reference: Type.String({ minLength: 1 }), amountKop: KopecksSchema },
      { description: "Refund of goods: what of the money paid out had come in as payments of their credit." },
    ),
  ),
  purchaseId: Type.Optional(
    Type.String({ description: "The same in the receipts of one payment for goods of several sellers; each has its own document." }),
  ),
  roundingKop: Type.Optional(Type.Integer({ description: "Kopecks taken off the sum of the lines: cash rounded down." })),
  number: Count,
  totalKop: KopecksSchema,
  lines: Type.Array(LineSchema, { minItems: 1 }),
  tenders: Type.Array(
    Type.Object({
      kind: Type.Enum(["cash", "card", "prepaid", "credit"], { description: "prepaid: tag 1215; credit: tag 1216." }),
      amountKop: KopecksSchema,
      reference: Type.Optional(Type.String({ description: "Deal of a prepaid or credit tender." })),
      rrn: nullable(Type.String()),
      maskedPan: nullable(Type.String()),
    }),
  ),
  changeKop: KopecksSchema,
  loyalty: nullable(
    Type.Object(
      { cardNumber: Type.String({ minLength: 1 }), accrued: PointsSchema, redeemed: PointsSchema },
      {
        description:
          "Balance changes by accrued − redeemed. A refund has negative values: accrued points taken back, redeemed ones given back.",
      },
    ),
  ),
  fiscal: FiscalSchema,
  originalReceiptId: nullable(Type.String()),
});

const CorrectionSchema = Type.Object(
  {
    ...header,
    type: Type.Literal("correction"),
    kind: ReceiptKindSchema,
    basis: Type.Enum(["own", "order"]),
    correctedOn: Type.String({ description: "YYYY-MM-DD." }),
    orderNumber: nullable(Type.String()),
    description: nullable(Type.String()),
    correctedFiscalSign: nullable(Type.String()),
    correctedReceiptId: Type.Optional(Type.String({ description: "Receipt of this till that is corrected." })),
    reason: Type.String(),
    approvedBy: Type.String(),
    taxSystem: Type.Enum([...TAX_SYSTEMS]),
    totalKop: KopecksSchema,
    lines: Type.Array(
      Type.Object({
        name: Type.String(),
        priceKop: KopecksSchema,
        quantity: Type.Integer({ minimum: 0, description: "Millionths of the unit." }),
        sumKop: KopecksSchema,
        vat: Type.Enum([...VAT_RATES]),
        method: Type.Integer(),
        subject: Type.Integer(),
        markingCode: Type.Optional(Type.String({ description: "Base64 of the full marking code." })),
      }),
    ),
    payments: Type.Object({
      cashKop: KopecksSchema,
      electronicKop: KopecksSchema,
      prepaidKop: KopecksSchema,
      creditKop: KopecksSchema,
      counterKop: KopecksSchema,
    }),
    fiscal: FiscalSchema,
  },
  { description: "Correction receipt (чек коррекции): moves no points; the corrected receipt's goods and deals follow its corrections." },
);

const CashSchema = Type.Object({
  ...header,
  type: Type.Literal("cash"),
  kind: Type.Enum(["in", "out"]),
  amountKop: KopecksSchema,
  reason: Type.String(),
});

const ShiftSchema = Type.Object({
  ...header,
  type: Type.Literal("shift"),
  kind: Type.Enum(["opened", "closed"]),
  fiscal: nullable(FiscalSchema),
  totals: Type.Object({
    salesKop: KopecksSchema,
    salesCount: Count,
    refundsKop: KopecksSchema,
    refundsCount: Count,
    purchasesKop: Type.Optional(KopecksSchema),
    purchasesCount: Type.Optional(Count),
    purchaseRefundsKop: Type.Optional(KopecksSchema),
    purchaseRefundsCount: Type.Optional(Count),
    prepaidKop: Type.Optional(KopecksSchema),
    creditKop: Type.Optional(KopecksSchema),
    counterKop: Type.Optional(KopecksSchema),
    cashKop: KopecksSchema,
    cardKop: KopecksSchema,
    drawerKop: KopecksSchema,
    countedKop: nullable(KopecksSchema),
  }),
  difference: Type.Optional(
    Type.Object(
      {
        at: EpochMilliseconds,
        figures: Type.Array(Type.Object({ key: Type.String(), till: Type.Integer(), registrar: Type.Integer() }), {
          description: "Sums in kopecks, counts as they are.",
        }),
      },
      { description: "Closing: the registrar (ККТ) counted otherwise than the till. Both sets; absent when no difference was known." },
    ),
  ),
});

export const FactSchema = Type.Union([ReceiptSchema, CorrectionSchema, CashSchema, ShiftSchema]);

export const FactsBatchSchema = Type.Object({
  schema: Type.Literal(WIRE_SCHEMA),
  v: Type.Integer({ minimum: 1 }),
  epoch: Type.String({
    minLength: 1,
    maxLength: 64,
    description: "Random id of the till's outbox database, new after a restore: (till, epoch, sequence) never repeats.",
  }),
  sentAt: EpochMilliseconds,
  heldBack: Type.Array(SequenceRangeSchema, {
    maxItems: 10_000,
    description: "Sequences below the last fact that will not come now: set aside, or no longer kept by the till.",
  }),
  facts: Type.Array(Type.Unknown(), { minItems: 1, maxItems: BATCH_ROWS_MAX }),
});

export const FactResultSchema = Type.Object({
  id: Type.String(),
  sequence: Sequence,
  status: Type.Enum(["accepted", "duplicate", "rejected", "conflict", "later"]),
  message: Type.Optional(Type.String({ description: "For people: why it was rejected." })),
});

export const FactsAnswerSchema = Type.Object({
  accepted: Type.Integer({ minimum: 0, description: "Highest contiguous sequence of this till and epoch, after the commit." }),
  serverTime: EpochMilliseconds,
  results: Type.Array(FactResultSchema),
});

export const ErrorAnswerSchema = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    factId: Type.Optional(Type.String({ description: "The document that the whole batch was refused for." })),
    sequence: Type.Optional(Sequence),
  }),
  expected: Type.Optional(Type.Integer({ minimum: 1, description: "409 gap: the sequence to begin from." })),
});

export const TillStateSchema = Type.Object({
  tillId: Type.String(),
  epoch: nullable(Type.String()),
  accepted: Count,
  missing: Type.Array(SequenceRangeSchema),
});

export const LoyaltyAccountSchema = Type.Object({
  cardNumber: Type.String({ minLength: 1 }),
  name: Type.String(),
  phone: nullable(Type.String()),
  balance: PointsSchema,
  blocked: Type.Boolean(),
});

export const LoyaltyPageSchema = Type.Object({
  accounts: Type.Array(LoyaltyAccountSchema, { maxItems: LOYALTY_PAGE_ROWS_MAX }),
  cursor: Type.String({ description: "Give it as `after` of the next call." }),
  more: Type.Boolean(),
  appliedSequence: Type.Integer({ minimum: 0, description: "Balances of this page contain this till's facts up to here…" }),
  missing: Type.Array(SequenceRangeSchema, { description: "…except these." }),
});

export type FactResult = Static<typeof FactResultSchema>;
export type FactsAnswer = Static<typeof FactsAnswerSchema>;
export type ErrorAnswer = Static<typeof ErrorAnswerSchema>;
export type WireFact = Static<typeof FactSchema>;
