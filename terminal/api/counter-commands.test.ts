import { beforeEach, describe, expect, it } from "vitest";
import type { CommandReply } from "../../config/contract/commands.ts";
import { silentLog } from "../../config/log.ts";
import { ok } from "../../config/result.ts";
import type { Intention } from "./till-client.ts";
import { openHistory } from "../journal/history.ts";
import { openJournal } from "../journal/journal.ts";
import { openOutbox } from "../journal/outbox-store.ts";
import { createOutside, SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import { codeOf, openTill, PIECE, SENIOR, type OpenTill } from "../testing/open-till.ts";
import { createTill, type Till } from "../till.ts";

/** Goal: commands of the counter that are no sale ask who may, and answer what happened. Method: commands as the API hands them on. */

const scanOf = (code: string, symbology?: string) => {
  const scan = { type: "scan", code: Buffer.from(code).toString("base64"), source: "wedge" } as const;
  return symbology === undefined ? scan : { ...scan, symbology };
};

describe("a scan", () => {
  it("that is refused says so in its reply, and the red panel stands as before", async () => {
    const till = await openTill();
    const refused = await till.send(scanOf("NO-SUCH-CODE"));
    expect(refused).toMatchObject({ ok: false, code: "RCP447", text: till.till.screen.alert?.text });
    expect(till.till.screen.alert).toMatchObject({ code: "RCP447", notAdded: 0 });
    const seen: string[] = [];
    till.till.onError((error) => seen.push(error.code));
    expect(await till.send(scanOf(till.items[0]?.barcode ?? "")), "not added while the panel stands").toMatchObject({ code: "RCP447" });
    expect([till.till.screen.alert?.notAdded, till.till.state.receipt, seen]).toEqual([1, null, []]);
    await till.send({ type: "dismissAlert" });
    expect(await till.send(scanOf(till.items[0]?.barcode ?? ""))).toEqual({ ok: true });
  });

  it("asks for a person first where nobody is signed in", async () => {
    const till = await openTill();
    await till.send({ type: "signOut" });
    expect(await till.send(scanOf("NO-SUCH-CODE"))).toMatchObject({ ok: false, code: "ACC101" });
  });

  it("is told to the technician once", async () => {
    const till = await openTill();
    const seen: string[] = [];
    till.till.onError((error) => seen.push(error.code));
    await till.send(scanOf("NO-SUCH-CODE"));
    expect(seen).toEqual(["RCP447"]);
  });

  it("goes by the symbology that came with it: eight digits of UPC-E are no EAN-8 with a wrong check digit", async () => {
    const asked = async (symbology?: string) => codeOf(await (await openTill()).send(scanOf("04252614", symbology)));
    expect(await asked()).toBe("DEV203");
    expect(await asked("upce"), "read well, and not on sale here").toBe("RCP447");
    expect(await asked("made-up"), "an unknown name is as none").toBe("DEV203");
  });
});

describe("a copy of the last receipt", () => {
  let till: OpenTill;
  let copies = 0;
  beforeEach(async () => {
    till = await openTill();
    copies = 0;
    till.outside.fiscal.registrar.printCopy = async () => {
      copies += 1;
      return ok(undefined);
    };
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
  });

  it("is printed for a person at the till", async () => {
    expect(await till.send({ type: "reprintLast" })).toEqual({ ok: true });
    expect(copies).toBe(1);
  });

  it("is not printed while nobody is signed in", async () => {
    await till.send({ type: "signOut" });
    expect(codeOf(await till.send({ type: "reprintLast" }))).toBe("ACC101");
    expect(copies).toBe(0);
  });
});

describe("a person whose role may not", () => {
  const TECHNICIAN = { id: "tech", name: "Техник", role: "technician", inn: null, pinHash: "4444", badgeHash: null } as const;

  async function tillOf(staffId: string, pin: string) {
    const world = createOutside(1);
    const { outside, random, clock } = world;
    const journal = openJournal(outside.db, () => 0);
    if (!journal.ok) throw new Error(journal.error.code);
    const done = { requeued: 0, woken: 0, copies: 0 };
    const outbox = openOutbox(outside.db, journal.value, ["iteem"]);
    const till: Till = createTill({
      journal: journal.value,
      history: openHistory(outside.db),
      outbox: { ...outbox, requeue: () => void (done.requeued += 1) },
      goods: outside.goods,
      registrars: new Map([["main", { ...outside.fiscal.registrar, printCopy: async () => ((done.copies += 1), ok(undefined)) }]]),
      settings: SIMULATED_SETTINGS,
      barcodes: { weight: [] },
      customerSources: new Set(),
      staff: [...outside.staff, TECHNICIAN],
      lockPolicy: { lockAfterFailures: 5, lockMs: 60_000 },
      verifyPin: async (pinHash, given) => pinHash === given,
      clock,
      newId: () => random.uuid(),
      onRequeued: () => (done.woken += 1),
      language: "ru",
      log: silentLog,
    });
    let made = 0;
    const send = (wish: Intention): Promise<CommandReply> => till.execute({ id: `wish-${(made += 1)}`, ...wish });
    const approvals = () => outside.db.prepare("SELECT data FROM event WHERE type = 'approvalGiven'").all();
    await send({ type: "signIn", staffId, pin });
    return { send, done, approvals };
  }

  it("sends a refused document again with a manager's consent, and the upload is woken", async () => {
    const { send, done, approvals } = await tillOf("cashier", "1111");
    const requeue = { type: "requeueFact", destination: "iteem", sequence: 1 } as const;
    expect(await send(requeue)).toMatchObject({ ok: false, code: "ACC110", needsApproval: true });
    expect(done).toMatchObject({ requeued: 0, woken: 0 });
    expect(await send({ ...requeue, approval: SENIOR })).toEqual({ ok: true });
    expect(done).toMatchObject({ requeued: 1, woken: 1 });
    expect(approvals()).toHaveLength(1);
  });

  it("prints no copy without consent", async () => {
    const { send, done } = await tillOf("tech", "4444");
    expect(await send({ type: "reprintLast" })).toMatchObject({ ok: false, code: "ACC110" });
    expect(done.copies).toBe(0);
  });
});
