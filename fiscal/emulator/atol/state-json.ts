import type { AtolMachine } from "./atol-machine.ts";

/** What the emulator is now, for screens and tests. */
export interface AtolStateJson {
  readonly model: string;
  readonly serverUp: boolean;
  readonly linkUp: boolean;
  readonly clock: string;
  readonly drawerKop: number;
  readonly paper: { readonly present: boolean; readonly coverOpen: boolean; readonly linesLeft: number | null; readonly owed: boolean };
  readonly shift: { readonly open: boolean; readonly number: number; readonly receipts: number; readonly openedAt: string | null };
  readonly drive: {
    readonly serial: string;
    readonly lastFd: number;
    readonly documentsLeft: number;
    readonly expires: string;
    readonly ofdOnline: boolean;
    readonly unsentCount: number;
    readonly unsentNotices: number;
    readonly oism: string;
    readonly checkedCodes: number;
  };
  readonly devices: readonly object[];
  readonly faults: readonly { readonly id: number; readonly fault: object; readonly left: number | null }[];
}

function isoLocal(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

export function atolStateJson(machine: AtolMachine): AtolStateJson {
  machine.wake();
  const { kkt } = machine;
  const fn = kkt.drive.state;
  const queue = kkt.drive.queue();
  const { memory } = kkt;
  return {
    model: kkt.profile.modelName,
    serverUp: machine.isServerUp,
    linkUp: machine.link.isUp,
    clock: isoLocal(kkt.now()),
    drawerKop: memory.drawerKop,
    paper: {
      present: kkt.printer.hasPaper(),
      coverOpen: memory.coverOpen,
      linesLeft: memory.paperLeft,
      owed: memory.owedPaperId !== null,
    },
    shift: {
      open: fn.shift.open,
      number: fn.shift.number,
      receipts: fn.shift.receipts,
      openedAt: fn.shift.open ? isoLocal(fn.shift.openedAt) : null,
    },
    drive: {
      serial: fn.serial,
      lastFd: fn.last.fdNumber,
      documentsLeft: fn.documentsLeft,
      expires: isoLocal(fn.expiresAt).slice(0, 10),
      ofdOnline: fn.ofd.online,
      unsentCount: queue.unsentCount,
      unsentNotices: queue.unsentNotices,
      oism: fn.marking.mode,
      checkedCodes: fn.marking.table.length,
    },
    devices: machine.server.devices.list(),
    faults: machine.faults.list(),
  };
}
