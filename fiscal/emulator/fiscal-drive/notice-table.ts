import { localSeconds, type DriveReceipt, type LocalSeconds, type DriveItem } from "./drive-types.ts";
import { assertInvariant } from "../../../config/result.ts";
import { decodeTlv, encodeFvln, encodeTlv, findTag, type TlvItem } from "../../document/tlv.ts";
import { controlCode } from "./code-shape.ts";
import { byteTag, sumTag, textTag, timeTag, u32Tag, type DocumentFrame } from "./document-body.ts";
import type { EmulatorStore } from "./store.ts";
import { TAG } from "./tags.ts";

/** Planned status of a piece sold; anything else puts the code back into circulation for our service. */
const PIECE_SOLD = 1;
const INN_LENGTH = 12;
/** Tag 2116. */
const OF_RECEIPT = 1;
const OF_CORRECTION = 2;
const MAX_MARKED_GOODS = 512;
/** Tags of the item that go into the notice as they are. */
const NOTICE_ITEM_TAGS: ReadonlySet<number> = new Set([TAG.supplierInn, TAG.agentSign, TAG.itemIndustry, TAG.fraction]);

export interface StoredNotice {
  readonly number: number;
  readonly fdNumber: number;
  readonly at: LocalSeconds;
  readonly body: Uint8Array;
  /** Ticket of the marking service; null while it waits. */
  readonly ticket: Uint8Array | null;
}

/** Notices on the sale of marked goods (уведомления о реализации) and the service's memory of sold codes. */
export interface NoticeTable {
  append(notice: StoredNotice): void;
  byNumber(number: number): StoredNotice | null;
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
    byNumber: (number) => {
      const row = many.get(number, 1);
      return row?.number === number ? fromRow(row) : null;
    },
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

export function noticeCodes(body: Uint8Array): { readonly code: Uint8Array; readonly status: number }[] {
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
  return {
    number: row.number,
    fdNumber: row.fd,
    at: localSeconds(row.at),
    body: new Uint8Array(row.body),
    ticket: row.ticket === null ? null : new Uint8Array(row.ticket),
  };
}

/** Notice on the sale of marked goods. `utcOffsetHours` gives the time zone of the place (tag 1011, 1 = UTC+2 … [memory]). */
export function noticeBody(
  frame: DocumentFrame,
  number: number,
  receipt: DriveReceipt,
  items: readonly DriveItem[],
  utcOffsetHours: number,
): Uint8Array {
  const { registration } = frame;
  return encodeTlv([
    u32Tag(TAG.noticeNumber, number),
    textTag(TAG.fnSerial, frame.serial),
    u32Tag(TAG.fdNumber, frame.fdNumber),
    timeTag(TAG.dateTime, frame.at),
    byteTag(TAG.timeZone, Math.max(1, Math.round(utcOffsetHours) - 1)),
    textTag(TAG.userInn, registration.userInn, INN_LENGTH),
    textTag(TAG.settlementAddress, registration.address),
    u32Tag(TAG.noticeFd, frame.fdNumber),
    byteTag(TAG.operation, receipt.operation),
    byteTag(TAG.taxSystem, receipt.taxSystem),
    byteTag(TAG.noticeOperation, receipt.correction ? OF_CORRECTION : OF_RECEIPT),
    ...items.map(noticeItem),
  ]);
}

/** 2007. Quantity, price and sum are those of the item; the container holds at most 512 bytes, so the name gives way. */
function noticeItem(item: DriveItem): TlvItem {
  const { marking } = item;
  assertInvariant(marking !== null, "a notice holds marked items");
  const kept = item.tags.filter(({ tag }) => NOTICE_ITEM_TAGS.has(tag));
  const tags: TlvItem[] = [
    { tag: TAG.markingCode, value: marking.code },
    byteTag(TAG.codeKind, marking.kind),
    byteTag(TAG.assignedStatus, marking.plannedStatus),
    byteTag(TAG.processingMode, 0),
    byteTag(TAG.checkResult, marking.result),
    textTag(TAG.controlCode, controlCode(marking.code)),
    { tag: TAG.quantity, value: encodeFvln(item.quantity) },
    byteTag(TAG.measure, item.measure),
    sumTag(TAG.price, item.priceKop),
    sumTag(TAG.itemSum, item.sumKop),
    ...(item.vatCode === null ? [] : [byteTag(TAG.vatRate, item.vatCode)]),
    byteTag(TAG.method, item.method),
    ...kept,
  ];
  const named = encodeTlv([textTag(TAG.itemName, item.name), ...tags]);
  return { tag: TAG.markedGoods, value: named.length <= MAX_MARKED_GOODS ? named : encodeTlv(tags) };
}
