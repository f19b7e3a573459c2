import type { ClosedDocument, DriveRegistration } from "../../fiscal-drive/index.ts";
import { reportLines } from "../../paper/index.ts";
import { done, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import { cashierName, documentTags, stampOf } from "../fiscal-stamp.ts";
import { tlvText } from "../../../document/tlv.ts";
import { PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import { openReceiptSize } from "./close-receipt.ts";
import { printReport, refusal } from "./shift.ts";

const INN_BYTES = 12;
const RNM_BYTES = 20;
/** FF05: which report is begun. */
const REPORTS = ["registration", "driveChange", "reRegistration"] as const;
/** Mode byte of FF06 and FF34. [memory: bit order] */
const MODE_BIT = { encryption: 0x01, autonomous: 0x02, services: 0x08, strictForms: 0x10, internet: 0x20 } as const;
/** The old one-byte reason of FF34 as bits of tag 1205: drive, OFD, user, settings. */
const REASON_BITS: Readonly<Record<number, number>> = { 1: 0x1, 2: 0x2, 3: 0x4, 4: 0x80 };

function begin(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const report = REPORTS[request.uint(1)];
  if (report === undefined) return fail(KKT_ERROR.badParameters);
  // The begun document of a change of the drive is closed by FF34 as well.
  const begun = kkt.drive.begin(report === "driveChange" ? "reRegistration" : report);
  return begun.ok ? done() : refusal(kkt, begun.error);
}

function register(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const registration = readRegistration(kkt, request);
  const registered = kkt.drive.register({ at: kkt.now(), tags: documentTags(kkt), registration });
  return registered.ok ? reported(kkt, registered.value, "ОТЧЕТ О РЕГИСТРАЦИИ") : refusal(kkt, registered.error);
}

/** FF34: 39 bytes more than the password, or the reason alone; then everything else stays. */
function reRegister(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const registration = request.left > 1 ? readRegistration(kkt, request) : kkt.drive.state.registration;
  const reasons = REASON_BITS[request.uint(1)];
  if (reasons === undefined) return fail(KKT_ERROR.badParameters);
  const registered = kkt.drive.reRegister({ at: kkt.now(), tags: documentTags(kkt), registration, reasons });
  return registered.ok ? reported(kkt, registered.value, "ОТЧЕТ О ПЕРЕРЕГИСТРАЦИИ") : refusal(kkt, registered.error);
}

function closeDrive(kkt: ShtrihKkt): Reply {
  const closed = kkt.drive.closeDrive({ at: kkt.now(), tags: documentTags(kkt) });
  return closed.ok ? reported(kkt, closed.value, "ОТЧЕТ О ЗАКРЫТИИ ФН") : refusal(kkt, closed.error);
}

/** Name, place and the rest stay as they are: the device takes them from its tables. */
function readRegistration(kkt: ShtrihKkt, request: PayloadReader): DriveRegistration {
  const [inn, rnm] = [request.text(INN_BYTES).trim(), request.text(RNM_BYTES).trim()];
  const [taxSystems, modes] = [request.uint(1), request.uint(1)];
  const has = (bit: number): boolean => (modes & bit) !== 0;
  return {
    ...kkt.drive.state.registration,
    userInn: inn,
    rnm,
    taxSystems,
    encryption: has(MODE_BIT.encryption),
    autonomous: has(MODE_BIT.autonomous),
    services: has(MODE_BIT.services),
    strictForms: has(MODE_BIT.strictForms),
    internet: has(MODE_BIT.internet),
  };
}

function reported(kkt: ShtrihKkt, document: ClosedDocument, title: string): Reply {
  const stamp = stampOf(kkt, document, cashierName(documentTags(kkt), tlvText));
  kkt.state.headerTagsHex = "";
  kkt.state.documentNumber++;
  printReport(kkt, "registration", document.fdNumber, reportLines(title, stamp, kkt.profile.paperWidth), null);
  return done(new PayloadWriter().uint(document.fdNumber, 4).uint(document.fiscalSign, 4));
}

function beginClosing(kkt: ShtrihKkt): Reply {
  const begun = kkt.drive.begin("driveClose");
  return begun.ok ? done() : refusal(kkt, begun.error);
}

/** FF75: bytes of the begun document for the OFD and of its notice for the marking service, as far as they are known. */
function documentSize(kkt: ShtrihKkt): Reply {
  const size = openReceiptSize(kkt);
  return done(new PayloadWriter().uint(size.document, 4).uint(size.notice, 4));
}

const IMPLEMENTATION_BYTES = 48;

export const REGISTRATION_COMMANDS: readonly Command[] = [
  { code: 0xff05, minLength: 7, maxLength: 7, level: "system", kind: "quiet", modes: [4], run: begin },
  { code: 0xff06, minLength: 40, maxLength: 40, level: "system", kind: "print", modes: [4], run: register },
  { code: 0xff34, minLength: 7, maxLength: 41, level: "system", kind: "print", modes: [4], run: reRegister },
  { code: 0xff3d, minLength: 6, maxLength: 6, level: "system", kind: "quiet", modes: [4], run: beginClosing },
  { code: 0xff3e, minLength: 6, maxLength: 6, level: "system", kind: "print", modes: [4], run: closeDrive },
  {
    code: 0xff74,
    minLength: 6,
    maxLength: 6,
    level: "operator",
    kind: "read",
    modes: "any",
    run: () => done(new PayloadWriter().ascii("Emulated fiscal drive", IMPLEMENTATION_BYTES)),
  },
  { code: 0xff75, minLength: 6, maxLength: 14, level: "operator", kind: "read", modes: "any", run: documentSize },
];
