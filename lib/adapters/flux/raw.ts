/** Careful readers for what a cluster sends: a field of another type counts as absent, never as an error. */

export type Raw = { readonly [key: string]: unknown };

const nothing: Raw = Object.freeze({});

export function map(value: unknown): Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : nothing;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** Epoch milliseconds, 0 where there is no readable time. */
export function time(value: unknown): number {
  if (typeof value !== "string") return 0;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : at;
}

const units: { [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, µs: 0.001, ns: 1e-6 };

/** A Go duration ("1m30s", "0.5h") in milliseconds; 0 where there is none. */
export function duration(value: unknown): number {
  if (typeof value !== "string") return 0;
  let sum = 0;
  for (const [, number, unit] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)) {
    sum += Number(number) * (units[unit as string] as number);
  }
  return Math.round(sum);
}

/** Copies an object without its undefined members, so that equal facts make equal JSON and equal hashes. */
export function dense<T extends object>(value: T): T {
  const out: { [key: string]: unknown } = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) out[key] = member;
  return out as T;
}
