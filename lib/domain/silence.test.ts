import fc from "fast-check";
import { expect, it } from "vitest";
import { asked, isSilent, mayAsk, restMs, type Silence, waitedInVain } from "./silence.ts";

type Event = { after: number; what: "ask" | "answer" | "in vain" };

const events = fc.array(
  fc.record<Event>({
    after: fc.integer({ min: 0, max: restMs * 2 }),
    what: fc.constantFrom("ask", "answer", "in vain"),
  }),
);

/** What is known of a host after each of the events, and when somebody was let through. */
function lived(all: readonly Event[]) {
  let silence: Silence | undefined;
  let now = 0;
  return all.map(({ after, what }) => {
    now += after;
    const before = silence;
    const isLetThrough = what === "ask" && mayAsk(silence, now);
    if (what === "answer") silence = undefined;
    else if (what === "in vain") silence = waitedInVain(silence, now);
    else if (isLetThrough && silence) silence = asked(silence, now);
    return { what, now, before, isLetThrough, silence };
  });
}

it("a host that answered last, or was silent once or twice, is never put off", () => {
  fc.assert(
    fc.property(events, (all) => {
      let inVain = 0;
      for (const { what, isLetThrough } of lived(all)) {
        if (what === "ask" && inVain < 3) expect(isLetThrough).toBe(true);
        if (what === "answer") inVain = 0;
        if (what === "in vain") inVain += 1;
      }
    }),
  );
});

it("of a silent host no more than one in half a minute is kept waiting", () => {
  fc.assert(
    fc.property(events, (all) => {
      let last = Number.NEGATIVE_INFINITY;
      for (const { now, before, isLetThrough } of lived(all)) {
        if (!isSilent(before)) last = Number.NEGATIVE_INFINITY;
        else if (isLetThrough) {
          expect(now - last).toBeGreaterThanOrEqual(restMs);
          last = now;
        }
      }
    }),
  );
});

it("nobody is put off for longer than half a minute after the last that was heard of it", () => {
  fc.assert(
    fc.property(events, (all) => {
      const last = lived(all).at(-1);
      if (last) expect(mayAsk(last.silence, last.now + restMs)).toBe(true);
    }),
  );
});
