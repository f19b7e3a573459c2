import { parseJson } from "../http/classify.ts";
import type { FaultBoard } from "./faults.ts";
import { readFault } from "./faults.ts";
import type { HostAnswer, HostHandler } from "./host.ts";

/**
 * The control interface of a reference server, on a port of its own: `GET /received`; `GET`, `POST`, `DELETE /faults`
 * (a fault as JSON, see `Fault`); and what the server adds.
 */
export function controlHandler(
  faults: FaultBoard,
  received: () => object,
  posts: Readonly<Record<string, (json: unknown) => HostAnswer>> = {},
): HostHandler {
  return ({ method, path, body }) => {
    if (method === "GET" && path === "/received") return { status: 200, body: received() };
    if (method === "GET" && path === "/faults") return { status: 200, body: { faults: faults.list() } };
    if (method === "DELETE" && path === "/faults") {
      faults.clear();
      return { status: 204, body: null };
    }
    if (method === "POST" && path === "/faults") {
      const fault = readFault(parseJson(body));
      if (fault === null) return { status: 400, body: { error: { code: "bad-request", message: "not a fault" } } };
      faults.set(fault);
      return { status: 204, body: null };
    }
    const post = method === "POST" ? posts[path] : undefined;
    return post === undefined ? { status: 404, body: { error: { code: "not-found", message: path } } } : post(parseJson(body));
  };
}
