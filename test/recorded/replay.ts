import { readFileSync } from "node:fs";
import { project } from "../../lib/adapters/flux/schema.ts";
import { fold } from "../../lib/domain/deployment/fold.ts";
import { lookupOf } from "../../lib/domain/deployment/lookup.ts";
import { keyOf, type Observation, type ObservedKind } from "../../lib/domain/deployment/observation.ts";
import type { Definition, Status } from "../../lib/domain/deployment/types.ts";

/** Plays the recorded stream through projection and fold, event by event, as the worker would. */
export type Step = {
  at: number;
  mark: string | undefined;
  service: string;
  status: Status;
  before: Status | undefined;
  changed: boolean;
};

const kinds: { [resource: string]: ObservedKind } = {
  gitrepositories: "GitRepository",
  ocirepositories: "OCIRepository",
  helmrepositories: "HelmRepository",
  helmcharts: "HelmChart",
  kustomizations: "Kustomization",
  helmreleases: "HelmRelease",
  deployments: "Deployment",
  pods: "Pod",
};

type Line = {
  at: number;
  mark?: string;
  watch?: string;
  type?: string;
  object?: { metadata?: { name?: string; namespace?: string } };
  items?: unknown[];
};

/** The clock of the objects, for the file's own `at` counts from the start of the recording. */
const start = Date.parse("2026-11-21T12:32:19Z");

const definitions: { [service: string]: Definition } = {
  web: define("web", { kind: "Kustomization", namespace: "flux-system", name: "apps" }, "substitution", "1.0.0", {
    image: "registry.example/web",
    variable: "web_version",
  }),
  shop: define("shop", { kind: "HelmRelease", namespace: "shop", name: "shop" }, "oci-semver", ">=1.0.0 <2.0.0", {}),
  catalog: define("catalog", { kind: "HelmRelease", namespace: "shop", name: "catalog" }, "chart-version", "1.0.0", {}),
  "catalog image": define(
    "catalog image",
    { kind: "HelmRelease", namespace: "shop", name: "catalog" },
    "image-tag",
    "1.0.0",
    {
      image: "registry.example/shop",
    },
  ),
  platform: define(
    "platform",
    { kind: "Kustomization", namespace: "flux-system", name: "platform" },
    "oci-tag",
    "1.0.0",
    {},
  ),
};

function define(
  service: string,
  object: Definition["object"],
  form: Definition["form"],
  version: string,
  more: Partial<Definition>,
): Definition {
  return {
    id: service,
    service,
    cluster: "production",
    environment: "production",
    namespace: object.namespace,
    object,
    form,
    declared: { version, at: start },
    ...more,
  };
}

/** What a push changed in Git, as the mirror of the repository would tell. */
const pushes: [RegExp, string, string, Partial<Definition>?][] = [
  [/^pushed to the fleet: web 1\.1\.0 /, "web", "1.1.0"],
  [/^pushed to the fleet: web 1\.2\.0-broken/, "web", "1.2.0-broken"],
  [/^pushed to the fleet: Revert web 1\.2\.0-broken/, "web", "1.1.0"],
  [/^pushed to the fleet: web 1\.3\.0 while/, "web", "1.3.0"],
  [/^pushed to the fleet: Revert web 1\.3\.0/, "web", "1.1.0"],
  [/^pushed to the fleet: catalog chart 1\.1\.0/, "catalog", "1.1.0"],
  [/^pushed to the fleet: catalog chart 9\.9\.9/, "catalog", "9.9.9"],
  [/^pushed to the fleet: catalog chart back/, "catalog", "1.1.0"],
  [/^pushed to the fleet: catalog image 1\.0\.1/, "catalog image", "1.0.1"],
  [/^pushed to the fleet: catalog image 1\.0\.2-broken/, "catalog image", "1.0.2-broken"],
  [/^pushed to the fleet: catalog image 1\.0\.3/, "catalog image", "1.0.3"],
  [/^pushed to the fleet: platform 1\.1\.0/, "platform", "1.1.0", { form: "oci-tag" }],
  [/^pushed to the fleet: platform by tag/, "platform", "1.1.0", { form: "oci-tag" }],
  [/^pushed to the fleet: platform pinned by digest/, "platform", "1.0.0", { form: "oci-digest" }],
  [/^pushed to the fleet: platform 7\.7\.7/, "platform", "7.7.7"],
];

/** The recording pins what 1.0.0 was published as. */
const digestOf100 = "sha256:c4c8a9049a8d103fc26835586d9e9cb32badfa32a20fa0aac88c7281e4231365";

function declare(version: string, at: number, more: Partial<Definition> | undefined): Definition["declared"] {
  return more?.form === "oci-digest" ? { version, digest: digestOf100, at } : { version, at };
}

export function replay(file: string): Step[] {
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const objects = new Map<string, Observation>();
  const listed = new Set<ObservedKind>();
  const current = new Map(Object.entries(definitions));
  const statuses = new Map<string, Status>();
  const steps: Step[] = [];
  let second = 0;

  const foldAll = (at: number, mark?: string) => {
    const lookup = lookupOf(objects.values(), listed);
    for (const [service, definition] of current) {
      const previous = statuses.get(service);
      const { status } = fold(definition, lookup, previous, start + at);
      statuses.set(service, status);
      if (status !== previous || mark)
        steps.push({ at, mark, service, status, before: previous, changed: status !== previous });
    }
  };

  for (const line of lines) {
    // Time passes between events too: look at every second of it.
    for (; second + 1000 < line.at; second += 1000) foldAll(second + 1000);
    if (line.mark) {
      for (const [pattern, service, version, more] of pushes) {
        const definition = current.get(service);
        if (pattern.test(line.mark) && definition) {
          current.set(service, { ...definition, ...more, declared: declare(version, start + line.at, more) });
        }
      }
      foldAll(line.at, line.mark);
      continue;
    }
    const kind = kinds[line.watch ?? ""];
    if (!kind || line.type === "BOOKMARK") continue;
    if (line.type === "LIST") {
      for (const item of line.items ?? []) take(objects, kind, item);
      listed.add(kind);
    } else if (line.type === "DELETED") {
      const meta = line.object?.metadata;
      objects.delete(keyOf({ kind, namespace: meta?.namespace ?? "", name: meta?.name ?? "" }));
    } else take(objects, kind, line.object);
    foldAll(line.at);
  }
  return steps;
}

function take(objects: Map<string, Observation>, kind: ObservedKind, raw: unknown): void {
  const observation = project("production", kind, raw);
  if (observation) objects.set(keyOf(observation), observation);
}
