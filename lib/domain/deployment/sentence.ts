import type { Finding } from "./finding.ts";
import type { Scene } from "./judge.ts";
import { isByImage, isResolvedByFlux } from "./stands.ts";
import type { Health } from "./types.ts";

/** A cell has room for about this many characters. */
export const room = 32;

/** The one thing that a cell says, what matters most first; nothing where all is well. */
export function sentenceOf(scene: Scene, health: Health): string | undefined {
  const [worst] = scene.bad;
  const { wanted, runs } = { wanted: scene.wanted, runs: scene.running.version };
  switch (health) {
    case "failing":
      return worst && failure(scene, worst);
    case "suspended":
      return wanted !== undefined && wanted !== runs ? brief(`suspended, ${wanted} waits`, "suspended") : "suspended";
    case "unknown":
      return scene.unknown[0] && unheard(scene.unknown[0]);
  }
  const [drift] = scene.drift;
  if (drift) return brief(drift.sentence, `edited by hand: ${drift.field ?? drift.kind}`);
  return health === "progressing" ? progress(scene) : undefined;
}

function unheard({ code, sentence }: Finding): string {
  return code === "silent" ? brief(sentence, "Flux has stopped looking") : brief(sentence);
}

function failure(scene: Scene, worst: Finding): string {
  const version = scene.tried ?? scene.wanted;

  switch (worst.code) {
    case "never-ready":
      return brief(`${version} never got ready`, "never got ready");
    case "upgrade-failed":
      return brief(`${version} could not be deployed`, "could not be deployed");
    case "stalled":
      return brief(worst.sentence);
    case "crashing":
      return scene.running.version === version
        ? brief(worst.sentence)
        : brief(`${version} keeps crashing`, worst.sentence);
    case "not-found":
      return worst.object.kind === "Deployment" ||
        worst.object.kind === "StatefulSet" ||
        worst.object.kind === "DaemonSet"
        ? brief(`the image of ${version} is missing`, "the image is missing")
        : brief(worst.sentence, "does not exist");
    case "not-available":
      return scene.pods ? brief(`${scene.pods.ready} of ${scene.pods.wanted} pods ready`) : brief(worst.sentence);
    default:
      return brief(worst.sentence);
  }
}

function progress(scene: Scene): string | undefined {
  const { definition, findings, wanted, pods, applied } = scene;
  const lead = findings.get("lead")?.[0];
  const going = scene.waits.find((f) => f.code === "going");
  if (going) return brief(going.sentence, "being removed");
  if (scene.behind) return "merged, Flux has not tried it";
  if (isByImage(definition) && pods && wanted !== undefined && applied.version === wanted) {
    const there = pods.versions.find((v) => v.version === wanted)?.ready ?? 0;
    if (scene.moving || there < pods.wanted)
      return brief(`${there} of ${pods.wanted} pods on ${wanted}`, `${there} of ${pods.wanted} pods`);
  }
  const blocked =
    scene.waits.find((f) => f.code === "waits-for-dependency") ?? scene.waits.find((f) => f.code === "unreachable");
  if (blocked && scene.running.version !== wanted) return brief(blocked.sentence, "waits for a dependency");
  if (lead?.code === "starting" || scene.running.version === undefined)
    return brief(`${wanted ?? definition.service} is starting`, "starting");
  if (!scene.moving && lead?.code === "retrying") return "Flux tries again";
  if (!scene.moving) return pods && pods.wanted > 0 ? brief(`${pods.ready} of ${pods.wanted} pods ready`) : undefined;
  if (wanted === undefined) return "waits for its source";
  if (scene.tried === wanted) return brief(`${wanted} is rolling out`, "rolling out");
  return isResolvedByFlux(definition)
    ? brief(`${wanted} is next`, "the next version waits")
    : "merged, Flux has not tried it";
}

/** The first that fits; if none does, the last one cut. */
export function brief(...candidates: string[]): string {
  const found = candidates.find((c) => c.length <= room);
  const last = candidates[candidates.length - 1] ?? "";
  return found ?? `${last.slice(0, room - 1).trimEnd()}…`;
}
