import { withCheckDigit } from "../../device-drivers/scanner/ean.ts";
import { assertInvariant } from "../../config/result.ts";
import { formatKop, kopecks } from "../../config/money.ts";
import type { CompletedView, TillView } from "../../config/contract/view.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import type { WorldAddresses } from "../embedded/addresses.ts";
import { isPlainPiece, type DemoGood } from "./demo-goods.ts";
import { control, type Intention, type TillClient } from "../api/till-client.ts";

export interface DemoDay {
  readonly client: TillClient;
  readonly world: WorldAddresses;
  readonly goods: readonly DemoGood[];
  /** One line per thing that happens. */
  readonly tell: (line: string) => void;
}

const SENIOR = { staffId: "oleg", pin: "2222" } as const;
const CARD_1 = "7770000000017";
const CARD_2 = "7770000000024";

/**
 * The scripted shop day: shift, receipts of every kind and of two sellers, money before the goods, both servers away in the middle, the registrar's link cut in
 * the middle of a closing receipt, shift close. Everything goes over the real sockets and the scanner's serial line.
 */
export async function playDay(day: DemoDay): Promise<void> {
  const actor = createActor(day);
  await actor.morning();
  await sales(actor);
  const advance = await moneyBefore(actor);
  await twoSellers(actor);
  await outage(actor);
  await settleLater(actor, advance);
  await troubles(actor);
  await refunds(actor);
  await actor.evening();
}

type Actor = ReturnType<typeof createActor>;

/** The cashier's hands: scans on the serial line, keys as commands, eyes on the view. */
function createActor({ client, world, goods, tell }: DemoDay) {
  const unmarked = goods.filter(isPlainPiece);
  const pieces = unmarked.filter((good) => good.seller === "");
  const breads = unmarked.filter((good) => good.seller !== "");
  const weighed = goods.filter((good) => good.weightCode !== "");
  const marked = goods.filter((good) => good.markingGroup === "milk" || good.markingGroup === "water");
  let next = 0;
  let last = "";

  const must = async (intention: Intention): Promise<void> => {
    const reply = await client.command(intention);
    assertInvariant(reply.ok, `${intention.type}: ${reply.ok ? "" : `${reply.code} ${reply.text}`}`);
  };
  const scan = async (what: string, code: object, fits: (view: TillView) => boolean): Promise<TillView> => {
    assertInvariant(world.scanner !== null, "the day needs the scanner");
    await control(world.scanner.control, "POST", "/scan", code);
    return client.until(`scan of ${what}`, fits);
  };
  const lineCount = (view: TillView): number => view.lines.reduce((sum, line) => sum + (line.voided ? 0 : line.quantity), 0);
  const piece = async (): Promise<void> => {
    const good = pieces[(next += 1) % pieces.length];
    assertInvariant(good !== undefined, "the list has pieces");
    const before = lineCount(await client.view());
    await scan(good.name, { code: good.barcode }, (view) => lineCount(view) > before && view.receipt !== null);
  };
  const markingCode = (seed: number, outcome: "ok" | "sold" = "ok"): { readonly hex: string } => {
    const good = marked[seed % marked.length];
    assertInvariant(good !== undefined, "the list has marked goods");
    return { hex: Buffer.from(makeMarkingCode({ gtin: good.barcode, form: "short", seed, outcome })).toString("hex") };
  };
  const completed = async (what: string, before: string): Promise<TillView> => {
    const view = await client.until(
      what,
      (seen) => seen.completed !== null && seen.completed.receiptId !== before && seen.fiscal === null,
      60_000,
    );
    const done = view.completed;
    assertInvariant(done !== null, what);
    const change = done.changeKop > 0 ? `, сдача ${formatKop(kopecks(done.changeKop))}` : "";
    last = done.receiptId;
    tell(`  чек № ${done.number}: ${formatKop(kopecks(done.totalKop))}${change}, ФД ${done.fdNumber} — ${what}`);
    return view;
  };

  return {
    client,
    world,
    tell,
    must,
    scan,
    piece,
    markingCode,
    completed,
    async pieces(count: number): Promise<void> {
      for (let done = 0; done < count; done += 1) await piece();
    },
    /** Gives back the part that a registrar refuses; the others are completed. */
    async giveBack(what: string): Promise<void> {
      await must({ type: "cancelPayment" });
      await completed(what, last);
    },
    /** Goods of the second seller. */
    async bread(): Promise<void> {
      const good = breads[(next += 1) % breads.length];
      assertInvariant(good !== undefined, "the list has goods of a second seller");
      const before = lineCount(await client.view());
      await scan(good.name, { code: good.barcode }, (view) => lineCount(view) > before && view.receipt !== null);
    },
    async weigh(grams: number): Promise<void> {
      const good = weighed[0];
      assertInvariant(good !== undefined, "the list has weighed goods");
      const label = withCheckDigit(`22${good.weightCode.padStart(5, "0")}${String(grams).padStart(5, "0")}`);
      await scan(good.name, { code: label ?? "" }, (view) => view.lines.some((line) => !line.voided && line.weighed));
    },
    /** The payment that completes the receipt. */
    async pay(intention: Intention, what: string): Promise<CompletedView> {
      await must(intention);
      const { completed: done } = await completed(what, last);
      assertInvariant(done !== null, what);
      return done;
    },
    payCash(what: string, amountKop?: number): Promise<CompletedView> {
      return this.pay({ type: "payCash", ...(amountKop === undefined ? {} : { amountKop }) }, what);
    },
    payCard(what: string, amountKop?: number): Promise<CompletedView> {
      return this.pay({ type: "payCard", ...(amountKop === undefined ? {} : { amountKop }) }, what);
    },
    async morning(): Promise<void> {
      await must({ type: "signIn", staffId: "anna", pin: "1111" });
      await must({ type: "openShift" });
      const view = await client.until("the shift is open", (seen) => seen.shift.status === "open" && seen.fiscal === null);
      tell(`смена ${view.shift.number} открыта, кассир ${view.operator?.name}`);
      await must({ type: "cashIn", amountKop: 300_000, reason: "размен" });
      await client.until("cash is in", (seen) => seen.shift.drawerKop >= 300_000 && seen.fiscal === null);
      tell("внесено 3 000,00");
    },
    async evening(): Promise<void> {
      await must({ type: "cashOut", amountKop: 100_000, reason: "инкассация", approval: SENIOR });
      await client.until("cash is out", (seen) => seen.fiscal === null);
      await must({ type: "xReport" });
      await client.until("the X report is printed", (seen) => seen.fiscal === null);
      const { shift, info } = await client.view();
      const counted = countOut(shift.drawerKop, info.denominationsKop);
      await must({ type: "closeShift", counted });
      await client.until("the shift is closed", (seen) => seen.shift.status === "closed" && seen.fiscal === null, 60_000);
      tell(
        `смена ${shift.number} закрыта: продажи ${formatKop(shift.salesKop)} (${shift.salesCount}), возвраты ${formatKop(shift.refundsKop)} (${shift.refundsCount})`,
      );
      await client.until("both servers have everything", (seen) => seen.upload.waiting === 0, 120_000);
    },
  };
}

/** Banknotes that make up the drawer; what is below a rouble stays uncounted, as in a real drawer. */
function countOut(drawerKop: number, denominationsKop: readonly number[]): { noteKop: number; count: number }[] {
  let left = drawerKop;
  return denominationsKop.map((noteKop) => {
    const count = Math.floor(left / noteKop);
    left -= count * noteKop;
    return { noteKop, count };
  });
}

async function sales(actor: Actor): Promise<void> {
  const { must, client } = actor;
  await actor.pieces(2);
  await actor.payCash("наличными со сдачей", 500_000);
  await actor.pieces(3);
  await actor.payCard("картой");
  await actor.pieces(2);
  await must({ type: "payCash", amountKop: 1_000 });
  await actor.payCard("наличными и картой");
  await actor.scan("a marked good", actor.markingCode(1), (view) => view.lines.some((line) => line.marking?.state === "allowed"));
  await actor.payCash("маркированный товар, проверка прошла");
  await actor.scan("a sold marking code", actor.markingCode(2, "sold"), (view) => view.alert !== null);
  const refused = await client.view();
  actor.tell(`  отказ: ${refused.alert?.text}`);
  await must({ type: "dismissAlert" });
  await actor.piece();
  await actor.payCash("после отказа в маркированном товаре");
  await must({ type: "setNextQuantity", quantity: 5_000_000 });
  await actor.piece();
  await actor.weigh(845);
  await actor.payCash("количество перед сканом и весовой товар");
}

/** An advance for goods that are not known yet, and goods that are paid for now and handed over later. Gives the advance's number. */
async function moneyBefore(actor: Actor): Promise<{ readonly advance: string; readonly prepaid: string }> {
  const { must } = actor;
  await must({ type: "openAdvance", amountKop: 50_000, purpose: "торт на заказ" });
  const advance = await actor.payCash("аванс 500,00 наличными");
  await actor.pieces(2);
  await must({ type: "setSettlement", settlement: "prepayment" });
  const prepaid = await actor.payCard("предоплата 100 % картой, товар потом");
  return { advance: advance.deal?.reference ?? "", prepaid: prepaid.deal?.reference ?? "" };
}

/** The same customers later: goods handed over, what was paid before is offset (tag 1215). */
async function settleLater(actor: Actor, { advance, prepaid }: { readonly advance: string; readonly prepaid: string }): Promise<void> {
  const { must, client } = actor;
  await must({ type: "openHandOver", reference: prepaid });
  await actor.pay({ type: "payPrepaid" }, `выдача предоплаченного № ${prepaid}`);
  await actor.pieces(12);
  const total = (await client.view()).receipt?.totalKop ?? 0;
  await must({ type: "payPrepaid", reference: advance, amountKop: Math.min(total - 1, 50_000) });
  await actor.payCash(`зачёт аванса № ${advance}, остальное наличными`);
}

/** One payment, a document of each seller at its own registrar; one of them out of paper for good. */
async function twoSellers(actor: Actor): Promise<void> {
  const { must, client, world } = actor;
  await actor.pieces(2);
  await actor.bread();
  await actor.payCash("товары двух продавцов, наличными со сдачей", 500_000);
  await actor.bread();
  await actor.pieces(1);
  await must({ type: "payCash", amountKop: 1_000 });
  await actor.payCard("товары двух продавцов, наличными и картой");
  await actor.bread();
  await actor.payCard("товар второго продавца");
  const bakery = world.sellers["bakery"];
  assertInvariant(bakery !== undefined, "the day needs a second seller");
  await control(bakery.control, "POST", "/faults", { kind: "paper-out" });
  await actor.pieces(1);
  await actor.bread();
  await must({ type: "payCard" });
  const stuck = await client.until("the second registrar has no paper", (view) => view.fiscal?.canCancel === true, 60_000);
  actor.tell(`  отказ второй ККТ: ${stuck.fiscal?.error?.text}`);
  await actor.giveBack("часть второго продавца возвращена на карту, первая осталась");
  await control(bakery.control, "POST", "/faults", { kind: "paper-load" });
}

/** Both servers are away; the shop sells on. */
async function outage(actor: Actor): Promise<void> {
  const { must, world, client } = actor;
  const servers = [world.iteem, world.onec].flatMap((server) => server?.control ?? []);
  for (const server of servers) await control(server, "POST", "/faults", { kind: "down" });
  actor.tell("серверы ITEEM и 1С недоступны");
  for (const [card, points] of [
    [CARD_1, 0],
    [CARD_2, 100],
  ] as const) {
    await actor.pieces(4);
    await must({ type: "attachCustomer", card });
    const { receipt } = await client.view();
    if (points > 0) await must({ type: "redeemPoints", points: Math.min(points, receipt?.customer?.redeemLimit ?? 0) });
    await actor.payCash(points > 0 ? "со списанием баллов" : "с начислением баллов");
  }
  await actor.pieces(2);
  await must({ type: "holdReceipt" });
  await actor.pieces(1);
  await actor.payCard("пока другой чек отложен");
  const [held] = (await client.view()).held;
  await must({ type: "recallReceipt", receiptId: held?.receiptId ?? "" });
  await actor.pieces(1);
  await actor.payCash("отложенный и вызванный");
  await actor.pieces(2);
  await must({ type: "discountReceipt", discount: { percentBasisPoints: 700 }, approval: SENIOR });
  await actor.payCash("со скидкой 7 %, разрешил старший");
  const { upload } = await client.view();
  actor.tell(`не отправлено документов: ${upload.waiting}`);
  for (const server of servers) await control(server, "DELETE", "/faults");
  actor.tell("серверы вернулись");
}

/** Things that go wrong at a counter. */
async function troubles(actor: Actor): Promise<void> {
  const { must, client, world } = actor;
  const fault = (base: string | undefined, body: object): Promise<unknown> => control(base ?? "", "POST", "/faults", body);
  await actor.pieces(2);
  await fault(world.kkt?.control, { kind: "cut", direction: "out", atByte: 3, command: "FF45" });
  await actor.payCash("связь с ККТ оборвана во время закрытия чека");
  await actor.pieces(1);
  await fault(world.kkt?.control, { kind: "answer-lost", moment: "before", command: "FF45" });
  await actor.payCash("команда закрытия чека до ККТ не дошла");
  await actor.pieces(1);
  await fault(world.cardTerminal?.control, { fault: "decline", count: 1 });
  await must({ type: "payCard" });
  await client.until("the bank has declined", (view) => view.receipt?.tenders.some((tender) => tender.state === "declined") === true);
  await actor.payCash("карта отклонена, оплачено наличными");
  await actor.pieces(2);
  await fault(world.cardTerminal?.control, { fault: "lose-after", count: 1 });
  await actor.payCard("ответ банка потерян и найден");
  await actor.pieces(3);
  await must({ type: "voidLine", line: 1 });
  await actor.payCash("одна позиция удалена");
  await actor.pieces(1);
  await must({ type: "voidReceipt", reason: "покупатель передумал", approval: SENIOR });
  actor.tell("  чек аннулирован");
  await actor.pieces(25);
  await actor.payCard("длинный чек");
}

async function refunds(actor: Actor): Promise<void> {
  const { must, client } = actor;
  const [byNumber] = await client.receipts("1");
  await must({ type: "openRefund", receiptId: byNumber?.receiptId ?? "" });
  await actor.payCash("возврат по номеру чека");
  const [byCard] = await client.receipts("2");
  await actor.scan("the QR code of a receipt", { code: byCard?.qr ?? "" }, (view) => view.receipt?.kind === "refund");
  await actor.payCard("возврат на карту, чек найден по QR");
  await must({ type: "openRefund", approval: SENIOR });
  await actor.pieces(1);
  await actor.payCash("возврат без чека, разрешил старший");
}
