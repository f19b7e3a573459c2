import type { CheckAnswer } from "../../fiscal-drive/index.ts";
import { codeShape, FFD, type CodeShape } from "../../fiscal-drive/index.ts";
import { encodeTlv, type TlvItem } from "../../../document/tlv.ts";
import { goodsCodeTag, isUnmarked, legacyGoodsCodeTag } from "../goods-code.ts";
import { delayed, done, fail, type Command, type Reply } from "../command.ts";
import { driveDateTime } from "../drive-data.ts";
import { KKT_ERROR } from "../error-code.ts";
import { PayloadWriter, type PayloadReader } from "../payload.ts";
import type { ShtrihKkt } from "../shtrih-kkt.ts";
import type { OpenItem } from "../state.ts";
import { noticeFill } from "./drive-read.ts";
import { refusal } from "./shift.ts";

/** Operator code of FF61's online part: the service did not answer in time. */
const SERVICE_TIMEOUT = 0xff;
/** Planned status (2003) that the device takes when it checks a code by itself. */
const STATUS_PIECE_SOLD = 1;
const STATUS_PIECE_RETURNED = 3;
const DECISIONS = ["reject", "accept", "clear"] as const;
const MARKED_OTHER = 0xff;

/** FF61. Extra length 0: autonomous, or no answer of the service. */
function checkCode(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const [plannedStatus, mode, codeLength, tlvLength] = [request.uint(1), request.uint(1), request.uint(1), request.uint(1)];
  if (mode !== 0 || request.left !== codeLength + tlvLength) return fail(KKT_ERROR.badParameters);
  const checked = kkt.drive.checkCode({ code: request.bytes(codeLength).slice(), plannedStatus });
  return checked.ok ? delayed(done(checkData(checked.value)), serviceMs(kkt, checked.value)) : refusal(kkt, checked.error);
}

/** The device waits for the service, at most so long as it is set to. */
function serviceMs({ profile }: ShtrihKkt, { online, serviceMs: takenMs }: CheckAnswer): number {
  return online?.code === SERVICE_TIMEOUT ? profile.oismTimeoutMs : takenMs;
}

function checkData(answer: CheckAnswer): PayloadWriter {
  const out = new PayloadWriter().raw([answer.local, answer.reason, answer.kind]);
  const { online } = answer;
  if (online === null) return out.uint(0, 1);
  const extra = online.code === SERVICE_TIMEOUT ? [online.code, answer.result] : [online.code, answer.result, ...online.tlv];
  return out.uint(extra.length, 1).raw(extra);
}

/** FF69. */
function decide(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const decision = DECISIONS[request.uint(1)];
  if (decision === undefined) return fail(KKT_ERROR.badParameters);
  const decided = kkt.drive.decideCheck(decision);
  return decided.ok ? done(Uint8Array.of(decided.value)) : refusal(kkt, decided.error);
}

/** FF67: the code of an item, the last one, or the next one where the model wants it first. */
function bindCode(kkt: ShtrihKkt, request: PayloadReader): Reply {
  const codeLength = request.uint(1);
  // One more byte FFh marks volume accounting (ОСУ); the code itself is bound the same way.
  if (codeLength === 0 || request.left < codeLength || request.left > codeLength + 1) return fail(KKT_ERROR.badParameters);
  const code = request.bytes(codeLength).slice();
  const item = kkt.state.receipt?.items.at(-1) ?? null;
  if (!kkt.profile.operationTagsFirst && (item === null || item.marking !== null)) return fail(0xa1);
  const shape = codeShape(code);
  const { ffd } = kkt.drive.state.registration;
  if (ffd !== FFD.v12 || isUnmarked(shape)) {
    addItemTag(kkt, ffd === FFD.v12 ? goodsCodeTag(shape) : legacyGoodsCodeTag(code));
    return done(bindAnswer(shape));
  }
  const found = acceptedOrChecked(kkt, code);
  if ("reply" in found) return found.reply;
  if (kkt.profile.operationTagsFirst) kkt.state.nextItemMarking = found.marking;
  else if (item !== null) item.marking = found.marking;
  const out = bindAnswer(shape);
  if (found.check === null) return done(out);
  return delayed(done(out.raw(checkData(found.check).done())), serviceMs(kkt, found.check));
}

function bindAnswer({ legacyPrefix, kind }: CodeShape): PayloadWriter {
  return new PayloadWriter().raw([legacyPrefix >> 8, legacyPrefix & 0xff, matrixKind(kind)]);
}

/** The goods code becomes a tag of the item, the last one or the next. */
function addItemTag(kkt: ShtrihKkt, tag: TlvItem): void {
  const hex = Buffer.from(encodeTlv([tag])).toString("hex");
  const item = kkt.state.receipt?.items.at(-1);
  if (kkt.profile.operationTagsFirst || item === undefined) kkt.state.nextItemTagsHex += hex;
  else item.tagsHex += hex;
}

type Bound = { readonly marking: NonNullable<OpenItem["marking"]>; readonly check: CheckAnswer | null } | { readonly reply: Reply };

/** A code that was not checked before is checked and accepted by the device itself, where the firmware does so. */
function acceptedOrChecked(kkt: ShtrihKkt, code: Uint8Array): Bound {
  const codeHex = Buffer.from(code).toString("hex");
  const accepted = kkt.drive.acceptedCheck(code);
  if (accepted.ok) {
    const { plannedStatus, kind, result } = accepted.value;
    return { marking: { codeHex, plannedStatus, kind, result }, check: null };
  }
  if (accepted.error.code === 0x33 || kkt.profile.uncheckedCode === "refuse") return { reply: refusal(kkt, accepted.error) };
  const operation = kkt.state.receipt?.operation ?? 1;
  const plannedStatus = operation === 1 || operation === 4 ? STATUS_PIECE_SOLD : STATUS_PIECE_RETURNED;
  const checked = kkt.drive.checkCode({ code, plannedStatus });
  if (!checked.ok) return { reply: refusal(kkt, checked.error) };
  const decided = kkt.drive.decideCheck("accept");
  if (!decided.ok) return { reply: refusal(kkt, decided.error) };
  return { marking: { codeHex, plannedStatus, kind: checked.value.kind, result: decided.value }, check: checked.value };
}

/** Byte "DM type" of FF67: 0 check part of 88, 3 of 44, FFh GS1 without a check part. */
function matrixKind(kind: number): number {
  if (kind === 2) return 0;
  return kind === 3 || kind === 4 ? 3 : MARKED_OTHER;
}

/** FF68: 16 bytes with code and error, by its fields. */
function noticeStatus(kkt: ShtrihKkt): Reply {
  const first = kkt.drive.firstUnsentNotice();
  const count = kkt.drive.queue().unsentNotices;
  const sending = first !== null && kkt.drive.state.ofd.online;
  return done(
    new PayloadWriter()
      .uint(sending ? 2 : 0, 1)
      .uint(Math.min(count, 0xffff), 2)
      .uint(first?.number ?? 0, 4)
      .raw(first === null ? [0, 0, 0, 0, 0] : driveDateTime(first.at))
      .uint(noticeFill(count, kkt.drive.state.marking.noticeCapacity), 1),
  );
}

/** FF70: state of code checking, storage warning in four steps. */
function markingStatus(kkt: ShtrihKkt): Reply {
  const { marking } = kkt.drive.state;
  const count = kkt.drive.queue().unsentNotices;
  const fill = noticeFill(count, marking.noticeCapacity);
  const warning = fill >= 100 ? 4 : fill > 90 ? 3 : fill >= 80 ? 2 : fill >= 50 ? 1 : 0;
  const state = marking.pending !== null ? 4 : marking.table.length >= marking.capacity ? 0 : 1;
  return done(
    new PayloadWriter()
      .raw([state, count > 0 ? 1 : 0, marking.pending === null ? 0x07 : 0x08, marking.table.length, bound(kkt), warning])
      .uint(Math.min(count, 0xffff), 2),
  );
}

function bound(kkt: ShtrihKkt): number {
  return kkt.state.receipt?.items.filter((item) => item.marking !== null).length ?? 0;
}

export const MARKING_COMMANDS: readonly Command[] = [
  { code: 0xff61, minLength: 11, maxLength: 255, level: "operator", kind: "quiet", modes: [2, 8], run: checkCode },
  { code: 0xff69, minLength: 7, maxLength: 7, level: "operator", kind: "quiet", modes: [2, 3, 4, 8], run: decide },
  { code: 0xff67, minLength: 8, maxLength: 255, level: "operator", kind: "quiet", modes: [8], run: bindCode },
  { code: 0xff68, minLength: 6, maxLength: 6, level: "operator", kind: "read", modes: "any", run: noticeStatus },
  { code: 0xff70, minLength: 6, maxLength: 6, level: "operator", kind: "read", modes: "any", run: markingStatus },
];
