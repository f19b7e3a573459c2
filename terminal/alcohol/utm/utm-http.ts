import { errorMessage } from "../../../config/error-message.ts";
import { err, ok, type Result } from "../../../config/result.ts";

export interface UtmRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  /** XML of a document: sent as the multipart field `xml_file`. */
  readonly xml?: string;
  readonly signal: AbortSignal;
}

export interface UtmHttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** `none`: no byte can have arrived. `unknown`: the request may have been taken. */
export interface UtmHttpFailure {
  readonly effect: "none" | "unknown";
  readonly reason: string;
}

/** A page of `/opt/out` with hundreds of addresses is some 100 KB; a waybill may have a megabyte. */
const ANSWER_MAX_BYTES = 4_194_304;

/** The connection was never made. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** One request to the UTM and its whole answer. Follows no redirects, keeps no connection that could be dead at the next request. */
export async function utmExchange({ method, url, xml, signal }: UtmRequest): Promise<Result<UtmHttpAnswer, UtmHttpFailure>> {
  try {
    const response = await fetch(url, {
      method,
      signal,
      redirect: "error",
      headers: { connection: "close" },
      ...(xml === undefined ? {} : { body: fileForm(xml) }),
    });
    return ok({ status: response.status, body: await wholeBody(response) });
  } catch (error) {
    const { cause } = error as Error;
    const code = cause !== null && typeof cause === "object" && "code" in cause ? String(cause.code) : "";
    const reason = signal.aborted ? "no answer in time" : code === "" ? errorMessage(error) : code;
    return err({ effect: NOT_SENT.has(code) ? "none" : "unknown", reason });
  }
}

function fileForm(xml: string): FormData {
  const form = new FormData();
  form.append("xml_file", new Blob([xml], { type: "application/xml" }), "cheque.xml");
  return form;
}

async function wholeBody(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > ANSWER_MAX_BYTES) throw new Error(`answer is longer than ${ANSWER_MAX_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
