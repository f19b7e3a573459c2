import { encodeTlv, encodeVln, type TlvItem } from "../../document/tlv.ts";
import { countersTlv } from "./counters.ts";
import { byteTag, headTags, hostTags, textTag, u32Tag, type DocumentFrame } from "./document-body.ts";
import type { DriveState } from "./drive-state.ts";
import { FFD, type DriveRegistration, type DriveReport } from "./drive-types.ts";
import { keyResource, KKT_FFD, KKT_VERSION } from "./report-body.ts";
import { TAG } from "./tags.ts";

const INN_LENGTH = 12;
/** Bits of tag 1290 (признаки условий применения ККТ), order ЕД-7-20/662@. */
const CONDITION = {
  automatPrinter: 0x2,
  strictForms: 0x4,
  internet: 0x20,
  excise: 0x40,
  marking: 0x100,
  services: 0x200,
  gambling: 0x400,
  lottery: 0x800,
} as const;

/** Tag 1290. */
export function conditionsOf(registration: DriveRegistration): number {
  const { strictForms, internet, excise, marking, services, otherConditions } = registration;
  return (
    (strictForms ? CONDITION.strictForms : 0) |
    (internet ? CONDITION.internet : 0) |
    (excise ? CONDITION.excise : 0) |
    (marking ? CONDITION.marking : 0) |
    (services ? CONDITION.services : 0) |
    otherConditions
  );
}

/** Body of the registration report (1) or of a re-registration (11); `reasons` = tag 1205, zero for the first. */
export function registrationBody(frame: DocumentFrame, report: DriveReport, state: DriveState, reasons: number): Uint8Array {
  const { registration } = frame;
  const { autonomous, automatNumber, agents } = registration;
  return encodeTlv([
    ...headTags(frame),
    ...hostTags(report.tags, registration),
    textTag(TAG.kktSerial, registration.kktSerial),
    textTag(TAG.kktVersion, KKT_VERSION),
    byteTag(TAG.kktFfd, KKT_FFD),
    byteTag(TAG.fnFfd, state.ffd),
    byteTag(TAG.taxSystems, registration.taxSystems),
    flag(TAG.automaticMode, automatNumber !== ""),
    ...(automatNumber === "" ? [] : [textTag(TAG.automatNumber, automatNumber)]),
    flag(TAG.autonomousMode, autonomous),
    flag(TAG.encryption, registration.encryption),
    ...(agents === 0 ? [] : [byteTag(TAG.agents, agents)]),
    ...conditionTags(registration),
    ...(autonomous ? [] : [textTag(TAG.ofdName, registration.ofdName), textTag(TAG.ofdInn, registration.ofdInn, INN_LENGTH)]),
    textTag(TAG.senderEmail, registration.senderEmail),
    textTag(TAG.taxSite, registration.taxSite),
    keyResource(state, frame.at),
    ...(reasons === 0 ? [] : [...reasonTags(registration, reasons), { tag: TAG.driveTotals, value: countersTlv(state.totalCounters) }]),
  ]);
}

function flag(tag: number, on: boolean): TlvItem {
  return byteTag(tag, on ? 1 : 0);
}

/** One mask in 1.2, one tag each before. */
function conditionTags(registration: DriveRegistration): TlvItem[] {
  const bits = conditionsOf(registration);
  if (registration.ffd === FFD.v12) return [u32Tag(TAG.conditions, bits)];
  return [
    flag(TAG.automatPrinter, (bits & CONDITION.automatPrinter) !== 0),
    flag(TAG.strictForms, registration.strictForms),
    flag(TAG.internetOnly, registration.internet),
    flag(TAG.servicesOnly, registration.services),
    flag(TAG.excisable, registration.excise),
    flag(TAG.gambling, (bits & CONDITION.gambling) !== 0),
    flag(TAG.lottery, (bits & CONDITION.lottery) !== 0),
  ];
}

const REASON = { drive: 0x1, ofd: 0x2, user: 0x4 | 0x8 } as const;

/** 1.05 has the old codes of 1101: 1 drive, 2 OFD, 3 data of the user, 4 settings of the till. */
function reasonTags(registration: DriveRegistration, reasons: number): TlvItem[] {
  if (registration.ffd !== FFD.v105) return [{ tag: TAG.reRegistrationReasons, value: encodeVln(reasons, 4) }];
  const old = [reasons & REASON.drive, reasons & REASON.ofd, reasons & REASON.user, reasons & ~(REASON.drive | REASON.ofd | REASON.user)];
  return old.flatMap((bits, i) => (bits === 0 ? [] : [byteTag(TAG.oldReason, i + 1)]));
}
