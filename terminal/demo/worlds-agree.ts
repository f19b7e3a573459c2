import { hasDocument } from "../../sync-agent/onec/has-document.ts";
import type { Fact, ReceiptFact } from "../../config/contract/facts.ts";
import { openJournalReader } from "../journal/open.ts";
import { ownTag } from "../receipt/fiscal-receipt.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { control } from "../api/till-client.ts";
import type { WorldAddresses } from "../embedded/addresses.ts";

interface KktDocument {
  readonly fdNumber: number;
  readonly operation: number | null;
  readonly totalKop: number | null;
  readonly fiscalSign: string;
  readonly tlv: readonly { readonly tag: number; readonly text?: string }[];
}

interface CardOperation {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
}

const OWN_TAG = 1192;

/** All completed facts of a till, read from its journal file. */
export function factsOf(dataDir: string): readonly Fact[] {
  const journal = openJournalReader(dataDir);
  if (!journal.ok) throw new Error(`no journal in ${dataDir}: ${journal.error.code}`);
  const rows = journal.value
    .prepare<[], { data: string }>("SELECT e.data FROM outbox o JOIN event e ON e.sequence = o.event_sequence ORDER BY o.sequence")
    .all();
  journal.value.close();
  return rows.map((row) => (JSON.parse(row.data) as { fact: Fact }).fact);
}

/** Controls of all registrars by seller, the till's own first. */
export function registrarControls({ kkt, sellers }: WorldAddresses): ReadonlyMap<string, string> {
  const main: readonly (readonly [string, string])[] = kkt === null ? [] : [[MAIN_REGISTRAR, kkt.control]];
  return new Map([...main, ...Object.entries(sellers).map(([id, each]) => [id, each.control] as const)]);
}

/** As `compareWithRegistrar`, each receipt at its own seller's registrar. */
export async function compareWithRegistrars(receipts: readonly ReceiptFact[], world: WorldAddresses): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [id, address] of registrarControls(world)) {
    const own = receipts.filter(({ sellerId }) => (sellerId ?? MAIN_REGISTRAR) === id);
    faults.push(...(await compareWithRegistrar(own, address)).map((fault) => `${id}: ${fault}`));
  }
  return faults;
}

/** Every fiscal document with our tag belongs to exactly one receipt of the journal, and the other way round. */
async function compareWithRegistrar(receipts: readonly ReceiptFact[], kktControl: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const documents: KktDocument[] = [];
  for (;;) {
    const next: KktDocument[] = await control(kktControl, "GET", `/documents?from=${documents.length + 1}`);
    if (next.length === 0) break;
    documents.push(...next);
  }
  const byTag = new Map<string, KktDocument>();
  for (const document of documents) {
    const tag = document.tlv.find((each) => each.tag === OWN_TAG)?.text?.trim();
    if (tag === undefined) {
      if (document.operation !== null) faults.push(`receipt document ${document.fdNumber} has no tag of ours`);
      continue;
    }
    if (byTag.has(tag)) faults.push(`documents ${byTag.get(tag)?.fdNumber} and ${document.fdNumber} have the same tag`);
    byTag.set(tag, document);
  }
  for (const receipt of receipts) {
    const document = byTag.get(ownTag(receipt.id));
    byTag.delete(ownTag(receipt.id));
    if (document === undefined) faults.push(`receipt ${receipt.number} has no document`);
    else if (document.fdNumber !== receipt.fiscal.fdNumber)
      faults.push(`receipt ${receipt.number} names document ${receipt.fiscal.fdNumber}, its tag is in ${document.fdNumber}`);
    else if (document.totalKop !== receipt.totalKop)
      faults.push(`receipt ${receipt.number}: ${receipt.totalKop}, document ${document.totalKop}`);
    else if (document.fiscalSign !== receipt.fiscal.fiscalSign) faults.push(`receipt ${receipt.number}: foreign fiscal sign`);
  }
  for (const document of byTag.values()) faults.push(`document ${document.fdNumber} belongs to no receipt`);
  return faults;
}

/** Card money that the bank holds is the card money of the completed receipts. */
export async function compareWithBank(receipts: readonly ReceiptFact[], cardControl: string): Promise<readonly string[]> {
  const { balanceKop } = await control<{ balanceKop: number; operations: readonly CardOperation[] }>(cardControl, "GET", "/operations");
  let expected = 0;
  for (const receipt of receipts) {
    const sign = receipt.kind === "sale" ? 1 : -1;
    for (const tender of receipt.tenders) if (tender.kind === "card") expected += sign * tender.amountKop;
  }
  return balanceKop === expected ? [] : [`the bank holds ${balanceKop}, completed receipts have ${expected} by card`];
}

/** What the control of the reference ITEEM server tells, as far as it is compared. */
export interface IteemReceived {
  readonly facts: number;
  readonly sales: { readonly count: number; readonly sumKop: number };
  readonly refunds: { readonly count: number; readonly sumKop: number };
  readonly tills: readonly { readonly accepted: number; readonly missing: readonly object[] }[];
  readonly outOfOrder: number;
  readonly loyalty: { readonly byCard: readonly CardPoints[] };
}

interface CardPoints {
  readonly cardNumber: string;
  readonly accrued: number;
  readonly redeemed: number;
}

/** Every fact is at ITEEM once and in order, and its ledger moved each card by what the receipts say. Names the promise of each fault. */
export function iteemFaults(facts: readonly Fact[], got: IteemReceived): readonly string[] {
  const receipts = receiptsOf(facts);
  const faults: string[] = [];
  if (got.facts !== facts.length) faults.push(`5: ITEEM has ${got.facts} facts of ${facts.length}`);
  if (got.sales.sumKop !== sumOf(receipts, "sale") || got.refunds.sumKop !== sumOf(receipts, "refund"))
    faults.push("5: ITEEM's sums are not the till's");
  for (const { accepted, missing } of got.tills) {
    if (accepted !== facts.length || missing.length > 0)
      faults.push(`5: ITEEM is complete up to ${accepted} of ${facts.length}, holes: ${JSON.stringify(missing)}`);
  }
  if (got.tills.length !== 1) faults.push(`5: ITEEM knows ${got.tills.length} streams of this till`);
  if (got.outOfOrder > 0) faults.push(`5: ITEEM stored ${got.outOfOrder} facts after later ones`);
  const moved = new Map(got.loyalty.byCard.map((card) => [card.cardNumber, card]));
  const own = pointsByCard(receipts);
  for (const cardNumber of new Set([...own.keys(), ...moved.keys()])) {
    const { accrued, redeemed } = own.get(cardNumber) ?? { accrued: 0, redeemed: 0 };
    const there = moved.get(cardNumber);
    if ((there?.accrued ?? 0) !== accrued || (there?.redeemed ?? 0) !== redeemed)
      faults.push(
        `4: card ${cardNumber}: accrued ${accrued}, redeemed ${redeemed}; ITEEM has ${there?.accrued ?? 0} and ${there?.redeemed ?? 0}`,
      );
  }
  return faults;
}

function receiptsOf(facts: readonly Fact[]): readonly ReceiptFact[] {
  return facts.filter((fact): fact is ReceiptFact => fact.type === "receipt");
}

function sumOf(receipts: readonly ReceiptFact[], kind: ReceiptFact["kind"]): number {
  return receipts.reduce((total, fact) => total + (fact.kind === kind ? fact.totalKop : 0), 0);
}

function pointsByCard(receipts: readonly ReceiptFact[]): ReadonlyMap<string, CardPoints> {
  const cards = new Map<string, CardPoints>();
  for (const { loyalty } of receipts) {
    if (loyalty === null) continue;
    const { cardNumber } = loyalty;
    const before = cards.get(cardNumber) ?? { accrued: 0, redeemed: 0 };
    cards.set(cardNumber, { cardNumber, accrued: before.accrued + loyalty.accrued, redeemed: before.redeemed + loyalty.redeemed });
  }
  return cards;
}

/** Each server has every fact once in effect. The till must be alone at them. */
export async function compareWithServers(facts: readonly Fact[], world: WorldAddresses): Promise<readonly string[]> {
  const faults: string[] = [];
  const receipts = receiptsOf(facts);
  if (world.iteem !== null) faults.push(...iteemFaults(facts, await control(world.iteem.control, "GET", "/received")));
  if (world.onec !== null) {
    const got: { readonly documents: Readonly<Record<string, { readonly count: number; readonly sumKop: number }>> } = await control(
      world.onec.control,
      "GET",
      "/received",
    );
    for (const [name, kind] of [
      ["Document_ЧекККМ", "sale"],
      ["Document_ЧекККМВозврат", "refund"],
    ] as const) {
      const stored = got.documents[name] ?? { count: 0, sumKop: 0 };
      const due = receipts.filter((fact) => fact.kind === kind && hasDocument(fact));
      if (stored.count !== due.length || stored.sumKop !== sumOf(due, kind))
        faults.push(`5: 1C ${name}: ${stored.count} for ${stored.sumKop}, the till has ${due.length} for ${sumOf(due, kind)}`);
    }
  }
  return faults;
}
