import { encodeTlv, encodeUnixTime, encodeVln, tlvString } from "../../document/tlv.ts";
import type { TlvItem } from "../../document/tlv.ts";

/** A JSON task or answer as `JSON.parse` gives it: the toy knows nothing of the driver's own reader. */
export type Plain = Record<string, unknown>;
export type ToyAnswer = { readonly result: Plain } | { readonly error: { readonly code: number; readonly description: string } };

interface Stored {
  readonly type: string;
  readonly sign: number | null;
  readonly total: number;
  readonly ownTag: string | null;
  readonly shift: number;
}

const SIGNS: Readonly<Record<string, number>> = { sell: 1, sellReturn: 2, buy: 3, buyReturn: 4 };
/** 2026-11-24 12:00:00 in Moscow. */
const NOW = "2026-11-24T12:00:00+03:00";
const LOCAL_SECONDS = Date.UTC(2026, 10, 24, 12, 0, 0) / 1000;
export const TOY_FN = "9999078900001234";

/** Answers JSON tasks like a registrar behind driver v10, as far as the tests ask. Not a model of anything else. */
export class ToyDriver {
  fd = 10;
  shiftNumber = 4;
  isShiftOpen = true;
  hasPaper = true;
  ffd = "1.2";
  withRawData = true;
  /** Drives and drivers that tell less of a document than they should. */
  rawData: "whole" | "rubbish" = "whole";
  tellsTags = true;
  cashIn = 0;
  cashOut = 0;
  notPrinted = false;
  /** Every task in the order it came. */
  readonly seen: Plain[] = [];
  readonly documents = new Map<number, Stored>();
  /** Answers of tasks by type, instead of the toy's own. */
  readonly scripted = new Map<string, (task: Plain) => ToyAnswer>();

  answer(task: Plain): ToyAnswer {
    this.seen.push(task);
    const type = String(task["type"]);
    const scripted = this.scripted.get(type);
    return scripted === undefined ? this.usual(type, task) : scripted(task);
  }

  usual(type: string, task: Plain): ToyAnswer {
    const base = type.replace("Correction", "");
    if (base in SIGNS) return this.#receipt(type, base, task);
    switch (type) {
      case "openShift":
      case "closeShift":
        this.isShiftOpen = type === "openShift";
        if (this.isShiftOpen) this.shiftNumber++;
        return this.#fiscal({ type, sign: null, total: 0, ownTag: null, shift: this.shiftNumber });
      case "getFnStatus":
        return { result: { fnStatus: { fiscalDocumentNumber: this.fd, fiscalReceiptNumber: 1, warnings: { resourceExhausted: true } } } };
      case "getShiftStatus":
        return { result: { shiftStatus: { state: this.isShiftOpen ? "opened" : "closed", number: this.shiftNumber } } };
      case "getFnInfo":
        return { result: { fnInfo: { serial: TOY_FN, ffdVersion: this.ffd, validityDate: "2027-05-31T00:00:00+03:00" } } };
      case "getDeviceInfo":
        return { result: { deviceInfo: { modelName: "АТОЛ 30Ф", serial: "00106900000001", ffdVersion: this.ffd } } };
      case "getDeviceStatus":
        return { result: { deviceStatus: { currentDateTime: NOW, paperPresent: this.hasPaper, coverOpened: false } } };
      case "ofdExchangeStatus":
        return { result: { status: { notSentCount: 2, notSentFirstDocDateTime: "2026-11-23T10:00:00+03:00" }, errors: {} } };
      case "ismExchangeStatus":
        return { result: { status: { notSentCount: 3 } } };
      case "getShiftTotals":
        return { result: this.#totals() };
      case "getFnDocument":
        return this.#document(Number(task["fiscalDocumentNumber"]));
      case "cashIn":
        this.cashIn++;
        return { result: { counters: { cashSum: 0 }, warnings: null } };
      case "cashOut":
        this.cashOut++;
        return { result: { counters: { cashSum: 0 }, warnings: null } };
      default:
        return { result: {} };
    }
  }

  #receipt(type: string, base: string, task: Plain): ToyAnswer {
    const items = task["items"] as Plain[];
    const own = items.find((item) => item["type"] === (type === base ? "additionalAttribute" : "userAttribute"));
    const document = type === base ? "receipt" : "receiptCorrection";
    const ownTag = own === undefined ? null : String(own["value"]);
    return this.#fiscal({ type: document, sign: SIGNS[base] ?? 0, total: Number(task["total"]), ownTag, shift: this.shiftNumber });
  }

  #fiscal(stored: Stored): ToyAnswer {
    this.documents.set(++this.fd, stored);
    const fiscalParams = {
      fiscalDocumentNumber: this.fd,
      fiscalDocumentSign: String(1_000_000 + this.fd),
      fiscalDocumentDateTime: NOW,
      shiftNumber: this.shiftNumber,
      fnNumber: TOY_FN,
      ...(stored.sign === null ? {} : { total: stored.total, fiscalReceiptNumber: 1 }),
    };
    return { result: { fiscalParams, warnings: this.notPrinted ? { notPrinted: true } : null } };
  }

  #document(fdNumber: number): ToyAnswer {
    const stored = this.documents.get(fdNumber);
    if (stored === undefined) return { error: { code: 123, description: "Нет данных" } };
    const { type, sign, total, ownTag, shift } = stored;
    const correction = type === "receiptCorrection";
    const tlv = {
      fiscalDocumentType: type,
      short: false,
      "1012": NOW.slice(0, 19),
      "1038": shift,
      "1040": fdNumber,
      "1041": TOY_FN,
      "1077": String(1_000_000 + fdNumber),
      ...(sign === null ? {} : { "1054": sign, "1020": total }),
      ...(ownTag === null || !this.tellsTags
        ? {}
        : correction
          ? { "1084": { "1085": "Документ кассы", "1086": ownTag } }
          : { "1192": ownTag }),
    };
    const bytes = this.rawData === "whole" ? encodeTlv(rawItems(stored, fdNumber)) : new Uint8Array([1, 2, 3]);
    const raw = this.withRawData ? { rawData: Buffer.from(bytes).toString("base64") } : {};
    return { result: { documentTLV: tlv, ...raw } };
  }

  #totals(): Plain {
    const kind = { count: 2, sum: 300.1 };
    return {
      shiftTotals: {
        shiftNumber: this.shiftNumber,
        cashDrawer: { sum: 1234.56 },
        income: { count: this.cashIn, sum: 0 },
        outcome: { count: this.cashOut, sum: 0 },
        receipts: { sell: { count: 3, sum: 0.30000000000000004 }, sellReturn: kind, buy: kind, buyReturn: { count: 0, sum: 0 } },
      },
    };
  }
}

function rawItems({ sign, total, ownTag, type }: Stored, fdNumber: number): TlvItem[] {
  const own = ownTag === null ? [] : [ownItem(ownTag, type === "receiptCorrection")];
  return [
    { tag: 1012, value: encodeUnixTime(LOCAL_SECONDS) },
    { tag: 1040, value: encodeVln(fdNumber, 4) },
    ...(sign === null
      ? []
      : [
          { tag: 1054, value: encodeVln(sign, 1) },
          { tag: 1020, value: encodeVln(Math.round(total * 100)) },
        ]),
    ...own,
  ];
}

function ownItem(ownTag: string, isCorrection: boolean): TlvItem {
  if (!isCorrection) return { tag: 1192, value: tlvString(ownTag) };
  const inside = [
    { tag: 1085, value: tlvString("Документ кассы") },
    { tag: 1086, value: tlvString(ownTag) },
  ];
  return { tag: 1084, value: encodeTlv(inside) };
}
