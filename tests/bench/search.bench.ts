import { Agent, request } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assertInvariant } from "../../config/result.ts";
import { generationPath } from "../../terminal/catalog/catalog-files.ts";
import type { BenchData } from "./bench-data.ts";
import { measureCatalog, typedQueries } from "./catalog.bench.ts";
import { figure, quiet, type BenchResult } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { startRealTill, tillEnvironment } from "./real-till.ts";

const FRAME_MS = 16;
const QUERIES = 400;
/** Fewer rounds than this: a quick look, on a part of the inputs. */
const FULL_ROUNDS = 3;
const QUICK_SHARE = 0.1;

/** Search as you type: in the catalogue itself (catalog.bench.ts) and through the till's HTTP service, one request a keystroke. */
export async function benchSearch(data: BenchData, { items, rounds, withPeers }: Sizes): Promise<BenchResult> {
  const path = generationPath(data.catalogDir, 1);
  const dataDir = data.newDataDir();
  const typed = typedQueries(path).slice(0, QUERIES);
  const api = await throughApi(dataDir, typed, rounds);
  const catalog = measureCatalog(data.catalogDir, path, withPeers, rounds < FULL_ROUNDS ? QUICK_SHARE : 1);
  const goods = `${items.toLocaleString("en")} goods`;
  const { searchTyping, peers } = catalog;
  const best = peers === null ? null : Math.min(peers.fts5Prefix.quietP99Ms, peers.fts5Trigram.quietP99Ms);
  return {
    figures: [
      figure(`search as you type, p50, ${goods}`, searchTyping.quietP50Ms, "ms"),
      figure(`search as you type, p99, ${goods}`, searchTyping.quietP99Ms, "ms", { goal: FRAME_MS }),
      ...(best === null
        ? []
        : [
            figure("search as you type against SQLite FTS5, p99", searchTyping.quietP99Ms, "ms", {
              limit: { what: "the better of FTS5 prefix and trigram, p99", value: best },
              goal: 1,
            }),
          ]),
      figure("search with a slip, p99", catalog.searchSlip.quietP99Ms, "ms", { goal: FRAME_MS }),
      figure("search in the wrong keyboard layout, p99", catalog.searchLayout.quietP99Ms, "ms", { goal: FRAME_MS }),
      figure("search by the last digits of a barcode, p99", catalog.searchLastDigits.quietP99Ms, "ms", { goal: FRAME_MS }),
      figure("barcode look-up, p99", catalog.barcodeHit.quietP99Ms * 1_000, "µs"),
      figure(`GET /api/search as you type, p50, ${goods}`, api.search.p50, "ms", {
        limit: { what: "the same service's smallest answer p50", value: api.smallest.p50 },
      }),
      figure(`GET /api/search as you type, p99, ${goods}`, api.search.p99, "ms", { goal: FRAME_MS }),
    ],
    details: { catalog, api },
  };
}

async function throughApi(dataDir: string, typed: readonly string[], rounds: number) {
  const till = await startRealTill(dataDir, tillEnvironment(dataDir, null));
  const { integrator } = JSON.parse(readFileSync(join(dataDir, "api-tokens.json"), "utf8")) as { readonly integrator: string };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const call = request(`${till.url}${path}`, { agent, headers: { authorization: `Bearer ${integrator}` } });
      call.once("error", reject);
      call.once("response", (answer) => {
        assertInvariant(answer.statusCode === 200, `GET ${path} answers`);
        answer.resume();
        answer.once("end", () => resolve(performance.now() - began));
      });
      call.end();
    });
  const search: number[][] = [];
  const smallest: number[][] = [];
  try {
    for (let round = 0; round < rounds + 1; round += 1) {
      const times = { search: [] as number[], smallest: [] as number[] };
      for (const query of typed) {
        times.search.push(await get(`/api/search?q=${encodeURIComponent(query)}&limit=20`));
        times.smallest.push(await get("/api/search?q="));
      }
      if (round === 0) continue;
      search.push(times.search);
      smallest.push(times.smallest);
    }
  } finally {
    agent.destroy();
    await till.kill();
  }
  return { search: quiet(search), smallest: quiet(smallest) };
}
