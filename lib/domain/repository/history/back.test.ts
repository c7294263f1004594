import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adopt, brokenOn } from "../adopt/adopt.ts";
import type { Adoption } from "../adopt/types.ts";
import { repositoryOf } from "../files.ts";
import { HistoryBack, type HistoryPosition, type Stretch } from "./back.ts";

type State = { [cluster: string]: { broken?: boolean; services: { [service: string]: number } } };

function readingOf(state: State): Adoption {
  const files: Record<string, string> = {};
  for (const [cluster, { broken = false, services }] of Object.entries(state)) {
    const names = Object.keys(services);
    files[`clusters/${cluster}/apps.yaml`] =
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  path: ./apps/${cluster}\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
    const resources = [...names.map((name) => `${name}.yaml`), ...(broken ? ["nobody.yaml"] : [])];
    files[`apps/${cluster}/kustomization.yaml`] = `namespace: apps\nresources: [${resources.join(", ")}]\n`;
    for (const [name, version] of Object.entries(services))
      files[`apps/${cluster}/${name}.yaml`] =
        `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\nspec:\n  chart:\n    spec:\n      chart: ${name.replace(/^new-/, "")}\n      version: 1.0.${version}\n      sourceRef:\n        kind: HelmRepository\n        name: charts\n`;
  }
  return adopt(repositoryOf(files));
}

const nothing = adopt(repositoryOf({}));
const commitOf = (i: number) => ({ commit: `c${i}`, author: "Ada", at: 1000 * (i + 1) });

/** Oldest state first, as the log has them. With `stops`, every reader is followed by another one. */
function told(readings: readonly Adoption[], stops = false): Stretch[] {
  let back = new HistoryBack();
  const found: Stretch[] = [];
  for (const [i, adoption] of [...readings.entries()].toReversed()) {
    found.push(...back.take({ ...commitOf(i), adoption }));
    if (!stops) continue;
    back = new HistoryBack(JSON.parse(JSON.stringify(back.position())) as HistoryPosition);
    expect(back.take({ ...commitOf(i), adoption })).toEqual([]);
  }
  found.push(...back.take({ commit: "", author: "", at: 0, adoption: nothing }));
  return found.sort((a, b) => (a.deployment === b.deployment ? a.from - b.from : a.deployment < b.deployment ? -1 : 1));
}

/** The same, read from the oldest state on. */
function expected(readings: readonly Adoption[]) {
  const all: { deployment: string; version: string; from: number; to?: number }[] = [];
  const open = new Map<string, (typeof all)[number]>();
  for (const [i, adoption] of readings.entries()) {
    const { at } = commitOf(i);
    for (const { id, version } of adoption.deployments) {
      if (open.get(id)?.version === version) continue;
      Object.assign(open.get(id) ?? {}, { to: at });
      const interval = { deployment: id, version, from: at };
      open.set(id, interval);
      all.push(interval);
    }
    for (const [id, interval] of open) {
      if (adoption.deployments.some((each) => each.id === id) || brokenOn(adoption).has(id.split("/")[0] ?? ""))
        continue;
      interval.to = at;
      open.delete(id);
    }
  }
  return all.sort((a, b) => (a.deployment === b.deployment ? a.from - b.from : a.deployment < b.deployment ? -1 : 1));
}

const short = (all: readonly { deployment: string; version: string; from: number; to?: number }[]) =>
  all.map(({ deployment, version, from, to }) => ({ deployment, version, from, ...(to === undefined ? {} : { to }) }));

const cluster = fc.record({
  broken: fc.boolean(),
  services: fc.dictionary(fc.constantFrom("shop", "cart"), fc.nat(2), { maxKeys: 2, noNullPrototype: true }),
});
const states = fc.array(fc.record({ staging: cluster, production: cluster }), { minLength: 1, maxLength: 8 });

describe("history, read from the newest state on", () => {
  it("tells what reading it from the oldest tells", () => {
    fc.assert(
      fc.property(states, (log) => {
        const readings = log.map(readingOf);
        expect(short(told(readings))).toEqual(short(expected(readings)));
      }),
      { numRuns: 60 },
    );
  });

  it("tells the same where every reader is killed and followed by another", () => {
    fc.assert(
      fc.property(states, (log) => {
        const readings = log.map(readingOf);
        expect(told(readings, true)).toEqual(told(readings));
      }),
      { numRuns: 60 },
    );
  });

  it("follows a cluster whose folder was renamed, and an object that was", () => {
    const log: State[] = [
      { prod: { services: { shop: 1, cart: 1 } } },
      { prod: { services: { shop: 2, cart: 1 } } },
      { production: { services: { shop: 2, cart: 1 } } },
      { production: { services: { "new-shop": 2, cart: 1 } } },
    ];
    const readings = log.map(readingOf);
    for (const stops of [false, true])
      expect(told(readings, stops)).toMatchObject([
        { deployment: "production/HelmRelease/apps/cart", cluster: "production", version: "1.0.1", from: 1000 },
        {
          deployment: "production/HelmRelease/apps/new-shop",
          service: "new-shop",
          version: "1.0.1",
          from: 1000,
          to: 2000,
        },
        { deployment: "production/HelmRelease/apps/new-shop", service: "new-shop", version: "1.0.2", from: 2000 },
      ]);
  });

  it("tells two commits of one second apart", () => {
    const readings = [1, 2, 3].map((version) => readingOf({ staging: { services: { shop: version } } }));
    const back = new HistoryBack();
    const found = readings
      .toReversed()
      .flatMap((adoption) => back.take({ commit: "c", author: "Ada", at: 5000, adoption }));
    expect(found).toMatchObject([
      { version: "1.0.3", from: 5000 },
      { version: "1.0.2", from: 4999, to: 5000 },
    ]);
  });
});
