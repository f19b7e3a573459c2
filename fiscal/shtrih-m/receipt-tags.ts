import { isWholeQuantity } from "../../config/money.ts";
import type { MarkedGoods } from "../code-question.ts";
import type { FiscalLine, FiscalReceipt } from "../document/fiscal-document.ts";
import { PIECE } from "../document/measure.ts";
import { fractionItem, fractionOf, lineTlv, measureItem, quantityItem, receiptTlv } from "../document/receipt-tlv.ts";
import type { Ffd } from "../document/tags.ts";
import { decodeTlv, encodeTlv } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import type { ShtrihProfile } from "./model.ts";
import { NESTED_BASIS_REFUSED, PACKED_TAGS_REFUSED } from "./vendor-errors.ts";
import { BLOCKS, BLOCK_BYTES, NO_PARAMETERS, loadBlock } from "./requests.ts";

/** One command of a receipt. */
export interface ReceiptStep {
  readonly command: CommandSpec;
  readonly parameters: Uint8Array;
  /** What a refusal of this step can mean: another form of the same may pass. */
  readonly form: "only" | "packed-tags" | "nested-basis";
}

export interface TagRules {
  readonly profile: ShtrihProfile;
  readonly ffd: Ffd;
  /** Several tags in one FF0C or FF4D. */
  readonly packTags: boolean;
  /** 1178 and 1179 inside 1174; otherwise one by one at the top. */
  readonly nestBasis: boolean;
  readonly sendCashier: boolean;
}

/** Tags of the receipt that the host gives by FF0C; everything else the registrar writes itself or has from FF45 and FF46. */
const RECEIPT_TAGS: ReadonlySet<number> = new Set([1008, 1057, 1084, 1117, 1173, 1174, 1192, 1227, 1228, 1256, 1261]);
const CASHIER_TAGS: ReadonlySet<number> = new Set([1021, 1203]);
/** Tags of a position by FF4D; FF46 carries the others, and FF67 the goods code of a marking code: 1162 and 1163 are of a stamp. */
const ITEM_TAGS: ReadonlySet<number> = new Set([1162, 1163, 1191, 1222, 1223, 1224, 1226, 1229, 1230, 1231, 1260, 1291]);
/** Measure (2108) and, before ФФД 1.2, name of the unit (1197). */
const UNIT_TAGS: ReadonlySet<number> = new Set([1197, 2108]);
const BASIS_TAG = 1174;
const BASIS_TYPE_TAG = 1173;
/** FF0C and FF4D take at most this much TLV (255 less command and password). */
const MAX_TLV_BYTES = 249;

export function single(command: CommandSpec, parameters: Uint8Array = NO_PARAMETERS): ReceiptStep {
  return { command, parameters, form: "only" };
}

/** What the device's error says of a step: its form was refused, or ("only") something that another form does not help. */
export function refusedForm(step: ReceiptStep, vendor: number | null): ReceiptStep["form"] {
  if (vendor === null) return "only";
  const refusals = step.form === "nested-basis" ? NESTED_BASIS_REFUSED : PACKED_TAGS_REFUSED;
  return refusals.has(vendor) ? step.form : "only";
}

/** `withoutType`: FF4A has a field of its own for 1173. */
export function receiptTagSteps(receipt: FiscalReceipt, rules: TagRules, withoutType = false): ReceiptStep[] {
  const tags = receiptTlv(receipt, rules.ffd).filter(
    ({ tag }) => (RECEIPT_TAGS.has(tag) && !(withoutType && tag === BASIS_TYPE_TAG)) || (rules.sendCashier && CASHIER_TAGS.has(tag)),
  );
  return tagSteps(COMMANDS.documentTags, rules.nestBasis ? tags : tags.flatMap(opened), rules.packTags);
}

export function itemTagSteps(line: FiscalLine, rules: TagRules): ReceiptStep[] {
  const needsUnit = line.measure !== PIECE || rules.profile.sendPieceMeasure;
  const tags = lineTlv(line, rules.ffd).filter(
    ({ tag, value }) => ITEM_TAGS.has(tag) || (needsUnit && UNIT_TAGS.has(tag) && value.length > 0),
  );
  return tagSteps(COMMANDS.itemTags, tags, rules.packTags);
}

/** What FF61 wants of goods that are not sold by the whole piece: measure and quantity; empty for those that are. */
export function measuredTlv(goods: MarkedGoods): Uint8Array {
  const { measure, quantity } = goods;
  const fraction = fractionOf(goods);
  if (measure === PIECE && isWholeQuantity(quantity) && fraction === null) return NO_PARAMETERS;
  // In the order of the vendor's list; a part of a piece is told by its fraction.
  return encodeTlv([measureItem(measure), quantityItem(quantity), ...(fraction === null ? [] : [fractionItem(fraction)])]);
}

function opened(item: TlvItem): TlvItem[] {
  if (item.tag !== BASIS_TAG) return [item];
  const inside = decodeTlv(item.value);
  return inside.ok ? inside.value : [item];
}

/** As few commands as the tags need; one tag each when the device does not take more. Too long a tag goes through the buffer. */
function tagSteps(command: CommandSpec, tags: readonly TlvItem[], pack: boolean): ReceiptStep[] {
  const steps: ReceiptStep[] = [];
  let group: TlvItem[] = [];
  let size = 0;
  const flush = (): void => {
    if (group.length > 0) steps.push({ command, parameters: encodeTlv(group), form: formOf(group) });
    group = [];
    size = 0;
  };
  for (const tag of tags) {
    const bytes = encodeTlv([tag]);
    const isLong = bytes.length > MAX_TLV_BYTES;
    if (isLong || !pack || size + bytes.length > MAX_TLV_BYTES) flush();
    if (isLong) {
      steps.push(...bufferSteps(bytes));
    } else {
      group.push(tag);
      size += bytes.length;
    }
  }
  flush();
  return steps;
}

function formOf(group: readonly TlvItem[]): ReceiptStep["form"] {
  if (group.some(({ tag }) => tag === BASIS_TAG)) return "nested-basis";
  return group.length > 1 ? "packed-tags" : "only";
}

/** DDh in blocks of 64 bytes, then FF64: for structures longer than one frame. */
function bufferSteps(tlv: Uint8Array): ReceiptStep[] {
  const blocks = Math.ceil(tlv.length / BLOCK_BYTES);
  const loads = Array.from({ length: blocks }, (_, number) => single(COMMANDS.loadBlock, loadBlock(BLOCKS.tlv, number, tlv)));
  return [...loads, single(COMMANDS.tagsFromBuffer)];
}
