import type { FiscalBuyer } from "./fiscal-document.ts";
import type { Ffd } from "./tags.ts";
import { containerItem, textItem, textItems } from "./tlv-values.ts";
import type { TlvItem } from "./tlv.ts";

/** Kinds of identity document (tag 1245): list of order ЕД-7-20/662@, read from the KassArray database v7.12. */
export const IDENTITY_KINDS: ReadonlyMap<string, string> = new Map([
  ["21", "паспорт гражданина РФ"],
  ["22", "паспорт гражданина РФ, дипломатический, служебный или заграничный"],
  ["26", "временное удостоверение личности гражданина РФ"],
  ["27", "свидетельство о рождении гражданина РФ"],
  ["28", "иной документ гражданина РФ"],
  ["31", "паспорт иностранного гражданина"],
  ["32", "иной документ иностранного гражданина"],
  ["33", "документ, признаваемый по международному договору"],
  ["34", "вид на жительство"],
  ["35", "разрешение на временное проживание"],
  ["36", "свидетельство о рассмотрении ходатайства о признании беженцем"],
  ["37", "удостоверение беженца"],
  ["38", "иной документ лица без гражданства"],
  ["40", "документ лица без действительного документа"],
]);

/** Tags 1227 and 1228; since ФФД 1.2 inside 1256 with 1243, 1244, 1245, 1246 and 1254, which older formats don't know. */
export function buyerItems(buyer: FiscalBuyer, ffd: Ffd): TlvItem[] {
  const named = [textItem(1227, buyer.name), ...textItems(1228, buyer.inn)];
  if (ffd !== "1.2") return named;
  const inside = [
    ...named,
    ...textItems(1243, buyer.birthDate),
    ...textItems(1244, buyer.citizenship),
    ...textItems(1245, buyer.identity?.kind),
    ...textItems(1246, buyer.identity?.data),
    ...textItems(1254, buyer.address),
  ];
  return [containerItem(1256, inside)];
}
