/** A wait that can be cut short, by a press of a button or by the end. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** Doubles from `first` up to `most`, and scatters over its upper half, so that a hundred clusters do not knock together. */
export function backOff(failures: number, first: number, most: number, random: () => number): number {
  const full = Math.min(most, first * 2 ** Math.min(failures - 1, 20));
  return full / 2 + (random() * full) / 2;
}
