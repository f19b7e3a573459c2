import { appError } from "../../config/errors/index.ts";
import type { CoreCommandOf, ReadMarking } from "../core/command.ts";
import { authorise, events, refuse, type Consent, type DecideContext, type Decision } from "../core/context.ts";
import type { TillState } from "../core/state.ts";
import { openPosition } from "./open-position.ts";
import type { Receipt } from "./receipt.ts";

/** The code of a piece that came back: it must be one that the receipt sold, and ticks its line. */
export function scanReturned(receipt: Receipt, { cis }: ReadMarking, name: string, consent: Consent): Decision {
  const position = receipt.positions.find((each) => !each.voided && each.marking?.cis === cis);
  if (position === undefined) return refuse(appError("MRK577", { name }));
  if (position.toScan !== true) return refuse(appError("RCP413", { number: receipt.number, line: position.line }));
  return events(...consent.events, { type: "returnScanned", line: position.line });
}

/** The code of a piece that came back can't be read: a senior answers for it, and the document goes without the code. */
export function returnWithoutCode(state: TillState, { line }: CoreCommandOf<"returnWithoutCode">, context: DecideContext): Decision {
  const found = openPosition(state, line);
  if (!found.ok) return found;
  const { position } = found.value;
  if (position.toScan !== true) return refuse(appError("MRK578", { name: position.item.name }));
  const consent = authorise(state, context, "refund-without-code");
  if (!consent.ok) return consent;
  const approvedBy = consent.value.approvedBy ?? consent.value.operator.id;
  return events(...consent.value.events, { type: "returnedWithoutCode", line, approvedBy });
}
