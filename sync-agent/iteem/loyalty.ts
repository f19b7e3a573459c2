import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Points } from "../../config/money.ts";
import { points } from "../../config/money.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import type { SequenceRange } from "../destination.ts";
import { classifyFailure, classifyStatus, parseJson } from "../http/classify.ts";
import { asArrayOf, asBoolean, asInteger, asObject, asString } from "../http/decode.ts";
import type { HttpAnswer } from "../http/exchange.ts";
import { LOYALTY_PAGES_MAX } from "../limits.ts";
import type { IteemConnection, IteemConnectionOptions } from "./connection.ts";
import { createIteemConnection } from "./connection.ts";
import { LOYALTY_PAGE_ROWS_MAX, loyaltyPath } from "./protocol.ts";

/** One loyalty account (карта лояльности) as the centre knows it. */
export interface LoyaltyAccount {
  readonly cardNumber: string;
  readonly name: string;
  readonly phone: string | null;
  readonly balance: Points;
  readonly blocked: boolean;
  /**
   * The balance contains this till's facts up to and including this sequence, except those in `missing`: what the till
   * shows is `balance` + its own movements after it + its own movements in `missing`.
   */
  readonly appliedSequence: number;
  readonly missing: readonly SequenceRange[];
}

export interface LoyaltyPull {
  readonly accounts: readonly LoyaltyAccount[];
  /** Where the next pull goes on. */
  readonly cursor: string;
  /** True when these are all accounts, not changes: what is not among them no longer exists. */
  readonly isSnapshot: boolean;
}

export interface LoyaltySource {
  /** Accounts changed since `after` (null: all). Plain data; nothing is stored. */
  pullLoyalty(after: string | null, signal: AbortSignal): Promise<Result<LoyaltyPull, AppError>>;
  close(): void;
}

export interface LoyaltyOptions extends IteemConnectionOptions {
  /** As in `IteemOptions`: which count of sequences `appliedSequence` belongs to. */
  readonly epoch: string;
}

export function createLoyaltySource(options: LoyaltyOptions): LoyaltySource {
  const connection = createIteemConnection(options, false);
  return {
    pullLoyalty: (after, signal) => pullLoyalty(options, connection, after, signal),
    close: () => connection.close(),
  };
}

const GONE = 410;
/** The server knows the till, but not yet this epoch: it cannot say what its balances contain before facts came. */
const EPOCH_UNKNOWN = 409;

/** All pages from a cursor on. A cursor the server no longer knows (410) begins again with everything. */
export async function pullLoyalty(
  options: Pick<LoyaltyOptions, "name" | "tillId" | "epoch" | "clock">,
  connection: Pick<IteemConnection, "get">,
  after: string | null,
  signal: AbortSignal,
): Promise<Result<LoyaltyPull, AppError>> {
  const accounts = new Map<string, LoyaltyAccount>();
  let cursor = after;
  let isSnapshot = after === null;
  for (let page = 0; page < LOYALTY_PAGES_MAX; page += 1) {
    const query = { epoch: options.epoch, limit: String(LOYALTY_PAGE_ROWS_MAX), ...(cursor === null ? {} : { after: cursor }) };
    const answered = await connection.get(loyaltyPath(options.tillId), query, signal);
    if (!answered.ok) return err(classifyFailure(options.name, answered.error).error);
    if (answered.value.status === GONE && cursor !== null) {
      accounts.clear();
      cursor = null;
      isSnapshot = true;
      continue;
    }
    const read = readPage(options, answered.value);
    if (!read.ok) return read;
    // A later page knows better about an account that changed while we were paging.
    for (const account of read.value.accounts) accounts.set(account.cardNumber, account);
    if (!read.value.more) return ok({ accounts: [...accounts.values()], cursor: read.value.cursor, isSnapshot });
    if (read.value.cursor === cursor) break;
    cursor = read.value.cursor;
  }
  return err(appError("SYN712", { destination: options.name, reason: "loyalty pages do not end" }));
}

interface Page {
  readonly accounts: readonly LoyaltyAccount[];
  readonly cursor: string;
  readonly more: boolean;
}

function readPage({ name, clock }: Pick<IteemConnectionOptions, "name" | "clock">, answer: HttpAnswer): Result<Page, AppError> {
  if (answer.status === EPOCH_UNKNOWN) return err(appError("SYN704", { destination: name, status: answer.status }, "epoch-unknown"));
  if (answer.status !== 200) return err(classifyStatus(name, answer, clock.now()).error);
  const page = asObject(parseJson(answer.body));
  const appliedSequence = asInteger(page?.["appliedSequence"]);
  const missing = asArrayOf(page?.["missing"], readRange);
  const cursor = asString(page?.["cursor"]);
  const more = asBoolean(page?.["more"]);
  if (appliedSequence !== undefined && missing !== undefined && cursor !== undefined && more !== undefined) {
    const accounts = asArrayOf(page?.["accounts"], (value) => readAccount(value, { appliedSequence, missing }));
    if (accounts !== undefined) return ok({ accounts, cursor, more });
  }
  return err(appError("SYN712", { destination: name, reason: "loyalty page not understood" }));
}

function readAccount(value: unknown, applied: Pick<LoyaltyAccount, "appliedSequence" | "missing">): LoyaltyAccount | undefined {
  const object = asObject(value);
  const cardNumber = asString(object?.["cardNumber"]);
  const name = asString(object?.["name"]);
  const phone = object?.["phone"] === null ? null : asString(object?.["phone"]);
  const balance = asInteger(object?.["balance"]);
  const blocked = asBoolean(object?.["blocked"]);
  if (cardNumber === undefined || name === undefined || phone === undefined || balance === undefined || blocked === undefined)
    return undefined;
  return { cardNumber, name, phone, balance: points(balance), blocked, ...applied };
}

function readRange(value: unknown): SequenceRange | undefined {
  const from = asInteger(asObject(value)?.["from"]);
  const to = asInteger(asObject(value)?.["to"]);
  return from === undefined || to === undefined ? undefined : { from, to };
}
