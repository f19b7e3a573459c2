import type { IncomingMessage, ServerResponse } from "node:http";
import { readCode, type BookEntry, type CodeBook } from "./code-book.ts";
import type { EmulatedService } from "./emulated-service.ts";
import { readFault } from "./faults.ts";
import { readJsonBody, sendJson, type Handler, type JsonBody } from "./json-http.ts";
import { CODE_OUTCOMES, type CodeOutcome } from "./outcome.ts";

/** By method and path: "POST /mode". False: the body does not fit. */
export type ControlRoutes = Readonly<Record<string, (body: JsonBody) => boolean | Promise<boolean>>>;

/** Control interface of an emulator, JSON over HTTP on its own loopback port. Every request answers with the state after it. */
export function createControl(routes: ControlRoutes, state: () => object): Handler {
  return (request: IncomingMessage, response: ServerResponse) => {
    // only pages of browsers send it, and none of them has business here
    if (request.headers.origin !== undefined) return sendJson(response, 403, { error: "not for web pages" });
    const name = `${request.method} ${request.url}`;
    readJsonBody(request)
      .then(async (body) => {
        const route = name === "GET /state" ? () => true : routes[name];
        const done = body !== null && route !== undefined && (await route(body));
        return done
          ? sendJson(response, 200, state())
          : sendJson(response, 400, { error: "no such control request, or its body does not fit" });
      })
      .catch(() => response.destroy());
  };
}

/**
 * What is answered about one code. `code` is base64 of the full code, `cis` its identification part:
 *
 * - `POST /codes {"cis" | "code", "outcome"?, "fields"?}`, `DELETE /codes`
 * - `POST /sold {"cis" | "code"}`, `POST /returned {"cis" | "code"}`
 */
export function bookRoutes(book: CodeBook): ControlRoutes {
  const mark = (body: JsonBody, how: "markSold" | "markReturned"): boolean => {
    const cis = cisOf(body);
    if (cis !== null) book[how](cis);
    return cis !== null;
  };
  return {
    "POST /codes": (body) => {
      const [cis, entry] = [cisOf(body), entryOf(body)];
      if (cis === null || entry === null) return false;
      book.put(cis, entry);
      return true;
    },
    "DELETE /codes": () => {
      book.clear();
      return true;
    },
    "POST /sold": (body) => mark(body, "markSold"),
    "POST /returned": (body) => mark(body, "markReturned"),
  };
}

/**
 * - `POST /faults {"kind": "status" | "slow" | "garbage" | "flags-absent" | "cut" | "refuse", "times"?, "status"?, "body"?, "delayMs"?}`,
 *   `DELETE /faults`
 * - `POST /latency {"ms"}`: of every check
 *
 * `serviceOf` tells which service a request is about; null: there is no such one.
 */
export function faultRoutes(serviceOf: (body: JsonBody) => EmulatedService | null): ControlRoutes {
  return {
    "POST /faults": async (body) => {
      const [service, fault] = [serviceOf(body), readFault(body)];
      if (service === null || fault === null) return false;
      await service.inject(fault);
      return true;
    },
    "DELETE /faults": async (body) => {
      await serviceOf(body)?.clearFaults();
      return serviceOf(body) !== null;
    },
    "POST /latency": (body) => {
      const service = serviceOf(body);
      const { ms } = body;
      if (service === null || typeof ms !== "number" || !(ms >= 0)) return false;
      service.setLatency(ms);
      return true;
    },
  };
}

export function codesOf(book: CodeBook): Readonly<Record<string, BookEntry>> {
  return Object.fromEntries(book.entries());
}

/** `body[key]` when it is one of the words. */
export function wordOf<W extends string>(body: JsonBody, key: string, words: readonly W[]): W | null {
  return words.find((word) => word === body[key]) ?? null;
}

function cisOf(body: JsonBody): string | null {
  const { cis, code } = body;
  if (typeof cis === "string" && cis !== "") return cis;
  return typeof code === "string" ? (readCode(Buffer.from(code, "base64"))?.cis ?? null) : null;
}

function entryOf(body: JsonBody): BookEntry | null {
  const { outcome, fields } = body;
  if (outcome !== undefined && !CODE_OUTCOMES.includes(outcome as CodeOutcome)) return null;
  if (fields !== undefined && (typeof fields !== "object" || fields === null || Array.isArray(fields))) return null;
  return {
    ...(outcome === undefined ? {} : { outcome: outcome as CodeOutcome }),
    ...(fields === undefined ? {} : { fields: fields as JsonBody }),
  };
}
