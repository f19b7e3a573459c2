import { err, ok } from "../../../../config/result.ts";
import { refused, type TaskHandler } from "../task.ts";
import { conditionsOf, localSeconds } from "../../fiscal-drive/index.ts";
import { DRIVER_CODE } from "../driver-error.ts";
import { ofdErrors, ofdStatus } from "../exchange-facts.ts";
import { documentFields, documentQr, typeWord } from "../fn-document.ts";
import { AGENTS, FFD_VERSIONS, TAX_SYSTEMS, wordOf } from "../words.ts";

const NEVER = localSeconds(0);

const getFnDocument: TaskHandler = ({ kkt, task }) => {
  const number = task.number("fiscalDocumentNumber");
  const withRawData = task.optionalBoolean("withRawData");
  if (task.error !== null) return err(task.error);
  const document = kkt.drive.document(number);
  if (document === null) return refused(DRIVER_CODE.fnNoData);
  const qr = documentQr(kkt, document);
  return ok({
    documentTLV: { ...documentFields(kkt, document), fiscalDocumentType: typeWord(document.type), short: false, qr },
    ...(withRawData ? { rawData: Buffer.from(document.body).toString("base64") } : {}),
  });
};

const ofdExchangeStatus: TaskHandler = ({ kkt }) =>
  ok({
    status: { ...ofdStatus(kkt), lastSuccessKeysUpdate: kkt.isoTime(NEVER) },
    errors: ofdErrors(kkt),
    warnings: kkt.drive.queue().unsentCount === 0 ? { dataForSendIsEmpty: true } : null,
  });

const ismExchangeStatus: TaskHandler = ({ kkt }) => {
  const first = kkt.drive.firstUnsentNotice();
  const none = { code: 0, description: "Ошибок нет" };
  return ok({
    status: {
      notSentCount: kkt.drive.queue().unsentNotices,
      notSentFirstNoticeNumber: first?.number ?? 0,
      notSentFirstNoticeDateTime: kkt.isoTime(first?.at ?? NEVER),
    },
    errors: { fnCommandCode: 0, documentNumber: 0, fn: none, network: none, ism: none, lastSuccessConnectionDateTime: kkt.isoTime(NEVER) },
  });
};

function words(map: Readonly<Record<string, number>>, bits: number): string[] {
  return Object.entries(map).flatMap(([word, bit]) => ((bits & bit) !== 0 ? [word] : []));
}

const getRegistrationInfo: TaskHandler = ({ kkt }) => {
  const { registration } = kkt.drive.state;
  const conditions = conditionsOf(registration);
  const taxationTypes = words(TAX_SYSTEMS, registration.taxSystems);
  return ok({
    organization: {
      name: registration.userName,
      vatin: registration.userInn,
      email: registration.senderEmail,
      taxationTypes,
      agents: words(AGENTS, registration.agents),
      address: registration.address,
    },
    device: {
      paymentsAddress: registration.place,
      fnsUrl: registration.taxSite,
      registrationNumber: registration.rnm,
      offlineMode: registration.autonomous,
      machineInstallation: (conditions & 0x2) !== 0,
      bso: registration.strictForms,
      encryption: registration.encryption,
      autoMode: registration.automatNumber !== "",
      machineNumber: registration.automatNumber,
      internet: registration.internet,
      service: registration.services,
      excise: registration.excise,
      gambling: (conditions & 0x400) !== 0,
      lottery: (conditions & 0x800) !== 0,
      marking: registration.marking,
      pawnShop: (conditions & 0x1000) !== 0,
      insurance: (conditions & 0x2000) !== 0,
      vending: (conditions & 0x4000) !== 0,
      catering: (conditions & 0x8000) !== 0,
      wholesale: (conditions & 0x1_0000) !== 0,
      defaultTaxationType: taxationTypes[0] ?? "osn",
      ofdChannel: "auto",
      ffdVersion: wordOf(FFD_VERSIONS, registration.ffd),
    },
    ofd: { name: registration.ofdName, vatin: registration.ofdInn, host: "ofd.emulator.invalid", port: 7777, dns: "0.0.0.0" },
    ism: { host: "ism.emulator.invalid", port: 7778 },
  });
};

export const READING_TASKS: Readonly<Record<string, TaskHandler>> = {
  getFnDocument,
  ofdExchangeStatus,
  ismExchangeStatus,
  getRegistrationInfo,
};
