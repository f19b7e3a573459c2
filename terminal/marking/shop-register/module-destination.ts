import type { Fact, ReceiptFact } from "../../../config/contract/facts.ts";
import { QUANTITY_ONE } from "../../../config/money.ts";
import type { Batch, Destination, SendOutcome } from "../../../sync-agent/destination.ts";
import { PIECE } from "../../../fiscal/document/measure.ts";
import type { LocalModule } from "../check/local-module/local-module-client.ts";
import { cisOf } from "../code/parse-marking.ts";

/** As many receipts as are told in one round; each is a request of its own, in the order of the sales. */
const RECEIPTS_MAX = 20;
/** Version of the module's interface that takes no reports. */
const WITHOUT_REPORTS = 1;

/**
 * Tells the local module (ЛМ ЧЗ) of the shop which whole pieces were sold and returned, so that it refuses them at every till. Delivered
 * like any other upload: in order, after outages too, and again after a crash, which changes nothing there. Kegs and parts are not told:
 * their codes are sold many times. Codes that the module does not take (of another owner, not known to it) are its own business.
 */
export function createModuleDestination(module: LocalModule): Destination {
  return {
    batchRowsMax: RECEIPTS_MAX,
    async send(batch: Batch, signal: AbortSignal): Promise<SendOutcome> {
      const delivered: number[] = [];
      for (const { sequence, fact } of batch.rows) {
        const told = await tell(module, fact, signal);
        if (told !== null) {
          const stop = { kind: "failed", error: told, retryAfterMs: null, suspect: told.details["status"] === 400 } as const;
          return { delivered, refused: [], failed: [sequence], stop };
        }
        delivered.push(sequence);
      }
      return { delivered, refused: [], failed: [], stop: null };
    },
    close() {},
  };
}

async function tell(module: LocalModule, fact: Fact, signal: AbortSignal) {
  const codes = fact.type === "receipt" ? pieceCodes(fact) : [];
  if (fact.type !== "receipt" || codes.length === 0 || module.state().apiVersion === WITHOUT_REPORTS) return null;
  const told = fact.kind === "sale" ? await module.sell(codes, signal) : await module.giveBack(codes, signal);
  return told.ok ? null : told.error;
}

function pieceCodes({ lines }: ReceiptFact): readonly string[] {
  return lines.flatMap(({ markingCode, measure, quantity }) => {
    const isWhole = measure === PIECE && quantity === QUANTITY_ONE;
    return isWhole ? (cisOf(markingCode) ?? []) : [];
  });
}
