/** A measured and a control value that stood next to each other in time. */
export type Pair = { a: number; b: number };

/** A B B A A B B A …: whatever drifts meanwhile falls on both alike. One after the other, never together. */
export async function alternate(pairs: number, a: () => Promise<number>, b: () => Promise<number>): Promise<Pair[]> {
  const out: Pair[] = [];
  for (let i = 0; i < pairs; i++) {
    if (i % 2 === 0) {
      const first = await a();
      out.push({ a: first, b: await b() });
    } else {
      const first = await b();
      out.push({ a: await a(), b: first });
    }
  }
  return out;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? 0;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}

export type Ratio = { median: number; low: number; high: number };

/** Median of the paired ratios, with the 90 % interval of a bootstrap over the pairs. */
export function ratioOf(pairs: readonly Pair[], draws = 2000): Ratio {
  const ratios = pairs.map(({ a, b }) => a / b);
  const drawn = Array.from({ length: draws }, () =>
    median(ratios.map(() => ratios[Math.floor(Math.random() * ratios.length)] ?? 0)),
  );
  return { median: median(ratios), low: quantile(drawn, 0.05), high: quantile(drawn, 0.95) };
}

export function show({ median: middle, low, high }: Ratio): string {
  const digits = middle < 0.1 ? 3 : 2;
  return `${middle.toFixed(digits)} [${low.toFixed(digits)}–${high.toFixed(digits)}]`;
}
