import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError, connect } from "./api.ts";
import { openArtifacts } from "./artifacts.ts";
import { type Cluster, keyOf, objectCache } from "./cluster.ts";
import { type Pace, playgroundPace } from "./durations.ts";
import { reconcileHelmRelease } from "./helm/reconcile.ts";
import { discovery, watchedKinds } from "./kinds.ts";
import { type Access, accessOf } from "./kubeconfig.ts";
import { reconcileKustomization } from "./kustomize/reconcile.ts";
import { notifier } from "./notification.ts";
import type {
  GitRepository,
  HelmChart,
  HelmRelease,
  HelmRepository,
  KubeObject,
  Kustomization,
  OciRepository,
  SourceStatus,
  Typed,
} from "./objects.ts";
import { openQueue } from "./queue.ts";
import { reconcileGit } from "./sources/git.ts";
import { type GitTransport, openGitTransport } from "./sources/git-transport.ts";
import { reconcileHelmChart, reconcileHelmRepository } from "./sources/helm.ts";
import { reconcileOci } from "./sources/oci.ts";
import { isWork, waitingFor } from "./triggers.ts";
import { follow, type Heard } from "./watching.ts";

export type FluxOptions = {
  /** YAML, or a path to it; or the server and a token. */
  kubeconfig?: string;
  access?: Access;
  pace?: Partial<Pace>;
  /** Shared by the clusters of a process, so that a commit is fetched once. */
  git?: GitTransport;
  now?: () => Date;
  /** What goes wrong besides what a status tells. */
  onError?: (key: string, error: unknown) => void;
};

export type Flux = {
  /** Looks at the sources now, as a Receiver would make it: those whose URL is, or is a folder above, `url`. */
  poke(url: string): void;
  /** Stops working without saying so, as a controller does that has died; watches stay. */
  pause(on: boolean): void;
  close(): Promise<void>;
};

const AT_ONCE = 24;

type Pokable = Typed<{ url?: string; chart?: string }, SourceStatus>;

/** Flux's controllers in one client of the Kubernetes API. Needs the CRDs; nothing else of Flux has to be there. */
export function startFlux(options: FluxOptions): Flux {
  const access = options.access ?? accessOf(options.kubeconfig ?? "");
  const api = connect(access);
  const stop = new AbortController();
  const now = options.now ?? (() => new Date());
  const git = options.git ?? openGitTransport(join(tmpdir(), "flux-git-cache"));
  const heard = new Map<string, KubeObject>();
  let paused = false;
  const cluster: Cluster = {
    api,
    discovery: discovery(api),
    objects: objectCache(),
    artifacts: openArtifacts(),
    notify: notifier(api, now),
    pace: { ...playgroundPace, ...options.pace },
    now,
    stopping: () => stop.signal.aborted,
  };

  const queue = openQueue(async (key) => {
    const [kind = "", namespace = "", name = ""] = key.split("/");
    const object = cluster.objects.get<KubeObject>(kind, namespace, name);
    if (!object) return undefined;
    if (paused) return cluster.pace.retryMs;
    try {
      return await turn(cluster, git, object);
    } catch (error) {
      if (stop.signal.aborted || isGone(error)) return undefined;
      // A conflict means that we looked too early: the watch brings the newer object.
      if (!isConflict(error)) options.onError?.(key, error);
      return cluster.pace.retryMs;
    }
  }, AT_ONCE);

  function hear({ type, object }: Heard): void {
    const { namespace = "", name } = object.metadata;
    if (type === "DELETED") {
      heard.delete(keyOf(object.kind, namespace, name));
      cluster.objects.remove(object.kind, namespace, name);
      return;
    }
    cluster.objects.put(object);
    // Compared with the event before, not with the cache: that holds our own writes already.
    const key = keyOf(object.kind, namespace, name);
    const before = heard.get(key);
    heard.set(key, object);
    if (isWork(before, object)) queue.ask(key);
    for (const waiting of waitingFor(cluster, before, object)) queue.ask(waiting);
  }

  const following = watchedKinds.map((kind) => follow(api, kind, hear, stop.signal));
  return {
    poke(url) {
      for (const kind of ["GitRepository", "OCIRepository", "HelmRepository", "HelmChart"] as const) {
        for (const { metadata, spec } of cluster.objects.ofKind<Pokable>(kind)) {
          const isMeant = spec.url ? isBelow(url, spec.url) : url.endsWith(`/${spec.chart}`);
          if (isMeant) queue.ask(keyOf(kind, metadata.namespace ?? "", metadata.name));
        }
      }
    },
    pause(on) {
      paused = on;
    },
    async close() {
      stop.abort();
      queue.stop();
      api.close();
      await Promise.all(following);
    },
  };
}

/** The controller of each kind. */
async function turn(cluster: Cluster, git: GitTransport, object: KubeObject): Promise<number | undefined> {
  const known: unknown = object;
  if (object.kind === "GitRepository") return reconcileGit(cluster, git, known as GitRepository);
  if (object.kind === "OCIRepository") return reconcileOci(cluster, known as OciRepository);
  if (object.kind === "HelmRepository") return reconcileHelmRepository(cluster, known as HelmRepository);
  if (object.kind === "HelmChart") return reconcileHelmChart(cluster, known as HelmChart);
  if (object.kind === "Kustomization") return reconcileKustomization(cluster, known as Kustomization);
  return reconcileHelmRelease(cluster, known as HelmRelease);
}

const isBelow = (url: string, folder: string): boolean =>
  url === folder || url.startsWith(`${folder.replace(/\/$/, "")}/`);

const isGone = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;
