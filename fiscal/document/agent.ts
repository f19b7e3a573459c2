import type { AgentKind, FiscalAgent } from "./fiscal-document.ts";
import { byteItem, containerItem, textItem, textItems } from "./tlv-values.ts";
import type { TlvItem } from "./tlv.ts";

/**
 * Agents (признак агента, tags 1057 and 1222): bits and names of order ЕД-7-20/662@. Which data belong to which agent follows
 * from federal laws 103-ФЗ (paying agents) and 161-ФЗ (bank paying agents); the obligation of each tag is in `tags.ts`.
 */
interface AgentKindInfo {
  readonly bit: number;
  readonly name: string;
}

export const AGENT_KINDS: Readonly<Record<AgentKind, AgentKindInfo>> = {
  "bank-paying-agent": { bit: 1, name: "банковский платежный агент" },
  "bank-paying-subagent": { bit: 2, name: "банковский платежный субагент" },
  "paying-agent": { bit: 4, name: "платежный агент" },
  "paying-subagent": { bit: 8, name: "платежный субагент" },
  attorney: { bit: 16, name: "поверенный" },
  "commission-agent": { bit: 32, name: "комиссионер" },
  another: { bit: 64, name: "агент" },
};

/** The kinds in tag 1057 of a registration, in the order of their bits; bits without a name are passed over. */
export function agentKindsOfMask(mask: number): AgentKind[] {
  return (Object.keys(AGENT_KINDS) as AgentKind[]).filter((kind) => (mask & AGENT_KINDS[kind].bit) !== 0);
}

const OPERATION = 1044;
const AGENT_PHONE = 1073;
const RECEIVER_PHONE = 1074;
const TRANSFER_OPERATOR = [1005, 1016, 1026, 1075];

/** Tags of 1223 that an agent of this kind must give. [memory: notes of the order to tags 1005–1075; 103-ФЗ, 161-ФЗ] */
export function requiredAgentTags(kind: AgentKind): readonly number[] {
  switch (kind) {
    case "bank-paying-agent":
    case "bank-paying-subagent":
      return [OPERATION, AGENT_PHONE, ...TRANSFER_OPERATOR];
    case "paying-agent":
    case "paying-subagent":
      return [AGENT_PHONE, RECEIVER_PHONE];
    case "attorney":
    case "commission-agent":
    case "another":
      return [];
  }
}

/** INN of a supplier (1226) or buyer (1228) without a Russian one. */
export const NO_INN = "000000000000";

/** Tags 1222, 1226, 1223 { 1005, 1016, 1026, 1044, 1073, 1074, 1075 } and 1224 { 1225, 1171 } of a position; empty containers are left out. */
export function agentItems(agent: FiscalAgent): TlvItem[] {
  const { kind, supplier, payingAgent, receiver, transfer } = agent;
  const agentData = [
    ...textItems(1005, transfer?.address),
    ...textItems(1016, transfer?.inn),
    ...textItems(1026, transfer?.name),
    ...textItems(1044, payingAgent?.operation),
    ...textItems(1073, payingAgent?.phones),
    ...textItems(1074, receiver?.phones),
    ...textItems(1075, transfer?.phones),
  ];
  const supplierData = [...textItems(1225, supplier.name), ...textItems(1171, supplier.phones)];
  return [
    byteItem(1222, AGENT_KINDS[kind].bit),
    textItem(1226, supplier.inn),
    ...(agentData.length === 0 ? [] : [containerItem(1223, agentData)]),
    ...(supplierData.length === 0 ? [] : [containerItem(1224, supplierData)]),
  ];
}

/**
 * Tag 1057 of a receipt before ФФД 1.2: it speaks of the whole receipt, so only when every position is an agent's. A mask when
 * the kinds differ. [memory: notes to tag 1057]
 */
export function agentMask(lines: readonly { readonly agent?: FiscalAgent }[]): number | null {
  let mask = 0;
  for (const { agent } of lines) {
    if (agent === undefined) return null;
    mask |= AGENT_KINDS[agent.kind].bit;
  }
  return mask === 0 ? null : mask;
}
