import type { Precedence } from "../../history/precedence.ts";
import type { LayerKind } from "../types.ts";

/**
 * What a repository says when it is read for the first time, or again: plain
 * data, so that it can be stored, compared and shown. Every guess carries its
 * reason (a sentence for people) and how sure it is.
 */

export type Certainty = "certain" | "likely" | "guess";

export type ClusterFound = {
  name: string;
  /** What the repository calls it, where that is another name: two repositories may each have a "production". */
  called?: string;
  /** The directory that its Flux applies, relative to the repository's root; "." is the root itself. */
  path: string;
  environment: string;
  /** The branch that its Flux follows, where the repository says it. */
  branch: string | null;
  reason: string;
  certainty: Certainty;
};

export type EnvironmentFound = {
  name: string;
  /** 0 comes first. Equal numbers stand side by side. */
  order: number;
  promotesFrom: string[];
  /** Set where the name says that it holds production's duties; gates are stricter there. */
  isProduction: boolean;
  reason: string;
  certainty: Certainty;
};

export type ServiceFound = { name: string; team?: string; reason: string; certainty: Certainty };

/** In which form a version is written. Explained in docs/version-forms.md; the names are part of the command line's output. */
export const versionForms = [
  "chart-version",
  "chart-range",
  "oci-tag",
  "oci-semver",
  "oci-digest",
  "git-branch",
  "git-tag",
  "git-semver",
  "git-commit",
  "git-name",
  "values-tag",
  "values-image",
  "workload-image",
  "kustomize-image",
  "flux-image",
  "substitute",
  "substitute-default",
  "config-value",
  "distribution-version",
  "resource-set-input",
  "generated",
  "absent",
] as const;
export type VersionForm = (typeof versionForms)[number];

/** Where a scalar stands in a file: the document (from 0) and the path in it, which goes on inside YAML that is embedded in a scalar. */
export type ScalarAddress = { document: number; path: readonly (string | number)[] };

/** One line of one file that decides a version. Lines and columns count from 1. */
export type Place = {
  file: string;
  line: number;
  column: number;
  /** For people: `spec.chart.spec.version`, `patches[0].patch → spec.values.image.tag`. */
  path: string;
  form: VersionForm;
  /** What is written there, as YAML reads it: the whole scalar (`nginx:1.27`, `>=1.0.0`). */
  written: string;
  /** Where the version stands in `written`, where it is only a part of it: [start, end). */
  part?: [number, number];
  /** What stands before and after it in the version that is declared: `v` and `-alpine` of `v${VERSION}-alpine`. */
  around?: [string, string];
  address: ScalarAddress;
  /** Why it cannot be edited, where that is known already. */
  locked?: string;
};

/** One layer that a version went through, from where it is written to the object that is applied. */
export type ChainStep = {
  kind: LayerKind;
  /** `written`: said here first; `changed`: said anew here; `through`: let through as it was. */
  effect: "written" | "changed" | "through";
  /** What this layer did, as a sentence. */
  sentence: string;
  file: string;
  line: number;
  column?: number;
  /** What the field says after this layer; absent where it is not there yet, or no text. */
  value?: string;
};

/**
 * follows-branch: whatever the branch's head is; range: the newest that fits;
 * fixed: one exact version; floating: a tag that is moved (latest) or no version at all.
 */
export type VersionPolicy = "follows-branch" | "range" | "fixed" | "floating";

/** Where the releases of a deployment are found. */
export type ReleaseSource = {
  kind: "helm-repository" | "oci" | "git" | "bucket";
  /** As the repository writes it; an image has its name without tag here (`ghcr.io/org/app`), with kind `oci`. */
  url: string;
  /** helm-repository: the chart's name in it. */
  chart?: string;
  /** Flux's own filter over tags, where the source sets one. */
  semverFilter?: string;
};

export type DeploymentFound = {
  /** `cluster/kind/namespace/name`, with `#service` where one object carries several. Stable for as long as those names are. */
  id: string;
  service: string;
  environment: string;
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  /** As it is declared after all layers: exact, a range, a tag, or `${NAME}` where the repository does not decide it. */
  version: string;
  /** The digest that stands beside the version, where one does: it decides what runs. */
  digest?: string;
  form: VersionForm;
  place: Place | null;
  /** Other places that carry a version of this object (the chart, where the image leads). */
  others: (Place & { version: string; what: string })[];
  image?: string;
  chart?: string;
  source?: ReleaseSource;
  chain: ChainStep[];
  policy: VersionPolicy;
  /** Why this place leads. */
  reason: string;
  certainty: Certainty;
  /** Ids of the other deployments that the same line of the same file feeds. */
  sharedWith: string[];
  /** The Flux object that applies it: `Kustomization/flux-system/apps`, where there is one. */
  appliedBy?: string;
  /** What of Flux is suspended, so that this is declared and not applied anew: `Kustomization/flux-system/apps`. */
  suspended?: string;
};

export type Problem = { file: string; line: number; rule: string; message: string };

/** Which cluster of Sluice a cluster of a repository is, and the environment that it belongs to there already. */
export type ClusterMatch = { name: string; environment?: string; byHand?: boolean };

/**
 * What people have set by hand. It outlives the next reading, since it names things and not
 * lines. Clusters go by what the repository calls them, at the head of deployment ids too.
 */
export type Corrections = {
  /** cluster name → environment name. */
  clusterEnvironment?: Record<string, string>;
  /** cluster name → the cluster of Sluice that it is, where it is not simply the one of that name. */
  clusterMatches?: Record<string, ClusterMatch>;
  /** Clusters that are none. */
  notClusters?: string[];
  /** environment name → what is known better. */
  environments?: Record<string, { order?: number; promotesFrom?: string[]; isProduction?: boolean }>;
  /** service as found → its name, where another repository has one of that name already. Found, not said by people. */
  servicesApart?: Record<string, string>;
  /** service as found (and told apart) → service as it is called. Two that get one name become one. */
  serviceNames?: Record<string, string>;
  /** deployment id → service, where one deployment is called otherwise than its namesakes. */
  deploymentServices?: Record<string, string>;
  /** deployment id → environment, where several share a cluster. */
  deploymentEnvironments?: Record<string, string>;
  /** service → team. */
  teams?: Record<string, string>;
  /** deployment id → path (as in Place.path) of the place that leads. */
  leading?: Record<string, string>;
  /** Deployment ids that are of no interest. */
  ignored?: string[];
  /** Which environment gets versions before which, as far as the order rests on it. Found in the log, not said by people. */
  precedence?: Precedence[];
  /** Somebody has looked at the environments and taken them: from then on their order changes by hand only. */
  confirmed?: true;
};

export type Adoption = {
  clusters: ClusterFound[];
  environments: EnvironmentFound[];
  services: ServiceFound[];
  deployments: DeploymentFound[];
  problems: Problem[];
};

/** What was found besides the deployments themselves. */
export type LayoutFound = Omit<Adoption, "deployments">;

/** The edit that brings a version to some deployments and to no other. */
export type EditPlan = {
  files: { path: string; before: string; after: string; line: number; column: number }[];
  /** Ids of the deployments that show the new version when everything is composed again. */
  changed: string[];
  /** Ids, among `changed`, that one line feeds together. */
  shared: string[];
  /** What is done, for people: `apps/shop/release.yaml:12 spec.chart.spec.version 1.4.1 → 1.4.2`. */
  sentence: string;
};
