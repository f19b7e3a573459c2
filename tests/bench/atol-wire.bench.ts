import { assertInvariant } from "../../config/result.ts";
import { OPEN_SHIFT, asDocument } from "../conformance/suite/sample-documents.ts";
import { baselineOf, must } from "../conformance/suite/till-loop.ts";
import { figure, type BenchResult, type Figure } from "./figures.ts";
import { countedAtol } from "./registrar-families.ts";
import { plainReceipt } from "./wire-cases.ts";

const GOAL = 1.1;
const POSITIONS = [1, 10, 100] as const;
/** One POST with the task, one GET with its result. */
const FEWEST_REQUESTS = 2;

/**
 * Requests and bytes of receipts over ATOL Web Requests when the registrar answers at once. Fewest: one POST and one GET with the
 * headers that HTTP and the server ask for (first line, Host, type and length of the body), the same body, the server's answers.
 */
export async function benchAtolWire(): Promise<BenchResult> {
  const counted = await countedAtol();
  const { registrar, cable } = counted;
  try {
    await must(registrar, OPEN_SHIFT);
    await must(registrar, asDocument(plainReceipt(1)));
    const figures: Figure[] = [];
    const details: object[] = [];
    for (const positions of POSITIONS) {
      const baseline = await baselineOf(registrar);
      cable.takeTraffic();
      const registered = await registrar.register(asDocument(plainReceipt(positions)), baseline);
      assertInvariant(registered.ok, "the receipt is registered");
      const traffic = cable.takeTraffic();
      const least = leastBytes((message, direction) => cable.lastOf(message, direction));
      const name = positions === 1 ? "1 line" : `${positions} lines`;
      details.push({ name, ...traffic, least });
      figures.push(
        figure(`ATOL: requests of a receipt, ${name}`, traffic.requests, "exchanges", {
          limit: { what: "fewest", value: FEWEST_REQUESTS },
          goal: GOAL,
        }),
        figure(`ATOL: bytes of a receipt, ${name}`, traffic.bytes, "B", { limit: { what: "fewest", value: least }, goal: GOAL }),
      );
    }
    return { figures, details };
  } finally {
    await counted.stop();
  }
}

type LastMessage = (message: "post" | "result", direction: "out" | "in") => Buffer;

export function leastBytes(lastOf: LastMessage): number {
  const post = lastOf("post", "out");
  const body = bodyLength(post);
  const host = /\r\nhost: *([^\r]+)/i.exec(post.toString("latin1"))?.[1] ?? "";
  const head = `POST /api/v2/requests HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body}\r\n\r\n`;
  const path = /^GET (\S+)/.exec(lastOf("result", "out").toString("latin1"))?.[1] ?? "";
  const get = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  return head.length + body + lastOf("post", "in").length + get.length + lastOf("result", "in").length;
}

function bodyLength(message: Buffer): number {
  return message.length - (message.indexOf("\r\n\r\n") + 4);
}
