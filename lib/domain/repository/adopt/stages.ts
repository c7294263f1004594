import { idOf } from "./deployments.ts";
import type { Draft } from "./drafts.ts";
import { stageSaidBy } from "./environments.ts";
import type { Corrections } from "./types.ts";

/** Cluster → the stages that share it. */
export type Stages = ReadonlyMap<string, ReadonlySet<string>>;

/** `shop-dev`: `shop` in development. `rest` is what is left where the word is taken out. */
type Said = { environment: string; word: string; rest: string };

/**
 * Which stages share a cluster whose own name says none: something that is there twice and more, the same but for
 * one word of its namespace or name, and the word is a usual one for a stage. A namespace called `test` alone is none.
 */
export function stagesOf(drafts: readonly Draft[], silent: ReadonlySet<string>): Stages {
  const stages = new Map<string, Set<string>>();
  // With each push all of them are looked at, so nothing is put together for those that are alone.
  const alike = new Map([...silent].map((cluster) => [cluster, new Map<string, string>()]));
  for (const draft of drafts) {
    const onCluster = alike.get(draft.cluster);
    if (!onCluster) continue;
    const { said, likeness } = readingOf(draft);
    if (!said) continue;
    const first = onCluster.get(likeness);
    if (first === undefined) onCluster.set(likeness, said.environment);
    else if (first !== said.environment) {
      const known = stages.get(draft.cluster) ?? new Set();
      stages.set(draft.cluster, known.add(first).add(said.environment));
    }
  }
  return stages;
}

/** Drafts with the environment of those that stand in another one than their cluster: as people say, or as it shares. */
export function inStages(
  drafts: readonly Draft[],
  stages: Stages,
  { deploymentEnvironments: byHand = {} }: Corrections,
): readonly Draft[] {
  const isSaid = Object.keys(byHand).length > 0;
  if (stages.size === 0 && !isSaid) return drafts;
  return drafts.map((draft) => {
    const shared = stages.get(draft.cluster);
    const corrected = isSaid ? byHand[idOf(draft)] : undefined;
    if (corrected === undefined && !shared) return draft;
    const { said } = readingOf(draft);
    const environment = corrected ?? (said && shared?.has(said.environment) ? said.environment : undefined);
    return environment === undefined ? draft : staged(draft, environment, said?.word);
  });
}

const STAGED = new WeakMap<Draft, Draft>();

/** The same one each time, so that what is known of it stays known. */
function staged(draft: Draft, environment: string, word: string | undefined): Draft {
  const known = STAGED.get(draft);
  if (known?.environment === environment) return known;
  const made = { ...draft, environment, ...(word === undefined ? {} : { stageWord: word }) };
  STAGED.set(draft, made);
  return made;
}

type Reading = { said: Said | undefined; likeness: string };

const READ = new WeakMap<Draft["object"], Reading>();

/** The stage that an object says it belongs to, for those who know that stages share its cluster. */
export function stageSaid(object: Draft["object"]): string | undefined {
  return readingOf({ object }).said?.environment;
}

/** The namespace's word counts, else the name's; two that contradict each other say nothing. */
function readingOf({ object }: Pick<Draft, "object">): Reading {
  const known = READ.get(object);
  if (known) return known;
  const [space, name] = [saidIn(object.namespace), saidIn(object.name)];
  const isTorn = space !== undefined && name !== undefined && space.environment !== name.environment;
  const reading = {
    said: isTorn ? undefined : (space ?? name),
    likeness: [object.kind, space?.rest ?? object.namespace, name?.rest ?? object.name].join("\n"),
  };
  READ.set(object, reading);
  return reading;
}

function saidIn(name: string): Said | undefined {
  const words = name.toLowerCase().split(/[-_.]/);
  // `non-prod` and `pre-prod` are not production.
  if (words.includes("non") || words.includes("pre")) return undefined;
  const [found, another] = words.flatMap((word) => {
    const environment = stageSaidBy(word);
    return environment === undefined ? [] : [{ environment, word }];
  });
  if (!found || another) return undefined;
  return { ...found, rest: words.filter((word) => word !== found.word).join("-") };
}
