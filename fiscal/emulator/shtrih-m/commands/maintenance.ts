import { answer, done, doneByOperator, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import type { PayloadReader, PayloadWriter } from "../payload.ts";
import { closedShiftNumber } from "../registers.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import { byOperation, emptyRegisters } from "../state.ts";
import { statusFlags } from "./status.ts";

const LAST_PORT = 128;
const LAST_BAUD_CODE = 9;
const PRINTER_STATE_BYTES = 8;

/** 14h: kept and answered by 15h; the emulated lines have no speed to change. */
function setPort(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [port, baud, timeout] = [request.uint(1), request.uint(1), request.uint(1)];
  if (port > LAST_PORT || (port < LAST_PORT && baud > LAST_BAUD_CODE)) return fail(KKT_ERROR.badParameters);
  kkt.state.ports[port] = { baud, timeout };
  return done();
}

/** 24h: factory values in all tables. */
function resetTables(kkt: ShtrihKkt): Reply {
  kkt.state.tables = {};
  return done();
}

/** 27h: registers of the shift and the drawer to zero; what the drive counts stays. */
function resetRegisters(kkt: ShtrihKkt): Reply {
  const { state } = kkt;
  state.shift = byOperation(emptyRegisters);
  state.cashIn = { sumKop: 0, count: 0, number: 0 };
  state.cashOut = { sumKop: 0, count: 0, number: 0 };
  state.drawerKop = 0;
  return done();
}

/** 19h: test run until 2Bh. */
function testRun(kkt: ShtrihKkt): Reply {
  kkt.state.testRun = true;
  return doneByOperator(kkt);
}

function stopTestRun(kkt: ShtrihKkt): Reply {
  kkt.state.testRun = false;
  return doneByOperator(kkt);
}

/** D1h: the printer's state in eight bytes, then flags. The meaning of their bits is not described; all is well. */
function ibmShort(kkt: ShtrihKkt): Reply {
  return done(ibmTail(kkt, answer(kkt)));
}

function ibmTail(kkt: ShtrihKkt, out: PayloadWriter): PayloadWriter {
  return out.raw(new Uint8Array(PRINTER_STATE_BYTES)).uint(statusFlags(kkt) & 0xff, 1);
}

/** D0h, 44 bytes with code and error. [memory: order of the fields; their sum gives the documented length] */
function ibmLong(kkt: ShtrihKkt): Reply {
  const { state, drive } = kkt;
  const { shift } = drive.state;
  const clock = (at: number): number[] => {
    const date = new Date(at * 1000);
    const day = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear() % 100];
    return [...day, date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  };
  const out = answer(kkt)
    .raw(clock(kkt.now()))
    .uint(closedShiftNumber(kkt) & 0xffff, 2)
    .uint(state.documentNumber, 4);
  for (const operation of [1, 3, 2, 4] as const) out.uint(state.shift[operation].receipts & 0xffff, 2);
  out.raw(shift.open ? clock(shift.openedAt) : new Uint8Array(6)).uint(state.drawerKop, 6);
  return done(ibmTail(kkt, out));
}

export const MAINTENANCE_COMMANDS: readonly Command[] = [
  { code: 0x14, minLength: 8, maxLength: 8, level: "system", kind: "quiet", modes: "any", run: setPort },
  { code: 0x24, minLength: 5, maxLength: 5, level: "system", kind: "quiet", modes: [4], run: resetTables },
  { code: 0x27, minLength: 5, maxLength: 5, level: "system", kind: "quiet", modes: [4], run: resetRegisters },
  { code: 0x19, minLength: 6, maxLength: 6, level: "operator", kind: "line", modes: [2, 3, 4, 9], run: testRun },
  { code: 0x2b, minLength: 5, maxLength: 5, level: "operator", kind: "quiet", modes: [10], run: stopTestRun },
  { code: 0xd0, minLength: 5, maxLength: 5, level: "operator", kind: "read", modes: "any", run: ibmLong },
  { code: 0xd1, minLength: 5, maxLength: 5, level: "operator", kind: "read", modes: "any", run: ibmShort },
];
