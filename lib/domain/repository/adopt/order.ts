import { type Precedence, type Verdict, verdictOf } from "../../history/precedence.ts";
import { compareText } from "../../version/version.ts";

/**
 * The order of environments, as a graph without circles. What speaks for an edge is ranked: people,
 * a log that is clear, usual names, a log that is thin, and what one takes for granted of a name that
 * says nothing. Edges are taken from the strongest to the weakest, and one that would close a circle
 * is left out: what contradicts something stronger has no say.
 */
export type Stage = {
  name: string;
  /** By a usual name; null where the name says nothing. */
  usual: number | null;
  /** Set by hand: its place among those that are. */
  byHand?: number;
};

export type Edge = {
  from: string;
  to: string;
  by: "hand" | "log" | "name" | "default";
  pair?: Precedence;
  unusual?: boolean;
};

export type Order = {
  /** 0 comes first. */
  places: Map<string, number>;
  /** By environment, the ones right before it. */
  before: Map<string, string[]>;
  edges: Edge[];
  /** What the log says and something stronger contradicts. */
  against: Edge[];
  /** What the log does not decide, although it knows enough of both. */
  undecided: Precedence[];
};

/** Somewhere before production. */
const UNKNOWN = 4.5;

type Ranked = Edge & { rank: number; strength: number };

export function orderOf(stages: readonly Stage[], log: readonly Precedence[] = []): Order {
  const known = new Set(stages.map(({ name }) => name));
  const pairs = log.filter(({ one, other }) => known.has(one) && known.has(other));
  const verdicts = new Map(pairs.map((pair) => [keyOf(pair.one, pair.other), { pair, verdict: verdictOf(pair) }]));
  const usual = new Map(stages.map((stage) => [stage.name, stage.usual]));
  const said = [...verdicts.values()].flatMap(({ pair, verdict }) => fromLog(pair, verdict, usual));
  const wanted = [...said, ...guessed(stages, (a, b) => verdicts.get(keyOf(a, b))?.verdict.is === "beside")].sort(
    (a, b) => a.rank - b.rank || b.strength - a.strength || compareText(a.from, b.from) || compareText(a.to, b.to),
  );
  const graph = new Graph();
  const edges: Edge[] = [];
  const against: Edge[] = [];
  for (const { rank: _, strength: __, ...edge } of wanted) {
    if (!graph.reaches(edge.to, edge.from)) {
      edges.push(edge);
      graph.add(edge.from, edge.to);
    } else if (edge.by === "log") against.push(edge);
  }
  return {
    places: graph.places(stages.map(({ name }) => name)),
    before: graph.before(stages.map(({ name }) => name)),
    edges,
    against,
    undecided: [...verdicts.values()].flatMap(({ pair, verdict }) => (verdict.is === "beside" ? [pair] : [])),
  };
}

function fromLog(pair: Precedence, verdict: Verdict, usual: ReadonlyMap<string, number | null>): Ranked[] {
  if (verdict.is !== "before") return [];
  const { from, to, certainty, strength } = verdict;
  const unusual = (usual.get(from) ?? UNKNOWN) > (usual.get(to) ?? UNKNOWN);
  return [{ from, to, by: "log", pair, unusual, rank: certainty === "guess" ? 3 : 1, strength }];
}

function guessed(stages: readonly Stage[], isBeside: (a: string, b: string) => boolean): Ranked[] {
  return stages.flatMap((a) =>
    stages.flatMap((b): Ranked[] => {
      const edge = { from: a.name, to: b.name, strength: 0 };
      if (a.byHand !== undefined && b.byHand !== undefined)
        return a.byHand < b.byHand ? [{ ...edge, by: "hand", rank: 0 }] : [];
      const [first, second] = [a.byHand ?? a.usual ?? UNKNOWN, b.byHand ?? b.usual ?? UNKNOWN];
      if (first >= second) return [];
      if (a.usual !== null && b.usual !== null && a.byHand === undefined && b.byHand === undefined)
        return [{ ...edge, by: "name", rank: 2 }];
      return isBeside(a.name, b.name) ? [] : [{ ...edge, by: "default", rank: 4 }];
    }),
  );
}

function keyOf(a: string, b: string): string {
  return JSON.stringify([a, b].sort(compareText));
}

class Graph {
  private readonly next = new Map<string, Set<string>>();

  add(from: string, to: string): void {
    const after = this.next.get(from) ?? new Set();
    this.next.set(from, after.add(to));
  }

  reaches(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(this.next.get(from) ?? [])].some((each) => this.reaches(each, to, seen));
  }

  /** By the longest way to each. */
  places(names: readonly string[]): Map<string, number> {
    const places = new Map<string, number>();
    const placeOf = (name: string): number => {
      const known = places.get(name);
      if (known !== undefined) return known;
      const place = Math.max(-1, ...this.into(name, names).map(placeOf)) + 1;
      places.set(name, place);
      return place;
    };
    for (const name of names) placeOf(name);
    return places;
  }

  /** Whoever is reached by way of another one is not right before. A sandbox feeds nobody: it brings its changes back to development. */
  before(names: readonly string[]): Map<string, string[]> {
    const feeding = names.filter((name) => name !== "sandbox");
    return new Map(
      names.map((name) => {
        const all = name === "sandbox" ? [] : this.into(name, feeding);
        const right = all.filter((one) => !all.some((other) => other !== one && this.reaches(one, other)));
        return [name, right.sort(compareText)];
      }),
    );
  }

  private into(name: string, names: readonly string[]): string[] {
    return names.filter((each) => this.next.get(each)?.has(name));
  }
}
