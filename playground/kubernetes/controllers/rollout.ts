/* The arithmetic of a Deployment's rollout: pure, so that its promises can be tested without a cluster. */

export interface Sizes {
  /** What the Deployment asks for. */
  wanted: number;
  surge: number;
  unavailable: number;
}

export interface SetSize {
  /** What the ReplicaSet asks for. */
  size: number;
  available: number;
}

/** A count, or a percentage of `total`: surge rounds up, unavailability down. */
export function countOf(value: unknown, total: number, round: "up" | "down"): number {
  if (typeof value === "number") return value;
  const percent = /^(\d+)%$/.exec(String(value));
  if (!percent) return 0;
  const exact = (Number(percent[1]) * total) / 100;
  return round === "up" ? Math.ceil(exact) : Math.floor(exact);
}

/** The new set's next size: as many more as the surge allows. */
export function nextNewSize(fresh: SetSize, old: SetSize[], { wanted, surge }: Sizes): number {
  if (fresh.size >= wanted) return wanted;
  const total = fresh.size + sum(old.map((set) => set.size));
  const room = wanted + surge - total;
  return Math.min(wanted, fresh.size + Math.max(0, room));
}

/** The old sets' next sizes, in their order: unhealthy pods go first, healthy ones as long as enough are available. */
export function nextOldSizes(fresh: SetSize, old: SetSize[], { wanted, unavailable }: Sizes): number[] {
  const least = wanted - unavailable;
  const total = fresh.size + sum(old.map((set) => set.size));
  let most = total - least - (fresh.size - fresh.available);
  const sizes = old.map(({ size, available }) => {
    const sick = Math.max(0, Math.min(size - available, most));
    most -= sick;
    return size - sick;
  });
  let spare = fresh.available + sum(old.map((set, i) => Math.min(set.available, sizes[i] ?? 0))) - least;
  return sizes.map((size) => {
    const down = Math.max(0, Math.min(size, spare, most));
    spare -= down;
    most -= down;
    return size - down;
  });
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
