import { timingSafeEqual } from "node:crypto";
import { appError, type AppError } from "../../config/errors/index.ts";

/** Who calls: each role has a token of its own and sees only its part. */
export type ApiRole = "screen" | "customer" | "technician" | "integrator";

export type ApiTokens = Readonly<Record<ApiRole, string>>;

export interface GuardSettings {
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export interface RequestHead {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

/** One browser may show both pages: each has its own cookie, and the stronger one is tried first. */
const COOKIES = { screen: "till", customer: "till-customer" } as const;

/**
 * Strangers are kept out: the Host must be ours (a page that rebinds its name to 127.0.0.1 sends its own), and an Origin,
 * where there is one, must be ours or listed. Null when the request may go on.
 */
export function addressFault(head: RequestHead, settings: GuardSettings): AppError | null {
  const hosts = ownHosts(settings);
  if (head.host === undefined || !hosts.includes(head.host.toLowerCase())) return appError("API101", { what: `Host ${head.host ?? "—"}` });
  if (head.origin === undefined) return null;
  const own = hosts.map((host) => `http://${host}`);
  const isKnown = own.includes(head.origin.toLowerCase()) || settings.allowedOrigins.includes(head.origin);
  return isKnown ? null : appError("API101", { what: `Origin ${head.origin}` });
}

function ownHosts({ port, allowedHosts }: GuardSettings): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, ...allowedHosts.map((host) => host.toLowerCase())];
}

/** Role of the caller: bearer token of a program, or the cookie that came with the page. */
export function roleOf(head: RequestHead, tokens: ApiTokens): ApiRole | null {
  const bearer = /^Bearer (.+)$/.exec(head.authorization ?? "")?.[1];
  const presented = bearer === undefined ? Object.values(COOKIES).map((name) => cookieValue(head.cookie, name)) : [bearer];
  for (const token of presented) {
    if (token === null) continue;
    for (const role of Object.keys(tokens) as ApiRole[]) if (sameText(tokens[role], token)) return role;
  }
  return null;
}

/** HttpOnly and SameSite=Strict: neither scripts nor other sites' pages can use it. */
export function cookieFor(page: keyof typeof COOKIES, token: string): string {
  return `${COOKIES[page]}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

function cookieValue(header: string | undefined, wanted: string): string | null {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.trim().split("=");
    if (name === wanted && value !== undefined) return value;
  }
  return null;
}

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
