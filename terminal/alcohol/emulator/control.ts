import type { IncomingMessage, ServerResponse } from "node:http";
import { epochMs } from "../../../config/clock.ts";
import { readJsonBody, sendJson, type JsonBody } from "../../marking/emulator/json-http.ts";
import type { AgainPolicy, StampState } from "./egais-book.ts";
import { readUtmFault } from "./faults.ts";
import type { UtmEmulator } from "./server.ts";

const STATES: readonly StampState[] = ["stock", "sold", "foreign"];
const POLICIES: readonly AgainPolicy[] = ["known", "same", "twice"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

type Controlled = Omit<UtmEmulator, "controlUrl">;

/**
 * Control interface of the emulator, JSON over HTTP on its own loopback port:
 *
 * - `GET /state`: stamps, cheques taken, faults
 * - `POST /stamps {"stamp", "state": "stock" | "sold" | "foreign"}`
 * - `POST /again {"policy": "known" | "same" | "twice"}`: what a cheque that comes again gets
 * - `POST /offline {"since": epoch ms | null}`: EGAIS out of reach since then
 * - `POST /certificates {"rsaUntil", "gostUntil"}`: YYYY-MM-DD
 * - `POST /faults {"kind": "refuse" | "status" | "slow" | "cut" | "garbage" | "bomb" | "down", "times"?, "isTaken"?, "afterBytes"?, "delayMs"?,
 *   "message"?, "status"?}`, `DELETE /faults`
 */
export function createUtmControl(emulator: Controlled): (request: IncomingMessage, response: ServerResponse) => void {
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
  const { book } = emulator;
  switch (route) {
    case "GET /state":
      return true;
    case "POST /stamps": {
      const state = STATES.find((known) => known === body["state"]);
      const { stamp } = body;
      if (state === undefined || typeof stamp !== "string" || stamp === "") return false;
      book.put(stamp, state);
      return true;
    }
    case "POST /again": {
      const policy = POLICIES.find((known) => known === body["policy"]);
      if (policy !== undefined) book.again = policy;
      return policy !== undefined;
    }
    case "POST /offline": {
      const { since } = body;
      if (since !== null && (typeof since !== "number" || !Number.isSafeInteger(since))) return false;
      book.offlineSince = since === null ? null : epochMs(since);
      return true;
    }
    case "POST /certificates": {
      const { rsaUntil, gostUntil } = body;
      if (typeof rsaUntil !== "string" || typeof gostUntil !== "string" || !DAY.test(rsaUntil) || !DAY.test(gostUntil)) return false;
      emulator.setCertificates(rsaUntil, gostUntil);
      return true;
    }
    case "POST /faults": {
      const fault = readUtmFault(body);
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

function stateOf({ book, received, faults }: Controlled): object {
  return {
    received: received(),
    stamps: book.stamps(),
    cheques: book.taken(),
    again: book.again,
    offlineSince: book.offlineSince,
    faults: faults(),
  };
}
