import { Type, type Static, type TSchema } from "typebox";

/**
 * Commands that a person (screen, keyboard, integrator) gives the till: `POST /api/commands`.
 * `id` is made by the caller, once per intention; the same id again returns the stored reply and does nothing.
 * Money in kopecks, quantities in millionths, points in whole units.
 */
const Kop = Type.Integer({ minimum: 0, maximum: 100_000_000_000, description: "kopecks" });
const Millionths = Type.Integer({ minimum: 1, maximum: 9_999_999_000_000, description: "millionths of the unit" });
const Text = (max: number) => Type.String({ minLength: 1, maxLength: max });
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
  command("addItem", { itemId: Text(128), quantity: Type.Optional(Millionths) }),
  command("setNextQuantity", { quantity: Type.Union([Millionths, Type.Null()]) }),
  command("dismissAlert", {}),
  command("dismissApproval", {}),
  // positions
  command("changeQuantity", { line: LineId, quantity: Millionths }),
  command("voidLine", { line: LineId }),
  command("discountLine", { line: LineId, discount: Type.Union([Discount, Type.Null()]) }),
  command("discountReceipt", { discount: Type.Union([Discount, Type.Null()]) }),
  command("allowMarkedLine", { line: LineId }),
  // receipt
  command("voidReceipt", { reason: Text(200) }),
  command("holdReceipt", {}),
  command("recallReceipt", { receiptId: Text(64) }),
  command("attachCustomer", { card: Text(64) }),
  command("detachCustomer", {}),
  command("redeemPoints", { points: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }) }),
  command("setBuyerContact", { contact: Type.Union([Text(64), Type.Null()]) }),
  // payment
  command("payCash", { amountKop: Type.Optional(Kop) }),
  command("payCard", { amountKop: Type.Optional(Kop) }),
  command("cancelPayment", { jobId: Type.Optional(Text(64)) }),
  command("retryFiscal", { jobId: Type.Optional(Text(64)) }),
  command("settleUnresolved", {
    jobId: Text(64),
    as: Type.Union([Type.Literal("registered"), Type.Literal("not-registered")]),
    fdNumber: Type.Optional(Type.Integer({ minimum: 1 })),
    reason: Text(200),
  }),
  command("closeCompleted", {}),
  // refund
  command("openRefund", { receiptId: Type.Optional(Text(64)) }),
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

/** `ok: false` means that nothing happened; `needsApproval` that a senior must consent and the command be sent again with `approval`. */
export type CommandReply =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly text: string; readonly hint: string; readonly needsApproval?: boolean };
