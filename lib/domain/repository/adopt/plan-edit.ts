import { ok, type Refusal, type Result, refuse } from "../../result.ts";
import { editScalars, type ScalarEdit } from "../edit.ts";
import { repositoryOf } from "../files.ts";
import type { Repository } from "../types.ts";
import { type AdoptOptions, adopt, composedOf } from "./adopt.ts";
import { lineOf } from "./deployments.ts";
import { editFor, wantedOf } from "./edit-value.ts";
import { refusalOfEffect } from "./effect.ts";
import { moveToOwnLayer } from "./own-layer.ts";
import type { Adoption, DeploymentFound, EditPlan } from "./types.ts";

export type PlanOptions = AdoptOptions & {
  /** Deployments of other services or environments that may move along, because the line is known to feed them too. */
  also?: readonly string[];
  /** False: a line that feeds others too is refused, even where the environment has a layer of its own. */
  ownLayer?: boolean;
};

/**
 * The edit after which the named deployments declare `version` (also
 * `1.2.4@sha256:…`, or a range where a range stands), and no other one does. It
 * is made, the repository composed again, and both readings compared.
 */
export function planEdit(
  repository: Repository,
  read: Adoption,
  ids: readonly string[],
  version: string,
  options: PlanOptions = {},
): Result<EditPlan> {
  // What was stored and loaded again does not know what it was composed from.
  const adoption = composedOf(read).length > 0 ? read : adopt(repository, options);
  const meant: DeploymentFound[] = [];
  for (const id of ids) {
    const deployment = adoption.deployments.find((found) => found.id === id);
    if (!deployment) return refuse("not-found", `${id} is not declared in this repository.`);
    meant.push(deployment);
  }
  if (meant.length === 0) return refuse("nothing-meant", "No deployment was named.");
  const wanted = wantedOf(version);
  const allowed = new Set([...ids, ...(options.also ?? [])]);
  const byFile = new Map<string, Map<string, ScalarEdit & { becomes: string }>>();
  const expected = new Map<string, string>();
  let shared: Refusal | undefined;
  for (const deployment of meant) {
    const edit = editFor(deployment, wanted);
    if (!edit.ok) return edit;
    expected.set(deployment.id, edit.value.becomes);
    shared ??= refusalOfSharing(adoption, deployment, allowed);
    const edits = byFile.get(edit.value.file) ?? new Map();
    if (deployment.place) edits.set(lineOf(deployment.place), edit.value);
    byFile.set(edit.value.file, edits);
  }
  if (shared) {
    const apart = options.ownLayer !== false && feedsOnlyOthers(adoption, meant, allowed);
    const moved = apart ? moveToOwnLayer(repository, adoption, expected, options) : null;
    return moved ? ok(moved) : shared;
  }
  const files = editedFiles(repository, byFile, meant);
  if (!files.ok) return files;
  const changedFiles = new Map(repository.files);
  for (const file of files.value) changedFiles.set(file.path, file.after);
  const after = adopt(repositoryOf(changedFiles, repository), options);
  const unwanted = refusalOfEffect(adoption, after, expected, allowed);
  if (unwanted) return unwanted;
  return ok({
    files: files.value,
    changed: meant.map(({ id }) => id),
    shared: meant.flatMap(({ id, sharedWith }) => (sharedWith.some((other) => expected.has(other)) ? [id] : [])),
    sentence: sentenceFor(meant, expected),
  });
}

function refusalOfSharing(adoption: Adoption, deployment: DeploymentFound, allowed: ReadonlySet<string>) {
  const others = deployment.sharedWith.filter((id) => !allowed.has(id));
  if (others.length === 0) return undefined;
  const { place } = deployment;
  const found = others.flatMap((id) => adoption.deployments.find((other) => other.id === id) ?? []);
  const isOneService = found.every(({ service }) => service === deployment.service);
  // Of stages that share a cluster, its name tells none.
  const isElsewhere = ({ cluster, environment }: DeploymentFound) =>
    cluster === deployment.cluster && environment !== deployment.environment;
  const where = found.some(isElsewhere) ? deployment.environment : deployment.cluster;
  const named = [
    ...new Set(
      found.map((other) => {
        const there = isElsewhere(other) ? other.environment : other.cluster;
        return isOneService ? there : `${other.service} on ${there}`;
      }),
    ),
  ];
  const list = named.length > 3 ? `${named.slice(0, 3).join(", ")} and ${named.length - 3} more` : named.join(", ");
  const isSameEnvironment = found.some(({ environment }) => environment === deployment.environment);
  const remedy = isSameEnvironment
    ? "Let them move together, or give it a line of its own first."
    : "Give it a line of its own first.";
  const line = place ? `${place.file}:${place.line}` : "That line";
  const sentence = `${line} also feeds ${list}, so ${deployment.service} on ${where} cannot change here alone. ${remedy}`;
  return refuse(
    "shared-line",
    sentence,
    place ? { file: place.file, line: place.line, column: place.column } : undefined,
  );
}

/** What one line holds together within an environment (a controller and its CRDs) is not taken apart, environments are. */
function feedsOnlyOthers(adoption: Adoption, meant: readonly DeploymentFound[], allowed: ReadonlySet<string>): boolean {
  const environments = new Set(meant.map(({ environment }) => environment));
  const fed = new Set(meant.flatMap(({ sharedWith }) => sharedWith.filter((id) => !allowed.has(id))));
  return !adoption.deployments.some(({ id, environment }) => fed.has(id) && environments.has(environment));
}

function editedFiles(
  repository: Repository,
  byFile: ReadonlyMap<string, ReadonlyMap<string, ScalarEdit>>,
  meant: readonly DeploymentFound[],
): Result<EditPlan["files"]> {
  const files: EditPlan["files"] = [];
  for (const [path, edits] of byFile) {
    const before = repository.files.get(path);
    if (before === undefined) return refuse("not-found", `${path} is not in the repository.`);
    const after = editScalars(before, [...edits.values()], path);
    if (!after.ok) return after;
    const first = meant.find(({ place }) => place?.file === path)?.place;
    files.push({ path, before, after: after.value, line: first?.line ?? 1, column: first?.column ?? 1 });
  }
  return ok(files);
}

function sentenceFor(meant: readonly DeploymentFound[], expected: ReadonlyMap<string, string>): string {
  const lines = new Map(
    meant.flatMap(({ id, place, version }) => {
      return place
        ? [
            [
              lineOf(place),
              `${place.file}:${place.line} ${place.path}: ${version} → ${expected.get(id) ?? ""}`,
            ] as const,
          ]
        : [];
    }),
  );
  return [...lines.values()].join("; ");
}
