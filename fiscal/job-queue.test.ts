import { expect, it } from "vitest";
import { JobQueue } from "./job-queue.ts";

it("runs jobs one after another, in order", async () => {
  const queue = new JobQueue(3);
  const seen: string[] = [];
  const job = (name: string) => async (): Promise<string> => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([queue.run(job("a")), queue.run(job("b"))])).toEqual(["a", "b"]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  expect(queue.length).toBe(0);
});

it("refuses what does not fit, and goes on after a job that throws", async () => {
  const queue = new JobQueue(2);
  const broken = queue.run(() => Promise.reject(new Error("bug")));
  const next = queue.run(async () => 1);
  expect(queue.run(async () => 2)).toBeNull();
  await expect(broken).rejects.toThrow("bug");
  expect(await next).toBe(1);
  await queue.drained();
  expect(await queue.run(async () => 3)).toBe(3);
});
