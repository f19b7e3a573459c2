import { CommandSchema } from "../../config/contract/commands.ts";

const reply = (description: string, schema: object) => ({ description, content: { "application/json": { schema } } });
const query = (name: string, description: string) => ({ name, in: "query", required: false, description, schema: { type: "string" } });

const COMMAND_REPLY = {
  type: "object",
  required: ["ok"],
  properties: {
    ok: { type: "boolean" },
    code: { type: "string", description: "code of the error catalogue, when ok is false" },
    text: { type: "string" },
    hint: { type: "string" },
    needsApproval: { type: "boolean", description: "a senior must consent: send the command again with `approval`" },
    needsCode: { type: "boolean", description: "a marking code is wanted: the till waits for its scan" },
  },
};

const PHOTO_CODE = {
  type: "object",
  properties: {
    kind: { enum: ["marking", "doubtful", "receipt-qr", "barcode", "other"] },
    code: { type: "string", description: "base64 of the bytes read" },
    symbology: { type: "string" },
    text: { type: "string" },
    name: { type: ["string", "null"], description: "good of the till's list" },
  },
};

/** OpenAPI 3.1 description of the till's own service; command schemas are the very ones that requests are checked with. */
export function openApiDocument(): object {
  const secured = [{ token: [] }, { cookie: [] }];
  return {
    openapi: "3.1.0",
    info: {
      title: "ITEEM Till",
      version: "1",
      description:
        "Loopback service of one till. Each role has a token (api-tokens.json in the data directory). Money in kopecks, quantities in millionths. GET changes nothing.",
    },
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "till" },
      },
      schemas: { Command: CommandSchema, CommandReply: COMMAND_REPLY },
    },
    paths: {
      "/api/commands": {
        post: {
          summary: "Give the till a command. The same id again returns the stored reply and does nothing.",
          security: secured,
          requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Command" } } } },
          responses: {
            "200": reply("Done, or refused with a reason; nothing happened then", { $ref: "#/components/schemas/CommandReply" }),
            "400": reply("Not a command", { $ref: "#/components/schemas/CommandReply" }),
            "401": reply("No or wrong token", { $ref: "#/components/schemas/CommandReply" }),
          },
        },
      },
      "/api/view": {
        get: { summary: "The cashier's screen as data", security: secured, responses: { "200": reply("View", { type: "object" }) } },
      },
      "/api/feed": {
        get: {
          summary: "WebSocket: the view whole, then patches; `?screen=customer` for the customer's screen",
          security: secured,
          responses: { "101": { description: "Switching to WebSocket" } },
        },
      },
      "/api/search": {
        get: {
          summary: "Search as you type over names, articles, codes and barcodes",
          security: secured,
          parameters: [query("q", "text as typed"), query("limit", "at most 50")],
          responses: { "200": reply("Hits", { type: "object", properties: { hits: { type: "array", items: { type: "object" } } } }) },
        },
      },
      "/api/photo": {
        post: {
          summary:
            "All codes of a photo (JPEG or PNG as the body), the likeliest first. Changes nothing: send the chosen one as a `scan` command with source `photo`",
          security: secured,
          requestBody: { required: true, content: { "image/jpeg": {}, "image/png": {} } },
          responses: {
            "200": reply("Codes, or refused with a reason (MRK590–MRK596)", {
              type: "object",
              required: ["ok"],
              properties: { ok: { type: "boolean" }, codes: { type: "array", items: PHOTO_CODE }, code: { type: "string" } },
            }),
            "413": reply("Over the size limit", { $ref: "#/components/schemas/CommandReply" }),
          },
        },
      },
      "/api/customer/scan": {
        post: {
          summary: "What the customer's page read with its camera; only a loyalty card counts",
          security: secured,
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  required: ["code"],
                  properties: { code: { type: "string", description: "base64 of the bytes read" }, symbology: { type: "string" } },
                },
              },
            },
          },
          responses: {
            "200": reply("What became of it", {
              type: "object",
              properties: { outcome: { enum: ["attached", "not-a-card", "unknown-card", "not-now"] } },
            }),
          },
        },
      },
      "/api/receipts": {
        get: {
          summary: "Receipts of this till: by number, or the latest ones",
          security: secured,
          parameters: [query("q", "receipt number or receipt QR text; empty = latest")],
          responses: {
            "200": reply("Receipts", { type: "object", properties: { receipts: { type: "array", items: { type: "object" } } } }),
          },
        },
      },
      "/api/receipts/{id}/correction": {
        get: {
          summary: "A receipt of this till as its correction says it: a registerCorrection without what a person must add",
          security: secured,
          parameters: [
            { name: "id", in: "path", required: true, schema: { type: "string" } },
            query("as", "reverse (the opposite sign, when absent) or repeat"),
          ],
          responses: {
            "200": reply("Draft", { type: "object" }),
            "404": reply("No such receipt, or its format mends receipts otherwise", { $ref: "#/components/schemas/CommandReply" }),
          },
        },
      },
      "/api/service": {
        get: {
          summary: "Devices and queues, for a technician",
          security: secured,
          responses: { "200": reply("State", { type: "object" }) },
        },
      },
      "/api/unresolved/{jobId}": {
        get: {
          summary: "A document without an outcome: what the till knows, what the registrar says now, what is advised",
          security: secured,
          parameters: [{ name: "jobId", in: "path", required: true, schema: { type: "string" } }],
          responses: {
            "200": reply("Evidence", { type: "object" }),
            "404": reply("No such document waits", { $ref: "#/components/schemas/CommandReply" }),
          },
        },
      },
      "/api/openapi.json": { get: { summary: "This document", responses: { "200": reply("OpenAPI", { type: "object" }) } } },
    },
  };
}
