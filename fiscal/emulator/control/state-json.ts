import type { KktMachine } from "../shtrih-m/kkt-machine.ts";

/** What the emulator is now, for screens and tests. */
export interface EmulatorStateJson {
  readonly model: string;
  readonly powered: boolean;
  readonly mode: number;
  readonly submode: number;
  readonly clock: string;
  readonly documentNumber: number;
  readonly drawerKop: number;
  readonly paper: { readonly present: boolean; readonly coverOpen: boolean; readonly linesLeft: number | null };
  readonly openReceipt: { readonly operation: number; readonly items: number; readonly totalKop: number } | null;
  readonly shift: { readonly open: boolean; readonly number: number; readonly receipts: number; readonly openedAt: string | null };
  readonly drive: {
    readonly serial: string;
    readonly lifePhase: number;
    readonly lastFd: number;
    readonly documentsLeft: number;
    readonly expires: string;
    readonly ffd: number;
    readonly registrations: number;
    readonly ofdOnline: boolean;
    readonly ofdRefusing: boolean;
    /** Tag 1022 of its last answer, zero = taken. */
    readonly ofdLastAnswer: { readonly fdNumber: number; readonly code: number } | null;
    readonly unsentCount: number;
    readonly firstUnsent: { readonly fdNumber: number; readonly at: string } | null;
    readonly unsentNotices: number;
    readonly warnings: readonly string[];
    readonly oism: string;
    readonly checkedCodes: number;
  };
  readonly faults: readonly { readonly id: number; readonly fault: object; readonly left: number | null }[];
}

function isoLocal(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

export function stateJson(machine: KktMachine): EmulatorStateJson {
  machine.wake();
  const { kkt } = machine;
  const { drive, printer, state } = kkt;
  const fn = drive.state;
  const queue = drive.queue();
  const { receipt } = state;
  return {
    model: kkt.profile.name,
    powered: kkt.powered,
    mode: printer.shownMode(state) ?? kkt.mode(),
    submode: printer.submode(state),
    clock: isoLocal(kkt.now()),
    documentNumber: state.documentNumber,
    drawerKop: state.drawerKop,
    paper: { present: printer.hasPaper(state), coverOpen: state.coverOpen, linesLeft: state.paperLeft },
    openReceipt: receipt && {
      operation: receipt.operation,
      items: receipt.items.length,
      totalKop: receipt.items.reduce((sum, item) => sum + item.sumKop, 0),
    },
    shift: {
      open: fn.shift.open,
      number: fn.shift.number,
      receipts: fn.shift.receipts,
      openedAt: fn.shift.open ? isoLocal(fn.shift.openedAt) : null,
    },
    drive: {
      serial: fn.serial,
      lifePhase: fn.lifePhase,
      lastFd: fn.last.fdNumber,
      documentsLeft: fn.documentsLeft,
      expires: isoLocal(fn.expiresAt).slice(0, 10),
      ffd: fn.registration.ffd,
      registrations: fn.registrationFds.length,
      ofdOnline: fn.ofd.online,
      ofdRefusing: fn.ofd.refusing,
      ofdLastAnswer: fn.ofd.lastAnswer && { fdNumber: fn.ofd.lastAnswer.fdNumber, code: fn.ofd.lastAnswer.code },
      unsentCount: queue.unsentCount,
      firstUnsent: queue.firstUnsent && { fdNumber: queue.firstUnsent.fdNumber, at: isoLocal(queue.firstUnsent.at) },
      unsentNotices: queue.unsentNotices,
      warnings: Object.entries(drive.warnings(kkt.now())).flatMap(([name, on]) => (on ? [name] : [])),
      oism: fn.marking.mode,
      checkedCodes: fn.marking.table.length,
    },
    faults: machine.faults.list(),
  };
}
