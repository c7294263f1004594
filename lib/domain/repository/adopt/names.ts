import { idOf } from "./deployments.ts";
import type { Draft } from "./drafts.ts";
import type { Corrections } from "./types.ts";

/**
 * Names of services: the same thing has one name in every environment, two
 * things on one cluster have two. `environments` tells each cluster's.
 */
export function nameServices(
  drafts: readonly Draft[],
  environments: ReadonlyMap<string, string>,
  corrections: Corrections,
): Draft[] {
  const aligned = withoutStage(drafts, environments);
  const told = tellApart(aligned);
  return told.map((draft) => called(draft, calledByHand(draft, corrections) ?? draft.service));
}

/** The same where drafts that are called alike stand in the places of former ones: names rest on nothing else. Undefined where they do not. */
export function namedAfter(
  named: readonly Draft[],
  before: readonly Draft[],
  drafts: readonly Draft[],
): Draft[] | undefined {
  if (before.length !== drafts.length) return undefined;
  const next = [...named];
  for (let i = 0; i < drafts.length; i++) {
    const [draft, former] = [drafts[i] as Draft, before[i] as Draft];
    if (draft === former) continue;
    if (draft.service !== former.service || idOf(draft) !== idOf(former)) return undefined;
    next[i] = called(draft, (named[i] as Draft).service);
  }
  return next;
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
  const stripped = drafts.map((draft) => stripStage(draft, environments.get(draft.cluster) ?? draft.cluster));
  const stages = new Map<string, Set<string>>();
  for (const [i, name] of stripped.entries()) {
    const draft = drafts[i];
    if (name === undefined || !draft) continue;
    const known = stages.get(name) ?? new Set();
    stages.set(name, known.add(environments.get(draft.cluster) ?? draft.cluster));
  }
  return drafts.map((draft, i) => {
    const name = stripped[i];
    return name !== undefined && (stages.get(name)?.size ?? 0) > 1 ? called(draft, name) : draft;
  });
}

function stripStage({ service, cluster }: Draft, environment: string): string | undefined {
  const short =
    environment === "production"
      ? "prod"
      : environment === "development"
        ? "dev"
        : environment === "staging"
          ? "stage"
          : environment;
  for (const word of new Set([cluster, environment, short])) {
    if (service.endsWith(`-${word}`)) return service.slice(0, -word.length - 1) || undefined;
    if (service.startsWith(`${word}-`)) return service.slice(word.length + 1) || undefined;
  }
  return undefined;
}

function tellApart(drafts: readonly Draft[]): Draft[] {
  const doubled = doubles(drafts);
  const byNamespace = drafts.map((draft) => {
    return doubled.has(draft.service) && draft.object.namespace !== ""
      ? called(draft, `${draft.service}.${draft.object.namespace}`)
      : draft;
  });
  const still = doubles(byNamespace);
  return byNamespace.map((draft) =>
    still.has(draft.service) ? called(draft, `${draft.service}.${draft.object.kind.toLowerCase()}`) : draft,
  );
}

function doubles(drafts: readonly Draft[]): Set<string> {
  const seen = new Map<string, Set<string>>();
  const doubled = new Set<string>();
  for (const { cluster, service } of drafts) {
    const there = seen.get(cluster) ?? new Set();
    if (there.has(service)) doubled.add(service);
    seen.set(cluster, there.add(service));
  }
  return doubled;
}
