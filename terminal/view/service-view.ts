import type { EpochMs } from "../../config/clock.ts";
import type { Fact, FactReceiptKind } from "../../config/contract/facts.ts";
import type { ReceiptSummaryView, SearchHitView } from "../../config/contract/view.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import { kopecks, quantity } from "../../config/money.ts";
import type { DeviceState } from "../../device-drivers/diagnostics/device-state.ts";
import type { OutboxPort } from "../../sync-agent/outbox-port.ts";
import type { CatalogStats } from "../catalog/catalog.ts";
import type { SearchHit } from "../catalog/search/search.ts";
import { refundableOf } from "../input/history-input.ts";
import type { SeenRegistrar } from "../registrar-watches.ts";
import type { FoundReceipt } from "../journal/history.ts";
import { receiptMarkingView, type ReaderOfReceipts } from "./receipt-marking-view.ts";

export interface ServiceFacts {
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly devices: readonly (DeviceState & { readonly facts?: Readonly<Record<string, string>> })[];
  readonly utm: ServiceView["devices"];
  readonly registrars: readonly SeenRegistrar[];
  readonly counters: ServiceView["counters"];
  readonly marking: ServiceView["marking"];
  readonly outbox: OutboxPort;
  readonly journal: ServiceView["journal"];
  readonly catalog: CatalogStats | null;
  readonly refusedRequests: number;
  readonly recentErrors: readonly { readonly at: EpochMs; readonly error: AppError }[];
  readonly language: "ru" | "en";
}

/** The technician's page as data. */
export function serviceView(facts: ServiceFacts): ServiceView {
  const { language, outbox } = facts;
  const text = (error: AppError | null): string | null => (error === null ? null : `${error.code}: ${errorText(error, language)}`);
  return {
    version: facts.version,
    startedAt: facts.startedAt,
    devices: [
      ...facts.devices.map(({ name, kind, address, state, since, lastError, counters, facts: own }) => ({
        name,
        kind,
        address,
        state,
        since,
        lastError: text(lastError),
        counters,
        facts: own ?? {},
      })),
      ...facts.utm,
    ],
    counters: facts.counters,
    marking: facts.marking,
    calendar: [
      ...facts.registrars.flatMap(({ owner, sight }) =>
        sight.misfits.map((error) => ({
          code: error.code,
          severity: "urgent" as const,
          at: null,
          text: ofOwner(owner, errorText(error, language)),
        })),
      ),
      ...facts.registrars.flatMap(({ owner, sight }) =>
        sight.calendar.map(({ code, severity, at, error }) => ({ code, severity, at, text: ofOwner(owner, errorText(error, language)) })),
      ),
    ],
    outbox: outbox.destinations().map((destination) => {
      const summary = outbox.summary(destination);
      const setAside = outbox.setAsideRows(destination).map((row) => ({
        sequence: row.sequence,
        what: factName(row.fact),
        error: text(row.error) ?? "",
        at: row.at,
      }));
      const { waiting, oldestAt, delivered, lastDeliveredAt } = summary;
      return { destination, waiting, oldestAt, delivered, setAside, lastError: text(summary.lastError), lastDeliveredAt };
    }),
    journal: facts.journal,
    catalog: {
      items: facts.catalog?.items ?? 0,
      generation: String(facts.catalog?.generation ?? ""),
      importedAt: facts.catalog?.importedAt ?? null,
    },
    refusedRequests: facts.refusedRequests,
    recentErrors: facts.recentErrors.map(({ at, error }) => ({ at, code: error.code, text: errorText(error, language) })),
  };
}

const RECEIPT_NAMES: Readonly<Record<FactReceiptKind, string>> = {
  sale: "Чек",
  refund: "Возврат",
  purchase: "Покупка",
  "purchase-refund": "Возврат покупки",
};

/** Says whose registrar is meant, on a till with several. */
function ofOwner(owner: string | null, text: string): string {
  return owner === null ? text : `${owner}: ${text}`;
}

function factName(fact: Fact): string {
  switch (fact.type) {
    case "receipt":
      return `${RECEIPT_NAMES[fact.kind]} № ${fact.number}`;
    case "correction":
      return `Чек коррекции ФД № ${fact.fiscal.fdNumber}`;
    case "cash":
      return fact.kind === "in" ? "Внесение" : "Изъятие";
    case "shift":
      return `${fact.kind === "opened" ? "Открытие" : "Закрытие"} смены № ${fact.shiftNumber}`;
  }
}

export function searchHitView(hit: SearchHit): SearchHitView {
  return {
    itemId: hit.id,
    name: hit.name,
    article: hit.article,
    code: hit.code,
    priceKop: hit.priceKop ?? kopecks(0),
    unit: hit.unit,
    weighed: hit.weighed,
    ...(hit.isOnTap ? { onTap: true as const } : {}),
    marked: hit.markingGroup !== null,
    stock: hit.stock === null ? null : quantity(Math.max(0, hit.stock)),
    ranges: hit.ranges.map(([start, end]) => [start, end] as const),
  };
}

export function receiptSummary(found: FoundReceipt, reader: ReaderOfReceipts): ReceiptSummaryView {
  const { fact } = found;
  return {
    receiptId: fact.id,
    number: fact.number,
    kind: fact.kind,
    settlement: fact.settlement ?? "full",
    deal: fact.deal ?? null,
    at: fact.at,
    totalKop: fact.totalKop,
    fdNumber: fact.fiscal.fdNumber,
    fiscalSign: fact.fiscal.fiscalSign,
    qr: fact.fiscal.qr,
    lines: fact.lines.map((line) => ({
      name: line.name,
      quantity: line.quantity,
      sumKop: line.sumKop,
      refundable: quantity(refundableOf(found, line)),
      marking: receiptMarkingView(line, reader),
    })),
  };
}
