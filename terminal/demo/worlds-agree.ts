import type { Fact, ReceiptFact } from "../../config/contract/facts.ts";
import { openJournalReader } from "../journal/open.ts";
import { ownTag } from "../receipt/fiscal-receipt.ts";
import { control } from "./till-client.ts";
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

/** Every fiscal document with our tag belongs to exactly one receipt of the journal, and the other way round. */
export async function compareWithRegistrar(receipts: readonly ReceiptFact[], kktControl: string): Promise<readonly string[]> {
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

interface Received {
  readonly facts: number;
  readonly sales: { readonly count: number; readonly sumKop: number };
  readonly refunds: { readonly count: number; readonly sumKop: number };
}

/** Each server has every fact once in effect. */
export async function compareWithServers(facts: readonly Fact[], world: WorldAddresses): Promise<readonly string[]> {
  const faults: string[] = [];
  const receipts = facts.filter((fact): fact is ReceiptFact => fact.type === "receipt");
  const sum = (kind: string) => receipts.filter((fact) => fact.kind === kind).reduce((total, fact) => total + fact.totalKop, 0);
  if (world.iteem !== null) {
    const got: Received = await control(world.iteem.control, "GET", "/received");
    if (got.facts !== facts.length) faults.push(`ITEEM has ${got.facts} facts of ${facts.length}`);
    if (got.sales.sumKop !== sum("sale") || got.refunds.sumKop !== sum("refund")) faults.push("ITEEM's sums are not the till's");
  }
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
      const count = receipts.filter((fact) => fact.kind === kind).length;
      if (stored.count !== count || stored.sumKop !== sum(kind))
        faults.push(`1C ${name}: ${stored.count} for ${stored.sumKop}, the till has ${count} for ${sum(kind)}`);
    }
  }
  return faults;
}
