import { PayloadWriter } from "./payload.ts";

/** What somebody else's program on the same registrar does. */
export const FOREIGN_ACTIONS = [
  "receipt",
  "return",
  "cash-in",
  "cash-out",
  "x-report",
  "open-shift",
  "close-shift",
  "cancel",
  "line",
] as const;
export type ForeignAction = (typeof FOREIGN_ACTIONS)[number];

const PASSWORD = 30;
const MONEY_BYTES = 5;
const VAT_22 = 0xcb;
const ONE_PIECE = 1_000_000;
const RECEIPT_FLAG = 0x02;

/** Command payloads of the action, in their order; sums in kopecks where it has one. */
export function foreignPayloads(action: ForeignAction, sumKop: number): Uint8Array[] {
  switch (action) {
    case "receipt":
      return receipt(0, 1, sumKop);
    case "return":
      return receipt(2, 2, sumKop);
    case "cash-in":
      return [command(0x50).uint(sumKop, MONEY_BYTES).done()];
    case "cash-out":
      return [command(0x51).uint(sumKop, MONEY_BYTES).done()];
    case "x-report":
      return [command(0x40).done()];
    case "open-shift":
      return [command(0xe0).done()];
    case "close-shift":
      return [command(0x41).done()];
    case "cancel":
      return [command(0x88).done()];
    case "line":
      return [command(0x17).uint(RECEIPT_FLAG, 1).ascii("FOREIGN PROGRAM", 40).done()];
  }
}

function command(code: number): PayloadWriter {
  const out = new PayloadWriter();
  if (code > 0xff) out.uint(code >> 8, 1);
  return out.uint(code & 0xff, 1).uint(PASSWORD, 4);
}

/** One item of the sum, paid in cash. `type` is 8Dh's number of the operation, `operation` FF46's. */
function receipt(type: number, operation: number, sumKop: number): Uint8Array[] {
  const absent = new Array<number>(MONEY_BYTES).fill(0xff);
  const item = command(0xff46).uint(operation, 1).uint(ONE_PIECE, 6).uint(sumKop, MONEY_BYTES).raw(absent).raw(absent);
  const close = command(0xff45).uint(sumKop, MONEY_BYTES);
  for (let kind = 2; kind <= 16; kind++) close.uint(0, MONEY_BYTES);
  close.uint(0, 1);
  for (let tax = 1; tax <= 6; tax++) close.uint(0, MONEY_BYTES);
  return [command(0x8d).uint(type, 1).done(), item.raw([VAT_22, 1, 4, 1]).ascii("FOREIGN GOODS", 13).done(), close.uint(0, 1).done()];
}
