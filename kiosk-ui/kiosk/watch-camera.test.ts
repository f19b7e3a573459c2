import { expect, it } from "vitest";
import type { CustomerScanOutcome } from "../../config/contract/photo.ts";
import { epochMs, type Clock } from "../../config/clock.ts";
import { watchCamera, type CameraState, type ReadCode } from "./watch-camera.ts";

const CARD: ReadCode = { code: "Nzc3", symbology: "code128" };
const PACK: ReadCode = { code: "NDYw", symbology: "ean13" };

/** Runs the camera over frames, 200 ms each. */
async function watch(frames: readonly (readonly ReadCode[])[], answer: (code: ReadCode) => CustomerScanOutcome | null) {
  const [states, sent, end]: [CameraState[], string[], AbortController] = [[], [], new AbortController()];
  let [atMs, frame] = [0, 0];
  const clock: Clock = { now: () => epochMs(atMs), monotonicMs: () => atMs, sleep: async (ms) => void (atMs += ms) };
  const look = async (): Promise<readonly ReadCode[]> => {
    if (frame === frames.length - 1) end.abort();
    return frames[frame++] ?? [];
  };
  const send = async (code: ReadCode): Promise<CustomerScanOutcome> => {
    sent.push(code.code);
    const outcome = answer(code);
    if (outcome === null) throw new Error("no link");
    return outcome;
  };
  await watchCamera({ clock, open: async () => look, send, onState: (state) => states.push(state) }, end.signal);
  return { states, sent };
}

it("a card held before the camera is sent once, and its answer goes after three seconds", async () => {
  const { states, sent } = await watch(
    Array.from({ length: 20 }, (_, at) => (at < 10 ? [CARD] : [])),
    () => "attached",
  );
  expect(sent).toEqual([CARD.code]);
  expect(states).toEqual(["starting", "ready", "attached", "ready"]);
});

it("a card that came too early is tried again while it is held", async () => {
  const answers: CustomerScanOutcome[] = ["not-now", "attached"];
  const { states } = await watch(
    Array.from({ length: 20 }, () => [CARD]),
    () => answers.shift() ?? "attached",
  );
  expect(states).toContain("attached");
});

it("goods that pass say nothing; a lost answer breaks nothing", async () => {
  expect((await watch([[PACK], []], () => "not-a-card")).states).toEqual(["starting", "ready"]);
  expect((await watch([[CARD], []], () => null)).states).toEqual(["starting", "ready"]);
});

it.each([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "absent"],
  ["NotReadableError", "broken"],
] as const)("%s is told as %s", async (name, state) => {
  const states: CameraState[] = [];
  const open = (): Promise<never> => Promise.reject(Object.assign(new Error("camera"), { name }));
  const clock: Clock = { now: () => epochMs(0), monotonicMs: () => 0, sleep: async () => undefined };
  await watchCamera({ clock, open, send: async () => "attached", onState: (each) => states.push(each) }, new AbortController().signal);
  expect(states).toEqual(["starting", state]);
});
