import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { findProjectRoot } from "../../config/project-root.ts";
import type { JournalledEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import { createInvariantChecker } from "./invariants.ts";
import { EMPTY_STATE, type TillState } from "./state.ts";
import { bookOf, drawerKop, EMPTY_BOOK } from "../shift/book.ts";

/**
 * Goal: a till that was installed with one registrar goes on with its journal. Method: a journal that such a till wrote
 * (sales, a refund, cash, a closed shift, a held receipt, a document under way) and its own last state are held against today's fold.
 */
interface OldJournal {
  readonly events: readonly Omit<JournalledEvent, "sequence">[];
  /** After the last event. */
  readonly state: { readonly drawerKop: number; readonly shift: unknown; readonly jobs: readonly { readonly id: string }[] };
}

const old = JSON.parse(
  readFileSync(join(findProjectRoot(import.meta.url), "tests/fixtures/journal/one-registrar.json"), "utf8"),
) as OldJournal;

function fold(count: number): { readonly state: TillState; readonly violations: readonly unknown[] } {
  const checker = createInvariantChecker();
  let state = EMPTY_STATE;
  old.events.slice(0, count).forEach((each, index) => {
    const journalled = { ...each, sequence: index + 1 };
    const after = evolve(state, journalled);
    checker.step(journalled, state, after);
    state = after;
  });
  return { state, violations: checker.finish(state) };
}

it("an old journal folds: its shift, cash and documents are the till's own registrar's", () => {
  const { state, violations } = fold(old.events.length);
  expect(violations).toEqual([]);
  expect(drawerKop(state)).toBe(old.state.drawerKop);
  expect(bookOf(state, "main").shift).toMatchObject(old.state.shift as object);
  expect(state.jobs.map(({ id, registrarId }) => [id, registrarId])).toEqual(old.state.jobs.map(({ id }) => [id, "main"]));
});

it("paper owed in an old journal is owed by the till's own registrar", () => {
  const events = [{ type: "printOwed", fdNumber: 7, receiptNumber: 3 }, { type: "printFinished" }] as const;
  const [owed, finished] = [1, 2].map((count) =>
    events.slice(0, count).reduce((state, event, index) => evolve(state, { sequence: index + 1, at: epochMs(0), event }), EMPTY_STATE),
  );
  expect(owed?.books).toEqual({ main: { ...EMPTY_BOOK, printOwed: { fdNumber: 7, receiptNumber: 3 } } });
  expect(finished?.books).toEqual({ main: EMPTY_BOOK });
});
