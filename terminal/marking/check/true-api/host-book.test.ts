import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  EMPTY_BOOK,
  HOST_BAN_MS,
  isBanned,
  rankedHosts,
  withBan,
  withBansLifted,
  withHealth,
  withList,
  type HostBook,
} from "./host-book.ts";

const URLS = ["https://a", "https://b", "https://c", "https://d"];
const url = fc.constantFrom(...URLS);

type Step =
  | { readonly kind: "list"; readonly urls: readonly string[] }
  | { readonly kind: "health"; readonly url: string; readonly ms: number | null }
  | { readonly kind: "ban"; readonly url: string }
  | { readonly kind: "wait"; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("list" as const), urls: fc.array(url, { maxLength: 6 }) }),
  fc.record({ kind: fc.constant("health" as const), url, ms: fc.option(fc.nat(5_000)) }),
  fc.record({ kind: fc.constant("ban" as const), url }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(HOST_BAN_MS + 10) }),
);

/** The book and a plain account of what was done, kept by other means. */
function play(steps: readonly Step[]) {
  let book: HostBook = EMPTY_BOOK;
  let nowMs = 0;
  let listed: string[] = [];
  const health = new Map<string, number | null>();
  const bannedAt = new Map<string, number>();
  for (const each of steps) {
    if (each.kind === "wait") nowMs += each.ms;
    else if (each.kind === "list") {
      book = withList(book, each.urls);
      listed = [...new Set(each.urls)];
      for (const gone of URLS.filter((known) => !listed.includes(known))) {
        health.delete(gone);
        bannedAt.delete(gone);
      }
    } else if (each.kind === "health") {
      book = withHealth(book, each.url, each.ms);
      if (listed.includes(each.url)) health.set(each.url, each.ms);
    } else {
      book = withBan(book, each.url, nowMs);
      if (listed.includes(each.url)) bannedAt.set(each.url, nowMs);
    }
  }
  return { book, nowMs, listed, health, bannedAt };
}

describe("the book of hosts", () => {
  it("ranks exactly the listed hosts that are not banned, the quickest first, then by the list", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { book, nowMs, listed, health, bannedAt } = play(steps);
        const ranked = rankedHosts(book, nowMs);
        const free = listed.filter((host) => (bannedAt.get(host) ?? -HOST_BAN_MS) + HOST_BAN_MS <= nowMs);
        expect([...ranked].sort()).toEqual([...free].sort());
        const order = ranked.map((host) => [health.get(host) ?? Infinity, listed.indexOf(host)] as const);
        for (const [at, [ms, place]] of order.slice(1).entries()) {
          const [beforeMs, beforePlace] = order[at] ?? [0, 0];
          expect(beforeMs < ms || (beforeMs === ms && beforePlace < place)).toBe(true);
        }
      }),
    );
  });

  it("bans for fifteen minutes to the millisecond", () => {
    const book = withBan(withList(EMPTY_BOOK, URLS), "https://b", 1_000);
    const [host] = book.hosts.filter((each) => each.url === "https://b");
    if (host === undefined) throw new Error("not listed");
    expect([isBanned(host, 1_000), isBanned(host, 900_999), isBanned(host, 901_000)]).toEqual([true, true, false]);
  });

  it("lifts bans only of hosts whose health check passed", () => {
    let book = withList(EMPTY_BOOK, ["https://a", "https://b"]);
    book = withBan(withBan(book, "https://a", 0), "https://b", 0);
    expect(rankedHosts(withBansLifted(withHealth(book, "https://b", 30)), 1)).toEqual(["https://b"]);
  });
});
