import type { Fact, FactReceiptKind, ReceiptFact, ShiftFact } from "../../config/contract/facts.ts";
import { formatKop, kopecks } from "../../config/money.ts";
import type { WorldAddresses } from "../embedded/addresses.ts";
import { verifyDataDirectory, type VerifyReport } from "../journal/verify.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { control } from "../api/till-client.ts";
import { compareWithBank, compareWithRegistrars, compareWithServers, factsOf, registrarControls } from "./worlds-agree.ts";

/** What `npm run demo -- --json` prints. Money in kopecks. */
export interface DemoReport {
  readonly receipts: readonly {
    readonly id: string;
    readonly number: number;
    readonly kind: FactReceiptKind;
    readonly seller: string;
    /** The same for the receipts of one payment; null for a receipt that was paid alone. */
    readonly purchaseId: string | null;
    readonly totalKop: number;
    readonly cashKop: number;
    readonly cardKop: number;
    readonly changeKop: number;
    readonly fnSerial: string;
    readonly fdNumber: number;
    readonly fiscalSign: string;
    readonly qr: string | null;
  }[];
  /** By seller. */
  readonly shifts: Readonly<Record<string, ClosedShift>>;
  readonly servers: { readonly iteem: object | null; readonly onec: object | null };
  readonly journal: Pick<VerifyReport, "events" | "receipts" | "facts" | "lastHash"> | null;
  readonly invariants: { readonly checked: readonly string[]; readonly violated: readonly string[] };
}

/**
 * Each promise with what it was held against; the drive, the bank and the servers are asked after the day. Promise 8, about strangers,
 * is not a day's to prove: `terminal/api/api.test.ts`.
 */
const CHECKED = [
  "1 receipts and fiscal documents match one to one (own tags, sums and signs in the fiscal drive)",
  "2 money adds up (lines, payments, drawer and shift totals in the journal; the drive's own totals of the closed shift)",
  "3 a marking code is sold at most once, and only with an allowed decision (journal)",
  "4 points are conserved (no more redeemed than told, returns against their sales; ITEEM's ledger card by card)",
  "5 every fact reached ITEEM once, in order and without holes, and what 1C has a document for reached it once (counts and sums)",
  "6 the journal is whole: chain, snapshot, derived tables, counted deliveries",
  "7 card money is held only for completed receipts (operations in the journal, balance of the bank)",
  "9 money before and after the goods is conserved (journal)",
] as const;

interface ClosedShift {
  readonly journal: ShiftFact["totals"] | null;
  /** As the fiscal drive wrote it into its own document of the shift's close. */
  readonly registrar: RegistrarShift | null;
}

interface RegistrarShift {
  readonly fdNumber: number;
  readonly salesKop: number;
  readonly salesCount: number;
  readonly refundsKop: number;
  readonly refundsCount: number;
  readonly cashKop: number;
  readonly cardKop: number;
}

interface Tlv {
  readonly tag: number;
  readonly number?: number;
  readonly items?: readonly Tlv[];
}

const SHIFT_CLOSE = 5;
/** Totals of the shift, of sales and of refunds in them, and in those: count, sum, cash, electronic (ФФД, tags of type Z). */
const SHIFT_TOTALS = 1194;
const OF_SALES = 1129;
const OF_REFUNDS = 1130;
const TOTAL = { count: 1135, sumKop: 1201, cashKop: 1136, electronicKop: 1138 } as const;

async function closedByRegistrar(kktControl: string): Promise<RegistrarShift | null> {
  const { drive } = await control<{ readonly drive: { readonly lastFd: number } }>(kktControl, "GET", "/state");
  const last = await control<{ readonly type: number; readonly fdNumber: number; readonly tlv: readonly Tlv[] }>(
    kktControl,
    "GET",
    `/documents/${drive.lastFd}`,
  );
  if (last.type !== SHIFT_CLOSE) return null;
  const find = (items: readonly Tlv[] | undefined, tag: number): Tlv | undefined => items?.find((item) => item.tag === tag);
  const totals = find(last.tlv, SHIFT_TOTALS)?.items;
  const of = (group: number, tag: number): number => find(find(totals, group)?.items, tag)?.number ?? 0;
  return {
    fdNumber: last.fdNumber,
    salesKop: of(OF_SALES, TOTAL.sumKop),
    salesCount: of(OF_SALES, TOTAL.count),
    refundsKop: of(OF_REFUNDS, TOTAL.sumKop),
    refundsCount: of(OF_REFUNDS, TOTAL.count),
    cashKop: of(OF_SALES, TOTAL.cashKop) - of(OF_REFUNDS, TOTAL.cashKop),
    cardKop: of(OF_SALES, TOTAL.electronicKop) - of(OF_REFUNDS, TOTAL.electronicKop),
  };
}

function compareShifts(till: ShiftFact["totals"] | null, registrar: RegistrarShift | null): readonly string[] {
  if (till === null || registrar === null) return ["2: the shift is not closed"];
  const names = ["salesKop", "salesCount", "refundsKop", "refundsCount", "cashKop", "cardKop"] as const;
  return names
    .filter((name) => till[name] !== registrar[name])
    .map((name) => `2: shift ${name}: till ${till[name]}, registrar ${registrar[name]}`);
}

async function shiftsOf(facts: readonly Fact[], world: WorldAddresses): Promise<Readonly<Record<string, ClosedShift>>> {
  const shifts: Record<string, ClosedShift> = {};
  for (const [id, address] of registrarControls(world)) {
    shifts[id] = { journal: closedShift(facts, id)?.totals ?? null, registrar: await closedByRegistrar(address) };
  }
  return shifts;
}

/** Holds the day's journal against everything outside it. */
export async function demoReport(dataDir: string, world: WorldAddresses): Promise<DemoReport> {
  const facts = factsOf(dataDir);
  const receipts = facts.filter((fact): fact is ReceiptFact => fact.type === "receipt");
  const verified = verifyDataDirectory(dataDir);
  const shifts = await shiftsOf(facts, world);
  const violated = [
    ...(verified.ok ? verified.value.violations.map(({ promise, what }) => `${promise}: ${what}`) : [verified.error.code]),
    ...Object.entries(shifts).flatMap(([id, { journal, registrar }]) =>
      compareShifts(journal, registrar).map((fault) => `${fault} (${id})`),
    ),
    ...(await compareWithRegistrars(receipts, world)),
    ...(world.cardTerminal === null ? [] : await compareWithBank(receipts, world.cardTerminal.control)),
    ...(await compareWithServers(facts, world)),
  ];
  return {
    receipts: receipts.map((fact) => ({
      id: fact.id,
      number: fact.number,
      kind: fact.kind,
      seller: fact.sellerId ?? MAIN_REGISTRAR,
      purchaseId: fact.purchaseId ?? null,
      totalKop: fact.totalKop,
      cashKop: tendered(fact, "cash"),
      cardKop: tendered(fact, "card"),
      changeKop: fact.changeKop,
      fnSerial: fact.fiscal.fnSerial,
      fdNumber: fact.fiscal.fdNumber,
      fiscalSign: fact.fiscal.fiscalSign,
      qr: fact.fiscal.qr,
    })),
    shifts,
    servers: {
      iteem: world.iteem === null ? null : await control(world.iteem.control, "GET", "/received"),
      onec: world.onec === null ? null : await control(world.onec.control, "GET", "/received"),
    },
    journal: verified.ok
      ? { events: verified.value.events, receipts: verified.value.receipts, facts: verified.value.facts, lastHash: verified.value.lastHash }
      : null,
    invariants: { checked: CHECKED, violated },
  };
}

/** The fiscal documents as they were printed, one after another, registrar by registrar. */
export async function printedDocuments(world: WorldAddresses): Promise<string> {
  const rolls: string[] = [];
  for (const address of registrarControls(world).values()) {
    const answer = await fetch(`${address}/paper?last=500&format=text`);
    rolls.push(await answer.text());
  }
  return rolls.join("\n");
}

export function summary(report: DemoReport): string {
  const { receipts, shifts, journal, invariants } = report;
  const drawerKop = Object.values(shifts).reduce((total, { journal: closed }) => total + (closed?.drawerKop ?? 0), 0);
  const sales = receipts.filter((receipt) => receipt.kind === "sale");
  const refunds = receipts.filter((receipt) => receipt.kind === "refund");
  const sum = (list: typeof receipts): string =>
    formatKop(list.reduce((total, each) => total + each.totalKop, 0) as Parameters<typeof formatKop>[0]);
  return [
    `чеков продажи ${sales.length} на ${sum(sales)}, возвратов ${refunds.length} на ${sum(refunds)}`,
    `в кассе ${formatKop(kopecks(drawerKop))}, событий в журнале ${journal?.events ?? "?"}`,
    `обещаний проверено ${invariants.checked.length}, нарушено ${invariants.violated.length}`,
    ...invariants.violated.map((what) => `  ✗ ${what}`),
  ].join("\n");
}

function tendered(fact: ReceiptFact, kind: "cash" | "card"): number {
  return fact.tenders.reduce((total, tender) => total + (tender.kind === kind ? tender.amountKop : 0), 0);
}

function closedShift(facts: readonly Fact[], id: string): ShiftFact | undefined {
  return facts.findLast(
    (fact): fact is ShiftFact => fact.type === "shift" && fact.kind === "closed" && (fact.sellerId ?? MAIN_REGISTRAR) === id,
  );
}
