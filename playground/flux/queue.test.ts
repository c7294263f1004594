import { describe, expect, it } from "vitest";
import { openQueue } from "./queue.ts";

describe("the queue of turns", () => {
  it("never works on one key twice at once, and goes again when it was asked meanwhile", async () => {
    let running = 0;
    let most = 0;
    let turns = 0;
    const done = Promise.withResolvers<void>();
    const queue = openQueue(async () => {
      running += 1;
      turns += 1;
      most = Math.max(most, running);
      if (turns === 1) queue.ask("a");
      await Promise.resolve();
      running -= 1;
      if (turns === 2) done.resolve();
      return undefined;
    }, 4);
    queue.ask("a");
    queue.ask("a");
    await done.promise;
    expect([turns, most]).toEqual([2, 1]);
  });

  it("comes back after the time that a turn asked for", async () => {
    const done = Promise.withResolvers<void>();
    let turns = 0;
    const queue = openQueue(async () => {
      turns += 1;
      if (turns === 3) done.resolve();
      return turns < 3 ? 1 : undefined;
    }, 1);
    queue.ask("a");
    await done.promise;
    queue.stop();
    expect(turns).toBe(3);
  });

  it("works on so many keys side by side, and no more", async () => {
    let running = 0;
    let most = 0;
    let left = 6;
    const done = Promise.withResolvers<void>();
    const queue = openQueue(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      left -= 1;
      if (left === 0) done.resolve();
      return undefined;
    }, 2);
    for (const key of ["a", "b", "c", "d", "e", "f"]) queue.ask(key);
    await done.promise;
    expect(most).toBe(2);
  });
});
