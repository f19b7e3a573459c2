/**
 * The emulated fiscal drive (ФН), one for all registrar families. A family's emulator opens it (`openFiscalDrive` of
 * ../in-process.ts), feeds it whole documents and shows what it answers; it never makes TLV, numbers or counters of its own.
 *
 * - Documents: `begin` (optional, keeps other documents out), then `openShift`, `registerReceipt`, `closeShift`, `stateReport`,
 *   `reRegister`, `closeDrive`; each gives the FD number and the fiscal sign, or a refusal with the drive's own code
 *   (`DRIVE_ERROR`, 01h and up, 32h and up for marking), which the family translates into its own.
 * - Tags that the host adds go into `tags` of the receipt, the item or the report: `RECEIPT_HOST_TAGS`, `CORRECTION_HOST_TAGS`,
 *   `ITEM_HOST_TAGS` by format, `REPORT_HOST_TAGS`. The drive adds everything else and puts 1177–1179 into 1174.
 * - Reading: `state`, `warnings`, `queue`, `document(n)` with its `ticket`, `registrations()`, `unsentCounters()`, notices.
 * - Marking (1.2): `checkCode`, `decideCheck`, then items with `marking` from `acceptedCheck`.
 * - Call `settle()` before reading the queue: the emulated OFD has no timer of its own.
 * - The world: `setOfd`, `setMarking`, `setVerdict`, `setDocumentsLeft`, `setExpiry`, `advanceTimer`.
 *
 * Everything that one request of the host does belongs into one `store.transact`; after a throw call `reload()`.
 */
export { controlCode, codeShape, type CodeShape } from "./code-shape.ts";
export { EMPTY_COUNTERS, type DriveCounters, type OperationTotals } from "./counters.ts";
export { correctionBasis } from "./correction-basis.ts";
export { vatOfItems } from "./document-body.ts";
export { checkTags } from "./document-rules.ts";
export type { NewDrive } from "./drive-state.ts";
export * from "./drive-types.ts";
export { FiscalDrive } from "./fiscal-drive.ts";
export { CORRECTION_HOST_TAGS, ITEM_HOST_TAGS, RECEIPT_HOST_TAGS } from "./host-tags.ts";
export type { CheckAnswer, CodeVerdict, OismMode } from "./marking-desk.ts";
export { conditionsOf } from "./registration-body.ts";
export { openEmulatorStore, type EmulatorStore } from "./store.ts";
export { TAG } from "./tags.ts";
export { VAT_CODES, vatOf } from "./vat-codes.ts";
