import { isSameQuestion } from "./code-question.ts";
import { MARKED_LINES_MAX } from "./document/check-whole.ts";
import type { DriveCodeCheck, DriveCodeQuestion } from "./registrar.ts";

/** A code that was checked and accepted, and lies in the drive's buffer until a receipt takes it. */
export interface CheckedCode<Carried> {
  readonly question: DriveCodeQuestion;
  readonly check: DriveCodeCheck;
  /** What the family's receipt repeats of the check. */
  readonly carried: Carried;
}

/** What a receipt does with the buffer before it binds its codes. */
export interface BufferPlan<Carried> {
  /** Empty it: it holds, or may hold, a code checked here that is not of this receipt. */
  readonly clear: boolean;
  /** Codes of the receipt that lie in it, as they were asked about; the others are checked with the receipt. */
  readonly held: readonly CheckedCode<Carried>[];
}

/**
 * What this till knows of the buffer of checked codes in the drive (таблица проверенных КМ). The drive forgets a code only with all
 * others, and a receipt must not meet codes that are not its own: so the receipt itself says what is kept, and everything else (a line
 * taken off, a sale that waits beside this one, another planned status) empties the buffer, and its codes are checked again.
 */
export class CheckedCodes<Carried> {
  /** In the order in which they were accepted; null: nobody here knows what lies in the buffer. */
  #codes: CheckedCode<Carried>[] | null = null;
  /** A check was begun since the buffer was surely empty. */
  #isTouched = false;

  get isKnown(): boolean {
    return this.#codes !== null;
  }

  /** The answer to this very question, if its code lies in the buffer. */
  answer(question: DriveCodeQuestion): DriveCodeCheck | null {
    return this.#codes?.find((code) => isSameQuestion(code.question, question))?.check ?? null;
  }

  /** There is place for this code, and it does not lie there under another status or quantity. */
  hasRoomFor({ codeBase64 }: DriveCodeQuestion): boolean {
    if (this.#codes === null || this.#codes.length >= MARKED_LINES_MAX) return false;
    return this.#codes.every((code) => code.question.codeBase64 !== codeBase64);
  }

  /** `inOrder`: the family takes the codes of a receipt only in the order in which they were checked. */
  planFor(questions: readonly DriveCodeQuestion[], { inOrder }: { readonly inOrder: boolean }): BufferPlan<Carried> {
    const codes = this.#codes;
    if (codes === null) return { clear: this.#isTouched, held: [] };
    const isOwn = inOrder
      ? codes.every(({ question }, index) => questions[index] !== undefined && isSameQuestion(question, questions[index]))
      : codes.every(({ question }) => questions.some((one) => isSameQuestion(one, question)));
    return isOwn ? { clear: false, held: codes } : { clear: true, held: [] };
  }

  /** Before the first command of a check, whatever becomes of it. */
  noteBegun(): void {
    this.#isTouched = true;
  }

  /** Emptied by a command, or by a receipt that took what was in it. */
  noteEmpty(): void {
    this.#isTouched = false;
    this.#codes = [];
  }

  note(code: CheckedCode<Carried>): void {
    this.#codes?.push(code);
  }

  /** A command that broke off, a receipt that was cancelled, a new connection. */
  forget(): void {
    this.#codes = null;
  }
}
