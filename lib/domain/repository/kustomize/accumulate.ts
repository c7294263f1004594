import { brokenness, documentsOf } from "../documents.ts";
import { isDirectory, pathFrom, sourceOf } from "../files.ts";
import { unitOf } from "../memo.ts";
import { entriesOf, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Repository, Source, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { fromFile, type Provenance, provenanceBelow } from "./build-metadata.ts";
import { loadConfigurations } from "./configurations.ts";
import { runConfigured } from "./configured.ts";
import {
  type Build,
  fileOf,
  layerAt,
  listedBy,
  meet,
  mergeSettings,
  newBuild,
  type Settings,
  type Variable,
} from "./context.ts";
import { settingsOfDefinitions } from "./crd-definitions.ts";
import { schemasIn } from "./custom-schema.ts";
import { runGenerators } from "./generators.ts";
import { type Kustomization, listField, loadKustomization } from "./kustomization-file.ts";
import { remoteBase } from "./remote-base.ts";
import { copyOf, type Resource } from "./resource.ts";
import { append, resourcesOf } from "./resources-in.ts";
import { afterBase, NOTHING_SAID, type Schemas } from "./schemas.ts";
import { runTransformers } from "./transformers.ts";
import { bindVariables } from "./variables.ts";

/** What a kustomization came to, before hashes, references and variables are resolved at the outermost one. */
export type Accumulated = {
  resources: Resource[];
  settings: Settings;
  variables: Variable[];
  schemas: Schemas;
};

export function accumulate(
  repository: Repository,
  kustomization: Kustomization,
  trail: readonly string[],
  schemas: Schemas = NOTHING_SAID,
  provenance?: Provenance,
): Accumulated {
  const build = newBuild(repository, kustomization, schemas, provenance);
  bringSchemas(build);
  return run(build, [...trail, kustomization.directory]);
}

/** What is not there ends the build, even where it would not count. */
function bringSchemas(build: Build): void {
  const said = entriesOf(build.kustomization.fields.entries.get("openapi"));
  const [path, version] = [said.get("path"), said.get("version")];
  const file = path?.is === "scalar" ? fileOf(build, scalarText(path), path) : undefined;
  if (build.schemas.isSaid) return;
  if (version && (path || (textAt(version) || OPENAPI_VERSION) !== OPENAPI_VERSION))
    throw new DoesNotBuild("openapi", `The openapi version ${textAt(version)} is not one that kustomize has.`, version);
  if (file || version) build.schemas = { ...build.schemas, isSaid: true, own: file && schemasIn(file) };
}

const OPENAPI_VERSION = "v1.21.2";

/** The steps of one kustomization, in kustomize's order. A component works on its parent's resources. */
function run(build: Build, trail: readonly string[]): Accumulated {
  const { kustomization } = build;
  if (
    listField(kustomization, "helmCharts").length > 0 ||
    listField(kustomization, "helmChartInflationGenerator").length > 0
  ) {
    throw new DoesNotBuild(
      "helm-charts",
      "helmCharts need Helm, which neither kustomize nor Flux runs by itself.",
      kustomization.fields.entries.get("helmCharts"),
    );
  }
  for (const field of ["resources", "bases"])
    for (const path of itemsOf(kustomization.fields.entries.get(field))) addResource(build, path, trail);
  loadConfigurations(build);
  for (const path of listField(kustomization, "crds")) loadDefinitions(build, path);
  runGenerators(build);
  const configs = (directory: string, said: Tree): Resource[] =>
    nestedBuild(build, directory, said, trail, "Kustomization").resources;
  runConfigured(build, listField(kustomization, "generators"), "generators", configs);
  for (const path of listField(kustomization, "components")) addComponent(build, path, trail);
  runTransformers(build, configs);
  addVariables(build);
  // A list of its own: what is known of the ids in the old one no longer holds.
  build.resources = [...build.resources];
  return build;
}

const REMOTE =
  /^(?:https?:\/\/|ssh:\/\/|git::|git@|file:\/\/|github\.com[/:]|gitlab\.com[/:]|bitbucket\.org[/:]|[\w.-]+@[\w.-]+:)/i;

/** What one entry of `resources:` comes to, before anything is done with it. */
export function accumulateOne(repository: Repository, kustomization: Kustomization, said: Tree): Build {
  const build = newBuild(repository, kustomization);
  addResource(build, said, [kustomization.directory]);
  return build;
}

function addResource(build: Build, said: Tree, trail: readonly string[]): void {
  const path = said.is === "scalar" ? scalarText(said) : "";
  const full = path === "" ? undefined : pathFrom(build.kustomization.directory, path);
  const source = full === undefined ? undefined : sourceOf(build.repository, full);
  if (source) {
    addFile(build, source, said);
    return;
  }
  if (full === undefined || !isDirectory(build.repository, full)) {
    if (isRemote(path) && said.is === "scalar" && build.repository.isFetching) {
      append(build, [remoteBase(build, said)], said);
      return;
    }
    if (isRemote(path))
      throw new DoesNotBuild(
        "remote-base",
        `${path} is outside the repository, so it is not known what it holds.`,
        said,
      );
    throw new DoesNotBuild("missing-file", `${path || "An empty path"} in resources: does not exist.`, said);
  }
  const nested = nestedBuild(build, full, said, trail, "Kustomization");
  append(build, nested.resources, said);
  mergeSettings(build.settings, nested.settings);
  for (const variable of nested.variables) addVariable(build, variable);
}

export function isRemote(path: string): boolean {
  return REMOTE.test(path) || /\.git(?:\/|\?|$)|_git\/|\?ref=/.test(path);
}

function nestedBuild(
  build: Build,
  directory: string,
  said: Tree,
  trail: readonly string[],
  kind: Kustomization["kind"],
): Accumulated {
  if (trail.some((visited) => visited === directory || directory === "" || visited.startsWith(`${directory}/`))) {
    throw new DoesNotBuild(
      "cycle",
      `${directory || "The root"} includes itself: ${[...trail, directory].map((part) => part || ".").join(" → ")}.`,
      said,
    );
  }
  const sentence = `Included by ${build.kustomization.file || "the Flux Kustomization"}`;
  const listed = listedBy(layerAt("base", said, sentence, build.kustomization.file));
  const make = (schemas: Schemas): Accumulated => {
    const kustomization = loadKustomization(build.repository, directory);
    if (kustomization.kind !== kind) {
      throw new DoesNotBuild(
        "component-as-resource",
        `${directory} is a Component; it belongs into components:, not resources:.`,
        said,
      );
    }
    const provenance = provenanceBelow(build.provenance, said.is === "scalar" ? scalarText(said) : "");
    return accumulate(build.repository, kustomization, trail, schemas, provenance);
  };
  const built = build.schemas.isSaid || build.provenance ? make(build.schemas) : builtAlone(build, directory, make);
  build.schemas = built.schemas;
  if (build.schemas.own) meet(build, build.resources);
  const resources = built.resources.map((resource) => {
    const copy = copyOf(resource);
    copy.layers.push(listed(resource));
    return copy;
  });
  return { ...built, resources };
}

/** A base that many overlays share is built once; whoever takes it gets copies. */
function builtAlone(build: Build, directory: string, make: (schemas: Schemas) => Accumulated): Accumulated {
  const alone = unitOf(build.repository, `build ${directory}`, [], () => make(NOTHING_SAID));
  if (!alone.schemas.own) return { ...alone, schemas: afterBase(build.schemas, alone.schemas) };
  return build.schemas === NOTHING_SAID ? alone : make(build.schemas);
}

function addComponent(build: Build, said: Tree, trail: readonly string[]): void {
  const path = said.is === "scalar" ? scalarText(said) : "";
  const full = pathFrom(build.kustomization.directory, path);
  if (full === undefined || !isDirectory(build.repository, full)) {
    if (isRemote(path))
      throw new DoesNotBuild(
        "remote-base",
        `The component ${path} is outside the repository, so it is not known what it does.`,
        said,
      );
    throw new DoesNotBuild("missing-file", `The component ${path} does not exist.`, said);
  }
  if (trail.includes(full)) throw new DoesNotBuild("cycle", `The component ${full} includes itself.`, said);
  const kustomization = loadKustomization(build.repository, full);
  if (kustomization.kind !== "Component") {
    throw new DoesNotBuild(
      "resource-as-component",
      `${full} is a Kustomization; it belongs into resources:, not components:.`,
      said,
    );
  }
  const inner: Build = { ...build, kustomization, provenance: provenanceBelow(build.provenance, path) };
  bringSchemas(inner);
  if (inner.schemas.own) meet(inner, inner.resources);
  run(inner, [...trail, full]);
  build.resources = inner.resources;
  build.schemas = inner.schemas;
}

function addFile(build: Build, source: Source, said: Tree): void {
  const resources = resourcesOf(source, said, build.kustomization.file);
  const path = said.is === "scalar" ? scalarText(said) : "";
  for (const resource of resources) resource.tree = fromFile(build, resource.tree, path);
  meet(build, resources);
  append(build, resources, said);
}

/** What `crds:` names are not CRDs but definitions by name. */
function loadDefinitions(build: Build, path: Tree): void {
  if (path.is !== "scalar") return;
  const source = fileOf(build, scalarText(path), path);
  const broken = brokenness(source, "settings");
  if (broken) throw new DoesNotBuild("broken-yaml", broken.sentence, broken.at);
  const [document] = documentsOf(source);
  if (source.text === "") throw new DoesNotBuild("not-definitions", `${source.file} is empty.`, path);
  const wrong = [...entriesOf(document?.root).values()].some((value) => value.is !== "mapping");
  if (wrong || (document && document.root.is !== "mapping"))
    throw new DoesNotBuild("not-definitions", `${source.file} does not hold the definitions that crds: wants.`, path);
  mergeSettings(build.settings, settingsOfDefinitions(document?.root));
}

function addVariables(build: Build): void {
  const own = listField(build.kustomization, "vars").map((node) => ({ name: textAt(node, "name") ?? "", node }));
  bindVariables(build.resources, own);
  for (const variable of own) addVariable(build, variable);
}

function addVariable(build: Build, variable: Variable): void {
  if (build.variables.some(({ name }) => name === variable.name))
    throw new DoesNotBuild("variable-twice", `The var ${variable.name} is there twice.`, variable.node);
  build.variables.push(variable);
}
