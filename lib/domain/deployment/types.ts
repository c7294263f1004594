import type { ObjectRef, Observation, ObservedKind } from "./observation.ts";

/** How a version is written where it is declared. */
export type Form =
  | "chart-version"
  | "oci-tag"
  | "oci-semver"
  | "oci-digest"
  | "git-branch"
  | "git-tag"
  | "git-semver"
  | "git-commit"
  | "image-tag"
  | "substitution"
  | "kustomize-image";

/** One service on one cluster, as adoption found it. */
export type Definition = {
  id: string;
  service: string;
  cluster: string;
  environment: string;
  namespace: string;
  /** The Flux object that brings it: a HelmRelease or a Kustomization. */
  object: ObjectRef;
  form: Form;
  /** Repository of the leading image without a tag, where the version is an image's. */
  image?: string;
  /** The workloads that run it, where known; else those of the Flux object that run the leading image. */
  workloads?: ObjectRef[];
  /** The substitution variable, for the form `substitution`. */
  variable?: string;
  /** What Git says at its tip. For a range `version` is the range as written. */
  declared: Declared;
};

/** `digest`: for the form `oci-digest`, where `version` is the name that this digest is known by (else the digest itself). */
export type Declared = { version: string; digest?: string; commit?: string; at?: number };

/** One of the three stands of a deployment. `since` is when it came to be so. */
export type Stand = { version?: string; digest?: string; revision?: string; since?: number };

export type Health = "healthy" | "progressing" | "failing" | "suspended" | "unknown" | "missing";

/** From what ran to what is wanted; `progress` is 0..1 in steps of pods. */
export type Motion = { from?: string; to: string; progress: number };

export type DriftClass = "configuration" | "infrastructure" | "scaling" | "dependency" | "security" | "observability";

export type Drift = {
  class: DriftClass;
  /** Where it shows: somebody's hand, or Helm's own comparison. */
  kind: "by-hand" | "detected";
  object: ObjectRef;
  field?: string;
  value?: string;
  by?: string;
  since: number;
  sentence: string;
};

export type Tone = "good" | "wait" | "bad" | "off" | "drift";

/** The one object that is at fault, and what it says. Not always the leading one. */
export type Blame = { object: ObjectRef; sentence: string; message?: string; since?: number };

/**
 * What one object comes to, in plain words, for the panel. `attempt` names what it had
 * tried: trying the same again is not news. `code` is for programs (finding.ts).
 */
export type Told = {
  object: ObjectRef;
  tone: "good" | "wait" | "bad" | "off";
  code: string;
  sentence: string;
  message?: string;
  since?: number;
  attempt?: string;
};

export type Pods = {
  wanted: number;
  ready: number;
  /** Ready or not, by the version of the leading image, most first. Empty where the version is not an image's. */
  versions: { version: string; count: number; ready: number }[];
};

/**
 * What is known of a deployment. Equal facts give a deeply equal status, so that
 * nothing is written when nothing changed; when its cluster was last heard is kept
 * apart, per cluster and kind (staleness.ts), for that changes all the time.
 */
export type Status = {
  deployment: string;
  /** What Git says. */
  declared: Stand;
  /** What Flux has applied. */
  applied: Stand;
  /** What the pods run. */
  running: Stand;
  /** The one version that this deployment is to run; of a range, what Flux resolved it to. */
  wanted?: string;
  /** What runs leads in every view. Equal to `running.version`. */
  runs?: string;
  health: Health;
  /** The one thing to say, ≤ 32 characters where names allow; absent when there is nothing to say. */
  sentence?: string;
  /** Whether a person should look (bad, drift) or a machine is at work (wait). */
  tone: Tone;
  /** Whether what runs serves, whatever became of a newer version: the dot of the cell. */
  serving: boolean;
  suspended: boolean;
  motion?: Motion;
  drift: Drift[];
  blame?: Blame;
  pods?: Pods;
  /** Since when health, sentence and what runs have been what they are. */
  since: number;
  /**
   * Since when what runs has been healthy. A newer version that fails, or a source that
   * cannot be fetched, does not break it; pods that do not serve do.
   */
  healthySince?: number;
  /** For the panel: leading object first, then what it stands on. */
  told: Told[];
};

/**
 * `lookAgainAt`: the same facts may give another status from then on. `looked`: the keys
 * (touches.ts) of everything that the status rests on, also of what was not there.
 */
export type Folded = { status: Status; lookAgainAt?: number; looked: string[] };

/** What the fold may look at: one cluster's observations. */
export type Lookup = {
  get(ref: ObjectRef): Observation | undefined;
  /** Pods that belong to a workload. */
  podsOf(workload: ObjectRef): readonly Observation[];
  /** Flux's own controllers on this cluster (Deployments in the namespace where Flux lives). */
  controllers(): readonly Observation[];
  /** Whether the kind has been listed completely, so that "not there" means something. */
  complete(kind: ObservedKind): boolean;
};
