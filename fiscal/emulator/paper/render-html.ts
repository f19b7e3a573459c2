import { codeMatrix } from "./code-matrix.ts";
import type { PaperLine } from "./paper-line.ts";
import { pictureMatrix } from "./picture.ts";
import type { PaperDocument } from "./paper-roll.ts";
import { linesOnPaper } from "./render-text.ts";

const MODULE_PX = 4;
const PICTURE_DOT_PX = 1;
const STYLE =
  "body{background:#ccc}article{background:#fff;width:max-content;margin:1em auto;padding:1em;font:14px/1.25 monospace;white-space:pre}" +
  ".bold{font-weight:bold}.double{font-size:200%;line-height:1.1}svg{display:block;margin:8px auto}.cut{border-top:1px dashed #888}";

/** A page of its own, no scripts, nothing loaded from outside. */
export function renderHtml(documents: readonly PaperDocument[], width: number): string {
  const articles = documents.map((document) => {
    const lines = linesOnPaper(document)
      .map((line) => asHtml(line, width))
      .join("");
    return `<article data-id="${document.id}" data-state="${document.state}">${lines}</article>`;
  });
  return `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Лента</title><style>${STYLE}</style>${articles.join("")}</html>`;
}

function asHtml(line: PaperLine, width: number): string {
  switch (line.kind) {
    case "text": {
      const classes = [line.bold ? "bold" : "", line.double ? "double" : ""].filter((name) => name !== "").join(" ");
      return `<div class="${classes}">${escapeHtml(line.text.slice(0, width)) || " "}</div>`;
    }
    case "qr":
      return codeSvg("qrcode", line.data);
    case "barcode":
      return codeSvg(line.symbology, line.data);
    case "picture":
      return matrixSvg(pictureMatrix(line), PICTURE_DOT_PX);
    case "feed":
      return "<div> </div>".repeat(line.lines);
    case "cut":
      return '<div class="cut"></div>';
  }
}

function codeSvg(symbology: string, data: string): string {
  const matrix = codeMatrix(symbology, data);
  if (matrix === null) return `<div>[${escapeHtml(`${symbology} ${data}`)}]</div>`;
  return matrixSvg(matrix, MODULE_PX);
}

function matrixSvg(matrix: ReturnType<typeof pictureMatrix>, modulePx: number): string {
  let path = "";
  for (let y = 0; y < matrix.height; y++) {
    for (let x = 0; x < matrix.width; x++) if (matrix.dark(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  const size = `width="${matrix.width * modulePx}" height="${matrix.height * modulePx}"`;
  return `<svg ${size} viewBox="0 0 ${matrix.width} ${matrix.height}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
