import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { kopecks } from "../../config/money.ts";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import type { TillView } from "../../config/contract/view.ts";
import { makeOldStamp } from "../../terminal/alcohol/stamp/make-stamp.ts";
import { control, type Intention } from "../../terminal/api/till-client.ts";
import { compareWithBank, compareWithRegistrars, compareWithServers, factsOf } from "../../terminal/demo/worlds-agree.ts";
import { verifyDataDirectory } from "../../terminal/journal/verify.ts";
import { makeMarkingCode, type CodeOrder } from "../../terminal/marking/emulator/make-code.ts";
import { DEMO_SENIOR } from "./cashier-driver.ts";
import { startRealWorld, type Life, type RealWorld } from "./real-world.ts";

/**
 * Goal: a shop day of marked goods and of alcohol leaves everywhere what was sold, whatever fails in the middle. Method: a real till
 * process, every service and device over its real protocol in a process of its own; the goods come as a scanner sends them. At the end
 * the journal, the fiscal drives, the UTM, the bank and both servers are compared.
 */
const SHOES = { gtin: "4699020361831", form: "long-88" } as const;
const PACK = { gtin: "4699014501779", form: "tobacco-pack", maximumPriceKop: kopecks(18_900) } as const;
const BLOCK = { gtin: "4699020124269", form: "tobacco-block", maximumPriceKop: kopecks(189_000) } as const;
const CHEESE = { gtin: "4699020203452", form: "weighed", weightGrams: 750 } as const;
const WATER = { gtin: "4699012522028", form: "short" } as const;
const MILK = { gtin: "4699000247575", form: "short" } as const;
const KEG = { gtin: "4699020045076", form: "short" } as const;
const DRAUGHT_ITEM = "00305";
const VODKA_EAN = "4699019807500";
const VODKA_ALCOCODE = "0099000000000000302";
const NEWSPAPER_EAN = "4699019015608";
const NOON_HOUR = 12;
const DAY_HOURS = 24;
const HALF_LITRE = 500_000;
/** Enough for each try that the client makes. */
const GARBAGE_ANSWERS = 20;
const UTM_SLOW_MS = 3_000;
const ONLINE = /^UUID=[^&]+&Time=\d+$/;

interface Tlv {
  readonly tag: number;
  readonly hex: string;
  readonly text?: string;
  readonly items?: readonly Tlv[];
}
interface DriveDocument {
  readonly fdNumber: number;
  readonly operation: number | null;
  readonly tlv: readonly Tlv[];
}
interface UtmBook {
  readonly received: number;
  readonly cheques: readonly { readonly cheque: { readonly kind: string; readonly bottles: readonly { readonly stamp: string }[] } }[];
}

let world: RealWorld;
let life: Life;
let serial = 0;

/** A zone in which it is about noon: alcohol may be sold, at whatever hour the test runs. */
function zoneOfNoon(): string {
  const ahead = ((NOON_HOUR - new Date().getUTCHours() + DAY_HOURS) % DAY_HOURS) - (new Date().getUTCHours() > NOON_HOUR ? DAY_HOURS : 0);
  // Signs of these names are the other way round.
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

beforeAll(async () => {
  vi.stubEnv("TILL__TILL__TIMEZONE", zoneOfNoon());
  world = await startRealWorld();
  life = await world.start();
}, 60_000);

afterAll(async () => {
  await world?.stop();
  vi.unstubAllEnvs();
});

const address = (name: "scanner" | "tsPiot" | "localModule" | "utm" | "kkt"): string => world.addresses[name]?.control ?? "";
const marked = (order: Omit<CodeOrder, "seed">): Buffer => Buffer.from(makeMarkingCode({ ...order, seed: (serial += 1) }));
const stamp = (): string => makeOldStamp(VODKA_ALCOCODE, (serial += 1));
const utm = (): Promise<UtmBook> => control(address("utm"), "GET", "/state");

async function must(intention: Intention): Promise<void> {
  const reply = await life.client.command(intention);
  if (reply.ok) return;
  const { lines } = await life.client.view();
  throw new Error(`${intention.type}: ${reply.code} ${reply.text} ${JSON.stringify(lines.map(({ marking }) => marking))}`);
}

/** One read of the serial scanner; returns what the cashier sees once it fits. */
async function scan(what: string, code: string | Buffer, fits: (view: TillView) => boolean): Promise<TillView> {
  const sent = typeof code === "string" ? { code } : { hex: code.toString("hex") };
  await control(address("scanner"), "POST", "/scan", sent);
  return life.client.until(what, fits);
}

const linesOf = ({ receipt, lines }: TillView): TillView["lines"] => (receipt === null || receipt.phase === "fiscalising" ? [] : lines);
const soldLines = (view: TillView): number =>
  linesOf(view).filter(({ voided, marking }) => !voided && marking?.state !== "checking").length;

/** Scans a marked piece that is sold; returns its code. */
async function sell(order: Omit<CodeOrder, "seed">): Promise<string> {
  const code = marked(order);
  const before = soldLines(await life.client.view());
  await scan(`line of ${order.gtin}`, code, (view) => soldLines(view) > before);
  return code.toString("base64");
}

async function sellPiece(ean: string): Promise<void> {
  const before = soldLines(await life.client.view());
  await scan(`line of ${ean}`, ean, (view) => soldLines(view) > before);
}

/** A bottle: its barcode, then the stamp that the till asks for, then the question about the buyer. */
async function sellBottle(text: string): Promise<void> {
  const before = soldLines(await life.client.view());
  await scan("the stamp is asked for", VODKA_EAN, ({ codePrompt }) => codePrompt?.purpose === "stamp");
  const { receipt } = await scan("the bottle's line", text, (view) => view.codePrompt === null && soldLines(view) > before);
  expect(receipt?.age?.isAsked).toBe(true);
  expect(await life.client.command({ type: "payCash" })).toMatchObject({ ok: false, code: "ALC880" });
  await must({ type: "confirmAge", answer: "document" });
}

/** Pays, and waits for the receipt's document. */
async function pay(by: "payCash" | "payCard", amountKop?: number): Promise<string> {
  await must({ type: by, ...(amountKop === undefined ? {} : { amountKop }) });
  return made();
}

async function made(): Promise<string> {
  const { completed } = await life.client.until("the receipt is made", (view) => view.completed !== null && view.fiscal === null);
  return completed?.receiptId ?? "";
}

/** A piece that must not be sold: the red panel says why, and its line does not count. */
async function refused(order: Omit<CodeOrder, "seed">, why: string): Promise<void> {
  const { alert } = await scan(`${order.gtin} is refused`, marked(order), (view) => view.alert !== null);
  expect(alert?.code).toBe(why);
  await must({ type: "dismissAlert" });
}

function receipt(id: string): ReceiptFact {
  const found = factsOf(world.dataDir).find((fact): fact is ReceiptFact => fact.type === "receipt" && fact.id === id);
  if (found === undefined) throw new Error(`no receipt ${id}`);
  return found;
}

async function positions(id: string): Promise<readonly (readonly Tlv[])[]> {
  const { fdNumber } = receipt(id).fiscal;
  const document = await control<DriveDocument>(address("kkt"), "GET", `/documents/${fdNumber}`);
  return document.tlv.flatMap(({ tag, items }) => (tag === 1059 ? [items ?? []] : []));
}

const inside = (position: readonly Tlv[] | undefined, ...path: readonly number[]): Tlv | undefined => {
  const [first, ...rest] = path;
  const found = position?.find(({ tag }) => tag === first);
  return rest.length === 0 ? found : inside(found?.items, ...rest);
};
const industryOf = (position: readonly Tlv[] | undefined): string | undefined => inside(position, 1260, 1265)?.text;

async function setFault(name: Parameters<typeof address>[0], method: "POST" | "DELETE", fault?: object): Promise<void> {
  await control(address(name), method, "/faults", fault);
}

async function morning(): Promise<string> {
  const shoes = await sell(SHOES);
  const others = [await sell(WATER), await sell(CHEESE)];
  const first = await pay("payCard");
  expect(receipt(first).lines.map(({ markingCode }) => markingCode)).toEqual([shoes, ...others]);
  expect(receipt(first).lines[2], "weight of the code").toMatchObject({ quantity: 750_000, sumKop: 67_425 });
  const smokes = [await sell(PACK), await sell(BLOCK)];
  await must({ type: "confirmAge", answer: "by-sight" });
  const second = await pay("payCash", 500_000);
  expect(receipt(second).lines.map(({ markingCode }) => markingCode)).toEqual(smokes);
  expect(receipt(second).ageCheck?.answer).toBe("by-sight");
  for (const id of [first, second]) for (const position of await positions(id)) expect(industryOf(position)).toMatch(ONLINE);
  await takeBack(first, shoes);
  return shoes;
}

/** The marking operator behind the drive has been told of every sale and return: until then its check of the same code says no. */
async function operatorTold(): Promise<void> {
  await vi.waitFor(
    async () => {
      const notices = await control<readonly { readonly sent: boolean }[]>(address("kkt"), "GET", "/notices");
      expect(notices.filter(({ sent }) => !sent)).toEqual([]);
    },
    { timeout: 20_000, interval: 50 },
  );
}

/** The shoes alone come back; what stays with the buyer is struck out. */
async function takeBack(receiptId: string, code: string): Promise<void> {
  await operatorTold();
  await must({ type: "openRefund", receiptId });
  const { lines } = await life.client.until("the refund is open", (view) => view.receipt?.kind === "refund");
  for (const { line } of lines.slice(1)) await must({ type: "voidLine", line, withoutCode: true, approval: DEMO_SENIOR });
  expect(await life.client.command({ type: "payCard" })).toMatchObject({ ok: false });
  await scan(
    "the piece that comes back",
    Buffer.from(code, "base64"),
    (view) => view.lines[0]?.needsCode === false && soldLines(view) === 1,
  );
  const id = await pay("payCard");
  expect(receipt(id)).toMatchObject({ kind: "refund", originalReceiptId: receiptId, lines: [{ markingCode: code }] });
}

/** Back in circulation: another buyer takes them. */
async function soldAgain(code: string): Promise<void> {
  await operatorTold();
  await scan("the shoes are sold again", Buffer.from(code, "base64"), (view) => soldLines(view) === 1);
  expect(receipt(await pay("payCard")).lines).toMatchObject([{ markingCode: code }]);
}

async function draughtBeer(): Promise<void> {
  const keg = marked(KEG);
  expect(await life.client.command({ type: "connectKeg", volumeMl: 30_000 })).toMatchObject({ ok: false, needsCode: true });
  await scan("the keg is on tap", keg, ({ kegs, codePrompt }) => kegs.length === 1 && codePrompt === null);
  for (let portion = 1; portion <= 2; portion += 1) {
    await must({ type: "addItem", itemId: DRAUGHT_ITEM, quantity: HALF_LITRE });
    await life.client.until("the portion is checked", (view) => soldLines(view) === 1);
    await must({ type: "confirmAge", answer: "by-sight" });
    const id = await pay(portion === 1 ? "payCash" : "payCard");
    expect(receipt(id).lines).toMatchObject([
      { markingCode: keg.toString("base64"), quantity: HALF_LITRE, codeShare: { unit: "millilitre", used: 500, of: 30_000 } },
    ]);
    expect((await life.client.view()).kegs).toMatchObject([{ leftMl: 30_000 - 500 * portion }]);
  }
}

async function bottleAndBack(): Promise<string> {
  const text = stamp();
  await sellBottle(text);
  const id = await pay("payCash", 50_000);
  const { egais, ageCheck, lines } = receipt(id);
  expect([egais?.url, ageCheck?.answer, lines[0]?.alcohol?.stamp]).toEqual([expect.stringContaining("check.egais.ru"), "document", text]);
  await must({ type: "openRefund", receiptId: id });
  const back = await pay("payCash");
  expect(receipt(back)).toMatchObject({ kind: "refund", egais: { url: expect.stringContaining("check.egais.ru") } });
  return text;
}

/** Services that answer otherwise than they should, between the pieces of one receipt. */
async function servicesFail(): Promise<void> {
  await sell(MILK);
  await setFault("tsPiot", "POST", { kind: "status", status: 203, body: { code: 203, message: "Аварийный режим" } });
  await sell(MILK);
  await setFault("tsPiot", "POST", { kind: "garbage", times: GARBAGE_ANSWERS });
  await sell(WATER);
  await setFault("tsPiot", "DELETE", {});
  await sell(WATER);
  const id = await pay("payCard");
  expect(receipt(id).lines.map(({ markingCheck }) => [markingCheck?.basis, markingCheck?.source])).toEqual([
    ["online", "ts-piot"],
    ["emergency", "ts-piot"],
    ["offline", "local-module"],
    ["online", "ts-piot"],
  ]);
  const texts = (await positions(id)).map(industryOf);
  expect(texts).toEqual([
    expect.stringMatching(ONLINE),
    undefined,
    expect.stringMatching(/^UUID=[^&]+&Time=\d+&Inst=[^&]+&Ver=[^&]+$/),
    expect.stringMatching(ONLINE),
  ]);
}

/** Pieces that may not be sold; the rest of the receipt is. */
async function codesRefused(): Promise<void> {
  await sellPiece(NEWSPAPER_EAN);
  await refused({ ...WATER, outcome: "sold" }, "MRK514");
  await refused({ ...MILK, outcome: "blocked" }, "MRK513");
  await sell(WATER);
  const id = await pay("payCash");
  expect(receipt(id).lines).toHaveLength(2);
}

const lightOfUtm = ({ lights }: TillView): string | undefined => lights.find(({ name }) => name === "utm")?.state;

async function restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  life.till.child.kill(signal);
  await life.till.exited;
  life = await world.start();
  if ((await life.client.view()).operator === null) await must({ type: "signIn", staffId: "anna", pin: "1111" });
}

/** A UTM that went away: no bottle is sold, all else is. */
async function utmDown(): Promise<void> {
  await sellPiece(NEWSPAPER_EAN);
  await sellBottle(stamp());
  await setFault("utm", "POST", { kind: "down" });
  await must({ type: "payCash" });
  const stuck = await life.client.until("the cheque can't be sent", (view) => view.fiscal?.canCancel === true);
  expect(stuck.fiscal?.error?.code).toBe("ALC850");
  await must({ type: "cancelPayment" });
  const { receipt: open } = await life.client.until("the receipt is open again", (view) => view.fiscal === null);
  if (open?.phase === "paying") await must({ type: "cancelPayment" });
  const { lines } = await life.client.until("its lines may be changed", (view) => view.receipt?.phase === "open");
  await must({ type: "voidLine", line: lines.find(({ name }) => name.startsWith("Водка"))?.line ?? 0 });
  const id = await pay("payCash");
  expect(receipt(id).lines).toMatchObject([{ barcode: expect.stringContaining(NEWSPAPER_EAN) }]);
  expect(receipt(id).egais).toBeUndefined();
  await restart("SIGTERM");
  await sellPiece(NEWSPAPER_EAN);
  await life.client.until("the till has seen it", (view) => lightOfUtm(view) !== "ok");
  const { alert } = await scan("the bottle is refused", VODKA_EAN, (view) => view.alert !== null);
  expect(alert?.code).toBe("ALC850");
  await must({ type: "dismissAlert" });
  expect(receipt(await pay("payCash")).lines).toHaveLength(1);
  await setFault("utm", "DELETE");
  await life.client.until("the UTM is back", (view) => lightOfUtm(view) === "ok");
}

/** Dies while the UTM thinks about a cheque that it has taken. */
async function killedAtTheUtm(): Promise<string> {
  const text = stamp();
  await sellBottle(text);
  await sell(WATER);
  const { received } = await utm();
  const factsBefore = factsOf(world.dataDir).length;
  await setFault("utm", "POST", { kind: "slow", delayMs: UTM_SLOW_MS, isTaken: true });
  await must({ type: "payCash", amountKop: 100_000 });
  await vi.waitFor(async () => expect((await utm()).received).toBe(received + 1), { timeout: 10_000, interval: 20 });
  await restart("SIGKILL");
  const id = await made();
  expect(factsOf(world.dataDir), "one fact more").toHaveLength(factsBefore + 1);
  expect(receipt(id).lines).toHaveLength(2);
  expect(receipt(id).egais?.number).toBeGreaterThan(0);
  return text;
}

async function booksAgree(sold: readonly { readonly stamp: string; readonly kinds: readonly string[] }[]): Promise<void> {
  await life.client.until("everything is delivered", ({ upload }) => upload.waiting === 0 && upload.setAside === 0, 30_000);
  const facts = factsOf(world.dataDir);
  const receipts = facts.filter((fact): fact is ReceiptFact => fact.type === "receipt");
  expect(await compareWithRegistrars(receipts, world.addresses)).toEqual([]);
  expect(await compareWithBank(receipts, world.addresses.cardTerminal?.control ?? "")).toEqual([]);
  expect(await compareWithServers(facts, world.addresses)).toEqual([]);
  const cheques = (await utm()).cheques.map(({ cheque: { kind, bottles } }) => [kind, ...bottles.map((bottle) => bottle.stamp)]);
  expect(cheques).toEqual(sold.flatMap(({ stamp: text, kinds }) => kinds.map((kind) => [kind, text])));
  for (const { id, kind, lines } of receipts) {
    const stored = await positions(id);
    expect(stored).toHaveLength(lines.length);
    for (const [index, { markingCode, markingCheck, alcohol, name }] of lines.entries()) {
      const tags = stored[index] ?? [];
      const isMarked = markingCode !== null;
      const isAnswered = markingCheck?.basis === "online" || markingCheck?.basis === "offline";
      expect(markingCheck !== undefined, `${name}: check`).toBe(isMarked);
      expect(industryOf(tags) !== undefined, `${name}: 1260`).toBe(isMarked && kind === "sale" && isAnswered);
      // FFD 1.2: the code stands in 1163; 1162 is of older formats.
      expect(inside(tags, 1162), `${name}: 1162`).toBeUndefined();
      if (alcohol?.isStamped !== true) expect((inside(tags, 1163)?.items ?? []).length, `${name}: 1163`).toBe(isMarked ? 1 : 0);
    }
  }
  const { lights } = await life.client.view();
  expect(lights.filter(({ text }) => text !== "")).toEqual([]);
  const verified = verifyDataDirectory(world.dataDir);
  expect(verified.ok ? verified.value.violations : [verified.error]).toEqual([]);
  expect(verified.ok && verified.value.open).toEqual({ receipt: false, held: 0, jobs: 0, unresolved: 0, returning: 0 });
}

it("sells, takes back and outlives faults; all books say the same", { timeout: 120_000 }, async () => {
  await must({ type: "signIn", staffId: "anna", pin: "1111" });
  await must({ type: "openShift" });
  await life.client.until("the shift is open", (view) => view.shift.status === "open" && view.fiscal === null);
  await must({ type: "cashIn", amountKop: 500_000, reason: "размен" });
  await life.client.until("the money is in", (view) => view.fiscal === null && view.shift.drawerKop > 0);
  const shoes = await morning();
  await draughtBeer();
  await soldAgain(shoes);
  const returned = await bottleAndBack();
  await servicesFail();
  await codesRefused();
  await utmDown();
  const survived = await killedAtTheUtm();
  await booksAgree([
    { stamp: returned, kinds: ["sale", "refund"] },
    { stamp: survived, kinds: ["sale"] },
  ]);
});
