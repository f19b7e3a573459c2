import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("one name's work is done in order and never twice at once, also after a failure; other names do not wait", async () => {
  const turns = createTurns();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await pause();
    log.push(`${name} ends`);
    if (name === "a1") throw new Error("a1 fails");
    return name;
  };
  const done = await Promise.allSettled([turns.take("a", work("a1")), turns.take("a", work("a2")), turns.take("b", work("b1"))]);
  expect(done.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(log.filter((line) => line.startsWith("a"))).toEqual(["a1 begins", "a1 ends", "a2 begins", "a2 ends"]);
  expect(log.indexOf("b1 begins")).toBeLessThan(log.indexOf("a1 ends"));
  expect(await turns.take("a", work("a3"))).toBe("a3");
});
