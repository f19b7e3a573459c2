/** One printed thing. Text is at most the paper's width in characters; longer text is cut by the printer. */
export type PaperLine =
  | { readonly kind: "text"; readonly text: string; readonly bold?: true; readonly double?: true }
  | { readonly kind: "qr"; readonly data: string }
  | { readonly kind: "barcode"; readonly symbology: string; readonly data: string }
  /** Rows of dots as hex, each printed `scale` times. */
  | { readonly kind: "picture"; readonly rows: readonly string[]; readonly scale: number }
  | { readonly kind: "feed"; readonly lines: number }
  | { readonly kind: "cut" };

/** What stands on everything that the emulator prints. */
export const TRAINING_BANNER: readonly string[] = ["*** ЭМУЛЯТОР, УЧЕБНЫЙ РЕЖИМ ***", "НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ"];

/** A graphic code takes the paper length of about this many text lines. */
const CODE_HEIGHT_LINES = 8;
const DOTS_PER_LINE = 24;

export function textLine(text: string): PaperLine {
  return { kind: "text", text };
}

export function boldLine(text: string): PaperLine {
  return { kind: "text", text, bold: true };
}

export function centered(text: string, width: number): string {
  const cut = text.slice(0, width);
  return " ".repeat(Math.floor((width - cut.length) / 2)) + cut;
}

/** Left text, dots, right text on one line; two lines when they do not fit. */
export function columns(left: string, right: string, width: number): PaperLine[] {
  const gap = width - left.length - right.length;
  if (gap >= 1) return [textLine(left + " ".repeat(gap) + right)];
  return [...wrapped(left, width), textLine(right.slice(0, width).padStart(width))];
}

/** Breaks at spaces; a longer word is broken hard. */
export function wrapped(text: string, width: number): PaperLine[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = rest;
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines.map(textLine);
}

export function rule(width: number): PaperLine {
  return textLine("-".repeat(width));
}

/** How many line times a thing takes: the print mechanism's clock. */
export function lineTimes(line: PaperLine): number {
  switch (line.kind) {
    case "text":
      return line.double ? 2 : 1;
    case "qr":
    case "barcode":
      return CODE_HEIGHT_LINES;
    case "picture":
      return Math.ceil((line.rows.length * line.scale) / DOTS_PER_LINE);
    case "feed":
      return line.lines;
    case "cut":
      return 0;
  }
}

export function banner(width: number): PaperLine[] {
  return TRAINING_BANNER.map((text) => boldLine(centered(text, width)));
}
