import { effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { SearchHitView } from "../../config/contract/view.ts";
import { interpretEntry, type EntryMode } from "../entry/interpret-entry.ts";

export type SearchResult =
  | { readonly state: "off" }
  | { readonly state: "found"; readonly query: string; readonly hits: readonly SearchHitView[] }
  | { readonly state: "failed"; readonly query: string };

export interface Search {
  readonly result: ReadonlySignal<SearchResult>;
  /** The hit that Enter takes. */
  readonly index: ReadonlySignal<number>;
  move(step: number): void;
  chosen(): SearchHitView | null;
}

export interface SearchInput {
  readonly text: ReadonlySignal<string>;
  readonly mode: ReadonlySignal<EntryMode>;
  readonly find: (query: string, signal: AbortSignal) => Promise<readonly SearchHitView[]>;
}

/** Looks up while typing: each change of the text asks anew and drops what is still under way. */
export function createSearch(input: SearchInput): Search {
  const result: Signal<SearchResult> = signal({ state: "off" });
  const index = signal(0);
  effect(() => {
    const meaning = interpretEntry(input.text.value, input.mode.value);
    if (meaning.kind !== "search") {
      result.value = { state: "off" };
      return undefined;
    }
    const { query } = meaning;
    const outdated = new AbortController();
    const show = (next: SearchResult): void => {
      if (outdated.signal.aborted) return;
      index.value = 0;
      result.value = next;
    };
    input.find(query, outdated.signal).then(
      (hits) => show({ state: "found", query, hits }),
      () => show({ state: "failed", query }),
    );
    return () => outdated.abort();
  });
  const hits = (): readonly SearchHitView[] => (result.value.state === "found" ? result.value.hits : []);
  return {
    result,
    index,
    move(step) {
      const count = hits().length;
      if (count > 0) index.value = (index.value + step + count) % count;
    },
    chosen: () => hits()[index.value] ?? null,
  };
}
