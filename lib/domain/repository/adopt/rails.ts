import { isPrerelease, parseVersion } from "../../version/version.ts";
import { documentsOf } from "../documents.ts";
import { byName, sourceOf } from "../files.ts";
import { lineAt, positionIn } from "../positions.ts";
import { textAt } from "../tree.ts";
import type { Mapping, Repository } from "../types.ts";
import { misreadAs } from "./misread.ts";
import { policyOf } from "./policy.ts";
import { skippedEnvironments } from "./skipped.ts";
import type { Adoption, DeploymentFound, Problem } from "./types.ts";

/** What a repository should not do, each with its line and what to do instead. Problems of the adoption are part of it. */
export function guardRails(repository: Repository, adoption: Adoption): Problem[] {
  const production = new Set(adoption.environments.flatMap(({ name, isProduction }) => (isProduction ? [name] : [])));
  const found = [
    ...adoption.problems,
    ...adoption.deployments.flatMap((deployment) =>
      ofDeployment(repository, deployment, production.has(deployment.environment)),
    ),
    ...removedVersions(repository),
    ...differingStructures(adoption),
    ...skippedEnvironments(adoption),
  ];
  const unique = new Map(found.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort((a, b) => byName(a.file, b.file) || a.line - b.line || byName(a.rule, b.rule));
}

function ofDeployment(repository: Repository, deployment: DeploymentFound, isProduction: boolean): Problem[] {
  const { place, policy, version, service, cluster, form } = deployment;
  if (!place) return [];
  const problem = (rule: string, message: string): Problem => ({ file: place.file, line: place.line, rule, message });
  const found: Problem[] = [];
  if (isProduction && policy === "range")
    found.push(
      problem("range-in-production", `${service} on ${cluster} takes whatever fits ${version}. Write one version.`),
    );
  if (isProduction && policy === "floating") {
    const what = version === "*" ? "takes the newest version there is" : `runs the moving tag ${version}`;
    found.push(problem("floating-in-production", `${service} on ${cluster} ${what}. Write one version.`));
  }
  // What bootstrap makes a cluster follow moves by what is merged, as everything in it does.
  const isOfItself = place.file.endsWith("gotk-sync.yaml") || place.locked !== undefined;
  if (isProduction && policy === "follows-branch" && !isOfItself)
    found.push(problem("branch-in-production", `${service} on ${cluster} follows the branch ${version}. Name a tag.`));
  const parsed = parseVersion(version);
  if (
    isProduction &&
    policy === "fixed" &&
    parsed &&
    isPrerelease(parsed) &&
    /^(?:alpha|beta|rc|pre|dev|snapshot)/i.test(parsed.prerelease[0] ?? "")
  ) {
    found.push(problem("prerelease-in-production", `${service} on ${cluster} runs the pre-release ${version}.`));
  }
  if (form === "oci-tag" && policy === "range") {
    found.push(
      problem(
        "range-in-tag",
        `${version} is a range, but ref.tag takes it for the name of a tag. Write it as ref.semver.`,
      ),
    );
  }
  const misread = misreadAs(deployment);
  if (misread !== undefined) {
    found.push(
      problem(
        "read-as-number",
        `${version} is read as a number, so ${service} on ${cluster} runs ${misread}. Write it as a text.`,
      ),
    );
  }
  const marker = policyMarker(repository, deployment);
  if (marker && policy === "fixed" && isProduction) {
    found.push(
      problem(
        "marker-undoes-pin",
        `The image policy ${marker} writes this line too, and will undo what is written here. Remove the marker to hold a version.`,
      ),
    );
  }
  return isProduction ? [...found, ...besideTheLeading(deployment)] : found;
}

/** What does not lead moves all the same: a chart that takes whatever fits, a second image whose tag is moved. */
function besideTheLeading({ others, service, cluster }: DeploymentFound): Problem[] {
  return others.flatMap(({ file, line, form, version, what }): Problem[] => {
    const subject = `The ${what} of ${service} on ${cluster}`;
    const policy = policyOf(version, form);
    if (policy === "range") {
      const message = `${subject} is whatever fits ${version}. Write one version.`;
      return [{ file, line, rule: "range-in-production", message }];
    }
    if (policy !== "floating") return [];
    const message = `${subject} is ${version === "*" ? "the newest there is" : `the moving tag ${version}`}. Write one version.`;
    return [{ file, line, rule: "floating-in-production", message }];
  });
}

/** `# {"$imagepolicy": "ns:name"}` on the line of the version, with or without a space after the hash. */
export function policyMarker(repository: Repository, { place }: DeploymentFound): string | undefined {
  const source = place ? sourceOf(repository, place.file) : undefined;
  if (!place || !source) return undefined;
  return /#\s*\{\s*"\$imagepolicy"\s*:\s*"([^"]+)"/.exec(lineAt(source, place.line))?.[1];
}

/** API versions that Flux 2.9 no longer serves. */
const REMOVED: Record<string, readonly string[]> = {
  "helm.toolkit.fluxcd.io": ["v2beta1", "v2beta2"],
  "source.toolkit.fluxcd.io": ["v1alpha1", "v1beta1", "v1beta2"],
  "kustomize.toolkit.fluxcd.io": ["v1alpha1", "v1beta1", "v1beta2"],
  "image.toolkit.fluxcd.io": ["v1alpha1", "v1beta1", "v1beta2"],
};

function removedVersions(repository: Repository): Problem[] {
  return [...repository.files.keys()].flatMap((file) => {
    if (!/\.ya?ml$/i.test(file) || !repository.files.get(file)?.includes("toolkit.fluxcd.io/v")) return [];
    const source = sourceOf(repository, file);
    return (source ? documentsOf(source) : []).flatMap(({ root }) =>
      root.is === "mapping" ? removedVersion(file, root) : [],
    );
  });
}

function removedVersion(file: string, root: Mapping): Problem[] {
  const [group = "", version = ""] = textAt(root, "apiVersion")?.split("/") ?? [];
  if (!REMOVED[group]?.includes(version)) return [];
  const current = group === "helm.toolkit.fluxcd.io" ? "v2" : "v1";
  const message = `${group}/${version} is no longer served by Flux 2.9. Write ${group}/${current}.`;
  return [{ file, line: positionIn(root.source, root.start).line, rule: "removed-api-version", message }];
}

/** A service that is led by a chart here and by an image there cannot be compared between environments. */
function differingStructures(adoption: Adoption): Problem[] {
  return adoption.services.flatMap(({ name }) => {
    const all = adoption.deployments.filter(({ service, place }) => service === name && place);
    const shapes = Map.groupBy(
      all,
      ({ kind, image }) => `${kind}, led by ${image === undefined ? "its chart or source" : "its image"}`,
    );
    if (shapes.size < 2) return [];
    const [, smallest] = [...shapes].sort(([, a], [, b]) => b.length - a.length);
    const [shape, odd] = smallest ?? [];
    return (odd ?? []).flatMap(({ place, cluster }) => {
      const message = `${name} is a ${shape} on ${cluster}, and something else in other environments.`;
      return place ? [{ file: place.file, line: place.line, rule: "differing-structure", message }] : [];
    });
  });
}
