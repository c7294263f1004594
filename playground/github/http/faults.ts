import { randomUUID } from "node:crypto";

/**
 * What goes wrong on purpose. `match` is "METHOD /path" with `*` for anything, the path as the
 * client sees it behind /api/v3 (or from the root, for git and pages).
 */
export type Fault = {
  match: string;
  /** Answer with this status and do nothing. */
  before?: number;
  /** Do it, then answer with this status all the same. */
  after?: number;
  /** Cut the connection: `before` the effect or `after` it. */
  reset?: "before" | "after";
  delayMs?: number;
  /** Whoever runs the stand-in in their own process holds a request for as long as they like, `before` or `after` its effect. */
  hold?: { at: "before" | "after"; until: () => Promise<unknown> };
  /** How many requests it hits; 1 unless told, 0 for all until it is removed. */
  times?: number;
  /** How many matching requests pass first. */
  skip?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Laid over the JSON object that is answered, as `{ mergeable: null }` while GitHub is still thinking. */
  overlay?: Record<string, unknown>;
};

type Armed = Fault & { id: string; pattern: RegExp; left: number; passing: number };

/** A handle on the faults of a running stand-in. */
export class Faults {
  private armed: Armed[] = [];

  add(fault: Fault): string {
    const id = randomUUID();
    const times = fault.times ?? 1;
    const left = times === 0 ? Number.POSITIVE_INFINITY : times;
    this.armed.push({ ...fault, id, pattern: toPattern(fault.match), left, passing: fault.skip ?? 0 });
    return id;
  }

  /** Writes to this path answer as GitHub does when one calls too often. */
  rateLimit(match: string, options: { status?: 403 | 429; retryAfterSeconds?: number; times?: number } = {}): string {
    const seconds = options.retryAfterSeconds ?? 1;
    return this.add({
      match,
      before: options.status ?? 403,
      times: options.times ?? 1,
      headers: { "retry-after": String(seconds) },
      body: {
        message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        documentation_url:
          "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
      },
    });
  }

  remove(id: string): void {
    this.armed = this.armed.filter((fault) => fault.id !== id);
  }

  clear(): void {
    this.armed = [];
  }

  list(): (Fault & { id: string })[] {
    return this.armed.map(({ pattern: _, left: __, passing: ___, ...fault }) => fault);
  }

  /** The fault that hits this request, which counts as one hit. */
  hit(method: string, path: string): Fault | null {
    const asked = `${method} ${path}`;
    for (const fault of this.armed) {
      if (!fault.pattern.test(asked)) continue;
      if (fault.passing > 0) {
        fault.passing -= 1;
        continue;
      }
      fault.left -= 1;
      if (fault.left <= 0) this.remove(fault.id);
      return fault;
    }
    return null;
  }
}

function toPattern(match: string): RegExp {
  const source = match.split("*").map((part) => part.replace(/[.+?^$()|[\]{}\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`);
}
