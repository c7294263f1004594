import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { lookupOf, touchesOf } from "./lookup.ts";
import type { Condition, Observation, ObservedKind } from "./observation.ts";
import { observedKinds } from "./observation.ts";
import type { Definition, Status } from "./types.ts";

const t0 = Date.parse("2026-11-21T12:00:00Z");
const minute = 60_000;

function observed(kind: ObservedKind, name: string, more: Partial<Observation> = {}): Observation {
  return {
    cluster: "one",
    kind,
    namespace: "apps",
    name,
    uid: `uid-${name}`,
    resourceVersion: "1",
    generation: 1,
    observedGeneration: 1,
    createdAt: t0 - 60 * minute,
    conditions: [],
    ...more,
  };
}

function condition(
  type: string,
  status: Condition["status"],
  reason = "Succeeded",
  message = "",
  since = t0 - 30 * minute,
): Condition {
  return { type, status, reason, message, since, generation: 1 };
}

const ready = condition("Ready", "True");

const byChart: Definition = {
  id: "shop@one",
  service: "shop",
  cluster: "one",
  environment: "production",
  namespace: "apps",
  object: { kind: "HelmRelease", namespace: "apps", name: "shop" },
  form: "chart-version",
  declared: { version: "1.1.0", at: t0 - 40 * minute },
};

function release(more: Partial<Observation> = {}, helm: Partial<NonNullable<Observation["helm"]>> = {}): Observation {
  return observed("HelmRelease", "shop", {
    conditions: [ready, condition("Released", "True", "UpgradeSucceeded")],
    interval: minute,
    reconciledAt: t0,
    ...more,
    helm: {
      chartVersion: "1.1.0",
      source: { kind: "HelmChart", namespace: "flux-system", name: "apps-shop" },
      history: [{ number: 2, chartVersion: "1.1.0", status: "deployed", deployedAt: t0 - 30 * minute }],
      attemptedRevision: "1.1.0",
      failures: 0,
      inventory: [{ kind: "StatefulSet", namespace: "apps", name: "shop" }],
      ...helm,
    },
  });
}

const chart = observed("HelmChart", "apps-shop", {
  namespace: "flux-system",
  conditions: [ready],
  source: { revision: "1.1.0", ref: { semver: "1.1.0" } },
});

function statefulSet(more: Partial<NonNullable<Observation["workload"]>> = {}): Observation {
  return observed("StatefulSet", "shop", {
    workload: {
      containers: [{ name: "shop", image: "registry.example/shop:7" }],
      replicas: 3,
      current: 3,
      updated: 3,
      ready: 3,
      available: 3,
      ...more,
    },
  });
}

function look(objects: Observation[], definition = byChart, previous?: Status, now = t0): Status {
  return fold(definition, lookupOf(objects, observedKinds), previous, now).status;
}

describe("a deployment", () => {
  it("at rest is healthy and says nothing", () => {
    const status = look([release(), chart, statefulSet()]);
    expect(status).toMatchObject({ health: "healthy", tone: "good", runs: "1.1.0", wanted: "1.1.0", serving: true });
    expect(status.sentence).toBeUndefined();
    expect(status.healthySince).toBe(t0 - 30 * minute);
  });

  it("is not known while its kind has not been listed to the end", () => {
    expect(fold(byChart, lookupOf([], []), undefined, t0).status).toMatchObject({
      health: "unknown",
      sentence: "not heard of yet",
    });
  });

  it("keeps what was known of it while its kind is listed anew", () => {
    const before = look([release(), chart, statefulSet()]);
    expect(fold(byChart, lookupOf([], []), before, t0 + 1).status).toBe(before);
  });

  it("that was there and is gone is missing, at once", () => {
    const before = look([release(), chart, statefulSet()]);
    expect(look([], byChart, before)).toMatchObject({ health: "missing", sentence: "not on the cluster" });
  });

  it("that was merged a minute ago and is not there yet is on its way", () => {
    const young = { ...byChart, declared: { version: "1.1.0", at: t0 - minute } };
    const folded = fold(young, lookupOf([], observedKinds), undefined, t0);
    expect(folded.status).toMatchObject({ health: "progressing", sentence: "merged, Flux has not tried it" });
    expect(folded.lookAgainAt).toBe(t0 + 9 * minute);
  });

  it("whose image Helm tried and took back is failing, though what runs serves", () => {
    const image = "registry.example/shop";
    const byImage: Definition = { ...byChart, form: "image-tag", image, declared: { version: "8", at: t0 - minute } };
    const failed = [
      condition("Stalled", "True", "RetriesExceeded", "Failed to upgrade after 2 attempt(s)"),
      condition("Ready", "False", "RollbackSucceeded", "Helm rollback succeeded"),
      condition(
        "Released",
        "False",
        "UpgradeFailed",
        "timeout waiting for: [StatefulSet/apps/shop status: 'InProgress']",
      ),
      condition("Remediated", "True", "RollbackSucceeded", "Helm rollback succeeded"),
    ];
    const lead = release({ conditions: failed }, { images: [`${image}:8`], attemptedGeneration: 1 });
    expect(look([lead, chart, statefulSet()], byImage)).toMatchObject({
      runs: "7",
      wanted: "8",
      health: "failing",
      sentence: "8 never got ready",
      serving: true,
    });
  });

  it("is not called healthy when Flux has stopped looking at it, and says when to look", () => {
    const objects = [release(), chart, statefulSet()];
    const folded = fold(byChart, lookupOf(objects, observedKinds), undefined, t0);
    expect(folded.status.health).toBe("healthy");
    const due = folded.lookAgainAt ?? 0;
    expect(look(objects, byChart, folded.status, due - 1)).toBe(folded.status);
    expect(look(objects, byChart, folded.status, due)).toMatchObject({
      health: "unknown",
      sentence: "Flux has stopped looking at shop",
    });
  });

  it("says so whole where the name is too long for a cell", () => {
    const named = { object: { kind: "HelmRelease" as const, namespace: "apps", name: "shop-of-the-north" } };
    const objects = [{ ...release(), name: named.object.name }, chart, statefulSet()];
    const { lookAgainAt = 0 } = fold({ ...byChart, ...named }, lookupOf(objects, observedKinds), undefined, t0);
    const { status } = fold({ ...byChart, ...named }, lookupOf(objects, observedKinds), undefined, lookAgainAt);
    expect(status).toMatchObject({ health: "unknown", sentence: "Flux has stopped looking" });
  });

  it("is not known to be healthy when Flux's own controller is down", () => {
    const controller = observed("Deployment", "helm-controller", {
      namespace: "flux-system",
      conditions: [condition("Available", "False", "MinimumReplicasUnavailable")],
      workload: { containers: [], replicas: 1, current: 1, updated: 1, ready: 0, available: 0, flux: true },
    });
    expect(look([release(), chart, statefulSet(), controller])).toMatchObject({
      health: "unknown",
      sentence: "helm-controller is not ready",
    });
  });

  it("whose pods do not come back is failing after a minute, though Helm is content", () => {
    const down = {
      ...statefulSet({ ready: 0, available: 0 }),
      conditions: [condition("Available", "False", "x", "", t0)],
    };
    expect(look([release(), chart, down], byChart, undefined, t0 + 10_000)).toMatchObject({
      health: "progressing",
      serving: false,
    });
    expect(look([release(), chart, down], byChart, undefined, t0 + 70_000)).toMatchObject({
      health: "failing",
      sentence: "0 of 3 pods ready",
      blame: { object: { kind: "StatefulSet", name: "shop" } },
    });
  });

  it("takes a chart from an OCI source for the same version, whatever digest is appended", () => {
    const oci: Definition = { ...byChart, form: "oci-semver", declared: { version: ">=1.0.0" } };
    const source = observed("OCIRepository", "shop", {
      conditions: [ready],
      source: { ref: { semver: ">=1.0.0" }, revision: `1.1.0@sha256:${"a".repeat(64)}` },
    });
    const helm = {
      source: { kind: "OCIRepository", namespace: "apps", name: "shop" },
      attemptedRevision: "1.1.0+aaaaaaaaaaaa",
      history: [{ number: 2, chartVersion: "1.1.0+aaaaaaaaaaaa", status: "deployed", deployedAt: t0 }],
    };
    expect(look([release({}, helm), source, statefulSet()], oci)).toMatchObject({
      health: "healthy",
      runs: "1.1.0",
      wanted: "1.1.0",
    });
  });

  it("with a history out of order takes Helm's own counter for what is newest", () => {
    const history = [
      { number: 6, chartVersion: "1.1.0", status: "deployed", deployedAt: t0 },
      { number: 5, chartVersion: "1.2.0", status: "failed", deployedAt: t0 },
      { number: 1, chartVersion: "1.0.0", status: "superseded", deployedAt: t0 },
    ];
    expect(look([release({}, { history }), chart, statefulSet()]).runs).toBe("1.1.0");
  });

  it("that follows a branch is called by its commit", () => {
    const commit = "4a65e1cf2ab6ef093dc001e6713a3a176a4bbed7";
    const follows: Definition = {
      ...byChart,
      form: "git-branch",
      object: { kind: "Kustomization", namespace: "apps", name: "platform" },
      declared: { version: "main" },
    };
    const kustomization = observed("Kustomization", "platform", {
      conditions: [ready],
      kustomization: {
        source: { kind: "GitRepository", namespace: "apps", name: "fleet" },
        appliedRevision: `main@sha1:${commit}`,
        attemptedRevision: `main@sha1:${commit}`,
        inventory: [],
      },
    });
    const source = observed("GitRepository", "fleet", {
      conditions: [ready],
      source: { ref: { branch: "main" }, revision: `main@sha1:${commit}` },
    });
    expect(look([kustomization, source], follows)).toMatchObject({
      health: "healthy",
      runs: "4a65e1c",
      wanted: "4a65e1c",
    });
  });
});

describe("the fold", () => {
  it("names everything that it rests on, so that a change of any of it folds it again", () => {
    const { looked } = fold(byChart, lookupOf([release(), chart, statefulSet()], observedKinds), undefined, t0);
    for (const o of [release(), chart, statefulSet()]) expect(looked).toContain(touchesOf(o)[0]);
    expect(looked).toContain("flux");
  });

  it("hands back the same status for the same facts, however often and in whatever order they come", () => {
    const conditionValues = fc.constantFrom<Condition["status"]>("True", "False", "Unknown");
    const reasons = fc.constantFrom(
      "Progressing",
      "UpgradeFailed",
      "SourceNotReady",
      "DependencyNotReady",
      "UpgradeSucceeded",
    );
    const scene = fc.record({
      status: conditionValues,
      reason: reasons,
      generation: fc.integer({ min: 1, max: 3 }),
      ready: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(scene, fc.boolean(), (s, chartThere) => {
        const objects = [
          release({ generation: s.generation, conditions: [condition("Ready", s.status, s.reason)] }),
          ...(chartThere ? [chart] : []),
          statefulSet({ ready: s.ready, available: s.ready }),
        ];
        const first = look(objects);
        const second = look([...objects].reverse(), byChart, first);
        const third = look(objects, byChart, second);
        expect(third).toBe(second);
        expect(second.health).toBe(first.health);
        expect((second.sentence ?? "").length).toBeLessThanOrEqual(32);
        expect(JSON.parse(JSON.stringify(second))).toEqual(second);
      }),
    );
  });
});
