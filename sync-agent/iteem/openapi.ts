import {
  ErrorAnswerSchema,
  FactResultSchema,
  FactSchema,
  FactsAnswerSchema,
  FactsBatchSchema,
  LoyaltyAccountSchema,
  LoyaltyPageSchema,
  SequenceRangeSchema,
  TillStateSchema,
} from "./wire.ts";

const COMPONENTS = {
  Fact: FactSchema,
  FactsBatch: FactsBatchSchema,
  FactResult: FactResultSchema,
  FactsAnswer: FactsAnswerSchema,
  ErrorAnswer: ErrorAnswerSchema,
  TillState: TillStateSchema,
  SequenceRange: SequenceRangeSchema,
  LoyaltyAccount: LoyaltyAccountSchema,
  LoyaltyPage: LoyaltyPageSchema,
} as const;

type ComponentName = keyof typeof COMPONENTS;

/** The OpenAPI 3.1 document of the ITEEM contract: openapi.yaml is this, written out (a test holds them together). */
export function iteemOpenApi(): object {
  const schemas: Record<string, unknown> = structuredClone(COMPONENTS);
  const batch = schemas["FactsBatch"] as { properties: { facts: { items: unknown } } };
  batch.properties.facts.items = ref("Fact");
  return {
    openapi: "3.1.0",
    info: {
      title: "ITEEM till exchange",
      version: "1.0.0",
      description:
        "Facts of a till go up in batches, idempotent by fact id, gapless by sequence. Money in kopecks, quantities in millionths, " +
        "time in epoch milliseconds. Changes within version 1 are additive; unknown fields are kept.",
    },
    servers: [{ url: "https://iteem.example/" }],
    security: [{ tillToken: [] }],
    paths: {
      "/v1/tills/{tillId}/facts": { parameters: [tillId], post: postFacts },
      "/v1/tills/{tillId}": { parameters: [tillId], get: getTill },
      "/v1/tills/{tillId}/loyalty/accounts": { parameters: [tillId], get: getAccounts },
    },
    components: { securitySchemes: { tillToken: { type: "http", scheme: "bearer" } }, schemas },
  };
}

const tillId = { name: "tillId", in: "path", required: true, schema: { type: "string", minLength: 1, maxLength: 64 } };
const epoch = {
  name: "epoch",
  in: "query",
  required: false,
  schema: { type: "string" },
  description: "Count of sequences meant; default: the one seen last.",
};

const retryAfter = { "Retry-After": { schema: { type: "string" }, description: "Seconds or an HTTP date; the till keeps it." } };
const busy = { description: "Busy: send the same later.", headers: retryAfter };
const unauthorized = { description: "Token unknown or not of this till." };

const postFacts = {
  operationId: "postFacts",
  summary: "Take a batch of facts",
  description:
    "Answered only after the commit. The same fact again is a duplicate, not an error. A document is rejected alone (`results`), " +
    "or, when it cannot even be read, the whole batch is refused and the document named.",
  requestBody: { required: true, content: json("FactsBatch"), description: "May be sent with Content-Encoding: gzip." },
  responses: {
    "200": { description: "Committed, by document.", content: json("FactsAnswer") },
    "400": { description: "Nothing stored. `error.factId` names the document, if it is one.", content: json("ErrorAnswer") },
    "401": unauthorized,
    "409": {
      description: "Nothing stored: `expected` is missing before the batch and was not declared in `heldBack`.",
      content: json("ErrorAnswer"),
    },
    "413": { description: "Nothing stored: too large.", content: json("ErrorAnswer") },
    "429": busy,
    "503": { ...busy, content: json("ErrorAnswer") },
  },
};

const getTill = {
  operationId: "getTill",
  summary: "What the server has of a till",
  parameters: [epoch],
  responses: {
    "200": { description: "Highest contiguous sequence and the holes below it.", content: json("TillState") },
    "401": unauthorized,
  },
};

const getAccounts = {
  operationId: "getLoyaltyAccounts",
  summary: "Loyalty accounts changed after a cursor",
  parameters: [
    epoch,
    {
      name: "after",
      in: "query",
      required: false,
      schema: { type: "string" },
      description: "Cursor of the last page; absent: all accounts.",
    },
    { name: "limit", in: "query", required: false, schema: { type: "integer", minimum: 1, maximum: 1000 } },
  ],
  responses: {
    "200": {
      description: "Local balance = balance + the till's own movements after `appliedSequence` and in `missing`.",
      content: json("LoyaltyPage"),
    },
    "401": unauthorized,
    "409": { description: "The till is known, this epoch is not: send its facts first.", content: json("ErrorAnswer") },
    "410": { description: "The cursor is of another database: begin again without one.", content: json("ErrorAnswer") },
  },
};

function ref(name: ComponentName): object {
  return { $ref: `#/components/schemas/${name}` };
}

function json(name: ComponentName): object {
  return { "application/json": { schema: ref(name) } };
}
