import { ok } from "../../../../config/result.ts";
import { refused, type TaskHandler } from "../task.ts";
import { fiscalParams } from "../fiscal-document.ts";
import type { AtolKkt } from "../atol-kkt.ts";
import { DRIVER_CODE } from "../driver-error.ts";
import { FFD_VERSIONS, wordOf } from "../words.ts";

const PIXELS_A_CHARACTER = 12;
const LICENSES = [
  { id: "1", name: "Базовые фискальные функции" },
  { id: "5", name: "Код маркировки" },
  { id: "10", name: "ФФД 1.2" },
  { id: "15", name: "Web Requests" },
];
function ffdVersions(kkt: AtolKkt): Record<string, string | null> {
  const { registration, ffd } = kkt.drive.state;
  return { ffdVersion: wordOf(FFD_VERSIONS, registration.ffd), fnFfdVersion: wordOf(FFD_VERSIONS, ffd) };
}

function shiftWord(kkt: AtolKkt): string {
  if (!kkt.drive.state.shift.open) return "closed";
  return kkt.drive.shiftExpired(kkt.now()) ? "expired" : "opened";
}

const getDeviceStatus: TaskHandler = ({ kkt }) =>
  ok({
    deviceStatus: {
      currentDateTime: kkt.isoTime(kkt.now()),
      shift: shiftWord(kkt),
      blocked: false,
      coverOpened: kkt.memory.coverOpen,
      paperPresent: kkt.printer.hasPaper(),
      fiscal: true,
      fnFiscal: kkt.drive.state.lifePhase === 3,
      fnPresent: true,
      cashDrawerOpened: kkt.memory.drawerOpen,
    },
  });

const getDeviceInfo: TaskHandler = ({ kkt }) =>
  ok({
    deviceInfo: {
      model: kkt.profile.model,
      modelName: kkt.profile.modelName,
      serial: kkt.drive.state.registration.kktSerial,
      firmwareVersion: kkt.profile.firmwareVersion,
      configurationVersion: kkt.profile.firmwareVersion,
      receiptLineLength: kkt.profile.paperWidth,
      receiptLineLengthPix: kkt.profile.paperWidth * PIXELS_A_CHARACTER,
      ...ffdVersions(kkt),
    },
  });

function fnWarnings(kkt: AtolKkt): Record<string, boolean> {
  const warnings = kkt.drive.warnings(kkt.now());
  return {
    memoryOverflow: warnings.archive90Percent,
    needReplacement: warnings.resourceUnder3Days,
    ofdTimeout: warnings.ofdWaitExceeded,
    resourceExhausted: warnings.resourceUnder30Days,
    criticalError: false,
  };
}

const LIFE_WORDS: Readonly<Record<number, string>> = {
  0: "init",
  1: "configured",
  3: "fiscalMode",
  7: "postFiscalMode",
  15: "accessArchive",
};

const getFnInfo: TaskHandler = ({ kkt }) => {
  const { state } = kkt.drive;
  return ok({
    fnInfo: {
      serial: state.serial,
      version: "fn_v_1_2   ",
      execution: "ЭМУЛЯТОР ФН-М",
      numberOfRegistrations: kkt.drive.registrations().length,
      registrationsRemaining: kkt.drive.registrationsLeft(),
      validityDate: kkt.isoTime(state.expiresAt),
      ...ffdVersions(kkt),
      fnContainsKeysUpdaterServerUri: false,
      livePhase: LIFE_WORDS[state.lifePhase] ?? "unknown",
      warnings: fnWarnings(kkt),
    },
  });
};

const getFnStatus: TaskHandler = ({ kkt }) => {
  const { last, shift } = kkt.drive.state;
  return ok({ fnStatus: { fiscalDocumentNumber: last.fdNumber, fiscalReceiptNumber: shift.receipts, warnings: fnWarnings(kkt) } });
};

/** Fiscal data of the last document, as the server asks for them after a lost link. */
const getLastFiscalParams: TaskHandler = ({ kkt }) => {
  const last = kkt.drive.document(kkt.drive.state.last.fdNumber);
  if (last === null) return refused(DRIVER_CODE.fnNoData);
  const notPrinted = kkt.memory.owedPaperId !== null;
  return ok({ fiscalParams: fiscalParams(kkt, last, last.totalKop), warnings: { recovered: true, ...(notPrinted ? { notPrinted } : {}) } });
};

const getLicenses: TaskHandler = () => ok({ licenses: LICENSES });

const getMcu: TaskHandler = ({ kkt }) => ok({ mcu: { serial: kkt.drive.state.registration.kktSerial, partId: "", partName: "ЭМУЛЯТОР" } });

export const STATE_TASKS: Readonly<Record<string, TaskHandler>> = {
  getDeviceStatus,
  getDeviceInfo,
  getFnInfo,
  getFnStatus,
  getLastFiscalParams,
  getLicenses,
  getMcu,
};
