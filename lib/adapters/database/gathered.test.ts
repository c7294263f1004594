import { expect, it } from "vitest";
import { gathered } from "./gathered.ts";

/** Writes are answered in the order in which they were asked, once each is let go on. */
function writes() {
  const seen: number[][] = [];
  const gates: (() => void)[] = [];
  const write = (items: number[]) => {
    seen.push(items);
    return new Promise<number[]>((resolve, reject) =>
      gates.push(() => (items.includes(13) ? reject(new Error("13")) : resolve(items.map((n) => n * 2)))),
    );
  };
  return {
    seen,
    write,
    async next() {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it("what is asked for during one write goes into the next one, and everybody gets his own answer", async () => {
  const { seen, write, next } = writes();
  const ask = gathered(write, 10);
  const answers = Promise.all([1, 2, 3].map(ask));
  await next();
  await next();
  expect(await answers).toEqual([2, 4, 6]);
  expect(seen).toEqual([[1], [2, 3]]);
});

it("a write takes no more than it may weigh, and at least one", async () => {
  const { seen, write, next } = writes();
  const ask = gathered(write, 5, (n) => n);
  const answers = Promise.all([1, 9, 2, 3, 4].map(ask));
  for (let i = 0; i < 4; i++) await next();
  await answers;
  expect(seen).toEqual([[1], [9], [2, 3], [4]]);
});

it("nobody fails for another's sake", async () => {
  const { write, next } = writes();
  const ask = gathered(write, 10);
  const answers = Promise.allSettled([1, 13, 3].map(ask));
  for (let i = 0; i < 4; i++) await next();
  expect((await answers).map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
