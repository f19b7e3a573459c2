import { kopecks } from "../../../config/money.ts";
import { localSeconds, type FdType, type LocalSeconds, type Operation, type StoredFd } from "./drive-types.ts";
import type { EmulatorStore } from "./store.ts";

interface DocumentRow {
  readonly fd: number;
  readonly type: number;
  readonly at: number;
  readonly sign: number;
  readonly shift: number;
  readonly receipt: number;
  readonly operation: number | null;
  readonly total: number | null;
  readonly body: Buffer;
  readonly ticket: Buffer | null;
}

/** The archive of fiscal documents: append once, then only the OFD ticket may come. */
export interface DocumentTable {
  append(document: StoredFd): void;
  byNumber(fdNumber: number): StoredFd | null;
  from(fdNumber: number, limit: number): StoredFd[];
  firstUnsent(): { readonly fdNumber: number; readonly at: LocalSeconds } | null;
  unsentCount(): number;
  /** All that wait for their ticket, oldest first. */
  unsent(): StoredFd[];
  setTicket(fdNumber: number, ticket: Uint8Array): void;
}

export function documentTable(store: EmulatorStore): DocumentTable {
  const db = store.database;
  const insert = db.prepare(
    "INSERT INTO documents (fd, type, at, sign, shift, receipt, operation, total, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const one = db.prepare<[number], DocumentRow>("SELECT * FROM documents WHERE fd = ?");
  const many = db.prepare<[number, number], DocumentRow>("SELECT * FROM documents WHERE fd >= ? ORDER BY fd LIMIT ?");
  const unsent = db.prepare<[], { fd: number; at: number }>("SELECT fd, at FROM documents WHERE ticket IS NULL ORDER BY fd LIMIT 1");
  const count = db.prepare<[], { n: number }>("SELECT count(*) AS n FROM documents WHERE ticket IS NULL");
  const waiting = db.prepare<[], DocumentRow>("SELECT * FROM documents WHERE ticket IS NULL ORDER BY fd");
  const ticket = db.prepare("UPDATE documents SET ticket = ? WHERE fd = ?");
  return {
    append: (d) =>
      void insert.run(d.fdNumber, d.type, d.at, d.fiscalSign, d.shiftNumber, d.receiptNumber, d.operation, d.totalKop, Buffer.from(d.body)),
    byNumber: (fdNumber) => {
      const row = one.get(fdNumber);
      return row === undefined ? null : fromRow(row);
    },
    from: (fdNumber, limit) => many.all(fdNumber, limit).map(fromRow),
    firstUnsent: () => {
      const row = unsent.get();
      return row === undefined ? null : { fdNumber: row.fd, at: localSeconds(row.at) };
    },
    unsentCount: () => count.get()?.n ?? 0,
    unsent: () => waiting.all().map(fromRow),
    setTicket: (fdNumber, bytes) => void ticket.run(Buffer.from(bytes), fdNumber),
  };
}

function fromRow(row: DocumentRow): StoredFd {
  return {
    type: row.type as FdType,
    fdNumber: row.fd,
    fiscalSign: row.sign,
    at: localSeconds(row.at),
    shiftNumber: row.shift,
    receiptNumber: row.receipt,
    operation: row.operation as Operation | null,
    totalKop: row.total === null ? null : kopecks(row.total),
    body: new Uint8Array(row.body),
    ticket: row.ticket === null ? null : new Uint8Array(row.ticket),
  };
}
