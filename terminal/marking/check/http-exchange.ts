/** One HTTP request and its whole answer. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** The way out to the network. Rejects when no whole answer came: refused, cut, aborted, too long. */
export type HttpExchange = (request: HttpRequest) => Promise<HttpAnswer>;

/** An answer on one code is about 1 KB; a service that sends more than this is not the one we ask. */
const HTTP_ANSWER_MAX_BYTES = 262_144;

/** `HttpExchange` over the built-in `fetch`; reads no more than the limit, follows no redirects. */
export const fetchExchange: HttpExchange = async (request) => {
  const { method, url, headers, body, signal } = request;
  const response = await fetch(url, { method, headers, body, signal, redirect: "error" });
  if (response.body === null) return { status: response.status, body: "" };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > HTTP_ANSWER_MAX_BYTES) throw new Error(`answer is longer than ${HTTP_ANSWER_MAX_BYTES} bytes`);
    chunks.push(bytes);
  }
  return { status: response.status, body: Buffer.concat(chunks).toString("utf8") };
};
