import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import type { Repository } from "../types.ts";
import { adopt } from "./adopt.ts";
import { planEdit } from "./plan-edit.ts";
import { fluxKustomization, kustomization, release, sample, workload } from "./sample.ts";

/**
 * Repositories made at random: three environments over one base, each of which
 * writes its version in one of the ways that real repositories know, in files
 * with their oddities. Whatever is planned is looked at from outside.
 */
const VARIABLE = "$".concat("{WEB_VERSION}");
const PATCH_HEAD = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\n";

const quote = fc.constantFrom("", '"', "'");
const tail = fc.constantFrom("", ' # {"$imagepolicy": "shop:web:tag"}', "  # keep");
const version = fc.constantFrom("1.2.3", "v1.2.3", "1.2.3-rc.1", "2026.08.07", "4.0.19.3001", "sha-abcdef1");
const written = fc.record({
  version,
  quote,
  tail,
  crlf: fc.boolean(),
  noNewline: fc.boolean(),
  head: fc.constantFrom("", "---\n", "# who: we\n---\n"),
});
type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

const scalarOf = ({ version: text, quote: mark, tail: rest }: Written) => `${mark}${text}${mark}${rest}`;

const odd = (text: string, { head, crlf, noNewline }: Written) => {
  const whole = head + (noNewline ? text.replace(/\n$/, "") : text);
  return crlf ? whole.replaceAll("\n", "\r\n") : whole;
};

type Way = (name: string, w: Written) => Record<string, string>;
const overlay = (name: string, body: string, w?: Written) => ({
  [`apps/${name}/kustomization.yaml`]: w
    ? odd(kustomization(`resources: [../base]\n${body}`), w)
    : kustomization(`resources: [../base]\n${body}`),
});

const ways: Record<string, Way> = {
  base: (name) => overlay(name, ""),
  patchFile: (name, w) => ({
    ...overlay(name, "patches:\n- path: patch.yaml\n"),
    [`apps/${name}/patch.yaml`]: odd(
      `${PATCH_HEAD}spec:\n  chart:\n    spec:\n      version: ${scalarOf(w)}\n  values: {a: [1,2 ]}\n`,
      w,
    ),
  }),
  ownPatch: (name, w) => ({
    ...overlay(name, "patches:\n- path: patch.yaml\n"),
    [`apps/${name}/patch.yaml`]: odd(`${PATCH_HEAD}spec:\n  values:\n    mode: 0400\n`, w),
  }),
  inline: (name, w) =>
    overlay(
      name,
      `patches:\n  - patch: |-\n      ${PATCH_HEAD.trimEnd().replaceAll("\n", "\n      ")}\n      spec:\n        chart:\n          spec:\n            version: ${scalarOf(w)}\n    target: {kind: HelmRelease}\n`,
      w,
    ),
  operation: (name, w) =>
    overlay(
      name,
      `patches:\n  - target: {kind: HelmRelease, name: web}\n    patch: |\n      - op: replace\n        path: /spec/chart/spec/version\n        value: ${scalarOf(w)}\n`,
      w,
    ),
  substitute: (name, w) => ({
    ...overlay(
      name,
      "patches:\n  - target: {kind: HelmRelease}\n    patch: |\n      - {op: replace, path: /spec/chart/spec/version, value: '".concat(
        VARIABLE,
        "'}\n",
      ),
    ),
    [`clusters/${name}/apps.yaml`]: odd(
      fluxKustomization("apps", `./apps/${name}`, `  postBuild:\n    substitute:\n      WEB_VERSION: ${scalarOf(w)}\n`),
      w,
    ),
  }),
  fluxPatch: (name, w) => ({
    ...overlay(name, ""),
    [`clusters/${name}/apps.yaml`]: odd(
      fluxKustomization(
        "apps",
        `./apps/${name}`,
        `  patches:\n    - target: {kind: HelmRelease}\n      patch: |\n        - op: add\n          path: /spec/chart/spec/version\n          value: ${scalarOf(w)}\n`,
      ),
      w,
    ),
  }),
  image: (name, w) => ({
    ...overlay(name, `images:\n- name: r.example.com/worker\n  newTag: ${scalarOf(w)}\n`, w),
  }),
};

const stages = ["development", "staging", "production"] as const;
const recipe = fc.record({
  ways: fc.tuple(...stages.map(() => fc.constantFrom(...Object.keys(ways)))),
  written: fc.tuple(written, written, written, written),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

function bake({ ways: chosen, written: [first, ...rest] }: Recipe): Repository {
  const files = Object.assign(
    {
      "apps/base/web.yaml": odd(release(scalarOf(first)), first),
      "apps/base/worker.yaml": workload("r.example.com/worker:7.0.0", "worker"),
      "apps/base/kustomization.yaml": kustomization("resources: [web.yaml, worker.yaml]\n"),
    },
    ...stages.map((name, i) => ways[chosen[i] ?? "base"]?.(name, rest[i] ?? first)),
  ) as Record<string, string>;
  return sample(files, ...stages);
}

describe("over repositories made at random", () => {
  it("a planned edit shows the version where it is meant and nowhere else, and touches one line, or is refused with the reason", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(recipe, fc.constantFrom("9.9.9", "v9.10.0", "9.9.9-rc.1"), (baked, wanted) => {
        const made = bake(baked);
        const before = adopt(made);
        expect(before.problems).toEqual([]);
        expect(before.deployments).toHaveLength(6);
        for (const { id, version: old } of before.deployments) {
          const plan = planEdit(made, before, [id], wanted);
          const what = plan.ok ? "planned" : plan.reason;
          seen.set(what, (seen.get(what) ?? 0) + 1);
          if (plan.ok) check(made, id, wanted, plan.value.files);
          else expect([old, what]).toEqual([old, "shared-line"]);
        }
      }),
      { numRuns: 60 },
    );
    expect(seen.get("planned")).toBeGreaterThan(100);
    expect(seen.get("shared-line")).toBeGreaterThan(50);
  });
});

function check(
  made: Repository,
  id: string,
  wanted: string,
  files: readonly { path: string; before: string; after: string }[],
): void {
  expect(files).toHaveLength(1);
  const [file] = files;
  if (!file) return;
  const old = file.before.split("\n");
  const now = file.after.split("\n");
  // Either one line is another, or lines were added to a layer of the environment's own: no other may differ.
  const added = now.length - old.length;
  const from = old.findIndex((line, i) => line.replace(/\r$/, "") !== now[i]?.replace(/\r$/, ""));
  if (added === 0) expect(now.toSpliced(from, 1)).toEqual(old.toSpliced(from, 1));
  else
    expect(
      now
        .toSpliced(from === -1 ? old.length : from, added)
        .join("\n")
        .replaceAll("\r", ""),
    ).toBe(old.join("\n").replaceAll("\r", ""));

  const before = adopt(made);
  const after = adopt(repositoryOf(new Map(made.files).set(file.path, file.after)));
  for (const deployment of after.deployments) {
    const was = before.deployments.find((other) => other.id === deployment.id);
    expect([deployment.id, deployment.version]).toEqual([deployment.id, deployment.id === id ? wanted : was?.version]);
  }
}
