import type { Corrections } from "../../lib/contracts/adoption.ts";

/** One thing that was set right: in which list, of what, and to what. An order is one thing as a whole. */
type Said = { list: string; of: string; value: unknown };

/**
 * What somebody is about to set right, on top of what somebody else has set right since. Where both speak of the same
 * thing, whoever is about to say it has the last word.
 */
export function rebased(mine: Corrections, base: Corrections, theirs: Corrections): Corrections {
  const [said, before, next] = [told(mine), told(base), told(theirs)];
  for (const key of new Set([...before.keys(), ...said.keys()])) {
    const now = said.get(key);
    if (JSON.stringify(now) === JSON.stringify(before.get(key))) continue;
    if (now) next.set(key, now);
    else next.delete(key);
  }
  return gathered(next);
}

function told(corrections: Corrections): Map<string, Said> {
  const all = Object.entries(corrections).flatMap(([list, said]): Said[] => {
    if (list === "order") return [{ list, of: "", value: said }];
    if (Array.isArray(said)) return said.map((of) => ({ list, of, value: true }));
    return Object.entries(said).map(([of, value]) => ({ list, of, value }));
  });
  return new Map(all.map((said) => [JSON.stringify([said.list, said.of]), said]));
}

function gathered(all: ReadonlyMap<string, Said>): Corrections {
  const lists = [...Map.groupBy(all.values(), ({ list }) => list)].map(([list, said]) => {
    if (list === "order") return [list, said[0]?.value];
    if (list === "ignore" || list === "notClusters") return [list, said.map(({ of }) => of)];
    return [list, Object.fromEntries(said.map(({ of, value }) => [of, value]))];
  });
  return Object.fromEntries(lists);
}
