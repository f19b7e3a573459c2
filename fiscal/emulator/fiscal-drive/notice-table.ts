import { localSeconds, type DriveReceipt, type LocalSeconds, type DriveItem } from "./drive-types.ts";
import { assertInvariant } from "../../../config/result.ts";
import { decodeTlv, encodeFvln, encodeTlv, findTag, type TlvItem } from "../../document/tlv.ts";
import { byteTag, headTags, sumTag, u32Tag, type DocumentFrame } from "./document-body.ts";
import type { EmulatorStore } from "./store.ts";
import { TAG } from "./tags.ts";

/** Planned status of a piece sold; anything else puts the code back into circulation for our service. */
const PIECE_SOLD = 1;

export interface StoredNotice {
  readonly number: number;
  readonly fdNumber: number;
  readonly at: LocalSeconds;
  readonly body: Uint8Array;
  readonly sent: boolean;
}

/** Notices on the sale of marked goods (уведомления о реализации) and the service's memory of sold codes. */
export interface NoticeTable {
  append(notice: StoredNotice): void;
  from(number: number, limit: number): StoredNotice[];
  firstUnsent(): StoredNotice | null;
  unsentCount(): number;
  /** Delivery: from now on the service knows the codes of the notice. */
  deliver(notice: StoredNotice, ticket: Uint8Array): void;
  isSold(code: Uint8Array): boolean;
}

interface NoticeRow {
  readonly number: number;
  readonly fd: number;
  readonly at: number;
  readonly body: Buffer;
  readonly ticket: Buffer | null;
}

export function noticeTable(store: EmulatorStore): NoticeTable {
  const db = store.database;
  const insert = db.prepare("INSERT INTO notices (number, fd, at, body) VALUES (?, ?, ?, ?)");
  const many = db.prepare<[number, number], NoticeRow>("SELECT * FROM notices WHERE number >= ? ORDER BY number LIMIT ?");
  const unsent = db.prepare<[], NoticeRow>("SELECT * FROM notices WHERE ticket IS NULL ORDER BY number LIMIT 1");
  const count = db.prepare<[], { n: number }>("SELECT count(*) AS n FROM notices WHERE ticket IS NULL");
  const ticket = db.prepare("UPDATE notices SET ticket = ? WHERE number = ?");
  const remember = db.prepare(
    "INSERT INTO sold_codes (code, status) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET status = excluded.status",
  );
  const sold = db.prepare<[Buffer], { status: number }>("SELECT status FROM sold_codes WHERE code = ?");
  return {
    append: (notice) => void insert.run(notice.number, notice.fdNumber, notice.at, Buffer.from(notice.body)),
    from: (number, limit) => many.all(number, limit).map(fromRow),
    firstUnsent: () => {
      const row = unsent.get();
      return row === undefined ? null : fromRow(row);
    },
    unsentCount: () => count.get()?.n ?? 0,
    deliver: (notice, bytes) => {
      ticket.run(Buffer.from(bytes), notice.number);
      for (const { code, status } of noticeCodes(notice.body)) remember.run(Buffer.from(code), status);
    },
    isSold: (code) => sold.get(Buffer.from(code))?.status === PIECE_SOLD,
  };
}

function noticeCodes(body: Uint8Array): { readonly code: Uint8Array; readonly status: number }[] {
  const items = decodeTlv(body);
  assertInvariant(items.ok, "a stored notice is whole TLV");
  return items.value
    .filter(({ tag }) => tag === TAG.markedGoods)
    .flatMap(({ value }) => {
      const inner = decodeTlv(value);
      const code = inner.ok ? findTag(inner.value, TAG.markingCode)?.value : undefined;
      const status = inner.ok ? findTag(inner.value, TAG.assignedStatus)?.value[0] : undefined;
      return code === undefined || status === undefined ? [] : [{ code, status }];
    });
}

function fromRow(row: NoticeRow): StoredNotice {
  return { number: row.number, fdNumber: row.fd, at: localSeconds(row.at), body: new Uint8Array(row.body), sent: row.ticket !== null };
}

export function noticeBody(frame: DocumentFrame, number: number, receipt: DriveReceipt, items: readonly DriveItem[]): Uint8Array {
  return encodeTlv([
    u32Tag(TAG.noticeNumber, number),
    ...headTags(frame),
    u32Tag(TAG.noticeFd, frame.fdNumber),
    byteTag(TAG.operation, receipt.operation),
    byteTag(TAG.taxSystem, receipt.taxSystem),
    ...items.map(noticeItem),
  ]);
}

function noticeItem(item: DriveItem): TlvItem {
  const { marking } = item;
  const value = encodeTlv([
    { tag: TAG.markingCode, value: marking?.code ?? new Uint8Array() },
    byteTag(TAG.codeKind, marking?.kind ?? 0),
    byteTag(TAG.assignedStatus, marking?.plannedStatus ?? 0),
    byteTag(TAG.processingMode, 0),
    byteTag(TAG.checkResult, marking?.result ?? 0),
    { tag: TAG.quantity, value: encodeFvln(item.quantity) },
    byteTag(TAG.measure, item.measure),
    sumTag(TAG.itemSum, item.sumKop),
  ]);
  return { tag: TAG.markedGoods, value };
}
