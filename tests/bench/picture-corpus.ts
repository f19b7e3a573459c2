import {
  codeModules,
  drawCode,
  markingModules,
  type DrawnKind,
  type Modules,
  type Placing,
} from "../../device-drivers/testing/picture/draw-code.ts";
import { blankImage, blur, contrast, glare, gradient, noise, type GrayImage } from "../../device-drivers/testing/picture/gray-image.ts";
import { SeededRandom } from "../../terminal/catalog/generate/random.ts";
import { makeMarkingCode } from "../../terminal/marking/emulator/make-code.ts";

export const SPOILINGS = ["size", "rotation", "perspective", "blur", "noise", "glare", "contrast", "camera", "several", "gaps"] as const;
export type Spoiling = (typeof SPOILINGS)[number];

export const CODE_KINDS = ["short mark", "mark with tail 44", "mark with tail 88", "QR", "EAN-13", "Code 128", "PDF417"] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

/** A made picture and what stands in it, as bytes in Latin-1. */
export interface CorpusPicture {
  readonly spoiling: Spoiling;
  readonly kind: CodeKind;
  /** 0 hardly spoiled, 1 more than a person would send. */
  readonly degree: number;
  readonly image: GrayImage;
  readonly texts: readonly string[];
}

interface DrawnCode {
  readonly modules: Modules;
  readonly text: string;
}

const GTIN = "4600000000008";
/** Stands beside the code in the pictures of several. */
const NEIGHBOUR = "4607001234562";
const PAPER = 235;
/** Small, so that some hundred pictures are read in a minute: a code cut out of a photo, or a camera's frame. */
const WIDTH_MAX = 480;
const HEIGHT_MAX = 360;
const MODULE_PX_MAX = 10;
const MODULE_PX_MIN = 2;
/** Paper around a code, in modules. */
const MARGIN_MODULES = 6;

/** Always the same pictures for the same arguments: each kind of code, spoiled in each way in `degrees`. */
export function* pictureCorpus(
  seed: number,
  degrees: readonly number[],
  kinds: readonly CodeKind[] = CODE_KINDS,
): Generator<CorpusPicture> {
  const chance = new SeededRandom(seed);
  const random = (): number => chance.next();
  for (const spoiling of SPOILINGS) {
    for (const kind of kinds) {
      for (const degree of degrees) {
        const code = codeOf(kind, Math.floor(random() * 1_000_000) + 1);
        const isSeveral = spoiling === "several";
        const image = isSeveral ? several(code, degree, random) : spoiled(spoiling, code, degree, random);
        yield { spoiling, kind, degree, image, texts: isSeveral ? [code.text, NEIGHBOUR] : [code.text] };
      }
    }
  }
}

function spoiled(spoiling: Exclude<Spoiling, "several">, code: DrawnCode, degree: number, random: () => number): GrayImage {
  const draw = (placing: Placing): GrayImage => onPaper(code, placing);
  switch (spoiling) {
    case "size":
      return blur(draw({ modulePx: MODULE_PX_MAX * (MODULE_PX_MIN / MODULE_PX_MAX) ** degree, turn: random() * 4 }), 0.5);
    case "rotation":
      return draw({ modulePx: 4, turn: 5 + degree * 165 + random() * 10 });
    case "perspective":
      return draw({ modulePx: 5, turn: random() * 10, shear: degree * 0.35, perspective: degree * 0.45 });
    case "blur":
      return blur(draw({ modulePx: 4 }), 0.4 + degree * 2.6);
    case "noise":
      return noise(draw({ modulePx: 4, turn: random() * 8 }), 8 + degree * 85, random);
    case "glare":
      return glare(draw({ modulePx: 4, turn: random() * 8 }), { x: 0.4 + random() * 0.2, y: 0.5, radius: 0.03 + degree * 0.22 });
    case "contrast":
      return noise(contrast(draw({ modulePx: 4 }), 0.6 - degree * 0.56), 2, random);
    case "gaps":
      return blur(gaps(draw({ modulePx: 6, turn: random() * 4 }), 0.003 + degree * 0.06, random), 0.6);
    case "camera": {
      const seen = draw({ modulePx: 4.5 - degree * 1.5, turn: random() * 100, shear: 0.1 * random(), perspective: 0.15 });
      return noise(gradient(contrast(blur(seen, 0.7 + degree * 0.7), 0.8 - degree * 0.3), 50), 5 + degree * 6, random);
    }
  }
}

/** Print with gaps: white dots of two by two pixels. `share` of the pixels where one begins. */
function gaps(image: GrayImage, share: number, random: () => number): GrayImage {
  const { width } = image;
  const pixels = image.pixels.slice();
  for (let at = 0; at < pixels.length; at += 1) {
    if (random() >= share) continue;
    for (const near of [at, at + 1, at + width, at + width + 1]) if (near < pixels.length) pixels[near] = 255;
  }
  return { ...image, pixels };
}

/** The code, and under it an EAN-13 of the same pack. */
function several({ modules }: DrawnCode, degree: number, random: () => number): GrayImage {
  const bars = codeModules("ean13", NEIGHBOUR);
  const widthModules = Math.max(modules.width, bars.width) + 4 * MARGIN_MODULES;
  const [upper, lower] = [modules.height, bars.height].map((height) => height + 4 * MARGIN_MODULES) as [number, number];
  const modulePx = Math.min(4 - degree * 1.5, WIDTH_MAX / widthModules, HEIGHT_MAX / (upper + lower));
  const blank = blankImage(Math.floor(widthModules * modulePx), Math.floor((upper + lower) * modulePx), PAPER);
  const split = upper / (upper + lower);
  const first = drawCode(blank, modules, { modulePx, y: split / 2, turn: random() * 4 });
  return noise(blur(drawCode(first, bars, { modulePx, y: (1 + split) / 2 }), degree), 3 + degree * 8, random);
}

/** A sheet just large enough for the code as it is placed; smaller modules where it would be larger than the limit. */
function onPaper({ modules }: DrawnCode, placing: Placing): GrayImage {
  const { turn = 0, shear = 0, perspective = 0 } = placing;
  const [cos, sin] = [Math.abs(Math.cos((turn * Math.PI) / 180)), Math.abs(Math.sin((turn * Math.PI) / 180))];
  const nearer = 1 + perspective / 2;
  const height = (modules.height + 2 * MARGIN_MODULES) * nearer;
  const width = (modules.width + 2 * MARGIN_MODULES + shear * modules.height) * nearer;
  const [across, down] = [width * cos + height * sin, width * sin + height * cos];
  const modulePx = Math.min(placing.modulePx, WIDTH_MAX / across, HEIGHT_MAX / down);
  return drawCode(blankImage(Math.floor(across * modulePx), Math.floor(down * modulePx), PAPER), modules, { ...placing, modulePx });
}

function codeOf(kind: CodeKind, seed: number): DrawnCode {
  const digits = String(seed).padStart(7, "0");
  const mark = (form: "short" | "long" | "long-88"): DrawnCode => {
    const bytes = makeMarkingCode({ gtin: GTIN, form, seed, outcome: "ok" });
    return { modules: markingModules(bytes), text: Buffer.from(bytes).toString("latin1") };
  };
  const plain = (drawn: DrawnKind, text: string): DrawnCode => ({ modules: codeModules(drawn, text), text });
  switch (kind) {
    case "short mark":
      return mark("short");
    case "mark with tail 44":
      return mark("long");
    case "mark with tail 88":
      return mark("long-88");
    case "QR":
      return plain("qrcode", `t=20261124T1200&s=100.00&fn=9999078902000001&i=${digits}&fp=${digits}&n=1`);
    case "EAN-13":
      return plain("ean13", GTIN);
    case "Code 128":
      return plain("code128", `777${digits}`);
    case "PDF417":
      return plain("pdf417", `22N00000XOPN13MM66T0HVF31107${digits}`);
  }
}
