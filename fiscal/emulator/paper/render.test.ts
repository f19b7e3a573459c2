import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { localSeconds } from "../fiscal-drive/index.ts";
import { codeMatrix } from "./code-matrix.ts";
import { columns, textLine, wrapped, type PaperLine } from "./paper-line.ts";
import type { PaperDocument } from "./paper-roll.ts";
import { renderHtml } from "./render-html.ts";
import { renderPng } from "./render-png.ts";
import { renderText } from "./render-text.ts";

const WIDTH = 32;

function document(lines: readonly PaperLine[], printed = lines.length): PaperDocument {
  return { id: 1, kind: "slip", fdNumber: null, at: localSeconds(0), state: "printed", printed, lines };
}

/** Rows of a PNG of ours as strings of # and dots. */
function decodePng(png: Uint8Array): { width: number; height: number; rows: string[] } {
  const buffer = Buffer.from(png);
  expect(buffer.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  const width = buffer.readUInt32BE(16);
  const height = buffer.readUInt32BE(20);
  const length = buffer.readUInt32BE(33);
  expect(buffer.toString("latin1", 37, 41)).toBe("IDAT");
  const raw = inflateSync(buffer.subarray(41, 41 + length));
  const stride = Math.ceil(width / 8) + 1;
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => (((raw[y * stride + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1 ? "." : "#")).join(""),
  );
  return { width, height, rows };
}

describe("layout of lines", () => {
  it("puts two columns on a line, or on two when they do not fit", () => {
    expect(columns("ИТОГ", "=1.00", 12)).toEqual([textLine("ИТОГ   =1.00")]);
    expect(columns("ДЛИННОЕ СЛОВО", "=1.00", 12).map((line) => (line.kind === "text" ? line.text : ""))).toEqual([
      "ДЛИННОЕ",
      "СЛОВО",
      "       =1.00",
    ]);
  });

  it("wraps at spaces and breaks a word that is too long", () => {
    expect(wrapped("аа бб вввввввв", 5).map((line) => (line.kind === "text" ? line.text : ""))).toEqual(["аа бб", "ввввв", "ввв"]);
    expect(wrapped("", 5)).toEqual([textLine("")]);
  });
});

describe("paper as text, HTML and PNG", () => {
  const lines: PaperLine[] = [textLine('<Чек> & "1"'), { kind: "qr", data: "t=1&s=2" }, { kind: "feed", lines: 2 }, { kind: "cut" }];

  it("text: what is printed and nothing behind it", () => {
    expect(renderText([document(lines, 2)], WIDTH)).toBe('<Чек> & "1"\n[QR t=1&s=2]\n');
  });

  it("HTML: escaped, the QR as a drawing of its modules", () => {
    const html = renderHtml([document(lines)], WIDTH);
    expect(html).toContain("&lt;Чек&gt; &amp; &quot;1&quot;");
    const matrix = codeMatrix("qrcode", "t=1&s=2");
    let dark = 0;
    for (let y = 0; y < (matrix?.height ?? 0); y++) for (let x = 0; x < (matrix?.width ?? 0); x++) if (matrix?.dark(x, y)) dark++;
    expect(html.match(/h1v1h-1z/g)).toHaveLength(dark);
  });

  it("PNG: glyphs of the fixed font, dot by dot", () => {
    const { width, height, rows } = decodePng(renderPng([document([textLine("I-Ж")])], WIDTH));
    expect([width, height]).toEqual([WIDTH * 10 + 32, 20 + 32]);
    const ink = rows.join("").replaceAll(".", "").length;
    expect(ink).toBeGreaterThan(40);
    // The hyphen is one horizontal bar: the second character cell has ink in one or two rows only.
    const cell = rows.slice(16, 36).map((row) => row.slice(26, 36));
    expect(cell.filter((row) => row.includes("#")).length).toBeLessThanOrEqual(2);
    expect(rows.slice(0, 16).join("")).not.toContain("#");
  });

  it("PNG: the QR stands there module for module, bold and double height are wider and taller", () => {
    const matrix = codeMatrix("qrcode", "t=1&s=2");
    const size = matrix?.width ?? 0;
    const { rows, width } = decodePng(renderPng([document([{ kind: "qr", data: "t=1&s=2" }])], WIDTH));
    const left = (width - size * 5) >> 1;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        expect(rows[16 + 10 + y * 5 + 2]?.[left + x * 5 + 2] === "#").toBe(matrix?.dark(x, y));
      }
    }
    const inkOf = (line: PaperLine): number =>
      decodePng(renderPng([document([line])], WIDTH))
        .rows.join("")
        .replaceAll(".", "").length;
    const plain = inkOf(textLine("Ж"));
    expect(inkOf({ kind: "text", text: "Ж", bold: true })).toBeGreaterThan(plain);
    expect(inkOf({ kind: "text", text: "Ж", double: true })).toBe(plain * 2);
  });

  it("has a glyph for every printable CP866 letter of Russian", () => {
    for (const letter of "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя№0123456789") {
      expect(decodePng(renderPng([document([textLine(letter)])], WIDTH)).rows.join("")).toContain("#");
    }
  });
});
