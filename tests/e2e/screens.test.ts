import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TillCommand } from "../../config/contract/commands.ts";
import { launchBrowser } from "./browser.ts";
import { bundleScreens } from "./bundle-screens.ts";
import { VIEWS, baseView, customerView, line, receiptOf, type ViewName } from "./fixtures/views.ts";
import { kopecks } from "../../config/money.ts";
import { startPreview, type Preview } from "./preview-server.ts";

const PROBES = readFileSync(join(import.meta.dirname, "page-probes.js"), "utf8");
const SMALLEST = { width: 1_024, height: 768 };
const VIEW_NAMES = Object.keys(VIEWS) as ViewName[];
/** Longer than the longest pause inside a scan. */
const FINGER_MS = 70;
/** Between two keys of a scanner. */
const SCANNER_MS = 6;
const SCAN_AHEAD_MS = 200;
const EAN = "4600682000013";

let browser: Browser;
let preview: Preview;
let page: Page;
let keyboard: CDPSession;
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  preview = await startPreview(await bundleScreens(), baseView());
  page = await browser.newPage({ viewport: SMALLEST });
  keyboard = await page.context().newCDPSession(page);
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(preview.url)) complaints.push(`asked ${request.url()}`);
  });
});

afterAll(async () => {
  await browser?.close();
  await preview?.stop();
});

beforeEach(() => {
  preview.commands.length = 0;
  preview.answer = () => ({ ok: true });
  preview.comeBack();
  complaints = [];
});

async function open(name: ViewName): Promise<void> {
  preview.show(VIEWS[name]());
  await page.goto(`${preview.url}/`);
  await page.locator(".status").waitFor();
}

/**
 * Sends keys as a scanner does: real key events of the browser with the times a scanner gives them, stamped a little ahead so
 * that a busy machine cannot tear them apart.
 */
async function scan(code: string): Promise<void> {
  const startAt = Date.now() + SCAN_AHEAD_MS;
  const events: Promise<unknown>[] = [];
  for (const [index, character] of [...code].entries()) {
    events.push(...press(character, character, character.charCodeAt(0), startAt + index * SCANNER_MS));
  }
  events.push(...press("Enter", "\r", 13, startAt + code.length * SCANNER_MS));
  await Promise.all(events);
  await page.waitForTimeout(SCAN_AHEAD_MS);
}

function press(key: string, text: string, virtualCode: number, atMs: number): Promise<unknown>[] {
  const common = { key, code: key === "Enter" ? "Enter" : "", windowsVirtualKeyCode: virtualCode, timestamp: atMs / 1_000 };
  return [
    keyboard.send("Input.dispatchKeyEvent", { ...common, type: "keyDown", text }),
    keyboard.send("Input.dispatchKeyEvent", { ...common, type: "keyUp" }),
  ];
}

/** Keys of a person: what tells them from a scanner is the time between them. */
async function type(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.waitForTimeout(FINGER_MS);
    if (/^[а-яё]$/i.test(key)) await Promise.all(press(key, key, 0, Date.now()));
    else await page.keyboard.press(key);
  }
  await page.waitForTimeout(FINGER_MS);
}

async function commandsOf(kind: TillCommand["type"], count: number): Promise<TillCommand[]> {
  await expect.poll(() => preview.commands.filter((command) => command.type === kind).length).toBe(count);
  return preview.commands.filter((command) => command.type === kind);
}

const scanned = (code: string) => expect.objectContaining({ type: "scan", code: Buffer.from(code).toString("base64"), source: "wedge" });
const field = () => page.locator(".entry input").inputValue();

describe("scanner as a keyboard", () => {
  it("is a scan, never text in a field", async () => {
    await open("sale");
    await scan(EAN);
    expect(await commandsOf("scan", 1)).toEqual([scanned(EAN)]);
    expect(await field()).toBe("");
  });

  it("presses no button, wherever the focus is", async () => {
    await open("sale");
    await page.locator(".tile", { hasText: "Отложить чек" }).focus();
    await scan(EAN);
    expect(await commandsOf("scan", 1)).toEqual([scanned(EAN)]);
    expect(preview.commands.map((command) => command.type)).toEqual(["scan"]);
  });

  it("goes through while a dialog has the focus, and leaves the dialog's field alone", async () => {
    await open("sale");
    await type("F2");
    await page.getByRole("dialog").waitFor();
    await scan(EAN);
    await commandsOf("scan", 1);
    expect(await page.getByRole("dialog").locator("input").inputValue()).toBe("");
    expect(preview.commands.map((command) => command.type)).toEqual(["scan"]);
  });

  it("does not pay: its Enter means nothing on the payment screen", async () => {
    await open("sale");
    await type("F10");
    await page.locator(".payment").waitFor();
    await scan(EAN);
    await commandsOf("scan", 1);
    expect(preview.commands.map((command) => command.type)).toEqual(["scan"]);
  });
});

describe("the red panel", () => {
  it("is closed by Ctrl+Backspace or touch, by nothing that a scanner can send", async () => {
    await open("alert");
    const panel = page.getByRole("alertdialog");
    await panel.waitFor();
    expect(await panel.textContent()).toContain("Не добавлено сканов: 3");
    expect(await panel.textContent()).toContain("За этим сообщением ещё: 1");
    await type("Tab", "Enter", "Escape", "Space", "F8", "Tab", "Enter");
    await scan(EAN);
    await commandsOf("scan", 1);
    expect(preview.commands.map((command) => command.type)).toEqual(["scan"]);
    await type("Control+Backspace");
    await commandsOf("dismissAlert", 1);
    await panel.getByRole("button").click();
    expect(await commandsOf("dismissAlert", 2), "the one that was read, and no other").toMatchObject([{ number: 7 }, { number: 7 }]);
  });
});

describe("hands", () => {
  it("digits go to the input field, Enter sends them as a code", async () => {
    await open("sale");
    await page.locator(".paper-head").click();
    await type("4", "6", "0", "Enter");
    expect(await commandsOf("scan", 1)).toEqual([
      expect.objectContaining({ code: Buffer.from("460").toString("base64"), source: "keyboard" }),
    ]);
    expect(await field()).toBe("");
  });

  it("5* is the quantity of the next good", async () => {
    await open("sale");
    await type("5", "*");
    expect(await commandsOf("setNextQuantity", 1)).toEqual([expect.objectContaining({ quantity: 5_000_000 })]);
  });

  it("a name is looked up while typing and Enter takes the marked good", async () => {
    await open("sale");
    await type("м", "о", "л");
    await page.locator(".hit-chosen", { hasText: "Молоко «Простоквашино»" }).waitFor();
    await type("ArrowDown", "Enter");
    const [added] = await commandsOf("addItem", 1);
    expect(added).toMatchObject({ itemId: expect.stringContaining("12490") });
  });

  it("Enter pays the exact sum; an entered sum shows its change first", async () => {
    await open("sale");
    await type("F10", "5", "0", "0", "0");
    expect(await page.locator(".pay-change").textContent()).toContain("2\u202f379,28");
    await type("Enter");
    expect(await commandsOf("payCash", 1)).toEqual([expect.objectContaining({ amountKop: 500_000 })]);
    await type("Enter");
    const payments = await commandsOf("payCash", 2);
    expect(payments[1]).not.toHaveProperty("amountKop");
  });

  it("voiding a receipt takes a key that no scanner sends", async () => {
    await open("sale");
    await type("Control+Delete", "2", "Enter");
    expect(preview.commands).toEqual([]);
    await type("Control+Backspace");
    expect(await commandsOf("voidReceipt", 1)).toEqual([expect.objectContaining({ reason: "Ошибка кассира" })]);
  });

  it("touch alone: keypad, payment, banknote", async () => {
    await open("sale");
    for (const digit of ["1", "2"]) await page.locator(".pad-digit", { hasText: new RegExp(`^${digit}$`) }).click();
    expect(await field()).toBe("12");
    await page.locator(".pad-submit").click();
    await commandsOf("scan", 1);
    await page.locator(".pay-all").click();
    await page.locator(".note", { hasText: "3 000" }).click();
    expect(await commandsOf("payCash", 1)).toEqual([expect.objectContaining({ amountKop: 300_000 })]);
  });

  it("any key clears the receipt that is done, and a digit is not lost by that", async () => {
    await open("completed");
    expect(await page.locator(".done-figure").textContent()).toBe("2\u202f379,28");
    await type("7");
    await commandsOf("closeCompleted", 1);
    expect(await field()).toBe("7");
  });

  it("a refusal is told, and goes with the next input", async () => {
    await open("sale");
    preview.answer = () => ({ ok: false, code: "RCP420", text: "В чеке нет ни одной позиции.", hint: "" });
    await type("F6");
    await page.locator(".notice", { hasText: "В чеке нет ни одной позиции." }).waitFor();
    await type("1");
    await expect.poll(() => page.locator(".notice").textContent()).toBe("");
  });
});

describe("a second person's consent", () => {
  it("sends the same command again with staff and PIN", async () => {
    await open("sale");
    preview.answer = () => ({ ok: false, code: "ACC110", text: "Нужно подтверждение", hint: "", needsApproval: true });
    await type("Control+Delete", "Control+Backspace");
    await commandsOf("voidReceipt", 1);
    preview.show(VIEWS.approval());
    await page.getByRole("dialog", { name: "Нужно разрешение" }).waitFor();
    preview.answer = () => ({ ok: true });
    await type("ArrowDown", "3", "3", "3", "3", "Enter");
    const [first, second] = await commandsOf("voidReceipt", 2);
    expect(second).toMatchObject({ reason: first && "reason" in first ? first.reason : "", approval: { staffId: "maria", pin: "3333" } });
    expect(second?.id).not.toBe(first?.id);
  });
});

describe("a cut link", () => {
  it("is told within a second; the command goes on under its id; the whole view comes back", async () => {
    await open("sale");
    const banner = page.locator(".banner-alarm");
    let attempts = 0;
    preview.answer = () => ((attempts += 1) < 3 ? null : { ok: true });
    await type("F6");
    const ids = new Set((await commandsOf("holdReceipt", 3)).map((command) => command.id));
    expect(ids.size).toBe(1);
    const cutAt = Date.now();
    preview.goAway();
    await banner.waitFor({ timeout: 2_000 });
    expect(Date.now() - cutAt).toBeLessThan(1_000);
    preview.show(VIEWS.empty());
    preview.comeBack();
    await banner.waitFor({ state: "detached" });
    await page.getByText("Отсканируйте товар").waitFor();
    expect(complaints.filter((text) => !/ERR_|WebSocket/.test(text))).toEqual([]);
  });
});

describe("drawing", () => {
  it("a patch of one line touches that row only", async () => {
    await open("sale-long");
    await probe("probes.watchRows()");
    preview.patch({ lines: { count: 60, changed: [{ index: 6, line: line(7, "Товар с новой ценой", 2, 5_500) }] } });
    await page.getByText("Товар с новой ценой").waitFor();
    expect(await probe("[...touchedRows]")).toEqual(["7"]);
  });

  it("the newest line is in sight", async () => {
    await open("sale-long");
    const lines = [...VIEWS["sale-long"]().lines, line(61, "Последняя строка", 1, 100)];
    preview.patch({ receipt: receiptOf(lines), lines: { count: 61, changed: [{ index: 60, line: lines[60]! }] } });
    await page.getByText("Последняя строка").waitFor();
    await expect.poll(() => probe("probes.isInSight(61)")).toBe(true);
  });

  it("every screen fits every display, its targets are large enough, nothing comes from elsewhere", async () => {
    await open("empty");
    const faults: Record<string, string[]> = {};
    for (const size of [{ width: 1_366, height: 768 }, { width: 1_920, height: 1_080 }, SMALLEST]) {
      await page.setViewportSize(size);
      for (const name of VIEW_NAMES) {
        const view = VIEWS[name]();
        const tillId = `${name}-${size.width}`;
        preview.show({ ...view, info: { ...view.info, tillId } });
        await page.getByText(`Касса ${tillId}`, { exact: true }).waitFor();
        const found = await probe<string[]>("probes.misfits()");
        if (found.length > 0) faults[tillId] = found;
      }
    }
    expect(faults).toEqual({});
    expect(complaints).toEqual([]);
  });

  it("so does the payment with a refusal in sight, under a banner", async () => {
    const lines = [line(1, "Хлеб", 1, 5_490)];
    const notes = [5_490, 10_000, 20_000, 50_000, 100_000].map(kopecks);
    const receipt = receiptOf(lines, { suggestedCashKop: notes });
    preview.show(baseView({ receipt, lines, info: { ...baseView().info, training: true } }));
    await page.goto(`${preview.url}/`);
    await page.locator(".banner").waitFor();
    await type("F9");
    await page.locator(".payment").waitFor();
    preview.answer = () => ({
      ok: false,
      code: "RCP420",
      text: "Сумма 100 000,00 ₽ слишком велика для чека на 54,90 ₽. Проверьте ввод.",
      hint: "",
    });
    await page.getByLabel("Получено").fill("100000");
    await type("Enter");
    await page.locator(".notice.tone-bad").waitFor();
    expect(await probe<string[]>("probes.misfits()")).toEqual([]);
  });

  it("so does every dialog", async () => {
    const faults: Record<string, string[]> = {};
    const look = async (...keys: string[]): Promise<void> => {
      await type(...keys);
      await page.getByRole("dialog").waitFor();
      const found = await probe<string[]>("probes.misfits()");
      if (found.length > 0) faults[keys.join(" ")] = found;
      await type("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    await open("sale");
    for (const key of ["F2", "F5", "Shift+F5", "F7", "Shift+F6", "Shift+F10", "Control+Delete", "F1"]) await look(key);
    await open("empty");
    await look("Insert");
    for (const digit of ["1", "5", "6"]) await look("Shift+F10", digit);
    expect(faults).toEqual({});
    expect(preview.commands).toEqual([]);
  });
});

describe("other pages", () => {
  it("the buyer sees the sum and, at the end, the change", async () => {
    preview.showCustomer(customerView("payment"));
    await page.goto(`${preview.url}/customer`);
    expect(await page.locator(".buyer-figure").textContent()).toContain("2\u202f620,72");
    preview.showCustomer(customerView("completed"));
    await page.reload();
    expect(await page.locator(".buyer-change output").textContent()).toContain("2\u202f379,28");
    expect(await page.locator("button").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("the technician sends a document again", async () => {
    await page.goto(`${preview.url}/service`);
    await page.getByRole("button", { name: "Отправить ещё раз" }).click();
    expect(await commandsOf("requeueFact", 1)).toEqual([expect.objectContaining({ destination: "iteem", sequence: 9_871 })]);
    expect(complaints).toEqual([]);
  });
});

it("the sum of a count is shown while typing, what should be there only after it", async () => {
  await open("empty");
  await type("Shift+F10", "6", "3", "Enter", "2");
  expect(await page.locator(".count-total output").textContent()).toBe(`19\u202f000,00\u00a0₽`);
  expect(await page.getByRole("dialog").textContent()).not.toContain("Должно быть");
  await page.getByRole("button", { name: "Сверить" }).click();
  expect(await page.locator(".verdict").textContent()).toContain("Излишек549,50");
  await type("Enter");
  expect(preview.commands).toEqual([]);
  await type("Control+Backspace");
  expect(await commandsOf("closeShift", 1)).toEqual([
    expect.objectContaining({
      counted: [
        { noteKop: 500_000, count: 3 },
        { noteKop: 200_000, count: 2 },
      ],
    }),
  ]);
});

it("a marked line that waits for a senior can be allowed from its row", async () => {
  await open("sale-marking");
  await page.getByRole("button", { name: /Разрешить продажу/ }).click();
  expect(await commandsOf("allowMarkedLine", 1)).toEqual([expect.objectContaining({ line: 3 })]);
});

/** Runs a function of page-probes.js in the page. */
function probe<T>(call: string): Promise<T> {
  return page.evaluate(`${PROBES}; ${call}`);
}
