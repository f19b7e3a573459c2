export { codeMatrix } from "./code-matrix.ts";
export * from "./paper-line.ts";
export { paperRoll, type PaperDocument, type PaperKind, type PaperRoll } from "./paper-roll.ts";
export { receiptLines, type FiscalStamp } from "./receipt-layout.ts";
export * from "./report-layout.ts";
export { renderHtml } from "./render-html.ts";
export { renderPng } from "./render-png.ts";
export { INVALID_DOCUMENT_LINE, linesOnPaper, renderText, withBanner } from "./render-text.ts";
