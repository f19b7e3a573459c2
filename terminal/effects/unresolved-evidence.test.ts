import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { RegistrarStatus, StoredDocument } from "../../fiscal/registrar.ts";
import { sampleReceipt } from "../../fiscal/shtrih-m/testing/sample-receipt.ts";
import type { UnresolvedJob } from "../receipt/receipt.ts";
import { adviceOn, gatherEvidence } from "./unresolved-evidence.ts";

/** Goal: a person sees what the registrar really says and gets the advice that follows from it. */
const RECEIPT = sampleReceipt();
const OURS: StoredDocument = {
  fdNumber: 11,
  fiscalSign: "1",
  kind: "sale",
  isCorrection: false,
  totalKop: RECEIPT.totalKop,
  at: epochMs(1_000),
  ownTag: RECEIPT.ownTag,
};

function job(document: FiscalDocument = { kind: "receipt", receipt: RECEIPT }): UnresolvedJob {
  return {
    id: "job",
    registrarId: "main",
    purpose: { kind: "x-report" },
    document,
    state: "sent",
    baseline: {
      fnSerial: "FN",
      lastFdNumber: 10,
      documentNumber: 0,
      shiftOpen: true,
      shiftNumber: 1,
      cashInCount: 0,
      cashOutCount: 0,
      requestId: "",
      readAt: epochMs(0),
    },
    earlierBaseline: null,
    error: null,
    requestedAt: epochMs(0),
    attempts: 1,
    operator: { id: "anna", name: "Анна", role: "cashier", inn: null },
    seen: "?",
    at: epochMs(0),
  };
}

function registrar(documents: readonly StoredDocument[], last = 10 + documents.length, fnSerial = "FN") {
  const status: RegistrarStatus = {
    model: "М",
    serial: "1",
    fnSerial,
    ffd: "1.2",
    shift: "open",
    shiftNumber: 1,
    lastFdNumber: last,
    paper: "ok",
    coverOpen: false,
    clock: epochMs(0),
    ofdQueue: 0,
    ofdOldest: null,
    fnExpires: null,
    fnWarnings: [],
    isPrintOwed: false,
    keyDaysLeft: null,
    documentsLeft: null,
    noticeQueue: null,
  };
  const asked: number[] = [];
  return {
    asked,
    status: async () => ok(status),
    storedDocument: async (fdNumber: number) => {
      asked.push(fdNumber);
      return ok(documents.find((document) => document.fdNumber === fdNumber) ?? null);
    },
  };
}

async function advised(documents: readonly StoredDocument[], document?: FiscalDocument) {
  const asked = job(document);
  return adviceOn(asked, await gatherEvidence(asked, registrar(documents)));
}

describe("advice", () => {
  it("to confirm the one document with our tag, kind and sum", async () => {
    expect(await advised([OURS, { ...OURS, fdNumber: 12, ownTag: "ANOTHER" }])).toEqual({ kind: "confirm", fdNumber: 11 });
  });

  it("to compare when a document could be ours but carries no tag", async () => {
    expect(await advised([{ ...OURS, ownTag: null }])).toEqual({ kind: "compare" });
  });

  it.each([
    ["another sum", { totalKop: kopecks(1) }],
    ["another kind", { kind: "refund" as const }],
    ["a correction of the same sum", { isCorrection: true }],
    ["another tag", { ownTag: "ANOTHER" }],
  ])("that nothing is there: %s", async (_, change) => {
    expect(await advised([{ ...OURS, ...change }])).toEqual({ kind: "absent" });
  });

  it("to look at the paper for what the drive does not keep", async () => {
    expect(await advised([], { kind: "x-report" })).toEqual({ kind: "paper" });
  });

  it("to wait while the registrar is silent", async () => {
    const asked = job();
    const silent = { status: async () => err(appError("FIS301", { address: "tcp" })), storedDocument: async () => ok(null) };
    expect(adviceOn(asked, await gatherEvidence(asked, silent))).toEqual({ kind: "wait" });
  });

  it("to call service when another drive is in the registrar", async () => {
    const asked = job();
    const evidence = await gatherEvidence(asked, registrar([], 3, "ANOTHER FN"));
    expect(evidence).toMatchObject({ answers: true, isSameDrive: false, documents: [] });
    expect(adviceOn(asked, evidence)).toEqual({ kind: "service" });
  });
});

it("reads the newest fifty documents and says that there are more", async () => {
  const asked = job();
  const device = registrar([], 100);
  const evidence = await gatherEvidence(asked, device);
  expect(device.asked).toHaveLength(50);
  expect(device.asked[0]).toBe(100);
  expect(evidence).toMatchObject({ isCut: true });
  expect(adviceOn(asked, evidence)).toEqual({ kind: "compare" });
});

it("a document that cannot be read makes no evidence", async () => {
  const asked = job();
  const half = { ...registrar([OURS]), storedDocument: async () => err(appError("FIS303")) };
  expect(await gatherEvidence(asked, half)).toMatchObject({ answers: false, error: { code: "FIS303" } });
});
