import { loadReader, PASSES, readPicture } from "../../device-drivers/scanner/picture/read-picture.ts";
import { pngOf } from "../../device-drivers/testing/picture/png.ts";
import { figure, percentiles, type BenchResult, type Figure } from "./figures.ts";
import { readByPeer } from "./peer-decoder.ts";
import { CODE_KINDS, pictureCorpus, SPOILINGS, type CodeKind, type CorpusPicture, type Spoiling } from "./picture-corpus.ts";

const SEED = 1;
const DEGREES = [0, 1 / 3, 2 / 3, 1];
const QUICK_DEGREES = [0.5];
/** Tries of each picture; the quicker one counts. */
const TRIES_MAX = 2;
const PEER = "@zxing/library";

type Decode = (picture: CorpusPicture, file: Uint8Array) => Promise<readonly string[]> | readonly string[];
const DECODERS = ["ours", "firstPass", "peer"] as const;
type DecoderName = (typeof DECODERS)[number];

interface Outcome {
  /** All codes of the picture. */
  readonly isRead: boolean;
  /** Texts that do not stand in the picture. */
  readonly wrong: readonly string[];
  readonly processorMs: number;
}

interface Read extends Readonly<Record<DecoderName, Outcome>> {
  readonly spoiling: Spoiling;
  readonly kind: CodeKind;
  readonly degree: number;
}

/**
 * Codes from made pictures, spoiled in ten ways: how many are read and in what processor time, by the till's decoder (from the file, both
 * passes), by its first pass alone, and by `@zxing/library` (from pixels). All three see each picture one after another.
 */
export async function benchImage(rounds: number): Promise<BenchResult> {
  const decoders = ourDecoders();
  const tries = Math.min(rounds, TRIES_MAX);
  const reads: Read[] = [];
  for (const picture of pictureCorpus(SEED, rounds > 1 ? DEGREES : QUICK_DEGREES)) {
    const file = pngOf(picture.image);
    const { spoiling, kind, degree } = picture;
    const [ours, firstPass, peer] = [
      await outcome(decoders.ours, picture, file, tries),
      await outcome(decoders.firstPass, picture, file, tries),
      await outcome(decoders.peer, picture, file, tries),
    ];
    reads.push({ spoiling, kind, degree, ours, firstPass, peer });
  }
  const groups = [
    ...SPOILINGS.map((spoiling) => ({ name: spoiling as string, of: reads.filter((read) => read.spoiling === spoiling) })),
    ...CODE_KINDS.map((kind) => ({ name: kind as string, of: reads.filter((read) => read.kind === kind) })),
    { name: "all", of: reads },
  ];
  return {
    figures: [...groups.flatMap(({ name, of }) => against(name, of)), ...secondPass(reads), ...wrongReads(reads)],
    details: { pictures: reads.length, groups: groups.map(({ name, of }) => ({ name, ...summary(of) })), reads },
  };
}

function ourDecoders(): Readonly<Record<DecoderName, Decode>> {
  const reader = loadReader();
  const read = async (file: Uint8Array, passes: typeof PASSES): Promise<readonly string[]> => {
    const result = await readPicture(file, reader, passes);
    return result.ok ? result.value.map(({ bytes }) => Buffer.from(bytes).toString("latin1")) : [];
  };
  return {
    ours: (_picture, file) => read(file, PASSES),
    firstPass: (_picture, file) => read(file, PASSES.slice(0, 1)),
    peer: ({ image, texts }) => readByPeer(image, texts.length),
  };
}

async function outcome(decode: Decode, picture: CorpusPicture, file: Uint8Array, tries: number): Promise<Outcome> {
  let processorMs = Number.POSITIVE_INFINITY;
  let found: readonly string[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const began = process.cpuUsage();
    found = await decode(picture, file);
    const { user, system } = process.cpuUsage(began);
    processorMs = Math.min(processorMs, (user + system) / 1_000);
  }
  const { texts } = picture;
  return { isRead: texts.every((text) => found.includes(text)), wrong: found.filter((text) => !texts.includes(text)), processorMs };
}

function against(name: string, reads: readonly Read[]): readonly Figure[] {
  const { ours, peer } = summary(reads);
  return [
    figure(`${name}: read of ${reads.length}`, ours.readPercent, "%", ratioTo(peer.readPercent)),
    figure(`${name}: processor time a picture, p50`, ours.p50, "ms", { limit: { what: PEER, value: peer.p50 } }),
  ];
}

/** No ratio to a peer that read nothing. */
function ratioTo(percent: number): { readonly limit?: { readonly what: string; readonly value: number } } {
  return percent === 0 ? {} : { limit: { what: PEER, value: percent } };
}

/** What `tryDenoise` brings, and what pictures cost that neither pass reads. */
function secondPass(reads: readonly Read[]): readonly Figure[] {
  const share = (of: (read: Read) => boolean): number => (100 * reads.filter(of).length) / reads.length;
  const unread = reads.filter(({ ours }) => !ours.isRead);
  const p50 = (name: DecoderName): number => percentiles(unread.map((read) => read[name].processorMs)).p50;
  return [
    figure(
      "second pass: pictures read by it alone",
      share(({ ours, firstPass }) => ours.isRead && !firstPass.isRead),
      "%",
    ),
    figure("second pass: picture that stays unread, p50", p50("ours"), "ms", {
      limit: { what: "first pass alone", value: p50("firstPass") },
    }),
  ];
}

function wrongReads(reads: readonly Read[]): readonly Figure[] {
  const percent = (name: DecoderName): number => (100 * reads.filter((read) => read[name].wrong.length > 0).length) / reads.length;
  return [figure("pictures with a text that is not there", percent("ours"), "%", { ...ratioTo(percent("peer")), goal: 0 })];
}

function summary(
  reads: readonly Read[],
): Readonly<Record<DecoderName, { readonly readPercent: number; readonly p50: number; readonly worst: number }>> {
  const of = (name: DecoderName) => {
    const { p50, worst } = percentiles(reads.map((read) => read[name].processorMs));
    return { readPercent: (100 * reads.filter((read) => read[name].isRead).length) / reads.length, p50, worst };
  };
  return { ours: of("ours"), firstPass: of("firstPass"), peer: of("peer") };
}
