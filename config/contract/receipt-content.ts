import { Type } from "typebox";
import { VAT_RATES } from "./vat.ts";

/** What commands say of the content of a fiscal document; the law behind it is `fiscal/document`'s to check. */
export const Kop = Type.Integer({ minimum: 0, maximum: 100_000_000_000, description: "kopecks" });
export const Millionths = Type.Integer({ minimum: 1, maximum: 9_999_999_000_000, description: "millionths of the unit" });
export const Text = (max: number) => Type.String({ minLength: 1, maxLength: max });

/** Buyer (покупатель): an organisation by name and INN, a person by name and, from FFD 1.2 on, a document. */
export const Buyer = Type.Object(
  {
    name: Text(256),
    inn: Type.Optional(Text(12)),
    birthDate: Type.Optional(Type.String({ maxLength: 10, description: "DD.MM.YYYY" })),
    citizenship: Type.Optional(Type.String({ maxLength: 3, description: "code of ОКСМ" })),
    identity: Type.Optional(
      Type.Object({ kind: Type.String({ maxLength: 2, description: "tag 1245" }), data: Text(64) }, { additionalProperties: false }),
    ),
    address: Type.Optional(Text(256)),
  },
  { additionalProperties: false },
);

const Phones = Type.Unsafe<readonly string[]>(Type.Array(Text(19), { maxItems: 20 }));

/** Agent position (агентская позиция), tags 1222–1224, 1226. */
const Agent = Type.Object(
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
    supplier: Type.Object(
      { name: Type.Optional(Text(256)), inn: Text(12), phones: Type.Optional(Phones) },
      { additionalProperties: false },
    ),
    payingAgent: Type.Optional(
      Type.Object({ operation: Type.Optional(Text(24)), phones: Type.Optional(Phones) }, { additionalProperties: false }),
    ),
    receiver: Type.Optional(Type.Object({ phones: Phones }, { additionalProperties: false })),
    transfer: Type.Optional(
      Type.Object(
        { name: Type.Optional(Text(64)), inn: Type.Optional(Text(12)), address: Type.Optional(Text(256)), phones: Type.Optional(Phones) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

/** Industry attribute (отраслевой реквизит), tags 1262–1265. */
export const Industry = Type.Object(
  { foivId: Text(3), date: Text(10), number: Text(32), value: Text(256) },
  { additionalProperties: false },
);

/** A position of a correction as the receipt has it, whatever the goods card says today. */
export const CorrectionLine = Type.Object(
  {
    name: Text(128),
    priceKop: Kop,
    quantity: Millionths,
    sumKop: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000_000, description: "kopecks; price × quantity when absent" })),
    vat: Type.Enum([...VAT_RATES]),
    method: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: "tag 1214; full settlement when absent" })),
    subject: Type.Optional(Type.Integer({ minimum: 1, maximum: 33, description: "tag 1212; goods when absent" })),
    measure: Type.Optional(Type.Integer({ minimum: 0, maximum: 255, description: "tag 2108; pieces when absent" })),
    department: Type.Optional(Type.Integer({ minimum: 0, maximum: 99, description: "of the registrar; 1 when absent" })),
    markingCode: Type.Optional(Type.String({ maxLength: 512, description: "base64 of the code as scanned" })),
    markingCheck: Type.Optional(
      Type.Enum(["accepted", "refused"], { description: "how the check of the code ended at the sale that is corrected" }),
    ),
    markingFraction: Type.Optional(
      Type.Object(
        { numerator: Type.Integer({ minimum: 1, maximum: 100_000 }), denominator: Type.Integer({ minimum: 2, maximum: 100_000 }) },
        { additionalProperties: false, description: "tag 1291: part of a marked piece; quantity is 1 then" },
      ),
    ),
    industry: Type.Optional(Industry),
    agent: Type.Optional(Agent),
    extra: Type.Optional(Type.String({ maxLength: 64, description: "tag 1191" })),
    exciseKop: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000_000, description: "kopecks; tag 1229" })),
    countryCode: Type.Optional(Type.String({ maxLength: 3, description: "tag 1230, code of ОКСМ" })),
    customsDeclaration: Type.Optional(Type.String({ maxLength: 32, description: "tag 1231" })),
  },
  { additionalProperties: false },
);

export const Payments = Type.Object(
  { cashKop: Kop, electronicKop: Kop, prepaidKop: Kop, creditKop: Kop, counterKop: Kop },
  { additionalProperties: false },
);
