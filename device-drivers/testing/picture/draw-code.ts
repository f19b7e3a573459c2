import { createRequire } from "node:module";
import type bwipjs from "bwip-js/node";
import { blankImage, type GrayImage } from "./gray-image.ts";

const { raw } = createRequire(import.meta.url)("bwip-js/node") as typeof bwipjs;

/** A code as modules: true is dark. */
export interface Modules {
  readonly width: number;
  readonly height: number;
  readonly dark: (x: number, y: number) => boolean;
}

/** Kinds that tests draw, in bwip-js's names. */
export type DrawnKind = "gs1datamatrix" | "datamatrix" | "qrcode" | "ean13" | "ean8" | "upca" | "upce" | "code128" | "pdf417";

/** Bars are this high against their width: as on goods. */
const BAR_HEIGHT_SHARE = 0.45;

/**
 * The modules of a code. GS1 texts in brackets: `(01)…(21)…`. Not linted: serials of Chestny ZNAK hold characters and lengths
 * that the linter of GS1 refuses.
 */
export function codeModules(kind: DrawnKind, text: string): Modules {
  return modulesOf({ bcid: kind, text, ...(kind === "gs1datamatrix" ? { dontlint: true } : {}) });
}

/** A marking code as a scanner sends it (GS between its parts), as GS1 DataMatrix. */
export function markingModules(code: Uint8Array): Modules {
  const text = Buffer.from(code).toString("latin1").replaceAll("^", "^094");
  return modulesOf({ bcid: "datamatrix", text: `^FNC1${text}`, parse: true, parsefnc: true });
}

function modulesOf(options: Parameters<typeof raw>[0]): Modules {
  const [symbol] = raw(options);
  if (symbol === undefined) throw new Error("bwip-js drew nothing");
  if ("pixs" in symbol) {
    const { pixs, pixx, pixy } = symbol;
    // Rows of PDF417 are three modules high and given once.
    const rowModules = (pixx * pixy) / pixs.length;
    return { width: pixx, height: pixy, dark: (x, y) => pixs[Math.floor(y / rowModules) * pixx + x] === 1 };
  }
  const columns = symbol.sbs.flatMap((width, at) => new Array<boolean>(Math.round(width)).fill(at % 2 === 0));
  return { width: columns.length, height: Math.round(columns.length * BAR_HEIGHT_SHARE), dark: (x) => columns[x] === true };
}

export interface Placing {
  /** Pixels of a module. */
  readonly modulePx: number;
  /** Degrees, clockwise. */
  readonly turn?: number;
  /** Sideways lean, as of a pack held aslant; 0.2 is much. */
  readonly shear?: number;
  /** How much smaller the far edge is: 0.2 is much. */
  readonly perspective?: number;
  /** Centre, as a share of the picture. */
  readonly x?: number;
  readonly y?: number;
}

const PAPER = 255;
const INK = 0;
/** White around a code, in modules: what the standards ask for stripes. */
const QUIET_MODULES = 10;
/** Samples along each side of a pixel. */
const SAMPLES = 3;

/** Draws the code, with white around it, onto the picture as a camera would see it: every pixel is the mean of what falls on it. */
export function drawCode(image: GrayImage, code: Modules, placing: Placing): GrayImage {
  const toModule = cameraOf(image, code, placing);
  const pixels = image.pixels.slice();
  for (let y = 0; y < image.height; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      if (!isNear(code, toModule(x, y))) continue;
      const at = y * image.width + x;
      let sum = 0;
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const [u, v] = toModule(x + ((sample % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES);
        sum += shadeAt(code, u, v) ?? image.pixels[at] ?? 0;
      }
      pixels[at] = sum / (SAMPLES * SAMPLES);
    }
  }
  return { ...image, pixels };
}

/** From a point of the picture to modules of the code. */
function cameraOf(image: GrayImage, code: Modules, placing: Placing): (x: number, y: number) => readonly [number, number] {
  const { modulePx, turn = 0, shear = 0, perspective = 0, x: cx = 0.5, y: cy = 0.5 } = placing;
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const size = Math.max(code.width, code.height) * modulePx;
  return (x, y) => {
    const [dx, dy] = [x - cx * image.width, y - cy * image.height];
    const depth = 1 + (perspective * dy) / size;
    const [px, py] = [dx / depth, dy / depth];
    const [rx, ry] = [cos * px + sin * py, cos * py - sin * px];
    return [(rx - shear * ry) / modulePx + code.width / 2, ry / modulePx + code.height / 2];
  };
}

/** Within the white around the code, or a module beyond it. */
function isNear(code: Modules, [u, v]: readonly [number, number]): boolean {
  const edge = QUIET_MODULES + 1;
  return u > -edge && v > -edge && u < code.width + edge && v < code.height + edge;
}

/** Null outside of the white around the code. */
function shadeAt(code: Modules, u: number, v: number): number | null {
  const [x, y] = [Math.floor(u), Math.floor(v)];
  if (x >= 0 && y >= 0 && x < code.width && y < code.height) return code.dark(x, y) ? INK : PAPER;
  const isWhite = x >= -QUIET_MODULES && y >= -QUIET_MODULES && x < code.width + QUIET_MODULES && y < code.height + QUIET_MODULES;
  return isWhite ? PAPER : null;
}

/** A white picture with the code in its middle and nothing wrong with it. */
export function plainPicture(kind: DrawnKind, text: string, modulePx?: number): GrayImage {
  return pictureOf(codeModules(kind, text), modulePx);
}

export function pictureOf(code: Modules, modulePx = 6): GrayImage {
  const [width, height] = [code.width, code.height].map((modules) => (modules + 2 * QUIET_MODULES) * modulePx);
  return drawCode(blankImage(width ?? 0, height ?? 0, PAPER), code, { modulePx });
}
