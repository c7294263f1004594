/**
 * Turns, one at a time for each key, several keys side by side: asking for a key that is being
 * worked on makes it go again afterwards, and asking twice is asking once.
 */
type Entry = { running: boolean; again: boolean; timer?: NodeJS.Timeout };

/** `work` answers after how many milliseconds it wants to be called again, or undefined for never. */
export function openQueue(work: (key: string) => Promise<number | undefined>, atOnce: number) {
  const entries = new Map<string, Entry>();
  const waiting = new Set<string>();
  let running = 0;
  let stopped = false;

  function ask(key: string, afterMs = 0): void {
    if (stopped) return;
    const entry = entries.get(key) ?? { running: false, again: false };
    entries.set(key, entry);
    if (afterMs > 0) {
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => ask(key), afterMs);
      return;
    }
    if (entry.running) {
      entry.again = true;
      return;
    }
    waiting.add(key);
    fill();
  }

  function fill(): void {
    for (const key of waiting) {
      if (running >= atOnce || stopped) return;
      waiting.delete(key);
      void turn(key);
    }
  }

  async function turn(key: string): Promise<void> {
    const entry = entries.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.running = true;
    entry.again = false;
    running += 1;
    const after = await work(key);
    running -= 1;
    entry.running = false;
    if (entry.again) ask(key);
    else if (after !== undefined) ask(key, Math.max(1, after));
    else entries.delete(key);
    fill();
  }

  return {
    ask,
    stop(): void {
      stopped = true;
      for (const entry of entries.values()) clearTimeout(entry.timer);
    },
  };
}
