/**
 * Which hosts of the CDN may be asked, and in what order: pure state, no time and no network of its own. All times are of the
 * monotonic clock, so that a jump of the wall clock bans nobody.
 */
export interface CdnHost {
  /** "https://cdn01.crpt.ru", without a slash at the end. */
  readonly url: string;
  /** What its health check took, or said of itself when that is more; null: not measured, or it did not answer. */
  readonly healthMs: number | null;
  /** Out of use until then; null: in use. */
  readonly bannedUntilMs: number | null;
}

export interface HostBook {
  /** In the order of the list server. */
  readonly hosts: readonly CdnHost[];
}

export const EMPTY_BOOK: HostBook = { hosts: [] };

/** A host that failed is out for this long [seen in three clients]. */
export const HOST_BAN_MS = 15 * 60_000;

/** The list as it is now: hosts that stay keep what is known of them. */
export function withList(book: HostBook, urls: readonly string[]): HostBook {
  const known = new Map(book.hosts.map((host) => [host.url, host]));
  return { hosts: [...new Set(urls)].map((url) => known.get(url) ?? { url, healthMs: null, bannedUntilMs: null }) };
}

export function withHealth(book: HostBook, url: string, healthMs: number | null): HostBook {
  return changed(book, url, (host) => ({ ...host, healthMs }));
}

export function withBan(book: HostBook, url: string, nowMs: number): HostBook {
  return changed(book, url, (host) => ({ ...host, bannedUntilMs: nowMs + HOST_BAN_MS }));
}

/**
 * Lifts the bans of hosts whose health check passed. Only for the case that every host was banned: then it was the shop's own line that
 * failed, not the hosts.
 */
export function withBansLifted(book: HostBook): HostBook {
  return { hosts: book.hosts.map((host) => (host.healthMs === null ? host : { ...host, bannedUntilMs: null })) };
}

export function isBanned(host: CdnHost, nowMs: number): boolean {
  return host.bannedUntilMs !== null && nowMs < host.bannedUntilMs;
}

/** Hosts in use, the quickest first; those not measured come last, in the order of the list. */
export function rankedHosts(book: HostBook, nowMs: number): readonly string[] {
  return book.hosts
    .filter((host) => !isBanned(host, nowMs))
    .toSorted((one, other) => (one.healthMs ?? Number.MAX_VALUE) - (other.healthMs ?? Number.MAX_VALUE))
    .map(({ url }) => url);
}

function changed(book: HostBook, url: string, change: (host: CdnHost) => CdnHost): HostBook {
  return { hosts: book.hosts.map((host) => (host.url === url ? change(host) : host)) };
}
