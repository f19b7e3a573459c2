import { AGENT_KINDS } from "../../../fiscal/document/agent.ts";
import { checkAgent } from "../../../fiscal/document/check-agent.ts";
import { isPhone } from "../../../fiscal/document/contact.ts";
import type { AgentKind, FiscalAgent } from "../../../fiscal/document/fiscal-document.ts";
import { placeOf } from "../../../fiscal/document/finding.ts";

/** Columns of a goods list that say on whose behalf an item is sold. */
export const AGENT_FIELDS = [
  "agent",
  "supplier",
  "supplierInn",
  "supplierPhone",
  "agentOperation",
  "agentPhone",
  "receiverPhone",
  "transferName",
  "transferInn",
  "transferAddress",
  "transferPhone",
] as const;
export type AgentField = (typeof AGENT_FIELDS)[number];

/** The agent of an item; null for the seller's own goods. `wrong`: why the row can't be taken, in Russian. */
export type AgentReading = { readonly agent: FiscalAgent | null } | { readonly wrong: string };

/** Reads the agent columns of one row. What the law asks of the kind must be there: a receipt could not be registered without it. */
export function readAgent(text: (field: AgentField) => string): AgentReading {
  const word = text("agent").toLowerCase().replaceAll("ё", "е");
  if (word === "" || word === "нет" || word === "no") return { agent: null };
  const kind = kindOf(word);
  if (kind === null) return { wrong: text("agent") };
  const agent = agentOf(kind, text);
  const [finding] = checkAgent(agent, undefined, placeOf(null));
  return finding === undefined ? { agent } : { wrong: `${AGENT_KINDS[kind].name}: ${finding.reason}` };
}

function kindOf(word: string): AgentKind | null {
  const kinds = Object.keys(AGENT_KINDS) as AgentKind[];
  return kinds.find((kind) => kind === word || AGENT_KINDS[kind].name === word) ?? null;
}

function agentOf(kind: AgentKind, text: (field: AgentField) => string): FiscalAgent {
  const supplier = { inn: text("supplierInn"), ...optional("name", text("supplier")), ...phones(text("supplierPhone")) };
  const payingAgent = { ...optional("operation", text("agentOperation")), ...phones(text("agentPhone")) };
  const receiver = phones(text("receiverPhone"));
  const transfer = {
    ...optional("name", text("transferName")),
    ...optional("inn", text("transferInn")),
    ...optional("address", text("transferAddress")),
    ...phones(text("transferPhone")),
  };
  return {
    kind,
    supplier,
    ...(Object.keys(payingAgent).length === 0 ? {} : { payingAgent }),
    ...(receiver.phones === undefined ? {} : { receiver: { phones: receiver.phones } }),
    ...(Object.keys(transfer).length === 0 ? {} : { transfer }),
  };
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === "" ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}

/** Several phones stand apart by commas; "8 900 123-45-67" is +79001234567. What is no phone stays for the check to name. */
function phones(text: string): { readonly phones?: readonly string[] } {
  const list = text.split(/[,|]/).map(normalPhone).filter(Boolean);
  return list.length === 0 ? {} : { phones: list };
}

function normalPhone(text: string): string {
  const trimmed = text.trim();
  const digits = trimmed.replace(/[\s()-]/g, "");
  if (isPhone(digits)) return digits;
  return /^[78]\d{10}$/.test(digits) ? `+7${digits.slice(1)}` : trimmed;
}
