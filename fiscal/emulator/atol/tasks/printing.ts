import { err, ok } from "../../../../config/result.ts";
import { boldLine, centered, textLine, type PaperLine } from "../../paper/index.ts";
import type { AtolKkt } from "../atol-kkt.ts";
import { refused, type TaskHandler, type TaskOutcome } from "../task.ts";
import { driverError, DRIVER_CODE } from "../driver-error.ts";
import { documentFields } from "../fn-document.ts";
import { printItems } from "../print-item.ts";
import { TRAINING_BANNER } from "../../paper/paper-line.ts";

const nonFiscal: TaskHandler = ({ kkt, task }) => {
  const lines = printItems(task, "items", kkt.profile.paperWidth);
  task.requiredObjects("items");
  task.optionalBoolean("printFooter");
  return task.error === null ? kkt.printPlain({ kind: "slip", lines }) : err(task.error);
};

/** Prints what a stop cut short; with nothing to print it does nothing. */
const continuePrint: TaskHandler = async ({ kkt }) => {
  if (kkt.memory.owedPaperId === null) return ok({});
  const error = await kkt.clearPaper();
  return error === null ? ok({}) : err(error);
};

/** What a paper document held between its banners and the cut. */
function contentOf(kkt: AtolKkt, paperId: number): PaperLine[] {
  const { lines } = kkt.printer.document(paperId);
  return lines.slice(TRAINING_BANNER.length, lines.length - TRAINING_BANNER.length - 1);
}

const printLastReceiptCopy: TaskHandler = async ({ kkt, task }) => {
  const paperId = kkt.memory.lastReceiptPaperId;
  if (task.error !== null) return err(task.error);
  if (paperId === null) return refused(93);
  const title = boldLine(centered("КОПИЯ", kkt.profile.paperWidth));
  return kkt.printPlain({ kind: "copy", lines: [title, ...contentOf(kkt, paperId)] });
};

const printFnDocument: TaskHandler = async ({ kkt, task }): Promise<TaskOutcome> => {
  const number = task.number("fiscalDocumentNumber");
  if (task.error !== null) return err(task.error);
  const document = kkt.drive.document(number);
  if (document === null) return err(driverError(DRIVER_CODE.fnNoData));
  const width = kkt.profile.paperWidth;
  const rows = Object.entries(documentFields(kkt, document)).map(([tag, value]) =>
    textLine(`${tag}: ${typeof value === "string" ? value : JSON.stringify(value)}`.slice(0, width)),
  );
  return kkt.printPlain({ kind: "copy", lines: [boldLine(centered(`ДОКУМЕНТ ИЗ ФН ${number}`, width)), ...rows] });
};

export const PRINT_TASKS: Readonly<Record<string, TaskHandler>> = { nonFiscal, continuePrint, printLastReceiptCopy, printFnDocument };
