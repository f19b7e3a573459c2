import { describe, expect, it } from "vitest";
import { encodeTlv, tlvString } from "../../document/tlv.ts";
import { DAY_MS, loaf, openDrive, refusalOf, registration, report, tagHex } from "../testing/drive.ts";
import { DRIVE_ERROR, LIFE_PHASE, type DriveReceipt } from "./drive-types.ts";
import type { FiscalDrive } from "./fiscal-drive.ts";
import { OFD_ANSWER, ofdAnswer } from "./ofd-check.ts";

function lastDocument(drive: FiscalDrive): ReturnType<FiscalDrive["document"]> {
  return drive.document(drive.state.last.fdNumber);
}

describe("registration", () => {
  it("comes first: a drive from the factory makes nothing before it", () => {
    const { drive } = openDrive({ registered: false });
    expect(drive.state).toMatchObject({ lifePhase: LIFE_PHASE.configured, registrationFds: [] });
    expect(refusalOf(drive.openShift(report(drive)))).toBe(DRIVE_ERROR.wrongState);
    expect(refusalOf(drive.begin("stateReport"))).toBe(DRIVE_ERROR.wrongState);
    expect(drive.begin("registration").ok).toBe(true);
    expect(drive.register(report(drive)).ok).toBe(true);
    expect(drive.state).toMatchObject({ lifePhase: LIFE_PHASE.fiscal, registrationFds: [1], current: "none" });
    expect(refusalOf(drive.register(report(drive)))).toBe(DRIVE_ERROR.wrongState);
  });

  it("tells its flags in one mask in 1.2, in a tag each before", () => {
    const flags = { internet: true, services: true, strictForms: true, otherConditions: 0x4000 } as const;
    const newest = openDrive({ registration: registration({ ...flags, automatNumber: "A-7" }) }).drive.document(1);
    // 0x4 strict forms, 0x20 internet, 0x40 excise, 0x100 marking, 0x200 services, 0x4000 vending.
    expect(tagHex(newest, 1290)).toBe("64430000");
    expect([tagHex(newest, 1001), tagHex(newest, 1036), tagHex(newest, 1057), tagHex(newest, 1108)]).toEqual(["01", "412d37", "7f", null]);
    const old = openDrive({ registration: registration({ ...flags, ffd: 2 }) }).drive.document(1);
    expect([1108, 1109, 1110, 1207, 1193, 1221].map((tag) => tagHex(old, tag))).toEqual(["01", "01", "01", "01", "00", "00"]);
    expect([tagHex(old, 1290), tagHex(old, 1001)]).toEqual([null, "00"]);
  });

  it("can be done again between shifts, keeps the earlier reports and counts them", () => {
    const { drive } = openDrive();
    drive.openShift(report(drive));
    const changed = { ...report(drive), registration: registration({ place: "ЛАРЕК", ffd: 3, marking: false }), reasons: 0x8 | 0x200000 };
    expect(refusalOf(drive.reRegister(changed))).toBe(DRIVE_ERROR.wrongState);
    drive.registerReceipt(loaf(drive, 100));
    drive.closeShift(report(drive));
    expect(refusalOf(drive.reRegister({ ...changed, reasons: 0 }))).toBe(DRIVE_ERROR.dataMissing);
    const other = { ...changed, registration: registration({ userInn: "7725225244" }) };
    expect(refusalOf(drive.reRegister(other))).toBe(DRIVE_ERROR.badValue);
    expect(drive.reRegister(changed).ok).toBe(true);
    expect(drive.registrations().map(({ fdNumber, type }) => [fdNumber, type])).toEqual([
      [1, 1],
      [5, 11],
    ]);
    expect(drive.registrationsLeft()).toBe(10);
    const [first, second] = drive.registrations();
    expect([tagHex(first ?? null, 1187), tagHex(second ?? null, 1187)]).toEqual(["8c80838087888d", "8b8090858a"]);
    expect([tagHex(second ?? null, 1205), tagHex(second ?? null, 1209), tagHex(second ?? null, 1157, 1129, 1201)]).toEqual([
      "08002000",
      "03",
      "64",
    ]);
    drive.openShift(report(drive));
    expect(tagHex(lastDocument(drive), 1187)).toBe("8b8090858a");
  });

  it("ends after twelve times", () => {
    const { drive } = openDrive();
    const again = { ...report(drive), registration: registration(), reasons: 0x8 };
    for (let i = 0; i < 11; i++) expect(drive.reRegister(again).ok).toBe(true);
    expect(refusalOf(drive.reRegister(again))).toBe(DRIVE_ERROR.wrongState);
  });

  it("has the old reason codes in 1.05", () => {
    const { drive } = openDrive({ registration: registration({ ffd: 2 }) });
    expect(drive.reRegister({ ...report(drive), registration: registration({ ffd: 2 }), reasons: 0x2 | 0x80 }).ok).toBe(true);
    expect([tagHex(lastDocument(drive), 1101), tagHex(lastDocument(drive), 1205)]).toEqual(["02", null]);
  });
});

describe("closing of the drive", () => {
  it("is its last document; then the archive goes to the OFD and the phase is 0Fh", async () => {
    const { drive, clock } = openDrive({ ofdMsPerDocument: 1000 });
    drive.openShift(report(drive));
    drive.registerReceipt(loaf(drive, 100));
    expect(refusalOf(drive.closeDrive(report(drive)))).toBe(DRIVE_ERROR.wrongState);
    drive.closeShift(report(drive));
    expect(drive.closeDrive(report(drive)).ok).toBe(true);
    expect(lastDocument(drive)?.type).toBe(6);
    expect(tagHex(lastDocument(drive), 1157, 1129, 1201)).toBe("64");
    expect(drive.state.lifePhase).toBe(LIFE_PHASE.closed);
    for (const refused of [drive.openShift(report(drive)), drive.stateReport(report(drive)), drive.begin("shiftOpen")]) {
      expect(refusalOf(refused)).toBe(DRIVE_ERROR.wrongState);
    }
    await clock.advance(4000);
    drive.settle();
    expect(drive.state.lifePhase).toBe(LIFE_PHASE.closed);
    await clock.advance(1000);
    drive.settle();
    expect(drive.state.lifePhase).toBe(LIFE_PHASE.archiveSent);
  });

  it("needs no OFD where there is none", () => {
    const { drive } = openDrive({ registration: registration({ autonomous: true }) });
    expect(drive.closeDrive(report(drive)).ok).toBe(true);
    expect(drive.state.lifePhase).toBe(LIFE_PHASE.archiveSent);
  });
});

describe("what the registration allows", () => {
  function withItem(drive: FiscalDrive, change: Partial<DriveReceipt["items"][number]>): DriveReceipt {
    const plain = loaf(drive, 100);
    return { ...plain, items: plain.items.map((item) => ({ ...item, ...change })) };
  }

  it("excise goods only where they are named", () => {
    for (const excise of [true, false]) {
      const { drive } = openDrive({ registration: registration({ excise }) });
      drive.openShift(report(drive));
      expect(refusalOf(drive.registerReceipt(withItem(drive, { subject: 2 })))).toBe(excise ? null : DRIVE_ERROR.exciseForbidden);
    }
  });

  it("only the registered kinds of agent", () => {
    const { drive } = openDrive({ registration: registration({ agents: 32 }) });
    drive.openShift(report(drive));
    const agent = (sign: number): DriveReceipt => withItem(drive, { tags: [{ tag: 1222, value: Uint8Array.of(sign) }] });
    expect(drive.registerReceipt(agent(32)).ok).toBe(true);
    expect(refusalOf(drive.registerReceipt(agent(64)))).toBe(DRIVE_ERROR.badValue);
  });

  it("marks its receipts as internet ones", () => {
    const { drive } = openDrive({ registration: registration({ internet: true }) });
    drive.openShift(report(drive));
    drive.registerReceipt(loaf(drive, 100));
    expect(tagHex(lastDocument(drive), 1108)).toBe("01");
  });

  it("no marking before 1.2", () => {
    const { drive } = openDrive({ registration: registration({ ffd: 3 }) });
    drive.openShift(report(drive));
    const check = drive.checkCode({ code: Buffer.from("0104600000000000215abc"), plannedStatus: 1 });
    expect(refusalOf(check)).toBe(DRIVE_ERROR.markingForbidden);
  });
});

describe("emulated OFD", () => {
  it("refuses on request: the document stays at the head, the next report says so, then it is taken", async () => {
    const { drive, clock } = openDrive();
    drive.setOfd({ refusing: true });
    await clock.advance(10_000);
    drive.settle();
    expect(drive.queue()).toMatchObject({ unsentCount: 1, firstUnsent: { fdNumber: 1 } });
    expect(drive.state.ofd.lastAnswer).toMatchObject({ fdNumber: 1, code: OFD_ANSWER.refused });
    drive.openShift(report(drive));
    expect(tagHex(lastDocument(drive), 1206)).toBe("02");
    drive.setOfd({ refusing: false });
    await clock.advance(10_000);
    drive.settle();
    expect(drive.queue().unsentCount).toBe(0);
    expect(drive.state.ofd.lastAnswer).toMatchObject({ fdNumber: 2, code: OFD_ANSWER.accepted });
  });

  it("answers late on request", async () => {
    const { drive, clock } = openDrive({ ofdMsPerDocument: 100 });
    drive.setOfd({ lateMs: 60_000 });
    await clock.advance(60_000);
    drive.settle();
    expect(drive.document(1)?.ticket).toBeNull();
    await clock.advance(100);
    drive.settle();
    expect(drive.document(1)?.ticket).not.toBeNull();
  });

  it("sees what is wrong with a document without the drive's secret", () => {
    const { drive } = openDrive();
    drive.openShift(report(drive));
    drive.registerReceipt(loaf(drive, 1234));
    const document = lastDocument(drive);
    if (document === null) throw new Error("no document");
    const { body } = document;
    const find = (hex: string): number => Buffer.from(body).indexOf(Buffer.from(hex, "hex"));
    expect(ofdAnswer(document, drive.state)).toBe(OFD_ANSWER.accepted);
    expect(ofdAnswer({ ...document, body: body.slice(0, -1) }, drive.state)).toBe(OFD_ANSWER.brokenStructure);
    const unsigned = body.slice(0, find("35040600"));
    expect(ofdAnswer({ ...document, body: unsigned }, drive.state)).toBe(OFD_ANSWER.tagMissing);
    expect(ofdAnswer({ ...document, fdNumber: 9 }, drive.state)).toBe(OFD_ANSWER.strangeDrive);
    expect(ofdAnswer(document, { ...drive.state, serial: "9999078902000002" })).toBe(OFD_ANSWER.strangeDrive);
    const dearer = body.slice();
    // Tag 1020, length 2: one more kopeck of total than was paid.
    dearer[find("fc030200") + 4] = (body[find("fc030200") + 4] ?? 0) + 1;
    expect(ofdAnswer({ ...document, body: dearer }, drive.state)).toBe(OFD_ANSWER.sumsDiffer);
  });

  it("leaves the totals of what it has not confirmed to 1158", async () => {
    const { drive, clock } = openDrive({ ofdMsPerDocument: 1000 });
    drive.openShift(report(drive));
    drive.registerReceipt(loaf(drive, 100));
    await clock.advance(3000);
    drive.settle();
    drive.setOfd({ online: false });
    drive.registerReceipt(loaf(drive, 5_000, { operation: 2 }));
    drive.registerReceipt(loaf(drive, 700));
    const unsent = drive.unsentCounters();
    expect([unsent[1].count, unsent[1].cashKop, unsent[1].vat[11], unsent[2].sumKop]).toEqual([1, 700, 126, 5000]);
    drive.stateReport(report(drive));
    const state = lastDocument(drive);
    expect([tagHex(state, 1097), tagHex(state, 1116), tagHex(state, 1158, 1129, 1201), tagHex(state, 1157, 1129, 1201)]).toEqual([
      "02000000",
      "04000000",
      "bc02",
      "2003",
    ]);
  });
});

describe("warnings in the reports", () => {
  it("memory at 99 % is 1052, at 90 % only the drive's own warning", () => {
    const { drive } = openDrive({ capacity: 1000 });
    drive.setDocumentsLeft(100);
    drive.openShift(report(drive));
    expect([drive.warnings(drive.timer()).archive90Percent, tagHex(lastDocument(drive), 1052)]).toEqual([true, "00"]);
    drive.setDocumentsLeft(10);
    drive.closeShift(report(drive));
    expect(tagHex(lastDocument(drive), 1052)).toBe("01");
  });

  it("counts the days of the keys down", async () => {
    const { drive, clock } = openDrive({ lifeDays: 410 });
    expect(tagHex(drive.document(1), 1213)).toBe("9a01");
    await clock.advance(10 * DAY_MS);
    drive.settle();
    drive.stateReport(report(drive));
    expect(tagHex(lastDocument(drive), 1213)).toBe("9001");
  });
});

describe("marking notices", () => {
  const GOOD = Buffer.from("0104600000000000215abcdef\u001d93dGVz", "latin1");

  function sell(drive: FiscalDrive, code: Uint8Array): void {
    expect(drive.checkCode({ code, plannedStatus: 1 }).ok).toBe(true);
    expect(drive.decideCheck("accept").ok).toBe(true);
    const checked = drive.acceptedCheck(code);
    if (!checked.ok) throw new Error("not accepted");
    const { plannedStatus, kind, result } = checked.value;
    const plain = loaf(drive, 100);
    const items = plain.items.map((item) => ({ ...item, subject: 33, marking: { code, plannedStatus, kind, result } }));
    expect(drive.registerReceipt({ ...plain, items }).ok).toBe(true);
  }

  it("carry the code, its control digits and the place; the service answers with a ticket", async () => {
    const { drive, clock } = openDrive();
    drive.openShift(report(drive));
    sell(drive, GOOD);
    const notice = drive.notice(1);
    expect(notice?.ticket).toBeNull();
    const hex = Buffer.from(notice?.body ?? []).toString("hex");
    expect(hex).toContain(Buffer.from(encodeTlv([{ tag: 2000, value: GOOD }])).toString("hex"));
    expect(hex).toContain(Buffer.from(encodeTlv([{ tag: 1030, value: tlvString("Хлеб") }])).toString("hex"));
    expect(hex).toContain("4408010001");
    await clock.advance(60_000);
    drive.settle();
    const ticket = Buffer.from(drive.notice(1)?.ticket ?? []).toString("hex");
    expect(ticket).toContain("d207040001000000");
    expect(ticket).toContain("d607010000");
    expect(drive.notice(2)).toBeNull();
  });

  it("leave their trace in the shift's closing when something was wrong", async () => {
    const { drive, clock } = openDrive();
    drive.openShift(report(drive));
    drive.setVerdict(GOOD, "forged");
    sell(drive, GOOD);
    await clock.advance(60_000);
    drive.settle();
    drive.closeShift(report(drive));
    expect([tagHex(lastDocument(drive), 2112), tagHex(lastDocument(drive), 2113), tagHex(lastDocument(drive), 2104)]).toEqual([
      "04",
      "03",
      "00000000",
    ]);
    drive.openShift(report(drive));
    drive.closeShift(report(drive));
    expect([tagHex(lastDocument(drive), 2112), tagHex(lastDocument(drive), 2113)]).toEqual([null, null]);
  });
});
