import { describe, expect, it } from "vitest";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { planEdit } from "../../lib/domain/repository/adopt/plan-edit.ts";
import { setVersion } from "../../lib/domain/repository/adopt/report.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import type { Declared } from "../../playground/fleet/declared.ts";
import { fleetTree } from "../../playground/fleet/tree.ts";

const shared = { development: "1.4.2", staging: "1.4.1", production: "1.4.0" };
const apart = { development: "1.4.2", staging: "1.4.1", "production-eu": "1.4.0", "production-us": "1.3.9" };
const declared: Declared = {
  checkout: shared,
  catalog: shared,
  search: shared,
  storefront: shared,
  "ingress-nginx": shared,
  "cert-manager": shared,
  payments: { ...apart, development: ">=1.0.0-0" },
  notifier: apart,
  platform: { ...apart, development: "main", staging: ">=1.0.0 <2.0.0" },
};
const repository = repositoryOf(fleetTree({ github: "http://localhost:1", registry: "localhost:2" }, declared, 3));
const adoption = adopt(repository);

describe("the fleet repository of the playground", () => {
  it("has four clusters in three environments, in order", () => {
    expect(adoption.clusters.map(({ name, environment, branch }) => [name, environment, branch])).toEqual([
      ["development", "development", "main"],
      ["production-eu", "production", "main"],
      ["production-us", "production", "main"],
      ["staging", "staging", "main"],
    ]);
    expect(adoption.environments.map(({ name, promotesFrom }) => [name, promotesFrom])).toEqual([
      ["development", []],
      ["staging", ["development"]],
      ["production", ["staging"]],
    ]);
  });

  it("has nine services with their teams on every cluster", () => {
    expect(adoption.services.map(({ name, team }) => [name, team])).toEqual([
      ["catalog", "browse"],
      ["cert-manager", "platform"],
      ["checkout", "cart"],
      ["ingress-nginx", "platform"],
      ["notifier", expect.any(String)],
      ["payments", "cart"],
      ["platform", "platform"],
      ["search", "browse"],
      ["storefront", "browse"],
    ]);
    expect(adoption.deployments).toHaveLength(36);
    expect(adoption.problems).toEqual([]);
  });

  it.each([
    ["checkout", "production-eu", "1.4.0", "chart-version", "fixed"],
    ["catalog", "staging", "1.4.1", "values-tag", "fixed"],
    ["storefront", "development", "1.4.2", "kustomize-image", "fixed"],
    ["notifier", "production-us", "1.3.9", "substitute", "fixed"],
    ["payments", "development", ">=1.0.0-0", "oci-semver", "range"],
    ["payments", "production-eu", "1.4.0", "oci-tag", "fixed"],
    ["platform", "development", "main", "git-branch", "follows-branch"],
    ["platform", "staging", ">=1.0.0 <2.0.0", "oci-semver", "range"],
    ["platform", "production-us", "1.3.9", "oci-tag", "fixed"],
  ])("%s on %s is %s, written as %s: %s", (service, cluster, version, form, policy) => {
    const found = adoption.deployments.find((d) => d.service === service && d.cluster === cluster);
    expect(found).toMatchObject({ version, form, policy, place: { form } });
  });

  it("brings a release to production on both clusters, by one line or by two", () => {
    const one = setVersion(repository, { service: "checkout", environment: "production", version: "1.4.1" });
    expect(one).toMatchObject({ ok: true, value: { plan: { shared: [expect.any(String), expect.any(String)] } } });
    if (!one.ok) return;
    expect(one.value.diff.split("\n").filter((line) => /^[-+] /.test(line))).toEqual([
      "-      version: 1.4.0",
      "+      version: 1.4.1",
    ]);
    const two = setVersion(repository, { service: "payments", environment: "production", version: "1.4.1" });
    expect(two).toMatchObject({
      ok: true,
      value: {
        plan: {
          shared: [],
          files: [{ path: "apps/production-eu/payments.yaml" }, { path: "apps/production-us/payments.yaml" }],
        },
      },
    });
  });

  it("watches where a range covers the release, and widens it where it does not", () => {
    const id = "staging/Kustomization/flux-system/platform";
    expect(planEdit(repository, adoption, [id], "1.9.0")).toMatchObject({ ok: false, reason: "range-covers" });
    const plan = planEdit(repository, adoption, [id], "2.1.0");
    expect(plan).toMatchObject({
      ok: true,
      value: { files: [{ after: expect.stringContaining('semver: ">=1.0.0 <3.0.0"') }] },
    });
  });

  it("edits every deployment to another version, or says why not", () => {
    const reasons = adoption.deployments.map(({ id }) => {
      const plan = planEdit(repository, adoption, [id], "9.9.9");
      return plan.ok ? "edited" : plan.reason;
    });
    expect(
      Object.fromEntries(
        Map.groupBy(reasons, (reason) => reason)
          .entries()
          .map(([reason, all]) => [reason, all.length]),
      ),
    ).toEqual({
      edited: 22,
      "shared-line": 12,
      "follows-branch": 1,
      "range-covers": 1,
    });
  });
});
