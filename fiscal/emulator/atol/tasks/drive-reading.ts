import { err, ok } from "../../../../config/result.ts";
import { refused, type TaskHandler } from "../task.ts";
import { DRIVER_CODE } from "../driver-error.ts";
import { ofdErrors, ofdStatus } from "../exchange-facts.ts";
import { documentFields, documentQr, typeWord } from "../fn-document.ts";
import { AGENTS, TAX_SYSTEMS } from "../words.ts";

const NEVER = 0 as Parameters<typeof isoOf>[1];

function isoOf(kkt: Parameters<TaskHandler>[0]["kkt"], at: Parameters<typeof kkt.isoTime>[0]): string {
  return kkt.isoTime(at);
}

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
    status: { ...ofdStatus(kkt), lastSuccessKeysUpdate: isoOf(kkt, NEVER) },
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
  const taxationTypes = words(TAX_SYSTEMS, registration.taxSystems);
  return ok({
    organization: {
      name: registration.userName,
      vatin: registration.userInn,
      email: registration.senderEmail,
      taxationTypes,
      agents: words(AGENTS, 0),
      address: registration.address,
    },
    device: {
      paymentsAddress: registration.place,
      fnsUrl: registration.taxSite,
      registrationNumber: registration.rnm,
      offlineMode: registration.autonomous,
      machineInstallation: false,
      bso: false,
      encryption: false,
      autoMode: false,
      machineNumber: "",
      internet: false,
      service: false,
      excise: kkt.sellsExcise,
      gambling: false,
      lottery: false,
      marking: registration.marking,
      pawnShop: false,
      insurance: false,
      vending: false,
      catering: false,
      wholesale: false,
      defaultTaxationType: taxationTypes[0] ?? "osn",
      ofdChannel: "auto",
      ffdVersion: kkt.ffdWord,
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
