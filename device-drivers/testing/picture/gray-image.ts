/** A picture in shades of grey, 0 black to 255 white, row by row. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

export function blankImage(width: number, height: number, shade: number): GrayImage {
  return { width, height, pixels: new Float32Array(width * height).fill(shade) };
}

/** Gaussian blur, as of a lens out of focus. `sigma` in pixels. */
export function blur({ width, height, pixels }: GrayImage, sigma: number): GrayImage {
  if (sigma <= 0) return { width, height, pixels };
  const radius = Math.ceil(sigma * 3);
  const weights = Array.from({ length: radius * 2 + 1 }, (_, at) => Math.exp(-((at - radius) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const pass = (from: Float32Array, step: number, count: number, line: number, lines: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let row = 0; row < lines; row += 1) {
      for (let at = 0; at < count; at += 1) {
        let value = 0;
        for (let tap = -radius; tap <= radius; tap += 1) {
          const inside = Math.min(count - 1, Math.max(0, at + tap));
          value += (from[row * line + inside * step] ?? 0) * (weights[tap + radius] ?? 0);
        }
        to[row * line + at * step] = value / sum;
      }
    }
    return to;
  };
  const across = pass(pixels, 1, width, width, height);
  return { width, height, pixels: pass(across, width, height, 1, width) };
}

/** Noise of a sensor: each pixel off by a normal amount. `sigma` of 255. */
export function noise(image: GrayImage, sigma: number, random: () => number): GrayImage {
  const pixels = image.pixels.map((value) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return value + normal * sigma;
  });
  return { ...image, pixels };
}

/** A lamp mirrored in film: a spot that goes to white. `radius` as a share of the width. */
export function glare(image: GrayImage, spot: { readonly x: number; readonly y: number; readonly radius: number }): GrayImage {
  const { width, height } = image;
  const pixels = image.pixels.slice();
  const [cx, cy, r] = [spot.x * width, spot.y * height, spot.radius * width];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const light = Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (r * r));
      const at = y * width + x;
      pixels[at] = (pixels[at] ?? 0) + 235 * light;
    }
  }
  return { width, height, pixels };
}

/** Contrast around the middle grey: 1 as it is, 0.1 nearly nothing. */
export function contrast(image: GrayImage, share: number): GrayImage {
  return { ...image, pixels: image.pixels.map((value) => 128 + (value - 128) * share) };
}

/** Light that falls off to one side by `depth` of 255. */
export function gradient(image: GrayImage, depth: number): GrayImage {
  const { width } = image;
  return { ...image, pixels: image.pixels.map((value, at) => value - (depth * (at % width)) / width) };
}

export function toBytes({ pixels }: GrayImage): Uint8Array {
  return Uint8Array.from(pixels, (value) => Math.min(255, Math.max(0, Math.round(value))));
}
