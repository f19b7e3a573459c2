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

it("lets jobs that can wait come behind everything that arrives before them", async () => {
  const queue = new JobQueue(3);
  const seen: string[] = [];
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const job = (name: string) => async (): Promise<void> => void seen.push(name);
  const all = [queue.run(() => held), queue.runLast(job("check 1")), queue.runLast(job("check 2")), queue.run(job("receipt"))];
  // Checks that wait take no place of others.
  expect(queue.length).toBe(2);
  release();
  await Promise.all(all.map((each) => Promise.resolve(each)));
  expect(seen).toEqual(["receipt", "check 1", "check 2"]);
  expect([1, 2, 3, 4, 5].map(() => queue.runLast(job("more")) === null)).toEqual([false, false, false, false, true]);
  await queue.drained();
  expect(seen.filter((name) => name === "more")).toHaveLength(4);
});
