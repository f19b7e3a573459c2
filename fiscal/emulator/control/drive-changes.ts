import { localSeconds, type CodeVerdict, type FiscalDrive, type OismMode } from "../fiscal-drive/index.ts";

const DAY_SECONDS = 86_400;
const MAX_MS = 366 * DAY_SECONDS * 1_000;
const MAX_SERVICE_MS = 600_000;
const MAX_TABLE_CODES = 128;

/** A change of the drive, of what it is connected with and of what it holds: the same under every family. */
export type DriveChange =
  | { readonly kind: "drive-memory"; readonly documentsLeft: number }
  | { readonly kind: "drive-expiry"; readonly days: number }
  | { readonly kind: "notice-memory"; readonly capacity: number }
  /** Line to the OFD; it may also refuse every document, answer later, or take another time for each. */
  | {
      readonly kind: "ofd";
      readonly online?: boolean;
      readonly refusing?: boolean;
      readonly lateMs?: number;
      readonly msPerDocument?: number;
    }
  | MarkingChange;

export type MarkingChange =
  /** The marking service: whether it answers, and what it takes. */
  | { readonly kind: "oism"; readonly mode?: OismMode; readonly serviceMs?: number }
  | { readonly kind: "code-verdict"; readonly codeHex: string; readonly verdict: CodeVerdict }
  /** Keys of the drive's own check of codes. */
  | { readonly kind: "marking-keys"; readonly present: boolean }
  /** The drive's table of checked codes: its size, and codes of somebody else in it. */
  | { readonly kind: "code-table"; readonly capacity?: number; readonly foreign?: number };

/** Their fields as they come in JSON. */
export const DRIVE_SHAPES = {
  "drive-memory": { documentsLeft: { type: "integer", min: 0, max: 10_000_000 } },
  "drive-expiry": { days: { type: "integer", min: -10_000, max: 10_000 } },
  "notice-memory": { capacity: { type: "integer", min: 0, max: 1_000_000 } },
  ofd: {
    online: { type: "boolean", optional: true },
    refusing: { type: "boolean", optional: true },
    lateMs: { type: "integer", min: 0, max: MAX_MS, optional: true },
    msPerDocument: { type: "integer", min: 0, max: MAX_MS, optional: true },
  },
  oism: {
    mode: { type: "one-of", values: ["online", "timeout", "off"], optional: true },
    serviceMs: { type: "integer", min: 0, max: MAX_SERVICE_MS, optional: true },
  },
  "code-verdict": {
    codeHex: { type: "hex" },
    verdict: { type: "one-of", values: ["genuine", "forged", "wrong-status", "stopped", "silent"] },
  },
  "marking-keys": { present: { type: "boolean" } },
  "code-table": {
    capacity: { type: "integer", min: 0, max: MAX_TABLE_CODES, optional: true },
    foreign: { type: "integer", min: 0, max: MAX_TABLE_CODES, optional: true },
  },
} as const satisfies Readonly<Record<DriveChange["kind"], object>>;

export function changeDrive(drive: FiscalDrive, change: DriveChange): void {
  switch (change.kind) {
    case "drive-memory":
      return drive.setDocumentsLeft(change.documentsLeft);
    case "drive-expiry":
      return drive.setExpiry(localSeconds(drive.timer() + change.days * DAY_SECONDS));
    case "notice-memory":
      return drive.setMarking({ noticeCapacity: change.capacity });
    case "ofd": {
      const { kind: _, ...ofd } = change;
      return drive.setOfd(ofd);
    }
    case "oism": {
      const { kind: _, ...oism } = change;
      return drive.setMarking(oism);
    }
    case "code-verdict":
      return drive.setVerdict(Buffer.from(change.codeHex, "hex"), change.verdict);
    case "marking-keys":
      return drive.setMarking({ hasKeys: change.present });
    case "code-table":
      if (change.capacity !== undefined) drive.setMarking({ capacity: change.capacity });
      return drive.leaveForeignCodes(change.foreign ?? 0);
  }
}
