import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServiceMode } from "./answers.ts";
import { readCode, type BookEntry } from "./code-book.ts";
import { readFault } from "./faults.ts";
import { readJsonBody, sendJson, type JsonBody } from "./json-http.ts";
import { CODE_OUTCOMES, type CodeOutcome } from "./outcome.ts";
import type { TsPiotEmulator } from "./server.ts";

const MODES: readonly ServiceMode[] = ["online", "offline", "emergency"];

type Controlled = Omit<TsPiotEmulator, "controlUrl">;

/**
 * Control interface of the emulator, JSON over HTTP on its own loopback port:
 *
 * - `GET /state`
 * - `POST /mode {"mode": "online" | "offline" | "emergency"}`
 * - `POST /codes {"cis" | "code", "outcome"?, "fields"?}`, `DELETE /codes`: what is answered about one code
 * - `POST /sold {"cis" | "code"}`, `POST /returned {"cis" | "code"}`
 * - `POST /faults {"kind": "status" | "slow" | "garbage" | "cut" | "refuse", "times"?, "status"?, "delayMs"?}`, `DELETE /faults`
 *
 * `code` is base64 of the full code, `cis` its identification part.
 */
export function createControl(emulator: Controlled): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    // only pages of browsers send it, and none of them has business here
    if (request.headers.origin !== undefined) return sendJson(response, 403, { error: "not for web pages" });
    readJsonBody(request)
      .then(async (body) => {
        const done = body !== null && (await run(emulator, `${request.method} ${request.url}`, body));
        return done
          ? sendJson(response, 200, stateOf(emulator))
          : sendJson(response, 400, { error: "no such control request, or its body does not fit" });
      })
      .catch(() => response.destroy());
  };
}

async function run(emulator: Controlled, route: string, body: JsonBody): Promise<boolean> {
  const cis = cisOf(body);
  switch (route) {
    case "GET /state":
      return true;
    case "POST /mode": {
      const mode = MODES.find((known) => known === body["mode"]);
      if (mode !== undefined) emulator.setMode(mode);
      return mode !== undefined;
    }
    case "POST /codes": {
      const entry = entryOf(body);
      if (cis === null || entry === null) return false;
      emulator.book.put(cis, entry);
      return true;
    }
    case "DELETE /codes":
      emulator.book.clear();
      return true;
    case "POST /sold":
    case "POST /returned":
      if (cis !== null) emulator.book[route === "POST /sold" ? "markSold" : "markReturned"](cis);
      return cis !== null;
    case "POST /faults": {
      const fault = readFault(body);
      if (fault !== null) await emulator.inject(fault);
      return fault !== null;
    }
    case "DELETE /faults":
      await emulator.clearFaults();
      return true;
    default:
      return false;
  }
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

function stateOf(emulator: Controlled): object {
  return {
    mode: emulator.mode(),
    checks: emulator.checks(),
    faults: emulator.faults(),
    codes: Object.fromEntries(emulator.book.entries()),
  };
}
