import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryPair } from "./memory-channel.ts";

const frame = Uint8Array.from({ length: 12 }, (_, index) => index + 1);

test.each(Array.from({ length: frame.length + 1 }, (_, cut) => cut))("a cable cut after %i bytes passes exactly those", async (cut) => {
  const pair = createMemoryPair({ cutAfterBytes: { hostToDevice: cut } });
  const received: number[] = [];
  pair.device.onData((bytes) => received.push(...bytes));
  const written = await pair.host.write(frame);
  expect(received).toEqual([...frame.subarray(0, cut)]);
  // The last byte passed before the cable broke: the writer could not know.
  expect(written.ok).toBe(cut === frame.length);
  expect(await pair.host.closed).toMatchObject({ code: "DEV105" });
  expect(await pair.device.closed).toMatchObject({ code: "DEV105" });
  expect(await pair.host.write(frame)).toMatchObject({ error: { code: "DEV107" } });
  expect(received.length).toBe(cut);
});

test("a cut in the answer does not touch the request", async () => {
  const pair = createMemoryPair({ cutAfterBytes: { deviceToHost: 3 } });
  const answer: number[] = [];
  pair.device.onData((bytes) => void pair.device.write(bytes));
  pair.host.onData((bytes) => answer.push(...bytes));
  expect(await pair.host.write(frame)).toEqual({ ok: true, value: undefined });
  expect(await pair.host.closed).toMatchObject({ code: "DEV105" });
  expect(answer).toEqual([1, 2, 3]);
});

test("closing reports null here and a loss there", async () => {
  const pair = createMemoryPair();
  await pair.host.close();
  expect(await pair.host.closed).toBeNull();
  expect(await pair.device.closed).toMatchObject({ code: "DEV105", details: { reason: "peer closed" } });
});

test("bytes and their order survive any chunking; a reused buffer does no harm", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (writes, chunkBytes) => {
        const pair = createMemoryPair({ chunkBytes });
        const received: number[] = [];
        const sent = writes.flatMap((bytes) => [...bytes]);
        pair.device.onData((bytes) => {
          expect(bytes.length).toBeLessThanOrEqual(chunkBytes);
          received.push(...bytes);
        });
        for (const bytes of writes) {
          await pair.host.write(bytes);
          bytes.fill(0);
        }
        expect(received).toEqual(sent);
      },
    ),
  );
});

test("bytes for nobody are kept up to the limit, then the channel ends with DEV110", async () => {
  const pair = createMemoryPair();
  await pair.host.write(frame);
  const received: number[] = [];
  pair.device.onData((bytes) => received.push(...bytes));
  expect(received).toEqual([...frame]);
  const flooded = createMemoryPair();
  for (let part = 0; part < 5; part += 1) await flooded.host.write(new Uint8Array(64 * 1024));
  expect(await flooded.device.closed).toMatchObject({ code: "DEV110" });
});
