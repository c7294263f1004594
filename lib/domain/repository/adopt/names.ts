import { ForkedMap } from "../forked-map.ts";
import { hunksBetween, withHunks } from "../hunks.ts";
import { idOf } from "./deployments.ts";
import { type Draft, environmentOf } from "./drafts.ts";
import type { Corrections } from "./types.ts";

/** `kin` are drafts by the words that their names begin with. */
export type Named = {
  readonly drafts: readonly Draft[];
  readonly named: readonly Draft[];
  readonly kin: ForkedMap<string, readonly Draft[]>;
};

/**
 * Names of services: the same thing has one name in every environment, two
 * things on one cluster have two where they are in one environment. `environments` tells each cluster's.
 */
export function nameServices(
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Named {
  const kin = new Map<string, Draft[]>();
  for (const draft of drafts)
    for (const word of wordsOf(draft, environments)) {
      const known = kin.get(word);
      if (known) known.push(draft);
      else kin.set(word, [draft]);
    }
  return { drafts, named: namesOf(drafts, environments, corrections), kin: new ForkedMap(kin) };
}

/** The same where some drafts are others: only those are named anew whose names begin like theirs. */
export function namedAgain(
  before: Named,
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Named | undefined {
  const hunks = hunksBetween(before.drafts, drafts);
  if (!hunks) return undefined;
  const kin = before.kin.fork();
  const changed = new Set<string>();
  const change = (draft: Draft, changedBy: (known: readonly Draft[]) => Draft[]) => {
    for (const word of wordsOf(draft, environments)) {
      changed.add(word);
      kin.set(word, changedBy(kin.get(word) ?? []));
    }
  };
  for (const { gone } of hunks) for (const one of gone) change(one, (known) => known.filter((each) => each !== one));
  for (const { come } of hunks) for (const one of come) change(one, (known) => [...known, one]);
  const family = kinOf(changed, kin, environments);
  const names = new Map(namesOf(family, environments, corrections).map((named, i) => [family[i], named]));
  const named = withHunks(
    before.named,
    hunks.map(({ at, gone, come }) => ({
      at,
      gone: before.named.slice(at, at + gone.length),
      come: come.map((draft) => names.get(draft) ?? draft),
    })),
  );
  for (const [draft, name] of names) if (draft) named[drafts.indexOf(draft)] = name;
  return { drafts, named, kin };
}

/** Whose names begin with these words, and whose begin like one of theirs. */
function kinOf(words: Set<string>, kin: Named["kin"], environments: ReadonlyMap<string, string>): readonly Draft[] {
  const family = new Set<Draft>();
  for (const word of words)
    for (const draft of kin.get(word) ?? []) {
      family.add(draft);
      for (const other of wordsOf(draft, environments)) words.add(other);
    }
  return [...family];
}

/** What a name begins with however it is told apart, which only ever puts something behind a dot. */
function wordsOf(draft: Draft, environments: ReadonlyMap<string, string>): Set<string> {
  const stripped = stripStage(draft, environmentOf(draft, environments));
  return new Set([draft.service, stripped ?? draft.service].map((name) => name.split(".", 1)[0] ?? ""));
}

function namesOf(
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Draft[] {
  const aligned = withoutStage(drafts, environments);
  const told = tellApart(aligned, environments);
  return told.map((draft) => called(draft, calledByHand(draft, corrections) ?? draft.service));
}

const CALLED = new WeakMap<Draft, Draft>();

/** The draft under another name: the same one each time, so that what is known of it stays known. */
function called(draft: Draft, service: string): Draft {
  if (draft.service === service) return draft;
  const known = CALLED.get(draft);
  if (known?.service === service) return known;
  const renamed = { ...draft, service };
  CALLED.set(draft, renamed);
  return renamed;
}

function calledByHand(draft: Draft, corrections: Corrections): string | undefined {
  const { deploymentServices, serviceNames, servicesApart } = corrections;
  const apart = servicesApart?.[draft.service];
  return deploymentServices?.[idOf(draft)] ?? serviceNames?.[apart ?? draft.service] ?? apart;
}

/** `shop-staging` on staging and `shop-production` on production are one service, where the rest is the same. */
function withoutStage(drafts: readonly Draft[], environments: ReadonlyMap<string, string>): Draft[] {
  const stripped = drafts.map((draft) => stripStage(draft, environmentOf(draft, environments)));
  const stages = new Map<string, Set<string>>();
  for (const [i, name] of stripped.entries()) {
    const draft = drafts[i];
    if (name === undefined || !draft) continue;
    const known = stages.get(name) ?? new Set();
    stages.set(name, known.add(environmentOf(draft, environments)));
  }
  return drafts.map((draft, i) => {
    const name = stripped[i];
    return name !== undefined && (stages.get(name)?.size ?? 0) > 1 ? called(draft, name) : draft;
  });
}

function stripStage({ service, cluster, stageWord }: Draft, environment: string): string | undefined {
  const short =
    environment === "production"
      ? "prod"
      : environment === "development"
        ? "dev"
        : environment === "staging"
          ? "stage"
          : environment;
  for (const word of new Set([cluster, environment, short, stageWord ?? short])) {
    if (service.endsWith(`-${word}`)) return service.slice(0, -word.length - 1) || undefined;
    if (service.startsWith(`${word}-`)) return service.slice(word.length + 1) || undefined;
  }
  return undefined;
}

function tellApart(drafts: readonly Draft[], environments: ReadonlyMap<string, string>): Draft[] {
  const doubled = doubles(drafts, environments);
  const byNamespace = drafts.map((draft) => {
    return doubled.has(draft.service) && draft.object.namespace !== ""
      ? called(draft, `${draft.service}.${draft.object.namespace}`)
      : draft;
  });
  const still = doubles(byNamespace, environments);
  return byNamespace.map((draft) =>
    still.has(draft.service) ? called(draft, `${draft.service}.${draft.object.kind.toLowerCase()}`) : draft,
  );
}

/** One object that two Kustomizations apply is one deployment, and not two of one name. */
function doubles(drafts: readonly Draft[], environments: ReadonlyMap<string, string>): Set<string> {
  const seen = new Map<string, Map<string, string>>();
  const doubled = new Set<string>();
  for (const draft of drafts) {
    const where = `${draft.cluster}\n${environmentOf(draft, environments)}`;
    const there = seen.get(where) ?? new Map<string, string>();
    const id = idOf(draft);
    if ((there.get(draft.service) ?? id) !== id) doubled.add(draft.service);
    seen.set(where, there.set(draft.service, id));
  }
  return doubled;
}
