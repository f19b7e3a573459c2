import { isInn, isOrganisationInn } from "../../config/inn.ts";
import { AGENT_KINDS, NO_INN, requiredAgentTags } from "./agent.ts";
import { isPhone } from "./contact.ts";
import type { AgentKind, FiscalAgent } from "./fiscal-document.ts";
import type { Finding, Place } from "./finding.ts";

/** Findings about the agent of a position. `permitted`: kinds of the registration (tag 1057 there); not checked when absent. */
export function checkAgent(agent: FiscalAgent, permitted: readonly AgentKind[] | undefined, place: Place): Finding[] {
  const { finding, text } = place;
  const { kind, supplier, payingAgent, transfer } = agent;
  const { name } = AGENT_KINDS[kind];
  const found: Finding[] = [];
  if (permitted !== undefined && !permitted.includes(kind)) found.push(finding("FIS480", 1222, { agent: name }));
  if (!isInn(supplier.inn) && supplier.inn !== NO_INN) found.push(finding("FIS478", 1226, { inn: supplier.inn }));
  if (transfer?.inn !== undefined && !isOrganisationInn(transfer.inn)) found.push(finding("FIS478", 1016, { inn: transfer.inn }));
  const texts: readonly [number, string | undefined][] = [
    [1225, supplier.name],
    [1044, payingAgent?.operation],
    [1026, transfer?.name],
    [1005, transfer?.address],
  ];
  for (const [tag, value] of texts) if (value !== undefined) found.push(...text(tag, value));
  const phones = phonesOf(agent);
  for (const [tag, list] of phones) {
    for (const phone of list) if (!isPhone(phone)) found.push(finding("FIS479", tag, { phone }));
  }
  const given = new Set<number>([
    ...texts.filter(([, value]) => value !== undefined).map(([tag]) => tag),
    ...phones.filter(([, list]) => list.length > 0).map(([tag]) => tag),
    ...(transfer?.inn === undefined ? [] : [1016]),
  ]);
  const lacking = requiredAgentTags(kind).filter((tag) => !given.has(tag));
  return [...found, ...lacking.map((tag) => finding("FIS481", tag, { agent: name }))];
}

function phonesOf({ supplier, payingAgent, receiver, transfer }: FiscalAgent): readonly [number, readonly string[]][] {
  return [
    [1171, supplier.phones ?? []],
    [1073, payingAgent?.phones ?? []],
    [1074, receiver?.phones ?? []],
    [1075, transfer?.phones ?? []],
  ];
}
