import { appError, type AppError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import type { Cheque, ChequeAnswer, ChequeOwner, ChequeVersion } from "../cheque/cheque.ts";
import { chequePath, chequeXml } from "../cheque/cheque-xml.ts";
import { readAnswer, saysKnown } from "./utm-answer.ts";
import { createUtmExchange, type UtmExchangeOptions, type UtmHttpAnswer, type UtmHttpFailure } from "./utm-http.ts";
import { readInfo, readPage, UNKNOWN_UTM, type UtmState } from "./utm-state.ts";
import { parseXml } from "./xml-tree.ts";

/**
 * What came of a cheque. `none`: it surely was not taken, nothing arrived. `unknown`: it may have been; the same cheque is sent again.
 * `known`: the UTM has a cheque under this number already and gives no address.
 */
export type ChequeReply =
  | { readonly kind: "accepted"; readonly answer: ChequeAnswer }
  | { readonly kind: "known"; readonly message: string }
  | { readonly kind: "refused" | "none" | "unknown"; readonly error: AppError };

/** An incoming document: a ticket (квитанция), a waybill… */
export interface UtmDocument {
  readonly url: string;
  /** Of the document that it answers; null: it answers none. */
  readonly replyId: string | null;
}

/** The universal transport module (УТМ) of EGAIS as the till sees it. */
export interface Utm {
  sendCheque(cheque: Cheque, signal: AbortSignal): Promise<ChequeReply>;
  /** An outgoing document (`POST /opt/in/<type>`); its reply id. */
  sendDocument(type: string, xml: string, signal: AbortSignal): Promise<Result<string, AppError>>;
  documents(signal: AbortSignal): Promise<Result<readonly UtmDocument[], AppError>>;
  document(url: string, signal: AbortSignal): Promise<Result<string, AppError>>;
  removeDocument(url: string, signal: AbortSignal): Promise<Result<void, AppError>>;
  state(signal: AbortSignal): Promise<Result<UtmState, AppError>>;
}

export interface UtmClientOptions extends UtmExchangeOptions {
  readonly version: ChequeVersion;
  readonly owner: ChequeOwner;
  readonly utcOffsetMinutes: number;
  readonly log: Log;
}

/** The UTM over its local HTTP service. No request repeats itself. */
export function createUtmClient(options: UtmClientOptions): Utm {
  const { log } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const ask = createUtmExchange({ ...options, baseUrl });
  const get = async (method: "GET" | "DELETE", path: string, signal: AbortSignal): Promise<Result<string, AppError>> => {
    const answered = await ask({ method, path }, signal);
    if (!answered.ok) return err(unreachable(baseUrl, answered.error));
    const { status, body } = answered.value;
    return isGood(status) ? ok(body) : err(senseless(baseUrl, `HTTP status ${status}`));
  };
  const ownPath = (url: string): string => {
    // Addresses in `/opt/out` name the host as the UTM sees itself.
    const { pathname, search } = new URL(url, baseUrl);
    return pathname + search;
  };
  return {
    async sendCheque(cheque, signal) {
      const xml = chequeXml(cheque, options);
      const answered = await ask({ method: "POST", path: chequePath(options.version), xml }, signal);
      const reply = answered.ok ? chequeReply(answered.value) : lost(baseUrl, answered.error);
      log.info({ cheque: cheque.id, kind: cheque.kind, outcome: reply.kind }, "EGAIS cheque sent");
      return reply;
    },
    async sendDocument(type, xml, signal) {
      const answered = await ask({ method: "POST", path: `/opt/in/${encodeURIComponent(type)}`, xml }, signal);
      if (!answered.ok)
        return err(answered.error.effect === "none" ? unreachable(baseUrl, answered.error) : unanswered(answered.error.reason));
      const read = readAnswer(answered.value.body);
      if (!read.ok) return err(unanswered(read.error));
      return read.value.kind === "taken" ? ok(read.value.url) : err(refusal(read.value.message, answered.value.status));
    },
    async documents(signal) {
      const body = await get("GET", "/opt/out", signal);
      if (!body.ok) return body;
      const tree = parseXml(body.value);
      if (!tree.ok || tree.value.name !== "A") return err(senseless(baseUrl, tree.ok ? `root element ${tree.value.name}` : tree.error));
      const urls = tree.value.children.filter(({ name }) => name === "url");
      return ok(urls.map(({ text, attributes }) => ({ url: text, replyId: attributes["replyId"] ?? null })));
    },
    document: (url, signal) => get("GET", ownPath(url), signal),
    async removeDocument(url, signal) {
      const removed = await get("DELETE", ownPath(url), signal);
      return removed.ok ? ok(undefined) : removed;
    },
    async state(signal) {
      const info = await get("GET", "/api/info/list", signal);
      const told = info.ok ? readInfo(info.value) : null;
      if (told !== null && told.gostUntil !== null) return ok(told);
      // Older modules tell their certificates on the page for people only.
      const page = await get("GET", "/", signal);
      if (!page.ok) return page;
      const version = told?.version ?? (await versionOf(() => get("GET", "/version", signal)));
      return ok({ ...(told ?? UNKNOWN_UTM), ...readPage(page.value), version });
    },
  };
}

async function versionOf(ask: () => Promise<Result<string, AppError>>): Promise<string | null> {
  const answered = await ask();
  return answered.ok ? (/\d+(?:\.\d+)+/.exec(answered.value.slice(0, 200))?.[0] ?? null) : null;
}

/** A refusal is believed when the UTM says it in its own form; anything else may hide a cheque that was taken. */
function chequeReply({ status, body }: UtmHttpAnswer): ChequeReply {
  const read = readAnswer(body);
  if (!read.ok) return { kind: "unknown", error: unanswered(`HTTP ${status}: ${read.error}`) };
  const { value } = read;
  if (value.kind === "taken") return { kind: "accepted", answer: { url: value.url, sign: value.sign } };
  if (saysKnown(value.message)) return { kind: "known", message: value.message };
  return { kind: "refused", error: refusal(value.message, status) };
}

function lost(url: string, failure: UtmHttpFailure): ChequeReply {
  return failure.effect === "none"
    ? { kind: "none", error: unreachable(url, failure) }
    : { kind: "unknown", error: unanswered(failure.reason) };
}

function unreachable(url: string, { reason }: UtmHttpFailure): AppError {
  return appError("ALC850", { url, reason });
}

function unanswered(reason: string): AppError {
  return appError("ALC859", { reason });
}

function refusal(message: string, status: number): AppError {
  return appError("ALC858", { message, status });
}

function senseless(url: string, reason: string): AppError {
  return appError("ALC870", { url, reason });
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}
