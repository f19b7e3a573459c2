import { Type, type Static, type TSchema } from "typebox";
import { Buyer, CorrectionLine, Industry, Kop, Millionths, Payments, Text } from "./receipt-content.ts";
import { TAX_SYSTEMS } from "./vat.ts";

/**
 * Commands that a person (screen, keyboard, integrator) gives the till: `POST /api/commands`.
 * `id` is made by the caller, once per intention; the same id again returns the stored reply and does nothing.
 * Money in kopecks, quantities in millionths, points in whole units.
 */
/** How a cashier knows that the buyer is 18, or that the sale is refused. */
export const AGE_ANSWERS = ["by-sight", "document", "max-app", "refused"] as const;
export type AgeAnswer = (typeof AGE_ANSWERS)[number];

const LineId = Type.Integer({ minimum: 1, maximum: 100_000 });

/** A senior's consent, given at the till: staff id and PIN, or the scanned badge. Never stored; the journal keeps who approved. */
export const Approval = Type.Union([
  Type.Object({ staffId: Text(64), pin: Text(32) }, { additionalProperties: false }),
  Type.Object({ badge: Text(128) }, { additionalProperties: false }),
]);

const Discount = Type.Union([
  Type.Object({ percentBasisPoints: Type.Integer({ minimum: 1, maximum: 10_000 }) }, { additionalProperties: false }),
  Type.Object({ amountKop: Type.Integer({ minimum: 1, maximum: 100_000_000_000 }) }, { additionalProperties: false }),
]);

const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "YYYY-MM-DD" });
/** `reverse` takes the wrong receipt back, all of it; `repeat` says it once more, right. Both name the wrong one by its fiscal sign. */
const CorrectionWays = Type.Union([Type.Literal("reverse"), Type.Literal("repeat")]);
const ReceiptKinds = Type.Union([Type.Literal("sale"), Type.Literal("refund"), Type.Literal("purchase"), Type.Literal("purchase-refund")]);

const CorrectionDescription = Type.Optional(
  Type.String({ maxLength: 256, description: "tag 1177, before FFD 1.2; later formats have none, and it is left out" }),
);
const FiscalSign = Type.String({ pattern: "^\\d{1,10}$" });

const command = <T extends string, P extends Record<string, TSchema>>(type: T, properties: P) =>
  Type.Object(
    { id: Type.String({ minLength: 8, maxLength: 64 }), type: Type.Literal(type), approval: Type.Optional(Approval), ...properties },
    { additionalProperties: false },
  );

export const CommandSchema = Type.Union([
  // people
  command("signIn", { staffId: Text(64), pin: Text(32) }),
  command("signOut", {}),
  // input
  command("scan", {
    code: Type.String({ maxLength: 2_000, description: "base64 of the bytes read" }),
    symbology: Type.Optional(Text(32)),
    source: Text(32),
  }),
  command("addItem", {
    itemId: Text(128),
    quantity: Type.Optional(Millionths),
    priceKop: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000_000, description: "kopecks; of a purchase only" })),
    kegId: Type.Optional(Type.String({ maxLength: 64, description: "open keg that a portion on tap is poured from" })),
  }),
  command("setNextQuantity", { quantity: Type.Union([Millionths, Type.Null()]) }),
  command("dismissAlert", {
    number: Type.Optional(Type.Integer({ minimum: 1, description: "of the alert that was read; without it the one that is shown" })),
  }),
  command("dismissApproval", {}),
  command("dismissCodePrompt", {}),
  // positions
  command("changeQuantity", { line: LineId, quantity: Millionths }),
  command("voidLine", {
    line: LineId,
    markingCode: Type.Optional(Type.String({ maxLength: 512, description: "base64; code of the marked piece that is put aside" })),
    withoutCode: Type.Optional(Type.Boolean({ description: "a senior answers for a marked piece whose code can't be read" })),
  }),
  command("setParts", {
    line: LineId,
    parts: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
      description: "of the marked piece; null: all of it",
    }),
  }),
  command("discountLine", { line: LineId, discount: Type.Union([Discount, Type.Null()]) }),
  command("discountReceipt", { discount: Type.Union([Discount, Type.Null()]) }),
  command("allowMarkedLine", { line: LineId }),
  command("confirmAge", {
    answer: Type.Enum([...AGE_ANSWERS], { description: "how the buyer's age was seen; refused: the restricted lines are struck out" }),
  }),
  // receipt
  command("voidReceipt", { reason: Text(200) }),
  command("holdReceipt", {}),
  command("recallReceipt", { receiptId: Text(64) }),
  command("attachCustomer", { card: Text(64) }),
  command("detachCustomer", {}),
  command("redeemPoints", { points: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }) }),
  command("setBuyerContact", { contact: Type.Union([Text(64), Type.Null()]) }),
  command("setBuyer", { buyer: Type.Union([Buyer, Type.Null()]) }),
  command("setPaper", { paper: Type.Union([Type.Literal("print"), Type.Literal("none")]) }),
  // money before the goods, goods before the money
  command("openAdvance", { amountKop: Kop, purpose: Type.Optional(Text(64)) }),
  command("openCertificate", { number: Text(32), amountKop: Kop }),
  command("setSettlement", {
    settlement: Type.Union([Type.Literal("full"), Type.Literal("prepayment"), Type.Literal("part-prepayment")]),
    amountKop: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000_000, description: "kopecks; what is prepaid in part" })),
  }),
  command("openHandOver", { reference: Text(64) }),
  command("openCreditPayment", { reference: Text(64), amountKop: Type.Optional(Kop) }),
  command("payPrepaid", { reference: Type.Optional(Text(64)), amountKop: Type.Optional(Kop) }),
  command("payCredit", {
    customer: Type.Optional(Text(128)),
    agreement: Type.Optional(Text(64)),
    amountKop: Type.Optional(Kop),
  }),
  // purchase and correction
  command("openPurchase", {}),
  command("registerCorrection", {
    kind: ReceiptKinds,
    basis: Type.Union([Type.Literal("own"), Type.Literal("order")]),
    correctedOn: Day,
    orderNumber: Type.Optional(Text(32)),
    description: CorrectionDescription,
    correctedFiscalSign: Type.Optional(FiscalSign),
    taxSystem: Type.Enum([...TAX_SYSTEMS]),
    lines: Type.Array(CorrectionLine, { minItems: 1, maxItems: 1_000 }),
    payments: Payments,
    totalKop: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000_000, description: "kopecks; rounded, else the sum of lines" })),
    buyerContact: Type.Optional(Text(64)),
    buyer: Type.Optional(Buyer),
    industry: Type.Optional(Industry),
    registrarId: Type.Optional(Text(32)),
    receiptId: Type.Optional(Type.String({ maxLength: 64, description: "receipt of this till that is corrected" })),
    reason: Text(200),
  }),
  command("correctReceipt", {
    receiptId: Text(64),
    as: CorrectionWays,
    basis: Type.Union([Type.Literal("own"), Type.Literal("order")]),
    orderNumber: Type.Optional(Text(32)),
    description: CorrectionDescription,
    taxSystem: Type.Optional(Type.Enum([...TAX_SYSTEMS], { description: "as it should have been; the receipt's when absent" })),
    payments: Type.Optional(Payments),
    reason: Text(200),
  }),
  // payment
  command("payCash", { amountKop: Type.Optional(Kop) }),
  command("payCard", { amountKop: Type.Optional(Kop) }),
  command("cancelPayment", { jobId: Type.Optional(Text(64)) }),
  command("retryFiscal", { jobId: Type.Optional(Text(64)) }),
  command("parkFiscal", {
    jobId: Type.Optional(Text(64)),
    registrarId: Type.Optional(Text(64)),
  }),
  command("retryCardReturn", { receiptId: Text(64) }),
  command("settleCardReturn", {
    receiptId: Text(64),
    as: Type.Union([Type.Literal("cash"), Type.Literal("settled-with-bank")]),
    reason: Text(200),
    registrarId: Type.Optional(Text(32)),
  }),
  command("settleUnresolved", {
    jobId: Text(64),
    as: Type.Union([Type.Literal("registered"), Type.Literal("not-registered")]),
    fdNumber: Type.Optional(Type.Integer({ minimum: 1 })),
    fiscalSign: Type.Optional(FiscalSign),
    reason: Text(200),
    unverified: Type.Optional(Type.Boolean()),
  }),
  command("closeCompleted", {}),
  // refund
  command("openRefund", { receiptId: Type.Optional(Text(64)) }),
  command("returnWithoutCode", { line: LineId }),
  // kegs on tap
  command("connectKeg", {
    markingCode: Type.Optional(Type.String({ maxLength: 512, description: "base64; without it the till waits for the scan" })),
    volumeMl: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: "where the code has none" })),
  }),
  command("closeKeg", {
    kegId: Text(64),
    reason: Type.Union([Type.Literal("empty"), Type.Literal("changed"), Type.Literal("expired")]),
  }),
  command("chooseKeg", { kegId: Text(64) }),
  // shift and cash
  command("openShift", {}),
  command("closeShift", {
    counted: Type.Array(
      Type.Object({ noteKop: Kop, count: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }, { additionalProperties: false }),
      { maxItems: 32 },
    ),
  }),
  command("xReport", {}),
  command("cashIn", { amountKop: Kop, reason: Text(200), registrarId: Type.Optional(Text(32)) }),
  command("cashOut", { amountKop: Kop, reason: Text(200), registrarId: Type.Optional(Text(32)) }),
  command("reprintLast", {}),
  command("reprintReceipt", { receiptId: Text(64) }),
  command("openDrawer", { reason: Text(200) }),
  // service
  command("requeueFact", { destination: Text(64), sequence: Type.Integer({ minimum: 1 }) }),
]);

export type TillCommand = Static<typeof CommandSchema>;

/** `GET /api/receipts/{id}/correction`: a receipt of this till as a correction of it says it; what a person must add is left out. */
export type CorrectionDraft = Pick<
  Extract<TillCommand, { type: "registerCorrection" }>,
  | "kind"
  | "correctedOn"
  | "correctedFiscalSign"
  | "taxSystem"
  | "lines"
  | "payments"
  | "totalKop"
  | "buyerContact"
  | "buyer"
  | "industry"
  | "registrarId"
  | "receiptId"
>;
export type CorrectionWay = Static<typeof CorrectionWays>;

/**
 * `ok: false` means that nothing happened; `needsApproval` that a senior must consent and the command be sent again with `approval`;
 * `needsCode` that a marking code is wanted: the till waits for its scan.
 */
export type CommandReply =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: string;
      readonly text: string;
      readonly hint: string;
      readonly needsApproval?: boolean;
      readonly needsCode?: boolean;
    };
