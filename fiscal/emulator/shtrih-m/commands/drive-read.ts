import { decodeTlv, encodeTlv, findTag } from "../../../document/tlv.ts";
import { CURRENT_DOCUMENT, type StoredFd } from "../../fiscal-drive/index.ts";
import { done, fail, type Command, type Reply } from "../command.ts";
import { driveDate, driveDateTime, dumpChunks, foundDocument, registrationTotals, warningBits } from "../drive-data.ts";
import { KKT_ERROR } from "../error-code.ts";
import { PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";

const FN_SERIAL_BYTES = 16;
const FN_VERSION = "fn debug v 2.14";
const ALL_TAGS = 0xffff;
/** Free kilobytes of the 30-day area. [memory: order of size] */
const OFD_AREA_KB = 100_000;

function status(kkt: ShtrihKkt): Reply {
  const { state } = kkt.drive;
  return done(
    new PayloadWriter()
      .raw([state.lifePhase, CURRENT_DOCUMENT[state.current], state.current === "none" ? 0 : 1, state.shift.open ? 1 : 0])
      .uint(warningBits(kkt.drive, kkt.now()), 1)
      .raw(driveDateTime(state.last.at))
      .ascii(state.serial, FN_SERIAL_BYTES)
      .uint(state.last.fdNumber, 4),
  );
}

function find(kkt: ShtrihKkt, fdNumber: number): Reply {
  const document = kkt.drive.document(fdNumber);
  return document === null ? fail(KKT_ERROR.noData) : done(foundDocument(document));
}

/** FF3A: type and length; the body follows by FF3B while the device stands in mode 1. */
function startDump(kkt: ShtrihKkt, fdNumber: number): Reply {
  const document = kkt.drive.document(fdNumber);
  if (document === null) return fail(KKT_ERROR.noData);
  kkt.volatile.dump = dumpChunks(document.body);
  return done(new PayloadWriter().uint(document.type, 2).uint(document.body.length, 2));
}

function nextTlv(kkt: ShtrihKkt): Reply {
  const chunk = kkt.volatile.dump?.shift();
  if (chunk !== undefined) return done(chunk);
  kkt.volatile.dump = null;
  return fail(KKT_ERROR.noData);
}

/** Report n from 1; 0 = the last. */
function registrationDocument(kkt: ShtrihKkt, number: number): StoredFd | null {
  const reports = kkt.drive.registrations();
  return (number === 0 ? reports.at(-1) : reports[number - 1]) ?? null;
}

function registrationReport(kkt: ShtrihKkt, number: number): Reply {
  const document = registrationDocument(kkt, number);
  return document === null ? fail(KKT_ERROR.noData) : done(registrationTotals(document, kkt.drive.state.registration.ffd));
}

/** FF0E and FF60: a requisite of the registration report, or all of them (FFFFh, then FF3B). */
function registrationTag(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [number, tag] = [request.uint(1), request.uint(2)];
  const document = registrationDocument(kkt, number);
  if (document === null) return fail(KKT_ERROR.noData);
  if (tag === ALL_TAGS) return startDump(kkt, document.fdNumber);
  const items = decodeTlv(document.body);
  const item = items.ok ? findTag(items.value, tag) : undefined;
  return item === undefined ? fail(KKT_ERROR.noData) : done(encodeTlv([item]));
}

function exchangeStatus(kkt: ShtrihKkt): Reply {
  const { drive } = kkt;
  const queue = drive.queue();
  const { online } = drive.state.ofd;
  const waiting = queue.unsentCount > 0;
  return done(
    new PayloadWriter()
      .raw([(online ? 1 : 0) | (waiting ? 2 : 0) | (waiting && online ? 4 : 0), 0])
      .uint(Math.min(queue.unsentCount, 0xffff), 2)
      .uint(queue.firstUnsent?.fdNumber ?? 0, 4)
      .raw(queue.firstUnsent === null ? [0, 0, 0, 0, 0] : driveDateTime(queue.firstUnsent.at)),
  );
}

function ticket(kkt: ShtrihKkt, fdNumber: number): Reply {
  const bytes = kkt.drive.document(fdNumber)?.ticket ?? null;
  return bytes === null ? fail(KKT_ERROR.noData) : done(bytes);
}

function shiftState(kkt: ShtrihKkt): Reply {
  const { shift } = kkt.drive.state;
  return done(
    new PayloadWriter()
      .uint(shift.open ? 1 : 0, 1)
      .uint(shift.number, 2)
      .uint(shift.receipts, 2),
  );
}

function freeSpace(kkt: ShtrihKkt): Reply {
  const { documentsLeft, marking, registration } = kkt.drive.state;
  const out = new PayloadWriter().uint(documentsLeft, 4).uint(OFD_AREA_KB, 4);
  if (registration.marking) out.uint(noticeFill(kkt.drive.queue().unsentNotices, marking.noticeCapacity), 1);
  return done(out);
}

export function noticeFill(unsent: number, capacity: number): number {
  return capacity === 0 ? 100 : Math.min(100, Math.ceil((unsent * 100) / capacity));
}

function read(code: number, extraBytes: number, run: Command["run"]): Command {
  return { code, minLength: 6 + extraBytes, maxLength: 6 + extraBytes, level: "system", kind: "read", modes: "any", run };
}

/** Reads of the drive. The settings guide's matrix limits some to mode 4; the recorded exchange reads them in any mode. */
export const DRIVE_READ_COMMANDS: readonly Command[] = [
  read(0xff01, 0, status),
  read(0xff02, 0, (kkt) => done(new PayloadWriter().ascii(kkt.drive.state.serial, FN_SERIAL_BYTES))),
  read(0xff03, 0, (kkt) =>
    done(
      new PayloadWriter().raw([
        ...driveDate(kkt.drive.state.expiresAt),
        kkt.drive.registrationsLeft(),
        kkt.drive.state.registrationFds.length,
      ]),
    ),
  ),
  read(0xff04, 0, () => done(new PayloadWriter().ascii(FN_VERSION, FN_SERIAL_BYTES).uint(0, 1))),
  read(0xff09, 0, (kkt) => registrationReport(kkt, 0)),
  read(0xff4c, 1, (kkt, r) => registrationReport(kkt, r.uint(1))),
  read(0xff0a, 4, (kkt, r) => find(kkt, r.uint(4))),
  read(0xff0e, 3, registrationTag),
  read(0xff60, 3, registrationTag),
  read(0xff39, 0, exchangeStatus),
  read(0xff3a, 4, (kkt, r) => startDump(kkt, r.uint(4))),
  read(0xff3b, 0, nextTlv),
  read(0xff3c, 4, (kkt, r) => ticket(kkt, r.uint(4))),
  read(0xff3f, 0, (kkt) => done(new PayloadWriter().uint(Math.min(kkt.drive.queue().unsentCount, 0xffff), 2))),
  read(0xff40, 0, shiftState),
  read(0xff63, 0, freeSpace),
];
