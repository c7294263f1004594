import { describe, expect, it } from "vitest";
import { createPace } from "./pace.ts";

describe("writes to GitHub", () => {
  it("go at once while they are few, and one by one when they are many", async () => {
    let time = 0;
    const pace = createPace({ burst: 3, everyMs: 20, now: () => time });
    const done: number[] = [];
    const all = [1, 2, 3, 4, 5].map((n) => pace.turn().then(() => done.push(n)));
    await Promise.all(all.slice(0, 3));
    expect(done).toEqual([1, 2, 3]);
    await Promise.all(all);
    expect(done).toEqual([1, 2, 3, 4, 5]);
    // Given time, as many again.
    time = 1_000;
    await Promise.all([1, 2, 3].map(() => pace.turn()));
  });
});
