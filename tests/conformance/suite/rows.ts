/** Rows of the table that are no receipts, by suite: the tests take their names from here. */

export const OTHER = {
  shift: "a shift opens once, cash moves, X reports, the shift closes once",
  status: "tells what it is and what the drive holds",
  closedShift: "a receipt in a closed shift is refused",
  slips: "prints a copy and a slip, opens the drawer",
} as const;

export const MUTE = "a line that stays up and falls mute";

export const TROUBLE = {
  nothingMade: "answer lost, nothing was made",
  made: "answer lost, the document was made",
  notTaken: "request not taken, twice",
  storm: "request not taken, 30 times",
  garbage: "rubbish for an answer",
  powerBefore: "power lost before the document",
  powerAfter: "power lost after the document",
  refused: "refused by the device: nothing is left behind",
  otherBefore: "answer lost of shift, X report, cash: nothing was made",
  otherAfter: "answer lost of shift, X report, cash: it was made",
} as const;

export const COMPANY = {
  between: "another program prints between baseline and receipt",
  lostBefore: "another program's receipt of the same kind and sum after a lost answer: ours was not made",
  lostAfter: "another program's receipt of the same kind and sum after a lost answer: ours was made",
  twoAtOnce: "two programs at once",
} as const;

/** Tag 2106 of a check that is made before its receipt. */
export const CHECK_RESULTS = [0, 1, 3, 5, 7, 15, 16, 17, 19] as const;

export const CODES = {
  result: "result (2106) told before the receipt, stored in it, and nobody asked again:",
  order: "several codes are checked before the receipt, in another order than its lines",
  rest: "codes that were not checked before are checked with the receipt",
  dropped: "a line taken off: its code is cleared away",
  parked: "codes of two sales in the drive: each sells with its own",
  status: "the same code under another planned status is asked about anew",
  part: "another part of the same piece is asked about anew, and sold by its own check",
  cancelled: "a receipt that failed: its codes are checked again",
  foreign: "codes that another program left in the drive, and a full table",
  lost: "the drive's table emptied by another program",
  silent: "the operator does not answer",
  keys: "the drive has no keys",
  older: "FFD 1.05 and 1.1: refused with FIS620, and nothing is asked",
  document: "documents go before checks that wait",
  running: "a document does not wait for a check that runs",
  called: "a check called off by its caller leaves nothing behind",
  cuts: "the link cut at every byte of a check",
} as const;

export const PAPER = {
  slow: "answers before the paper is out; the next receipt waits",
  ended: "paper ends in the middle of a receipt",
  cover: "cover opened in the middle of a receipt",
  none: "no paper from the start",
  electronic: "electronic receipt: no paper of it, and the next one is printed",
  nothingOwed: "nothing owed counts as printed and registers nothing",
} as const;
