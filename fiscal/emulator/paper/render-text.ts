import { banner, type PaperLine } from "./paper-line.ts";
import { pictureMatrix } from "./picture.ts";
import type { PaperDocument } from "./paper-roll.ts";

export const INVALID_DOCUMENT_LINE = "ДОКУМЕНТ НЕДЕЙСТВИТЕЛЕН";

/** What stands on the paper now: the printed part, and the mark that a break left. */
export function linesOnPaper(document: PaperDocument): PaperLine[] {
  const lines = document.lines.slice(0, document.printed);
  return document.state === "broken" ? [...lines, { kind: "text", text: INVALID_DOCUMENT_LINE, bold: true }] : lines;
}

/** Every document begins and ends with the training banner. */
export function withBanner(lines: readonly PaperLine[], width: number): PaperLine[] {
  return [...banner(width), ...lines, ...banner(width)];
}

/** Plain text; codes as `[QR …]`. */
export function renderText(documents: readonly PaperDocument[], width: number): string {
  return documents
    .map((document) =>
      linesOnPaper(document)
        .map((line) => asText(line, width))
        .join(""),
    )
    .join("");
}

function asText(line: PaperLine, width: number): string {
  switch (line.kind) {
    case "text":
      return `${line.text.slice(0, width).trimEnd()}\n`;
    case "qr":
      return `[QR ${line.data}]\n`;
    case "barcode":
      return `[${line.symbology} ${line.data}]\n`;
    case "picture": {
      const { width: dots, height } = pictureMatrix(line);
      return `[РИСУНОК ${dots}×${height}]\n`;
    }
    case "feed":
      return "\n".repeat(line.lines);
    case "cut":
      return `${"=".repeat(width)}\n`;
  }
}
