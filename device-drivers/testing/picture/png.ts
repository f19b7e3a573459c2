import { pngOfRows } from "../../emulator/png-file.ts";
import { toBytes, type GrayImage } from "./gray-image.ts";

/** PNG, 8 bits of grey. */
export function pngOf(image: GrayImage): Buffer {
  const { width, height } = image;
  const shades = toBytes(image);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(shades.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return pngOfRows({ width, height, bits: 8 }, rows);
}
