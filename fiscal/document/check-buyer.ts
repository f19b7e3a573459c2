import { isInn } from "../../config/inn.ts";
import { localDateOf } from "../../config/local-date.ts";
import type { LocalDate } from "../../config/local-date.ts";
import { NO_INN } from "./agent.ts";
import { IDENTITY_KINDS } from "./buyer.ts";
import type { FiscalBuyer } from "./fiscal-document.ts";
import type { Finding, Place } from "./finding.ts";
import type { Ffd } from "./tags.ts";

const COUNTRY_CODE = /^\d{3}$/;

export function isCountryCode(text: string): boolean {
  return COUNTRY_CODE.test(text);
}

/** Findings about the buyer (1227, 1228, 1256). `today` is the day of the document. */
export function checkBuyer(buyer: FiscalBuyer, ffd: Ffd, today: LocalDate, { finding, text }: Place): Finding[] {
  const { name, inn, birthDate, citizenship, identity, address } = buyer;
  const found = text(1227, name);
  if (inn !== undefined && !isInn(inn) && inn !== NO_INN) found.push(finding("FIS478", 1228, { inn }));
  const since12: readonly [number, string | undefined][] = [
    [1243, birthDate],
    [1244, citizenship],
    [1245, identity?.kind],
    [1246, identity?.data],
    [1254, address],
  ];
  if (ffd !== "1.2")
    return [...found, ...since12.filter(([, value]) => value !== undefined).map(([tag]) => finding("FIS475", tag, { ffd }))];
  if (birthDate !== undefined) {
    const born = localDateOf(birthDate);
    if (born === null || born > today) found.push(finding("FIS482", 1243, { date: birthDate }));
  }
  if (citizenship !== undefined && !isCountryCode(citizenship)) found.push(finding("FIS483", 1244, { value: citizenship }));
  if (identity !== undefined) {
    if (!IDENTITY_KINDS.has(identity.kind)) found.push(finding("FIS483", 1245, { value: identity.kind }));
    found.push(...text(1246, identity.data));
  }
  if (address !== undefined) found.push(...text(1254, address));
  // Who has no INN is told by a document. [memory: notes of the order to tags 1243, 1245, 1246]
  if (inn === undefined && identity === undefined) found.push(finding("FIS484", 1228));
  return found;
}
