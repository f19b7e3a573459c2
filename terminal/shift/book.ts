import { epochMs } from "../../config/clock.ts";
import { ZERO_KOP, kopecks, type Kopecks } from "../../config/money.ts";
import type { TillState } from "../core/state.ts";
import type { FiscalJob, UnresolvedJob } from "../receipt/receipt.ts";
import type { CountersCheck } from "./counters.ts";
import { addTotals, CLOSED_SHIFT, ZERO_TOTALS, type ShiftState } from "./shift.ts";

/** The registrar of the till's own organisation: the only one unless the configuration names further sellers. */
export const MAIN_REGISTRAR = "main";

export interface PrintDebt {
  readonly fdNumber: number | null;
  readonly receiptNumber: number | null;
}

/** What the till knows of one registrar: its shift, the cash that it believes to be in the drawer, its paper. */
export interface Book {
  readonly shift: ShiftState;
  readonly drawerKop: Kopecks;
  /** A registered document whose paper is not out yet; the next ones wait in the same roll. */
  readonly printOwed: PrintDebt | null;
  /** Till and registrar count differently, or did in this shift; null: no difference is known. */
  readonly check: CountersCheck | null;
}

export type Books = Readonly<Record<string, Book>>;

export const EMPTY_BOOK: Book = { shift: CLOSED_SHIFT, drawerKop: ZERO_KOP, printOwed: null, check: null };

export function bookOf({ books }: Pick<TillState, "books">, registrarId: string): Book {
  return books[registrarId] ?? EMPTY_BOOK;
}

export function withBook(state: TillState, registrarId: string, change: (book: Book) => Book): TillState {
  return { ...state, books: { ...state.books, [registrarId]: change(bookOf(state, registrarId)) } };
}

/** Cash in the drawer: one drawer, whatever number of registrars count in it. */
export function drawerKop({ books }: Pick<TillState, "books">): Kopecks {
  return kopecks(Object.values(books).reduce((sum, book) => sum + book.drawerKop, 0));
}

/** The registrar of a document under way: a completed one leaves the queue in the same event. */
export function registrarOf(jobId: string, { jobs, unresolved }: Pick<TillState, "jobs" | "unresolved">): string {
  return [...jobs, ...unresolved].find((job) => job.id === jobId)?.registrarId ?? MAIN_REGISTRAR;
}

/** Documents of one registrar, oldest first: it works on the first. */
export function jobsOf({ jobs }: Pick<TillState, "jobs">, registrarId: string): readonly FiscalJob[] {
  return jobs.filter((job) => job.registrarId === registrarId);
}

/** The document that each registrar works on, in order of asking. */
export function headJobs({ jobs }: Pick<TillState, "jobs">): readonly FiscalJob[] {
  return jobs.filter((job, index) => jobs.findIndex((other) => other.registrarId === job.registrarId) === index);
}

/**
 * Its documents don't come on by themselves: one is refused or unanswered, or was put aside until the registrar answers. That is this
 * registrar's business and no other's.
 */
export function isStuck(state: Pick<TillState, "jobs" | "unresolved">, registrarId: string): boolean {
  const [head] = jobsOf(state, registrarId);
  return (head !== undefined && (head.state === "failed" || head.error !== null)) || parkedJob(state, registrarId) !== null;
}

/** A document of this registrar that was put aside while it was silent: nothing new goes to it before. Null: none. */
export function parkedJob({ unresolved }: Pick<TillState, "unresolved">, registrarId: string): UnresolvedJob | null {
  return unresolved.find((job) => job.isParked === true && job.registrarId === registrarId) ?? null;
}

/**
 * The document that wants a person most, null when none is under way: a refused one, else one that may still be given up, else one that
 * its registrar is silent about, else one that comes on by itself; the oldest of them.
 */
export function pressingJob(state: Pick<TillState, "jobs">): FiscalJob | null {
  return headJobs(state).toSorted((a, b) => calmness(a) - calmness(b))[0] ?? null;
}

function calmness({ state, error }: FiscalJob): number {
  if (state === "failed") return 0;
  if (error === null) return 3;
  return state === "waiting" ? 1 : 2;
}

/**
 * The shifts of all registrars as people speak of them, as one: open while any is, ending with the one that ends first. The end of a
 * shift whose registrar is stuck is not the till's while another one's is open.
 */
export function tillShift(state: Pick<TillState, "books" | "jobs" | "unresolved">): ShiftState {
  const { books } = state;
  const shifts = Object.values(books).map((book) => book.shift);
  const running = Object.entries(books).filter(([, { shift }]) => shift.openedAt !== null);
  const able = running.filter(([id]) => !isStuck(state, id));
  const opened = (able.length === 0 ? running : able).flatMap(([, { shift }]) => shift.openedAt ?? []);
  return {
    status: shifts.some((shift) => shift.status === "open") ? "open" : "closed",
    number: bookOf({ books }, MAIN_REGISTRAR).shift.number,
    openedAt: opened.length === 0 ? null : epochMs(Math.min(...opened)),
    totals: shifts.map((shift) => shift.totals).reduce(addTotals, ZERO_TOTALS),
  };
}
