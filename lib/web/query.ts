import type { z } from "zod";
import { ok, type Result, refuse } from "../domain/result.ts";

/**
 * What is asked for behind the question mark. A filter that nobody knows would be left out, and
 * everything would look like the answer; one that is given twice would be half heard.
 */
export function queryOf(known: z.ZodObject | undefined, asked: URLSearchParams): Result<Record<string, string>> {
  const names = Object.keys(known?.shape ?? {});
  for (const name of asked.keys()) {
    if (!names.includes(name))
      return refuse("invalid", `There is no parameter ${name.slice(0, 60)} here${whatThereIs(names)}.`);
    if (asked.getAll(name).length > 1) return refuse("invalid", `${name} is given twice, and counts once.`);
  }
  // As a form sends what was not filled in.
  return ok(Object.fromEntries([...asked].filter(([, value]) => value !== "")));
}

function whatThereIs(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return ": this call takes none";
  return names.length === 1 ? `. There is ${last}` : `. There are ${names.slice(0, -1).join(", ")} and ${last}`;
}
