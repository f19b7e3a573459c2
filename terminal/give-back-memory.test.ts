import { expect, it } from "vitest";
import { giveBackMemory } from "./give-back-memory.ts";

it("frees what nobody holds", async () => {
  const junk = new WeakRef({ of: Array.from({ length: 100_000 }, (_, i) => ({ i })) });
  // An object stays reachable until the end of the turn in which its WeakRef was made.
  await new Promise((resolve) => setImmediate(resolve));
  await giveBackMemory();
  expect(junk.deref()).toBeUndefined();
});
