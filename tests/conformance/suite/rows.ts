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

export const PAPER = {
  slow: "answers before the paper is out; the next receipt waits",
  ended: "paper ends in the middle of a receipt",
  cover: "cover opened in the middle of a receipt",
  none: "no paper from the start",
  electronic: "electronic receipt: no paper of it, and the next one is printed",
  nothingOwed: "nothing owed counts as printed and registers nothing",
} as const;
