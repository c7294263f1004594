import type { Code, Finding } from "./finding.ts";
import type { Findings } from "./fold.ts";
import { sentenceOf } from "./sentence.ts";
import { isByImage } from "./stands.ts";
import type { Blame, Definition, Drift, Health, Motion, Pods, Stand, Status, Tone } from "./types.ts";

export type Facts = {
  definition: Definition;
  findings: Findings;
  applied: Stand;
  running: Stand;
  pods: Pods | undefined;
  drift: Drift[];
  /** The version that is to run, if Flux has come far enough to know. */
  wanted: string | undefined;
  /** What the cluster's own spec says. */
  told: string | undefined;
  /** What Flux last tried. */
  tried: string | undefined;
  /** Ready pods since the lead began its turn. */
  fresh: number;
  sourceGone: Finding | undefined;
};

export type Judged = Pick<
  Status,
  "wanted" | "runs" | "health" | "sentence" | "tone" | "serving" | "suspended" | "motion" | "drift" | "blame" | "pods"
>;

/** What matters most comes first. */
const order: readonly Code[] = [
  "not-found",
  "does-not-build",
  "refused",
  "never-ready",
  "upgrade-failed",
  "stalled",
  "crashing",
  "not-available",
  "unreachable",
  "failed",
];

/** About a version that was tried, and void once another one is wanted. */
const ofAttempt: ReadonlySet<Code> = new Set([
  "never-ready",
  "upgrade-failed",
  "stalled",
  "crashing",
  "not-found",
  "not-available",
]);

/** Other waits only matter while something is to change. */
const always: ReadonlySet<Code> = new Set(["starting", "going", "retrying"]);

export type Scene = Facts & {
  /** Git is ahead of what the cluster was told. */
  behind: boolean;
  /** What runs or is applied is not what is wanted. */
  moving: boolean;
  serving: boolean;
  bad: Finding[];
  waits: Finding[];
  unknown: Finding[];
  off: Finding[];
};

export function judge(facts: Facts): Judged {
  const scene = sceneOf(facts);
  const health = healthOf(scene);
  const [worst] = scene.bad;
  const judged: Judged = {
    health,
    tone: toneOf(health, scene),
    serving: scene.serving,
    suspended: scene.off.length > 0,
    drift: facts.drift,
  };
  if (facts.wanted !== undefined) judged.wanted = facts.wanted;
  if (facts.running.version !== undefined) judged.runs = facts.running.version;
  if (facts.pods) judged.pods = facts.pods;
  const motion = motionOf(scene, health);
  if (motion) judged.motion = motion;
  const blamed = worst ?? (health === "unknown" ? scene.unknown[0] : undefined);
  if (blamed) judged.blame = blameOf(blamed);
  const sentence = sentenceOf(scene, health);
  if (sentence) judged.sentence = sentence;
  return judged;
}

function sceneOf(facts: Facts): Scene {
  const { definition, findings, wanted, told, tried, applied, running } = facts;
  const behind = isBehind(definition, told);
  const moving = wanted !== undefined && (running.version !== wanted || applied.version !== wanted);
  const sourceGone = facts.sourceGone ? [facts.sourceGone] : [];
  const own = ["lead", "sources", "workloads"] as const;
  const all = own.flatMap((part) => findings.get(part) ?? []);
  // How the lead itself is brought only matters while there is something to bring.
  const delivery = behind ? (findings.get("delivery") ?? []) : [];
  const serving = isServing(facts);
  const another = tried !== undefined && wanted !== undefined && tried !== wanted;
  const isMoot = (f: Finding) => serving && ofAttempt.has(f.code) && (isSource(f) ? behind : another || behind);
  const bad = [...all, ...delivery]
    .filter((f) => f.tone === "bad" && !isMoot(f))
    .sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
  const workloadsDown = (facts.pods?.wanted ?? 0) > 0 && facts.pods?.ready === 0;
  const waits = [...all, ...delivery].filter(
    (f) => f.tone === "wait" && (moving || behind || workloadsDown || always.has(f.code)),
  );
  const controllers = (findings.get("controllers") ?? []).filter((f) => f.tone === "bad");
  const unknown = [...all.filter((f) => f.tone === "unknown"), ...sourceGone, ...controllers.map(controllerDown)];
  const leadOrSource = [...(findings.get("lead") ?? []), ...(findings.get("sources") ?? []), ...delivery];
  return { ...facts, behind, moving, serving, bad, waits, unknown, off: leadOrSource.filter((f) => f.tone === "off") };
}

function isSource(f: Finding): boolean {
  return (
    f.object.kind !== "HelmRelease" &&
    f.object.kind !== "Kustomization" &&
    /Repository|Chart|Bucket|Artifact/.test(f.object.kind)
  );
}

/** What Git says compared with what the cluster was told, where both speak of the same thing. */
function isBehind(definition: Definition, told: string | undefined): boolean {
  if (told === undefined || definition.form === "git-branch") return false;
  const { version, digest } = definition.declared;
  if (definition.form !== "oci-digest") return told !== version;
  const pinned = digest ?? (version.startsWith("sha256:") ? version : undefined);
  return pinned !== undefined && told !== pinned;
}

/** Whether what runs serves, whatever becomes of what comes next. */
function isServing({ running, pods, findings }: Facts): boolean {
  if (running.version === undefined && running.digest === undefined) return false;
  if (!pods || pods.wanted === 0) return true;
  if (pods.ready === 0) return false;
  return pods.ready >= pods.wanted || !(findings.get("workloads") ?? []).some((f) => f.code === "not-available");
}

function controllerDown(f: Finding): Finding {
  return { ...f, tone: "unknown", code: "silent", sentence: `${f.object.name} is not ready` };
}

function healthOf(scene: Scene): Health {
  const down = scene.bad.some(
    (f) => !isSource(f) && f.object.kind !== "Kustomization" && f.object.kind !== "HelmRelease",
  );
  if (scene.off.length > 0 && !down) return "suspended";
  if (scene.bad.length > 0) return "failing";
  if (scene.unknown.length > 0) return "unknown";
  // What a hand has changed is no rollout: what runs is healthy, and different.
  if (scene.drift.length > 0 && !scene.behind && scene.serving && scene.told === scene.wanted) return "healthy";
  if (scene.waits.length > 0 || scene.behind || scene.moving || !scene.serving) return "progressing";
  return "healthy";
}

function toneOf(health: Health, scene: Scene): Tone {
  if (health === "failing" || health === "missing") return "bad";
  if (health === "suspended" || health === "unknown") return "off";
  if (scene.drift.length > 0) return "drift";
  return health === "progressing" ? "wait" : "good";
}

function motionOf(scene: Scene, health: Health): Motion | undefined {
  const { wanted, running, pods } = scene;
  if (health !== "progressing" || wanted === undefined || running.version === wanted) return undefined;
  const motion: Motion = { to: wanted, progress: progressOf(scene, pods) };
  if (running.version !== undefined) motion.from = running.version;
  return motion;
}

function progressOf({ definition, findings, wanted, tried, fresh }: Scene, pods: Pods | undefined): number {
  if (!pods || pods.wanted === 0) return 0;
  if (isByImage(definition)) {
    const there = pods.versions.find((v) => v.version === wanted)?.ready ?? 0;
    return Math.min(1, there / pods.wanted);
  }
  const lead = findings.get("lead")?.[0];
  if (lead?.code === "fine" && tried === wanted) return 1;
  return lead?.code === "working" ? Math.min(1, fresh / pods.wanted) : 0;
}

function blameOf(f: Finding): Blame {
  const blame: Blame = { object: f.object, sentence: f.sentence };
  if (f.message) blame.message = f.message;
  if (f.since) blame.since = f.since;
  return blame;
}
