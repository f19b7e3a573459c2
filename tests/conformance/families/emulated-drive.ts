import { renderText } from "../../../fiscal/emulator/paper/index.ts";
import type { PaperDocument } from "../../../fiscal/emulator/paper/index.ts";
import type { FiscalDrive } from "../../../fiscal/emulator/fiscal-drive/index.ts";
import type { OperationSums, PrintedPaper, Sight } from "../suite/bench.ts";

/** The emulated drive is the same under every family. */
export function sightOf(drive: FiscalDrive): Pick<Sight, "fnSerial" | "lastFd" | "shift" | "sums"> {
  const { serial, last, shift, shiftCounters } = drive.state;
  const sums = (of: 1 | 2 | 3 | 4): OperationSums => {
    const { count, sumKop, correctionCount } = shiftCounters[of];
    return { count, sumKop, corrections: correctionCount };
  };
  return {
    fnSerial: serial,
    lastFd: last.fdNumber,
    shift: { isOpen: shift.open, number: shift.number },
    sums: { 1: sums(1), 2: sums(2), 3: sums(3), 4: sums(4) },
  };
}

export function paperText(paper: PaperDocument, width: number): PrintedPaper {
  return { kind: paper.kind, fdNumber: paper.fdNumber, isWhole: paper.state === "printed", text: renderText([paper], width) };
}
