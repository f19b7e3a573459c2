import { Type } from "typebox";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { TAX_SYSTEMS, VAT_RATES } from "../../config/contract/vat.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { kopecks, parseQuantity, quantity } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { AGENT_KINDS } from "./agent.ts";
import type { AgentKind, FiscalLine, FiscalReceipt, ReceiptKind, SettlementMethod } from "./fiscal-document.ts";
import { RECEIPT_KIND_NAMES } from "./settlement.ts";

/*
 * A receipt as people write it down in a file: `FiscalReceipt` with quantities as decimal text and what rarely matters left out.
 * The schema settles the shape alone; what the law says of it is for `checkReceipt`, so money may be below zero here.
 */
const KOP_MAX = 1_000_000_000_000;
/** So many of the largest sums still add up exactly. */
const LINES_MAX = 2_000;
const Kop = Type.Integer({ minimum: -KOP_MAX, maximum: KOP_MAX });
const Text = Type.String({ maxLength: 1_000 });
const Phones = Type.Optional(Type.Array(Text, { maxItems: 20 }));
const oneOf = <T extends string>(words: readonly T[]) => Type.Unsafe<T>(Type.Enum([...words]));
const keysOf = <T extends string>(record: Readonly<Record<T, unknown>>): T[] => Object.keys(record) as T[];
const shape = <T extends Record<string, TSchema>>(properties: T) => Type.Object(properties, { additionalProperties: false });

const Industry = shape({ foivId: Text, date: Text, number: Text, value: Text });

const Agent = shape({
  kind: oneOf<AgentKind>(keysOf(AGENT_KINDS)),
  supplier: shape({ inn: Text, name: Type.Optional(Text), phones: Phones }),
  payingAgent: Type.Optional(shape({ operation: Type.Optional(Text), phones: Phones })),
  receiver: Type.Optional(shape({ phones: Type.Array(Text) })),
  transfer: Type.Optional(shape({ name: Type.Optional(Text), inn: Type.Optional(Text), address: Type.Optional(Text), phones: Phones })),
});

const Line = shape({
  name: Text,
  priceKop: Kop,
  quantity: Type.String({ pattern: "^\\d{1,9}([.,]\\d{1,6})?$" }),
  sumKop: Kop,
  vat: oneOf(VAT_RATES),
  method: Type.Integer(),
  subject: Type.Integer(),
  measure: Type.Integer(),
  department: Type.Optional(Type.Integer()),
  marking: Type.Optional(
    shape({
      codeBase64: Text,
      plannedStatus: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4)]),
      fraction: Type.Optional(shape({ numerator: Type.Integer(), denominator: Type.Integer() })),
      check: Type.Optional(oneOf(["accepted", "refused"] as const)),
    }),
  ),
  stamp: Type.Optional(Text),
  industry: Type.Optional(Industry),
  agent: Type.Optional(Agent),
  extra: Type.Optional(Text),
  exciseKop: Type.Optional(Kop),
  countryCode: Type.Optional(Text),
  customsDeclaration: Type.Optional(Text),
});

const Receipt = shape({
  kind: oneOf<ReceiptKind>(keysOf(RECEIPT_KIND_NAMES)),
  correction: Type.Optional(
    shape({
      basis: oneOf(["own", "order"] as const),
      correctedOn: Text,
      orderNumber: Type.Optional(Text),
      description: Type.Optional(Text),
      correctedFiscalSign: Type.Optional(Text),
    }),
  ),
  ownTag: Type.Optional(Text),
  cashier: shape({ name: Text, inn: Type.Optional(Text) }),
  buyerContact: Type.Optional(Text),
  senderEmail: Type.Optional(Text),
  paper: Type.Optional(oneOf(["print", "none"] as const)),
  buyer: Type.Optional(
    shape({
      name: Text,
      inn: Type.Optional(Text),
      birthDate: Type.Optional(Text),
      citizenship: Type.Optional(Text),
      identity: Type.Optional(shape({ kind: Text, data: Text })),
      address: Type.Optional(Text),
    }),
  ),
  industry: Type.Optional(Industry),
  userAttribute: Type.Optional(shape({ name: Text, value: Text })),
  taxSystem: oneOf(TAX_SYSTEMS),
  lines: Type.Array(Line, { maxItems: LINES_MAX }),
  payments: shape({
    cashKop: Type.Optional(Kop),
    electronicKop: Type.Optional(Kop),
    prepaidKop: Type.Optional(Kop),
    creditKop: Type.Optional(Kop),
    counterKop: Type.Optional(Kop),
  }),
  cashGivenKop: Type.Optional(Kop),
  totalKop: Kop,
  footer: Type.Optional(Type.Array(Text)),
});

const receiptShape = Compile(Receipt);
/** Stands in 1192 of a receipt that was only written to be checked. */
const OWN_TAG_OF_A_FILE = "FILE";

/** Errors FIS497, one for each place that does not fit. */
export function receiptOfJson(json: unknown): Result<FiscalReceipt, readonly AppError[]> {
  if (!receiptShape.Check(json)) {
    const faults = receiptShape
      .Errors(json)
      // Said of the object around it too, with its name.
      .filter(({ message }) => message !== "schema is false")
      .flatMap(({ instancePath, message, params }) =>
        placesOf(instancePath, params).map((path) => appError("FIS497", { path, what: described(message, params) })),
      );
    return err(faults);
  }
  return ok(receiptOf(json));
}

/** A field that is missing or too much is told of the object around it; people look for the field. */
function placesOf(path: string, params: object): string[] {
  const { additionalProperties, requiredProperties } = params as Partial<Record<string, unknown>>;
  const named = [additionalProperties, requiredProperties].flatMap((names) => (Array.isArray(names) ? names.map(String) : []));
  return named.length === 0 ? [path === "" ? "/" : path] : named.map((name) => `${path}/${name}`);
}

/** "must not have additional properties" alone does not say which. */
function described(message: string, params: object): string {
  const names = Object.values(params)
    .flat()
    .filter((value) => typeof value === "string" || typeof value === "number");
  return names.length === 0 ? message : `${message} (${names.join(", ")})`;
}

function receiptOf(json: Static<typeof Receipt>): FiscalReceipt {
  const { lines, payments, ownTag, cashGivenKop, totalKop, footer, ...rest } = json;
  const cashKop = kopecks(payments.cashKop ?? 0);
  return {
    ...rest,
    ownTag: ownTag ?? OWN_TAG_OF_A_FILE,
    lines: lines.map(lineOf),
    payments: {
      cashKop,
      electronicKop: kopecks(payments.electronicKop ?? 0),
      prepaidKop: kopecks(payments.prepaidKop ?? 0),
      creditKop: kopecks(payments.creditKop ?? 0),
      counterKop: kopecks(payments.counterKop ?? 0),
    },
    cashGivenKop: cashGivenKop === undefined ? cashKop : kopecks(cashGivenKop),
    totalKop: kopecks(totalKop),
    footer: footer ?? [],
  };
}

function lineOf(json: Static<typeof Line>): FiscalLine {
  const { exciseKop, ...rest } = json;
  return {
    ...rest,
    priceKop: kopecks(json.priceKop),
    sumKop: kopecks(json.sumKop),
    quantity: parseQuantity(json.quantity) ?? quantity(0),
    // Whether the number is a method at all is found by the check, with the rest.
    method: json.method as SettlementMethod,
    department: json.department ?? 1,
    ...(exciseKop === undefined ? {} : { exciseKop: kopecks(exciseKop) }),
  };
}
