import { appError, type AppError } from "../../config/errors/index.ts";
import { QUANTITY_ONE, isWholeQuantity, type Quantity } from "../../config/money.ts";
import type { Result } from "../../config/result.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CoreCommand, CoreCommandOf } from "../core/command.ts";
import type { TillState } from "../core/state.ts";
import { tillShift } from "../shift/book.ts";
import { openKegs } from "../tap/keg.ts";
import { kegOf } from "./keg-input.ts";
import type { ScanMeaning } from "./scan-input.ts";

/** What waits for a marking code: nothing of it is in the journal before the code is there. */
export type CodeWish = CoreCommandOf<"addPosition"> | CoreCommandOf<"voidLine"> | CoreCommandOf<"connectKeg">;

/** "Scan the marking code": stands on the cashier's screen until the code comes, it is given up, or its occasion is gone. */
export interface CodePrompt {
  readonly wish: CodeWish;
  /** Of the goods whose code is wanted. */
  readonly name: string;
  /** Open kegs of the item, one of which is to be chosen; absent: a code is wanted. */
  readonly kegs?: readonly string[];
  /** Codes that are still wanted: a quantity of pieces wants one each. */
  readonly left: number;
  /** Scans that came meanwhile and were not added. */
  readonly notAdded: number;
  /** Why the last scan did not do. */
  readonly fault: AppError | null;
  /** What was on the screen when it was asked for. */
  readonly askedFor: string;
}

/** What a scan is to a standing prompt. `pass`: a badge or a loyalty card, which means what it always means. */
export type PromptAnswer =
  | { readonly kind: "code"; readonly command: CoreCommand }
  | { readonly kind: "pass" }
  | { readonly kind: "refused"; readonly error: AppError };

/** The prompt that a refused command leaves on the screen; null: no code would help it. */
export function promptFor(command: CoreCommand, error: AppError, state: TillState): CodePrompt | null {
  const shared = { notAdded: 0, fault: null, askedFor: occasionOf(state) };
  if ((error.code === "RCP412" || error.code === "ALC853") && command.type === "addPosition") {
    const { item } = command;
    const asked = command.quantity ?? state.nextQuantity;
    // What is weighed has one code; pieces and bottles have one each.
    if (error.code === "RCP412" && item.weighed) return { ...shared, wish: { ...command, quantity: asked }, name: item.name, left: 1 };
    return { ...shared, wish: { ...command, quantity: QUANTITY_ONE }, name: item.name, left: piecesOf(asked ?? QUANTITY_ONE) };
  }
  if (error.code === "MRK575" && command.type === "voidLine") {
    const position = state.receipt?.positions.find(({ line }) => line === command.line);
    return position === undefined ? null : { ...shared, wish: command, name: position.item.name, left: 1 };
  }
  if (error.code === "MRK587" && command.type === "addPosition") {
    const kegs = openKegs(state).flatMap(({ id, itemId }) => (itemId === command.item.id ? [id] : []));
    return { ...shared, wish: { ...command, quantity: command.quantity ?? state.nextQuantity }, name: command.item.name, left: 1, kegs };
  }
  if (error.code === "MRK580" && command.type === "connectKeg") return { ...shared, wish: command, name: "", left: 1 };
  return null;
}

function piecesOf(asked: Quantity): number {
  return isWholeQuantity(asked) ? Math.max(1, asked / QUANTITY_ONE) : 1;
}

/** Refusals that a code, a stamp, or a choice of keg, would lift. */
export const CODE_WANTED: ReadonlySet<string> = new Set(["RCP412", "MRK575", "MRK580", "MRK587", "ALC853"]);

/** False once another person is at the till, another receipt (or none) is open, the shift changed, or the line is gone. */
export function promptStands({ wish, askedFor }: CodePrompt, state: TillState): boolean {
  if (askedFor !== occasionOf(state)) return false;
  if (wish.type !== "voidLine") return true;
  return state.receipt?.positions.some(({ line, voided }) => line === wish.line && !voided) === true;
}

/** The goods that a standing prompt wants the code of, or whose label without GTIN comes back by receipt; null: none. */
export function wantedGoods(prompt: CodePrompt | null, state: TillState): CatalogItem | null {
  const returned = state.receipt?.positions.find(({ toScan, voided, marking }) => toScan === true && !voided && marking?.gtin === null);
  if (prompt === null) return returned?.item ?? null;
  const { wish } = prompt;
  if (wish.type === "addPosition") return wish.item;
  if (wish.type === "connectKeg") return null;
  return state.receipt?.positions.find(({ line }) => line === wish.line)?.item ?? null;
}

export function answerOf(prompt: CodePrompt, meaning: Result<ScanMeaning, AppError>, state: TillState): PromptAnswer {
  if (!meaning.ok) return { kind: "refused", error: meaning.error };
  if (meaning.value.kind === "badge" || (meaning.value.kind === "command" && meaning.value.command.type === "attachCustomer")) {
    return { kind: "pass" };
  }
  const { name, wish, kegs } = prompt;
  if (isStampAwaited(prompt)) return stampAnswer(wish, name, meaning.value);
  if (meaning.value.kind === "stamp") return { kind: "refused", error: appError("MRK572", { name }) };
  const { command } = meaning.value;
  if (kegs !== undefined) return { kind: "refused", error: appError("MRK587", { name, count: kegs.length }) };
  if (command.type !== "addPosition" || command.marking === null) {
    return { kind: "refused", error: wish.type === "connectKeg" ? appError("MRK580") : appError("MRK572", { name }) };
  }
  if (wish.type === "connectKeg") return { kind: "code", command: { ...wish, keg: kegOf(command.item, command.marking) } };
  if (wish.type === "voidLine") {
    const position = state.receipt?.positions.find(({ line }) => line === wish.line);
    if (position?.marking?.cis !== command.marking.cis) return { kind: "refused", error: appError("MRK576", { name }) };
    return { kind: "code", command: { ...wish, cis: command.marking.cis } };
  }
  if (command.item.id !== wish.item.id) return { kind: "refused", error: appError("MRK571", { name, other: command.item.name }) };
  return { kind: "code", command: { ...wish, item: command.item, marking: command.marking } };
}

/** The prompt wants an excise stamp, not a marking code. */
export function isStampAwaited({ wish }: CodePrompt): boolean {
  return wish.type === "addPosition" && wish.item.alcohol?.isStamped === true && wish.item.markingGroup === null;
}

/** The goods were chosen by their barcode: several may share the alcocode that an old stamp tells. */
function stampAnswer(wish: CodeWish, name: string, meaning: Exclude<ScanMeaning, { kind: "badge" }>): PromptAnswer {
  const scanned = meaning.kind === "stamp" ? meaning.stamp : meaning.command.type === "addPosition" ? meaning.command.stamp : null;
  if (wish.type !== "addPosition" || !scanned) return { kind: "refused", error: appError("ALC853", { name }) };
  return { kind: "code", command: { ...wish, stamp: scanned } };
}

/** After a scan that did not do. */
export function refusedScan(prompt: CodePrompt, fault: AppError): CodePrompt {
  return { ...prompt, notAdded: prompt.notAdded + 1, fault };
}

/** After a code that did: null when it was the last one. */
export function nextPrompt(prompt: CodePrompt, state: TillState): CodePrompt | null {
  return prompt.left <= 1 ? null : { ...prompt, left: prompt.left - 1, fault: null, askedFor: occasionOf(state) };
}

function occasionOf(state: TillState): string {
  const { operator, receipt } = state;
  const shift = tillShift(state);
  return JSON.stringify([operator?.id ?? null, receipt?.id ?? null, shift.number, shift.status]);
}
