const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, µs: 0.001, ns: 0.000001 };

/** A duration as Go writes it (`1h30m`, `15s`), in milliseconds. */
export function milliseconds(text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(h|ms|us|µs|ns|m|s)/g))
    total += Number(count) * (UNITS[unit ?? "s"] ?? 0);
  return total;
}

/** As Go prints it: `5m0s`, `1h0m0s`, `40s`, `10.069s`, `15.634ms`. */
export function printed(ms: number): string {
  if (ms < 1000) return `${trimmed(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = `${trimmed((ms % 60_000) / 1000)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

const trimmed = (value: number): string => String(Number(value.toFixed(6)));

/** How long things may take here, whatever their spec says: a playground has no ten minutes. */
export type Pace = {
  /** Longest time between two turns of anything but a source. */
  intervalMs: number;
  /** Longest time between two looks of a source. */
  sourceIntervalMs: number;
  timeoutMs: number;
  retryMs: number;
  /** How often a health check looks. */
  pollMs: number;
};

export const playgroundPace: Pace = {
  intervalMs: 60_000,
  sourceIntervalMs: 15_000,
  timeoutMs: 20_000,
  retryMs: 2_000,
  pollMs: 250,
};
