import type { PaperLine } from "./paper-line.ts";

export type Picture = Extract<PaperLine, { kind: "picture" }>;

/** Dots of a picture, scaled down its height; the least significant bit of a byte is its left dot. [memory] */
export function pictureMatrix(picture: Picture): {
  readonly width: number;
  readonly height: number;
  dark(x: number, y: number): boolean;
} {
  const rows = picture.rows.map((row) => Buffer.from(row, "hex"));
  return {
    width: Math.max(0, ...rows.map((row) => row.length)) * 8,
    height: rows.length * picture.scale,
    dark: (x, y) => (((rows[Math.floor(y / picture.scale)]?.[x >> 3] ?? 0) >> (x & 7)) & 1) === 1,
  };
}
