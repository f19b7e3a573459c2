import type { Clock } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import type { AlertView } from "../config/contract/view.ts";
import type { Log } from "../config/log.ts";
import type { Registration } from "../fiscal/registrar.ts";
import type { OutboxPort } from "../sync-agent/outbox-port.ts";
import type { LockPolicy, StaffMember } from "./access/sign-in.ts";
import type { PendingApproval } from "./access/pending-approval.ts";
import type { BarcodeRules } from "./catalog/resolve-barcode.ts";
import type { TillSettings } from "./core/settings.ts";
import type { CodePrompt } from "./input/code-prompt.ts";
import type { CounterDevices, GoodsLookup } from "./input/ports.ts";
import type { History } from "./journal/history.ts";
import type { Journal } from "./journal/journal.ts";

/** What the till stands on. */
export interface TillPorts {
  readonly journal: Journal;
  readonly history: History;
  readonly outbox: OutboxPort;
  readonly goods: GoodsLookup;
  /** By id, the till's own first. */
  readonly registrars: ReadonlyMap<string, CounterDevices>;
  readonly settings: TillSettings;
  /** Registration of a seller's registrar as last read; absent: never known. */
  readonly registrationOf?: (sellerId: string) => Registration | null;
  /** Why no EGAIS cheque would be taken now; absent or null: nothing is known against it. */
  readonly utmFault?: () => AppError | null;
  readonly barcodes: BarcodeRules;
  /** Scanners on the customer's side of the counter: only loyalty cards count from there. */
  readonly customerSources: ReadonlySet<string>;
  readonly staff: readonly StaffMember[];
  readonly lockPolicy: LockPolicy;
  readonly verifyPin: (pinHash: string, pin: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A fact that was set aside waits again: the upload may try at once. */
  readonly onRequeued?: () => void;
  readonly language: "ru" | "en";
  readonly log: Log;
}

/** What is on the cashier's screen but is no fact of the till: gone with a restart, and nothing is lost by that. */
export interface ScreenState {
  /** The first of those that nobody has read yet; the others follow in their order. */
  readonly alert: AlertView | null;
  readonly approval: PendingApproval | null;
  /** A marking code is wanted; null: none is. */
  readonly codePrompt: CodePrompt | null;
}
