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
  // Kubernetes writes "2026-11-21T12:32:19Z", a hundred times a page: read it without Date.parse.
  if (value.length === 20 && value.charCodeAt(19) === 90) {
    const two = (at: number) => (value.charCodeAt(at) - 48) * 10 + value.charCodeAt(at + 1) - 48;
    const at = Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17));
    if (!Number.isNaN(at)) return at;
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : at;
}

const units: { [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, µs: 0.001, ns: 1e-6 };

/** A cluster has a handful of intervals, in every object. */
const durations = new Map<string, number>();

/** A Go duration ("1m30s", "0.5h") in milliseconds; 0 where there is none. */
export function duration(value: unknown): number {
  if (typeof value !== "string") return 0;
  const known = durations.get(value);
  if (known !== undefined) return known;
  let sum = 0;
  for (const [, number, unit] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)) {
    sum += Number(number) * (units[unit as string] as number);
  }
  const ms = Math.round(sum);
  if (durations.size < 500 && value.length < 40) durations.set(value, ms);
  return ms;
}

/** Without undefined members, so that equal facts make equal JSON and equal hashes. Copies only where there are some. */
export function dense<T extends object>(value: T): T {
  const from = value as { [key: string]: unknown };
  for (const key in from) if (from[key] === undefined) return withoutUndefined(from) as T;
  return value;
}

function withoutUndefined(value: { [key: string]: unknown }): object {
  const out: { [key: string]: unknown } = {};
  for (const key in value) if (value[key] !== undefined) out[key] = value[key];
  return out;
}
