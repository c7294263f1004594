import { Rejected, Unavailable } from "../../ports/failures.ts";

/**
 * What Postgres answers, in our two kinds. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 * Prisma wraps the driver's error some levels deep, so the code is looked for along the chain.
 */
export function mapped(error: unknown): unknown {
  if (error instanceof Unavailable || error instanceof Rejected) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const sentence = passing.get(code) ?? passing.get(code.slice(0, 2));
  if (sentence) return new Unavailable(sentence, { cause: error, retryAfterMs: 2000 });
  if (code === "23505") return new AlreadyThere(constraintOf(error), error);
  return error;
}

/** A row with this key is there already. `constraint` names the index that said so. */
export class AlreadyThere extends Rejected {
  readonly constraint: string;
  constructor(constraint: string, cause: unknown) {
    super("This is there already.", { cause, status: 409 });
    this.name = "AlreadyThere";
    this.constraint = constraint;
  }
}

/** Runs it and speaks of the database's troubles in the core's words. */
export async function speaking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw mapped(error);
  }
}

/**
 * For what may safely be done again, as long as `untouched`: after a restart of the
 * database every idle connection of the pool is dead, and each is found out by use.
 */
export async function again<T>(work: () => Promise<T>, untouched: () => boolean = () => true): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await speaking(work);
    } catch (error) {
      const passing = error instanceof Unavailable && error.message === silent;
      if (!passing || !untouched() || attempt >= 4) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
}

const silent = "The database is not answering; nothing was changed.";
const busy = "The database is too busy to answer; nothing was changed.";

/** Codes, or classes of codes, that pass. */
const passing = new Map<string, string>([
  ["53100", "The database's disk is full; nothing was changed. Make room on it, and everything goes on by itself."],
  ["53200", "The database has run out of memory; nothing was changed."],
  ["53", busy],
  ["25P03", busy],
  ["25006", "The database takes no changes now (it is read-only); nothing was changed."],
  ["40001", busy],
  ["40P01", busy],
  ["55P03", busy],
  ["57014", busy],
  ["57P01", silent],
  ["57P02", silent],
  ["57P03", silent],
  ["57P05", silent],
  ["08", silent],
  ["ECONNREFUSED", silent],
  ["ECONNRESET", silent],
  ["EPIPE", silent],
  ["ETIMEDOUT", silent],
  ["EHOSTUNREACH", silent],
  ["ENETUNREACH", silent],
  ["ENOTFOUND", silent],
  ["EAI_AGAIN", silent],
  ["P1001", silent],
  ["P1002", silent],
  ["P1008", busy],
  ["P1017", silent],
  ["P2024", busy],
  ["P2028", busy],
  ["P2034", busy],
  ["TERMINATED", silent],
]);

function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 6) return undefined;
  const at = error as Record<string, unknown>;
  const inner =
    codeOf(at.cause, depth + 1) ??
    codeOf(at.meta, depth + 1) ??
    codeOf(at.driverAdapterError, depth + 1) ??
    (Array.isArray(at.errors) ? codeOf(at.errors[0], depth + 1) : undefined);
  if (inner) return inner;
  for (const name of ["originalCode", "code"]) {
    const code = at[name];
    if (
      typeof code === "string" &&
      (passing.has(code) || passing.has(code.slice(0, 2)) || /^[0-9A-Z]{5}$/.test(code))
    ) {
      return code === "P2002" ? "23505" : code;
    }
  }
  const message = typeof at.message === "string" ? at.message : "";
  return /Connection terminated|connection timeout|timeout exceeded when trying to connect|Server has closed the connection|Client has encountered a connection error/i.test(
    message,
  )
    ? "TERMINATED"
    : undefined;
}

function constraintOf(error: unknown, depth = 0): string {
  if (typeof error !== "object" || error === null || depth > 6) return "";
  const at = error as Record<string, unknown>;
  if (typeof at.constraint === "string") return at.constraint;
  const inner = [at.cause, at.meta, at.driverAdapterError].map((next) => constraintOf(next, depth + 1)).find(Boolean);
  if (inner) return inner;
  return /constraint[: ]+[“"`']?(\w+)/.exec(String(at.originalMessage ?? at.message ?? ""))?.[1] ?? "";
}
