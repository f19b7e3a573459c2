import { done, fail, type Command, type Reply } from "../command.ts";
import { KKT_ERROR } from "../error-code.ts";
import { PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";

const MAX_BLOCK = 128;
const ALL_NOTICES = 0xffff;

/** FF71: begins the unloading of an autonomous drive's notices. */
function start(kkt: ShtrihKkt): Reply {
  if (!kkt.drive.state.registration.autonomous) return fail(KKT_ERROR.badForSettings);
  const first = kkt.drive.firstUnsentNotice();
  if (first === null) return fail(KKT_ERROR.noData);
  kkt.volatile.unloading = { number: first.number, offset: 0 };
  const count = Math.min(kkt.drive.queue().unsentNotices, ALL_NOTICES);
  return done(new PayloadWriter().uint(count, 2).uint(first.number, 4).uint(first.body.length, 2));
}

/** FF72: the next block of the notice at hand; 08h at its end. */
function nextBlock(kkt: ShtrihKkt): Reply {
  const { unloading } = kkt.volatile;
  const notice = unloading === null ? null : kkt.drive.notice(unloading.number);
  if (unloading === null || notice === null || unloading.offset >= notice.body.length) return fail(KKT_ERROR.noData);
  const block = notice.body.subarray(unloading.offset, unloading.offset + MAX_BLOCK);
  const out = new PayloadWriter().uint(notice.number, 4).uint(notice.body.length, 2).uint(unloading.offset, 2).uint(block.length, 2);
  unloading.offset += block.length;
  return done(out.raw(block));
}

/** FF73: the host has the whole notice. Its checksum comes in two bytes or four, and is not described: it is not checked. */
function confirm(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const { unloading } = kkt.volatile;
  const number = request.uint(4);
  const notice = kkt.drive.notice(number);
  if (unloading === null || notice === null || unloading.number !== number) return fail(KKT_ERROR.badParameters);
  if (unloading.offset < notice.body.length) return fail(KKT_ERROR.wrongDriveState);
  kkt.drive.confirmNotice(number);
  const next = kkt.drive.firstUnsentNotice();
  kkt.volatile.unloading = next === null ? null : { number: next.number, offset: 0 };
  return done();
}

export const NOTICE_COMMANDS: readonly Command[] = [
  { code: 0xff71, minLength: 6, maxLength: 6, level: "operator", kind: "quiet", modes: "any", run: start },
  { code: 0xff72, minLength: 6, maxLength: 6, level: "operator", kind: "quiet", modes: "any", run: nextBlock },
  { code: 0xff73, minLength: 12, maxLength: 14, level: "operator", kind: "quiet", modes: "any", run: confirm },
];
