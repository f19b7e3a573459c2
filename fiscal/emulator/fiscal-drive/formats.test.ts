import { describe, expect, it } from "vitest";
import { encodeTlv, encodeVln, tlvString, type TlvItem } from "../../document/tlv.ts";
import { DAY_MS, loaf, NOON, openDrive, refusalOf, registration, report, tagHex, tagsOf } from "../testing/drive.ts";
import { DRIVE_ERROR, type DriveReceipt, type FfdVersion, type Operation } from "./drive-types.ts";
import type { FiscalDrive } from "./fiscal-drive.ts";

/** Opens a shift in the given format; document 2 is its report. */
function inShift(ffd: FfdVersion): FiscalDrive {
  const { drive } = openDrive({ registration: registration({ ffd, marking: false }) });
  expect(drive.openShift(report(drive)).ok).toBe(true);
  return drive;
}

function register(drive: FiscalDrive, receipt: DriveReceipt): ReturnType<FiscalDrive["document"]> {
  const closed = drive.registerReceipt(receipt);
  if (!closed.ok) throw new Error(`refused ${closed.error.code} at ${closed.error.tag}`);
  return drive.document(closed.value.fdNumber);
}

const DATE: TlvItem = { tag: 1178, value: encodeVln(Date.UTC(2026, 10, 20) / 1000, 4) };
const ORDER: TlvItem = { tag: 1179, value: tlvString("17-Б") };
const BY_ORDER: TlvItem = { tag: 1173, value: Uint8Array.of(1) };

/** A correction of 1.05: sums without items. */
function oldCorrection(drive: FiscalDrive, operation: Operation, tags: readonly TlvItem[]): DriveReceipt {
  return loaf(drive, 12_200, { correction: true, operation, items: [], tags });
}

describe("vectors of the format", () => {
  // Worked by hand from the order's coding rules: one piece at 122.00, VAT 22 % of 22.00.
  const ITEM =
    "06040400" +
    "95aba5a1" +
    "37040200a82f" +
    "ff0302000001" +
    "13040200a82f" +
    "be04010004" +
    "bc04010001" +
    "3c08010000" +
    "af0401000b" +
    "b00402009808";
  const VAT = "5f040b00af0401000b600402009808";

  it("codes an item and the container of the 22 % VAT byte by byte", () => {
    const drive = inShift(4);
    const document = register(drive, loaf(drive, 12_200));
    expect(tagHex(document, 1059)).toBe(ITEM);
    expect(tagHex(document, 1115)).toBe(VAT);
    // 1104 stands with zero when the sums by rate are in 1115 only.
    expect(tagHex(document, 1104)).toBe("00");
  });

  it("codes sums, signs, times and texts of fixed length byte by byte", () => {
    const { drive } = openDrive({ registration: registration({ userInn: "7725225244" }) });
    drive.openShift(report(drive));
    const document = register(drive, loaf(drive, 15_000));
    const hex = Buffer.from(document?.body ?? []).toString("hex");
    expect(hex).toContain("fc030200983a");
    expect(hex).toContain("1e04010001");
    expect(hex).toContain("fa030c00373732353232353234342020");
    // 24.11.2026 12:00:00 by the shop's clock, taken as if it were UTC.
    expect(tagHex(document, 1012)).toBe(Buffer.from(encodeVln(NOON / 1000 + 3 * 3600, 4)).toString("hex"));
    expect(tagHex(document, 1012)).toBe("407c056b");
  });

  it("writes the fiscal sign big endian in the last four bytes of 1077", () => {
    const drive = inShift(4);
    const document = register(drive, loaf(drive, 100));
    const sign = Buffer.from(tagHex(document, 1077) ?? "", "hex");
    expect(sign).toHaveLength(6);
    expect(sign.readUInt32BE(2)).toBe(document?.fiscalSign);
  });

  it("fills the counters up to the lengths that the order allows", () => {
    const drive = inShift(4);
    register(drive, loaf(drive, 100));
    drive.closeShift(report(drive));
    const closing = drive.document(drive.state.last.fdNumber);
    for (const totals of [1157, 1194]) {
      expect((tagHex(closing, totals) ?? "").length / 2).toBeLessThanOrEqual(708);
      for (const tag of [1129, 1130, 1131, 1132]) {
        expect((tagHex(closing, totals, tag) ?? "").length / 2).toBeLessThanOrEqual(116);
        expect(tagsOf(closing, totals, tag).map((item) => item.tag)).toEqual([
          1135, 1201, 1136, 1138, 1218, 1219, 1220, 1139, 1140, 1141, 1142, 1143, 1183,
        ]);
      }
      for (const tag of [1145, 1146, 1232, 1233]) expect((tagHex(closing, totals, 1133, tag) ?? "").length / 2).toBeLessThanOrEqual(32);
    }
  });
});

describe("what differs between 1.05, 1.1 and 1.2", () => {
  it("names its format in the registration report and in every document", () => {
    for (const ffd of [2, 3, 4] as const) {
      const drive = inShift(ffd);
      const document = register(drive, loaf(drive, 100));
      const hex = ffd.toString().padStart(2, "0");
      expect([tagHex(drive.document(1), 1209), tagHex(drive.document(1), 1190), tagHex(document, 1209)]).toEqual([hex, "04", hex]);
    }
  });

  it("refuses a registration above the drive's own format", () => {
    const { drive } = openDrive({ ffd: 2, registered: false });
    expect(refusalOf(drive.register(report(drive)))).toBe(DRIVE_ERROR.badValue);
    expect(drive.register({ ...report(drive), registration: registration({ ffd: 2 }) }).ok).toBe(true);
    expect(tagHex(drive.document(1), 1190)).toBe("02");
  });

  it("has the measure as 2108 in 1.2, the unit as 1197 before", () => {
    const unit = { tag: 1197, value: tlvString("шт") };
    for (const ffd of [2, 3, 4] as const) {
      const drive = inShift(ffd);
      const plain = loaf(drive, 100);
      const withUnit = loaf(drive, 100, { items: plain.items.map((item) => ({ ...item, tags: [unit] })) });
      if (ffd === 4) {
        expect(tagHex(register(drive, plain), 1059, 2108)).toBe("00");
        expect(refusalOf(drive.registerReceipt(withUnit))).toBe(DRIVE_ERROR.notAllowedTag);
      } else {
        const document = register(drive, withUnit);
        expect([tagHex(document, 1059, 2108), tagHex(document, 1059, 1197)]).toEqual([null, "e8e2"]);
      }
    }
  });

  it("has the buyer in 1256 in 1.2, flat before", () => {
    const name = { tag: 1227, value: tlvString("ООО Ромашка") };
    const inn = { tag: 1228, value: tlvString("7725225244", 12) };
    const flat = [name, inn];
    const contained = [{ tag: 1256, value: encodeTlv(flat) }];
    for (const ffd of [2, 3, 4] as const) {
      const drive = inShift(ffd);
      const [right, wrong] = ffd === 4 ? [contained, flat] : [flat, contained];
      const document = register(drive, loaf(drive, 100, { tags: right }));
      expect(tagHex(document, ...(ffd === 4 ? [1256] : []), 1228)).toBe("373732353232353234342020");
      expect(refusalOf(drive.registerReceipt(loaf(drive, 100, { tags: wrong })))).toBe(DRIVE_ERROR.notAllowedTag);
    }
  });

  it("wants method and subject in 1.2 and knows fewer subjects before", () => {
    const change = (drive: FiscalDrive, method: number, subject: number): DriveReceipt => {
      const plain = loaf(drive, 100);
      return { ...plain, items: plain.items.map((item) => ({ ...item, method, subject })) };
    };
    const old = inShift(2);
    expect(old.registerReceipt(change(old, 0, 0)).ok).toBe(true);
    expect(refusalOf(old.registerReceipt(change(old, 4, 20)))).toBe(DRIVE_ERROR.badValue);
    const newest = inShift(4);
    expect(refusalOf(newest.registerReceipt(change(newest, 0, 1)))).toBe(DRIVE_ERROR.itemRequisiteMissing);
    expect(refusalOf(newest.registerReceipt(change(newest, 4, 0)))).toBe(DRIVE_ERROR.itemRequisiteMissing);
    expect(refusalOf(newest.registerReceipt(change(newest, 4, 28)))).toBe(DRIVE_ERROR.badValue);
    expect(newest.registerReceipt(change(newest, 4, 26)).ok).toBe(true);
  });

  it("looks into containers: a broken one and a strange tag inside are refused", () => {
    const drive = inShift(4);
    const broken = { tag: 1256, value: Uint8Array.of(1, 2, 3) };
    const strange = { tag: 1256, value: encodeTlv([{ tag: 1030, value: tlvString("нет") }]) };
    const long = { tag: 1084, value: encodeTlv([{ tag: 1085, value: tlvString("х".repeat(65)) }]) };
    expect(refusalOf(drive.registerReceipt(loaf(drive, 100, { tags: [broken] })))).toBe(DRIVE_ERROR.badFormat);
    expect(refusalOf(drive.registerReceipt(loaf(drive, 100, { tags: [strange] })))).toBe(DRIVE_ERROR.notAllowedTag);
    expect(refusalOf(drive.registerReceipt(loaf(drive, 100, { tags: [long] })))).toBe(DRIVE_ERROR.badFormat);
  });
});

describe("corrections", () => {
  it("of 1.05 are sale or buy without items", () => {
    const drive = inShift(2);
    const document = register(drive, oldCorrection(drive, 1, [DATE]));
    expect(document).toMatchObject({ type: 31, operation: 1, totalKop: 12_200 });
    expect(tagsOf(document).filter(({ tag }) => tag === 1059)).toEqual([]);
    expect(register(drive, oldCorrection(drive, 3, [DATE]))?.operation).toBe(3);
    for (const sign of [2, 4] as const)
      expect(refusalOf(drive.registerReceipt(oldCorrection(drive, sign, [DATE])))).toBe(DRIVE_ERROR.badValue);
    const withItems = loaf(drive, 100, { correction: true, tags: [DATE] });
    expect(refusalOf(drive.registerReceipt(withItems))).toBe(DRIVE_ERROR.notAllowedTag);
  });

  it("of 1.1 and 1.2 have all four signs, and items", () => {
    for (const ffd of [3, 4] as const) {
      const drive = inShift(ffd);
      for (const operation of [1, 2, 3, 4] as const) {
        expect(register(drive, loaf(drive, 100, { correction: true, operation, tags: [DATE] }))?.operation).toBe(operation);
      }
      expect(refusalOf(drive.registerReceipt(oldCorrection(drive, 1, [DATE])))).not.toBeNull();
    }
  });

  it("gather 1178 and 1179 into 1174, however they came, and are by own decision unless told", () => {
    const drive = inShift(4);
    const flat = register(drive, loaf(drive, 100, { correction: true, tags: [DATE] }));
    const inside = [{ tag: 1174, value: encodeTlv([DATE, ORDER]) }, BY_ORDER];
    const contained = register(drive, loaf(drive, 100, { correction: true, tags: inside }));
    expect([tagHex(flat, 1174, 1178), tagHex(flat, 1178), tagHex(flat, 1173)]).toEqual(["808dff6a", null, "00"]);
    expect([tagHex(contained, 1174, 1179), tagHex(contained, 1179), tagHex(contained, 1173)]).toEqual(["31372d81", null, "01"]);
  });

  it("want a date that is a day in the past, and the number of an order", () => {
    const drive = inShift(4);
    const withTags = (tags: readonly TlvItem[]): number | null =>
      refusalOf(drive.registerReceipt(loaf(drive, 100, { correction: true, tags })));
    expect(withTags([])).toBe(DRIVE_ERROR.dataMissing);
    expect(withTags([{ tag: 1178, value: encodeVln(NOON / 1000, 4) }])).toBe(DRIVE_ERROR.badValue);
    expect(withTags([{ tag: 1178, value: encodeVln((NOON + 9 * DAY_MS - (NOON % DAY_MS)) / 1000, 4) }])).toBe(DRIVE_ERROR.badValue);
    expect(withTags([DATE, BY_ORDER])).toBe(DRIVE_ERROR.dataMissing);
    expect(withTags([DATE, BY_ORDER, ORDER])).toBeNull();
    expect(withTags([DATE, { tag: 1177, value: tlvString("ошибка") }])).toBe(DRIVE_ERROR.notAllowedTag);
  });

  it("describe themselves by 1177 before 1.2", () => {
    const drive = inShift(3);
    const document = register(drive, loaf(drive, 100, { correction: true, tags: [DATE, { tag: 1177, value: tlvString("чек") }] }));
    expect(tagHex(document, 1174, 1177)).toBe("e7a5aa");
  });

  it("are counted apart from receipts, by sign, and may only be in corrections' tags", () => {
    const drive = inShift(4);
    register(drive, loaf(drive, 100));
    register(drive, loaf(drive, 300, { correction: true, operation: 2, tags: [DATE] }));
    drive.closeShift(report(drive));
    const closing = drive.document(drive.state.last.fdNumber);
    expect([tagHex(closing, 1194, 1134), tagHex(closing, 1194, 1129, 1135), tagHex(closing, 1194, 1133, 1144)]).toEqual([
      "02000000",
      "01000000",
      "01000000",
    ]);
    expect([tagHex(closing, 1194, 1133, 1232, 1201), tagHex(closing, 1194, 1133, 1145, 1201)]).toEqual(["2c01", "00"]);
    expect([tagHex(closing, 1111), tagHex(closing, 1118)]).toEqual(["04000000", "02000000"]);
    drive.openShift(report(drive));
    expect(refusalOf(drive.registerReceipt(loaf(drive, 100, { tags: [DATE] })))).toBe(DRIVE_ERROR.notAllowedTag);
  });

  it("are strict forms where receipts are", () => {
    const { drive } = openDrive({ registration: registration({ strictForms: true }) });
    drive.openShift(report(drive));
    expect(drive.begin("receipt").ok && drive.state.current).toBe("strictForm");
    expect(register(drive, loaf(drive, 100))?.type).toBe(4);
    expect(register(drive, loaf(drive, 100, { correction: true, tags: [DATE] }))?.type).toBe(41);
  });
});
