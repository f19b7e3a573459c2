import type { Clock, EpochMs } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import type { AppError } from "../../config/errors/index.ts";
import { assertInvariant } from "../../config/result.ts";
import { isPartOfPiece } from "../../fiscal/document/planned-status.ts";
import type { DriveCodeCheck } from "../../fiscal/registrar.ts";
import type { CoreCommandOf } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import { unfinishedReceipts } from "../core/state.ts";
import type { CheckAnswer, MarkingCheck } from "../marking/check/marking-check.ts";
import { cisOfText } from "../marking/code/cis-of-text.ts";
import { markingCodeFromBase64 } from "../marking/code/parse-marking.ts";
import type { MarkingCode } from "../marking/code/marking-code.ts";
import { decideMarkedReturn, decideMarkedSale, industryAttribute, type MarkingDecision } from "../marking/decision.ts";
import type { MarkingSettings } from "../marking/rules.ts";
import { fractionOf } from "../receipt/code-share.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import type { Position, PositionMarking, Receipt } from "../receipt/receipt.ts";
import type { Till } from "../till.ts";
import { commitOutcome } from "./commit-outcome.ts";
import type { AskDrive } from "./drive-check.ts";
import type { Log } from "../../config/log.ts";

export interface MarkingEffectPorts {
  readonly till: Till;
  readonly check: MarkingCheck;
  /** Check of the line's code in the fiscal drive. Absent: the drive is not asked while scanning goes on. */
  readonly askDrive?: AskDrive;
  /** Number of the receipt that sold a code (КИ), by the till's own register; null: none did. */
  readonly soldIn: (cis: string) => number | null;
  readonly marking: MarkingSettings;
  readonly settings: TillSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Checks codes of lines in state `checking`, all at once, while scanning goes on. A check changes nothing at the service, so
 * after a crash it is simply made again.
 */
export function createMarkingEffect(ports: MarkingEffectPorts): { wake(): void } {
  const busy = new Set<string>();
  return {
    wake() {
      for (const receipt of unfinishedReceipts(ports.till.state)) {
        for (const position of receipt.positions) {
          const key = `${receipt.id}/${position.line}`;
          if (position.voided || position.marking?.state !== "checking" || busy.has(key)) continue;
          busy.add(key);
          void checkLine(receipt, position, position.marking, ports).finally(() => busy.delete(key));
        }
      }
    },
  };
}

/** Both are asked at once; the line waits for the slower one. */
async function checkLine(receipt: Receipt, position: Position, marking: PositionMarking, ports: MarkingEffectPorts): Promise<void> {
  const code = codeOf(marking);
  const [answer, asked] = await Promise.all([
    ports.check.check(code, ports.signal),
    ports.askDrive === undefined ? null : ports.askDrive(receipt, position, ports.signal),
  ]);
  if (ports.signal.aborted) return;
  const driveError = asked !== null && "code" in asked ? asked : null;
  const drive = asked === null || "code" in asked ? null : asked;
  const decision = decide(receipt, position, { code, marking, answer, drive }, ports);
  await commitOutcome(ports, outcomeOf(receipt, position, decision, { answer, drive, driveError, at: ports.clock.now() }));
  if (decision.verdict === "refuse" && decision.reason !== null && !ports.signal.aborted) ports.till.raise(decision.reason);
}

interface Asked {
  readonly code: MarkingCode;
  readonly marking: PositionMarking;
  readonly answer: CheckAnswer;
  readonly drive: DriveCodeCheck | null;
}

function decide(receipt: Receipt, position: Position, asked: Asked, ports: MarkingEffectPorts): MarkingDecision {
  const { code, marking, answer, drive } = asked;
  const seen = { code, group: position.item.markingGroup, at: ports.clock.now(), drive };
  if (receipt.kind === "refund") return decideMarkedReturn({ ...seen, soldHere: marking.soldHere ?? null }, answer, ports.marking);
  const priced = receiptTotals(receipt, ports.settings).lines.get(position.line);
  const priceKop = priced?.sumKop ?? kopecks(position.item.priceKop);
  const { part, item, quantity } = position;
  const isPart = isPartOfPiece({ measure: item.measure, quantity, ...fractionOf(part) });
  return decideMarkedSale({ ...seen, priceKop, isPart, isSetSold: isSetSold(answer, ports.soldIn) }, answer, ports.marking);
}

/** `parent` of the answer: the pack or set that the piece is of; as КИ, or as a longer piece of its code. */
function isSetSold(answer: CheckAnswer, soldIn: MarkingEffectPorts["soldIn"]): boolean {
  const parent = "status" in answer ? answer.status.parent : null;
  return parent !== null && soldIn(cisOfText(parent) ?? parent) !== null;
}

function outcomeOf(
  receipt: Receipt,
  position: Position,
  decision: MarkingDecision,
  { answer, drive, driveError, at }: Pick<Asked, "answer" | "drive"> & { readonly driveError: AppError | null; readonly at: EpochMs },
): CoreCommandOf<"markChecked"> {
  const state = decision.verdict === "allow" ? "allowed" : decision.verdict === "refuse" ? "refused" : "ask-senior";
  return {
    type: "markChecked",
    receiptId: receipt.id,
    line: position.line,
    decision: {
      state,
      reason: decision.reason?.code ?? null,
      details: decision.reason?.details ?? {},
      industry: receipt.kind === "refund" ? null : industryAttribute(answer),
      approvedBy: null,
      checked: {
        at,
        basis: decision.basis,
        source: answer.source,
        requestId: "reqId" in answer ? answer.reqId : null,
        driveResult: drive?.result ?? null,
      },
    },
    // That the drive did not check is a remark of the journal; it forbids nothing.
    answer: {
      answer,
      drive,
      basis: decision.basis,
      reasons: driveError === null ? decision.reasons : [...decision.reasons, driveError],
      facts: decision.facts,
    },
  };
}

/** The code was parsed when it was scanned; the journal keeps its bytes. */
function codeOf(marking: PositionMarking): MarkingCode {
  const read = markingCodeFromBase64(marking.codeBase64);
  assertInvariant(read.ok, `a journalled marking code parses: ${marking.cis}`);
  return read.value;
}
