import { documentsOf } from "../documents.ts";
import { insertKey } from "../edit-insert.ts";
import { repositoryOf } from "../files.ts";
import { originOfScalar } from "../origins.ts";
import { positionIn } from "../positions.ts";
import { childOf, eachScalar, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Mapping, Path, Repository, Scalar, Source } from "../types.ts";
import { type AdoptOptions, adopt, composedOf } from "./adopt.ts";
import { type Applied, keyOf } from "./applied.ts";
import { targetOf } from "./deployments.ts";
import { refusalOfEffect } from "./effect.ts";
import type { Adoption, DeploymentFound, EditPlan } from "./types.ts";

/**
 * Where one line feeds environments that are not meant, the version is said once
 * more in a layer of the environment's own, if there is one that says something
 * of this object already: a patch, or the variables of the Flux Kustomization.
 * Each candidate is tried and judged by what is applied afterwards.
 */
type Candidate = { file: string; document: number; into: Path; keys: [string, ...string[]] };

const MOST_TRIES = 8;

export function moveToOwnLayer(
  repository: Repository,
  adoption: Adoption,
  expected: ReadonlyMap<string, string>,
  options: AdoptOptions,
): EditPlan | null {
  const changed = new Map(repository.files);
  const touched = new Map<string, string>();
  let now = adoption;
  const reached = new Map<string, string>();
  for (const [id, version] of expected) {
    reached.set(id, version);
    const done = now.deployments.find((deployment) => deployment.id === id);
    if (!done) return null;
    if (done.version === version) continue;
    const step = tryCandidates(
      repositoryOf(changed, repository),
      adoption,
      now,
      done,
      version,
      reached,
      new Set(expected.keys()),
      options,
    );
    if (!step) return null;
    changed.set(step.file, step.text);
    touched.set(step.file, step.text);
    now = step.adoption;
  }
  return planOf(repository, touched, now, expected);
}

type Step = { file: string; text: string; adoption: Adoption };

function tryCandidates(
  repository: Repository,
  before: Adoption,
  now: Adoption,
  deployment: DeploymentFound,
  version: string,
  reached: ReadonlyMap<string, string>,
  allowed: ReadonlySet<string>,
  options: AdoptOptions,
): Step | null {
  for (const candidate of candidatesFor(now, deployment).slice(0, MOST_TRIES)) {
    const source = repository.files.get(candidate.file);
    const edited = source === undefined ? null : insertKey(source, { ...candidate, value: version }, candidate.file);
    if (!edited?.ok) continue;
    const files = new Map(repository.files).set(candidate.file, edited.value);
    const adoption = adopt(repositoryOf(files, repository), options);
    if (!refusalOfEffect(before, adoption, reached, allowed))
      return { file: candidate.file, text: edited.value, adoption };
  }
  return null;
}

function candidatesFor(adoption: Adoption, deployment: DeploymentFound): Candidate[] {
  const target = targetOf(deployment);
  // Of a text that is put together or holds more than the version, a second saying would repeat more than the version.
  if (!target || !deployment.place || deployment.place.around) return [];
  const variable = variableOf(deployment);
  if (variable !== undefined) return substituteCandidates(adoption, deployment, variable);
  if (deployment.place.part) return [];
  return patchCandidates(target.object, target.path, deployment.place.file);
}

/** The variable whose default or shared value is the line in question. */
function variableOf({ place }: DeploymentFound): string | undefined {
  if (place?.form === "config-value") return String(place.address.path.at(-1));
  if (place?.form !== "substitute-default" || !place.part) return undefined;
  return /\$\{([A-Za-z_]\w*):?[=-]$/.exec(place.written.slice(0, place.part[0]))?.[1];
}

function substituteCandidates(adoption: Adoption, deployment: DeploymentFound, variable: string): Candidate[] {
  const [, namespace = "", name = ""] = deployment.appliedBy?.split("/") ?? [];
  const object = kustomizationOf(adoption, deployment, keyOf("Kustomization", namespace, name));
  if (!object) return [];
  return [
    ["spec", "postBuild", "substitute"],
    ["spec", "postBuild"],
  ].flatMap((path) => {
    const node = nodeAt(object.tree, path);
    if (node?.is !== "mapping" || node.source.file === "") return [];
    const keys: [string, ...string[]] = path.length === 3 ? [variable] : ["substitute", variable];
    return candidateAt(node, keys) ?? [];
  });
}

/** On its own cluster, or on the one whose Flux applies to it. */
function kustomizationOf(
  adoption: Adoption,
  { cluster, id }: DeploymentFound,
  key: string,
): ManifestObject | undefined {
  const clusters = composedOf(adoption);
  const own = clusters.find((each) => each.cluster === cluster);
  const installs = ({ to, object }: Applied) =>
    to?.name === cluster && id === `${cluster}/${keyOf(object.kind, object.namespace, object.name)}`;
  const hosts = clusters.filter((each) => each.cluster === own?.from || each.applied.some(installs));
  return [own, ...hosts].flatMap((each) => each?.byKey.get(key)?.object ?? [])[0];
}

/** Documents that speak of this object, in files that have a say in it already, and do not say the version yet. */
function patchCandidates(object: ManifestObject, path: Path, place: string): Candidate[] {
  const sources = new Set<Source>();
  eachScalar(object.tree, (scalar) => {
    for (const source of sourcesOf(scalar)) sources.add(source);
  });
  const found: Candidate[] = [];
  for (const source of sources) {
    const documents = documentsOf(source);
    for (const { root } of documents) {
      if (root.is !== "mapping" || !speaksOf(root, object, documents.length === 1)) continue;
      const candidate = missingIn(root, path);
      if (candidate) found.push(candidate);
    }
  }
  return found.sort((a, b) => Number(a.file === place) - Number(b.file === place));
}

function* sourcesOf(scalar: Scalar): Iterable<Source> {
  if (scalar.source.file !== "") yield scalar.source;
  for (const part of scalar.parts ?? []) if (part.of && part.of.source.file !== "") yield part.of.source;
}

/** A patch with a target may name anything: where it is the only document, having a say in the object is enough. */
function speaksOf(root: Mapping, object: ManifestObject, alone: boolean): boolean {
  const name = textAt(root, "metadata", "name");
  return textAt(root, "kind") === object.kind && (alone || object.name.endsWith(name ?? "\n"));
}

/** The deepest mapping that the document has on the way to the field, and the keys that are missing below it. */
function missingIn(root: Mapping, path: Path): Candidate | null {
  let at: Mapping = root;
  for (const [i, key] of path.entries()) {
    const next = childOf(at, key);
    if (next?.is === "mapping") {
      at = next;
      continue;
    }
    const keys = path.slice(i);
    if (next !== undefined || i === 0 || keys.some((step) => typeof step === "number")) return null;
    return candidateAt(at, keys.map(String) as [string, ...string[]]);
  }
  return null;
}

/** The address of a mapping, by way of a scalar in it: scalars know where they are written. */
function candidateAt(map: Mapping, keys: [string, ...string[]]): Candidate | null {
  const found: { scalar: Scalar; below: Path }[] = [];
  eachScalar(map, (scalar, below) => {
    if (found.length === 0 && scalar.source === map.source) found.push({ scalar, below: [...below] });
  });
  const [first] = found;
  const origin = first && originOfScalar(first.scalar);
  if (!first || !origin?.exact) return null;
  return {
    file: origin.file,
    document: origin.document,
    into: origin.path.slice(0, origin.path.length - first.below.length),
    keys,
  };
}

function planOf(
  repository: Repository,
  touched: ReadonlyMap<string, string>,
  after: Adoption,
  expected: ReadonlyMap<string, string>,
): EditPlan {
  const files = [...touched].map(([path, text]) => {
    const before = repository.files.get(path) ?? "";
    let offset = 0;
    while (offset < text.length && text[offset] === before[offset]) offset++;
    return { path, before, after: text, ...positionIn({ file: path, text }, offset) };
  });
  const meant = after.deployments.filter(({ id }) => expected.has(id));
  const said = [...touched.keys()].join(" and ");
  return {
    files,
    changed: [...expected.keys()],
    shared: meant.flatMap(({ id, sharedWith }) => (sharedWith.some((other) => expected.has(other)) ? [id] : [])),
    sentence: `The line is shared with others, so the version is said in ${said}, which is this environment's own.`,
  };
}
