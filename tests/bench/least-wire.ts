import { encodeVln } from "../../fiscal/document/tlv.ts";
import type { FiscalLine, FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";

export interface WireCost {
  /** Both directions, control bytes and frames. */
  readonly bytes: number;
  /** Commands with their answers. */
  readonly exchanges: number;
}

/*
 * Lengths from the protocol alone (version 1.17, appendix 2 for the frame, and the command pages), not from our driver: what a
 * host must at least send for this very document, and what the registrar answers. ENQ before a command is optional after a
 * clean exchange; nothing is read before or after; the time comes with the answer of FF45 (extended answers).
 */

/** STX, length, check byte. */
const FRAME = 3;
const ACK = 1;
/** On TCP the registrar sends FFh after the host's ACK. */
const TCP_EXTRA = 1;
const COMMAND_1 = 1;
const COMMAND_2 = 2;
const PASSWORD = 4;
const ERROR = 1;
const OPERATOR = 1;
const TLV_HEAD = 4;
const TLV_BYTES_MAX = 249;

const OPEN_RECEIPT = command(COMMAND_1 + PASSWORD + 1, COMMAND_1 + ERROR + OPERATOR);
/** FF46 without the name. */
const ITEM_BYTES = 32;
const CLOSE_RECEIPT = command(118, COMMAND_2 + ERROR + 5 + 4 + 4 + 5);

export function leastWire(receipt: FiscalReceipt): WireCost {
  return sum([OPEN_RECEIPT, ...tags(receipt), ...receipt.lines.flatMap(item), CLOSE_RECEIPT]);
}

/** FF0C with what only the host knows: cashier, INN, our own tag, the buyer's address. As many tags as fit go into one. */
function tags({ cashier, ownTag, buyerContact }: FiscalReceipt): readonly WireCost[] {
  const values = [
    cashier.name,
    ...(cashier.inn === undefined ? [] : [cashier.inn.padEnd(12)]),
    ownTag,
    ...(buyerContact === undefined ? [] : [buyerContact]),
  ];
  const bytes = values.reduce((total, value) => total + TLV_HEAD + value.length, 0);
  const commands = Math.ceil(bytes / TLV_BYTES_MAX);
  return [{ ...command(bytes + commands * (COMMAND_2 + PASSWORD), commands * (COMMAND_2 + ERROR)), exchanges: commands }];
}

/** FF46; for a marked position also FF61 (check), FF69 (accept) and FF67 (bind); FF4D for tags that FF46 has no place for. */
function item({ name, marking, measure, industry }: FiscalLine): readonly WireCost[] {
  const parts = [command(ITEM_BYTES + name.length, COMMAND_2 + ERROR)];
  if (marking !== undefined) {
    const code = Buffer.from(marking.codeBase64, "base64").length;
    parts.push(
      command(COMMAND_2 + PASSWORD + 4 + code, COMMAND_2 + ERROR + 4),
      command(COMMAND_2 + PASSWORD + 1, COMMAND_2 + ERROR + 1),
      command(COMMAND_2 + PASSWORD + 1 + code, COMMAND_2 + ERROR + 3),
    );
  }
  const attribute = industry === undefined ? 0 : TLV_HEAD + Object.values(industry).reduce((all, text) => all + TLV_HEAD + text.length, 0);
  const unit = measure === 0 ? 0 : TLV_HEAD + encodeVln(measure).length;
  if (attribute + unit > 0) parts.push(command(COMMAND_2 + PASSWORD + attribute + unit, COMMAND_2 + ERROR));
  return parts;
}

/** Request and answer by the bytes inside their frames. */
function command(request: number, answer: number): WireCost {
  return { exchanges: 1, bytes: FRAME + request + ACK + FRAME + answer + ACK + TCP_EXTRA };
}

function sum(costs: readonly WireCost[]): WireCost {
  return {
    bytes: costs.reduce((total, cost) => total + cost.bytes, 0),
    exchanges: costs.reduce((total, cost) => total + cost.exchanges, 0),
  };
}
