import { expect, it } from "vitest";
import { silentLog } from "../../config/log.ts";
import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import { kopecks } from "../../config/money.ts";
import { ManualClock } from "../../device-drivers/transport/manual-clock.ts";
import type { DriveCodeCheck, DriveCodeQuestion, Registrar } from "../../fiscal/registrar.ts";
import { SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import { markedTill, putPiece } from "../testing/marked-piece.ts";
import { createDriveCheck, type AskDrive } from "./drive-check.ts";

const GOOD: DriveCodeCheck = { result: 15, localCheck: 3, localReason: 0, codeKind: 4, operatorCode: 0, operatorStatus: 1 };
const LIMIT_MS = 4_000;

async function markedLine() {
  const till = await markedTill();
  await putPiece(till);
  const { receipt } = till.till.state;
  const position = receipt?.positions[0];
  if (receipt === null || position === undefined) throw new Error("no line");
  return { registrar: till.outside.fiscal.registrar, receipt, position };
}

function asking(registrar: Registrar, clock = new ManualClock(0), ffd: "1.1" | "1.2" = "1.2"): AskDrive {
  const [main] = SIMULATED_SETTINGS.sellers;
  const settings = { ...SIMULATED_SETTINGS, sellers: [{ ...main, ffd }] as const };
  return createDriveCheck({ registrars: new Map([[main.id, registrar]]), settings, timeoutMs: LIMIT_MS, clock, log: silentLog });
}

const never = new AbortController().signal;

it("asks the registrar of the line's seller as the document will", async () => {
  const { registrar, receipt, position } = await markedLine();
  const seen: DriveCodeQuestion[] = [];
  const checkCode: Registrar["checkCode"] = async (question) => {
    seen.push(question);
    return ok(GOOD);
  };
  expect(await asking({ ...registrar, checkCode })(receipt, position, never)).toEqual(GOOD);
  expect(seen).toEqual([{ codeBase64: position.marking?.codeBase64, plannedStatus: 1, quantity: position.quantity, measure: 0 }]);
  await asking({ ...registrar, checkCode })({ ...receipt, kind: "refund" }, position, never);
  expect(seen[1]?.plannedStatus).toBe(3);
});

it("asks about the part of a piece that is sold or comes back", async () => {
  const { registrar, receipt, position } = await markedLine();
  const seen: DriveCodeQuestion[] = [];
  const checkCode: Registrar["checkCode"] = async (question) => {
    seen.push(question);
    return ok(GOOD);
  };
  const part = { ...position, part: { numerator: 2, denominator: 10, before: 3, wholePriceKop: kopecks(5_000), wholeMinimumKop: null } };
  const ask = asking({ ...registrar, checkCode });
  await ask(receipt, part, never);
  await ask({ ...receipt, kind: "refund" }, part, never);
  expect(seen).toMatchObject([
    { plannedStatus: 2, fraction: { numerator: 2, denominator: 10 } },
    { plannedStatus: 4, fraction: { numerator: 2, denominator: 10 } },
  ]);
  expect(Object.keys(seen[0]?.fraction ?? {})).toEqual(["numerator", "denominator"]);
});

it("gives up at its limit, and calls the check off", async () => {
  const { registrar, receipt, position } = await markedLine();
  const clock = new ManualClock(0);
  let signal: AbortSignal | undefined;
  const checkCode: Registrar["checkCode"] = (_question, given) => {
    signal = given;
    return new Promise(() => {});
  };
  const answer = asking({ ...registrar, checkCode }, clock)(receipt, position, never);
  await clock.advance(LIMIT_MS - 1);
  expect(signal?.aborted).toBe(false);
  await clock.advance(1);
  expect(await answer).toMatchObject({ code: "MRK560", details: { seconds: 4 } });
  expect(signal?.aborted).toBe(true);
});

it("says why the registrar did not check", async () => {
  const { registrar, receipt, position } = await markedLine();
  const checkCode: Registrar["checkCode"] = async () => err(appError("FIS302", { command: "FF61", reason: "timeout" }));
  expect(await asking({ ...registrar, checkCode })(receipt, position, never)).toMatchObject({
    code: "MRK561",
    details: { code: "FIS302" },
  });
});

it("asks nobody before FFD 1.2, about lines without a code, and of a seller without a registrar", async () => {
  const { registrar, receipt, position } = await markedLine();
  const checkCode: Registrar["checkCode"] = () => Promise.reject(new Error("asked"));
  const silent = { ...registrar, checkCode };
  expect(await asking(silent, new ManualClock(0), "1.1")(receipt, position, never)).toBeNull();
  expect(await asking(silent)(receipt, { ...position, marking: null }, never)).toBeNull();
  expect(await asking(silent)(receipt, { ...position, sellerId: "another" }, never)).toBeNull();
});
