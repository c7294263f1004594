// Long, because it is a table: each recorded situation, and how the stand-in ends it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyObjects } from "../../playground/fleet/bootstrap.ts";
import { type Api, connect, isMissing } from "../../playground/flux/api.ts";
import { accessOf } from "../../playground/flux/kubeconfig.ts";
import { type Flux, startFlux } from "../../playground/flux/main.ts";
import type { KubeObject } from "../../playground/flux/objects.ts";
import { type GitHub, startGitHub } from "../../playground/github/main.ts";
import { startCluster } from "../../playground/kubernetes/main.ts";
import { type Registry, startRegistry } from "../../playground/registry/main.ts";
import { chartArchive, publishArtifact, publishChart } from "../../playground/registry/publish.ts";
import { startRealKubernetes, whyNoRealKubernetes } from "../kube.ts";
import { type Fleet, firstFleet, fleetFiles, type Places, root } from "./stand-in-fleet.ts";
import { type Observed, summary } from "./stand-in-summary.ts";

/**
 * The situations that were recorded with real Flux, played with the stand-in: each must come to
 * the same end. A situation waits for what the recording held at a moment and fails with the
 * difference if it does not come.
 */
const recording = join(
  process.env.SLUICE_SHARED ?? resolve(import.meta.dirname, "../../../shared"),
  "data/recorded/flux.jsonl",
);

const paths: Record<string, string> = {
  gitrepositories: "source.toolkit.fluxcd.io/v1",
  ocirepositories: "source.toolkit.fluxcd.io/v1",
  helmrepositories: "source.toolkit.fluxcd.io/v1",
  helmcharts: "source.toolkit.fluxcd.io/v1",
  kustomizations: "kustomize.toolkit.fluxcd.io/v1",
  helmreleases: "helm.toolkit.fluxcd.io/v2",
};

type Line = { at: number; watch?: string; type?: string; object?: Observed; items?: Observed[] };

/** What the recording held of `<resource>/<namespace>/<name>` so many seconds after its beginning. */
function recorded(lines: readonly Line[], key: string, seconds: number): unknown {
  const [resource = "", namespace, name] = key.split("/");
  const until = (lines[0]?.at ?? 0) + seconds * 1000;
  let found: Observed | undefined;
  for (const line of lines) {
    if (line.at > until) break;
    if (line.watch !== resource || line.object?.metadata.name !== name || line.object?.metadata.namespace !== namespace)
      continue;
    found = line.type === "DELETED" ? undefined : line.object;
  }
  return summary(resource, found);
}

/** What the stand-in works on: an API server, and how long its pods may take. */
type Ground = { kubeconfig: string; timeoutMs: number; close(): Promise<void> };

async function standIn(dataDir: string): Promise<Ground> {
  const cluster = await startCluster({ name: "production", port: 0, dataDir: join(dataDir, "cluster"), podMs: 150 });
  return { kubeconfig: cluster.kubeconfig(), timeoutMs: 3_000, close: () => cluster.close() };
}

async function real(): Promise<Ground> {
  const started = await startRealKubernetes();
  if ("skipped" in started) throw new Error(started.skipped);
  return { ...started, timeoutMs: 8_000 };
}

const grounds: [string, (dataDir: string) => Promise<Ground>, string | undefined][] = [
  ["the stand-in for Kubernetes", standIn, undefined],
  ["a real API server", real, whyNoRealKubernetes()],
];
const missing = existsSync(recording) ? undefined : `no recording at ${recording}: set SLUICE_SHARED`;
for (const sentence of new Set([missing, ...grounds.map(([, , why]) => why)])) if (sentence) console.warn(sentence);
const playable = grounds.filter(([, , why]) => !missing && !why);

describe.skipIf(playable.length === 0).each(playable)(
  "on %s, the stand-in for Flux ends as real Flux did",
  (_, start) => {
    const dataDir = mkdtempSync(join(tmpdir(), "stand-in-"));
    let lines: Line[];
    let ground: Ground;
    let github: GitHub;
    let registry: Registry;
    let flux: Flux;
    let api: Api;
    let places: Places;
    let fleet: Fleet = firstFleet;

    beforeAll(async () => {
      lines = readFileSync(recording, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Line);
      ground = await start(dataDir);
      github = await startGitHub({ port: 0, dataDir: join(dataDir, "github") });
      registry = await startRegistry({ dataDir: join(dataDir, "registry") });
      api = connect(accessOf(ground.kubeconfig));
      await github.seed.createUser({ login: "acme" });
      const repository = await github.seed.createRepository({ owner: "acme", name: "fleet" });
      places = { git: repository.cloneUrl, charts: `${registry.url}/charts`, registry: registry.host };
      const pace = { timeoutMs: ground.timeoutMs, retryMs: 600, pollMs: 50, sourceIntervalMs: 500 };
      flux = startFlux({ kubeconfig: ground.kubeconfig, pace, onError: (key, error) => console.error(key, error) });
      // The first start of a real Kubernetes on a machine builds it.
    }, 15 * 60_000);
    afterAll(async () => {
      api?.close();
      await flux?.close();
      await Promise.all([ground?.close(), github?.close(), registry?.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    });

    const origin = { source: "https://example.test/platform.git", created: new Date("2026-11-21T10:00:00Z") };

    function chart(version: string, appVersion = version): void {
      const values = { replicas: 1, image: { repository: "registry.example/shop", tag: "" } };
      const made = { name: "shop", version, appVersion, values };
      publishChart(registry.store, "charts/shop", made, { ...origin, revision: "0".repeat(40) });
    }

    function helmChart(version: string): void {
      const values = { replicas: 1, image: { repository: "registry.example/shop", tag: "" } };
      registry.helm.add(
        "shop",
        version,
        chartArchive({ name: "shop", version, appVersion: version, values }),
        origin.created,
      );
    }

    function artifact(tag: string, content: string): string {
      const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: platform\ndata:\n  version: "${content}"\n`;
      const revision = `main@sha1:${content.replaceAll(".", "").padStart(40, "0")}`;
      return publishArtifact(registry.store, "platform", tag, { "platform.yaml": text }, { ...origin, revision });
    }

    async function push(change: Partial<Fleet>, message: string): Promise<void> {
      fleet = { ...fleet, ...change };
      await github.seed.commit("acme/fleet", {
        branch: "main",
        files: fleetFiles(places, fleet),
        message,
        author: "acme",
      });
      await ask("gitrepositories/flux-system/flux-system");
    }

    const pathOf = (key: string): string => {
      const [resource = "", namespace, name] = key.split("/");
      return `/apis/${paths[resource]}/namespaces/${namespace}/${resource}/${name}`;
    };

    async function ask(key: string, more: Record<string, string> = {}): Promise<void> {
      const annotations = { "reconcile.fluxcd.io/requestedAt": new Date().toISOString(), ...more };
      await api.merge(`${pathOf(key)}?fieldManager=flux-client-side-apply`, { metadata: { annotations } });
    }

    async function seen(key: string): Promise<unknown> {
      const object = await api.get(pathOf(key)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      return summary(key.split("/")[0] ?? "", object as Observed | undefined);
    }

    /** Each of these looks as it did in the recording at that second. */
    async function endsAs(seconds: number, ...keys: string[]): Promise<void> {
      for (const key of keys) {
        const expected = recorded(lines, key, seconds);
        await expect.poll(() => seen(key), { timeout: 30_000, interval: 100 }).toEqual(expected);
      }
    }

    const git = "gitrepositories/flux-system/flux-system";
    const all = "kustomizations/flux-system/flux-system";
    const infrastructure = "kustomizations/flux-system/infrastructure";
    const apps = "kustomizations/flux-system/apps";
    const platform = "kustomizations/flux-system/platform";
    const bundle = "ocirepositories/flux-system/platform";
    const charts = "helmrepositories/flux-system/charts";
    const shopChart = "ocirepositories/shop/shop";
    const shop = "helmreleases/shop/shop";
    const catalog = "helmreleases/shop/catalog";
    const catalogChart = "helmcharts/flux-system/shop-catalog";
    const webPath = "/apis/apps/v1/namespaces/web/deployments/web";

    it("1 from nothing to everything", async () => {
      chart("1.0.0");
      for (const version of ["1.0.0", "1.1.0"]) helmChart(version);
      artifact("1.0.0", "1.0.0");
      await github.seed.commit("acme/fleet", {
        branch: "main",
        files: fleetFiles(places, fleet),
        message: "Begin",
        author: "acme",
      });
      const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } };
      await applyObjects(ground.kubeconfig, [space, ...(root(places) as KubeObject[])], "kubectl");
      await endsAs(
        25,
        apps,
        git,
        all,
        infrastructure,
        platform,
        bundle,
        charts,
        shopChart,
        shop,
        catalog,
        catalogChart,
      );
    });

    it("2 a Deployment rolls forward by a substitution variable", async () => {
      await push({ web: "1.1.0" }, "web 1.1.0");
      await endsAs(40, apps, git, infrastructure, all);
    });

    it("3 a version never becomes healthy, 4 and is reverted", async () => {
      await push({ web: "1.2.0-broken" }, "web 1.2.0-broken");
      await endsAs(87.12, apps);
      await push({ web: "1.1.0" }, "Revert web 1.2.0-broken");
      await endsAs(95, apps);
    });

    it("5 a chart appears in the registry and the range takes it", async () => {
      chart("1.1.0");
      await endsAs(120, shopChart, shop);
    });

    it("6 a broken chart is tried twice and rolled back, and its Kustomization says whose fault it is", async () => {
      chart("1.2.0", "1.2.0-broken");
      await endsAs(210, shop);
      await ask(apps);
      await endsAs(211, apps);
    });

    it("7 the next chart recovers", async () => {
      chart("1.3.0");
      await endsAs(241, shop, shopChart, apps);
    });

    it("8 a chart version from a Helm repository, 9 and an image tag in values", async () => {
      await push({ catalogChart: "1.1.0" }, "catalog chart 1.1.0");
      await endsAs(258, catalog, catalogChart, charts);
      await push({ catalogImage: "1.0.1" }, "catalog image 1.0.1");
      await endsAs(272, catalog, catalogChart);
    });

    it("10 a chart version that does not exist leaves the old one running, and waits", async () => {
      await push({ catalogChart: "9.9.9" }, "catalog chart 9.9.9");
      await endsAs(280, catalogChart, catalog);
      await push({ catalogChart: "1.1.0" }, "catalog chart back to 1.1.0");
      await endsAs(316, catalogChart);
    });

    it("11 a broken image is tried again without a rollback, and mended", async () => {
      await push({ catalogImage: "1.0.2-broken" }, "catalog image 1.0.2-broken");
      await endsAs(350.47, catalog);
      await push({ catalogImage: "1.0.3" }, "catalog image 1.0.3");
      await endsAs(366, catalog, apps);
    });

    it("12 what a hand changed is put back without a word in any condition", async () => {
      await api.merge(`${webPath}?fieldManager=kubectl`, { spec: { replicas: 5 } });
      await ask(apps);
      await expect.poll(async () => (await api.get(webPath)).spec?.replicas, { timeout: 10_000 }).toBe(2);
      await endsAs(450, apps);
    });

    it("13 a release that warns says what a hand changed, one that corrects puts it back", async () => {
      const deployment = (name: string) => `/apis/apps/v1/namespaces/shop/deployments/${name}`;
      for (const name of ["shop", "catalog"])
        await api.merge(`${deployment(name)}?fieldManager=kubectl`, { spec: { replicas: 7 } });
      await ask(shop);
      await ask(catalog);
      await endsAs(470, shop, catalog);
      await expect.poll(async () => (await api.get(deployment("catalog"))).spec?.replicas, { timeout: 10_000 }).toBe(2);
      await api.merge(`${deployment("shop")}?fieldManager=kubectl`, { spec: { replicas: 3 } });
      await ask(shop);
      await endsAs(489, shop);
    });

    it("14 a tag, a digest, the tag again, and a tag that is moved", async () => {
      const first = registry.store.manifest("platform", "1.0.0")?.digest ?? "";
      artifact("1.1.0", "1.1.0");
      await push({ platform: { tag: "1.1.0" } }, "platform 1.1.0");
      await endsAs(500, bundle, platform);
      await push({ platform: { digest: first } }, "platform pinned by digest");
      await endsAs(530, bundle, platform);
      const history = (await api.get(pathOf(platform))).status?.history as {
        firstReconciled: string;
        totalReconciliations: number;
      }[];
      expect(history).toHaveLength(2);
      expect(history[0]?.totalReconciliations).toBeGreaterThan(1);
      await push({ platform: { tag: "1.1.0" } }, "platform by tag 1.1.0 again");
      await endsAs(560, bundle, platform);
      artifact("1.1.0", "1.0.0");
      await endsAs(590, bundle, platform);
    });

    it("15 a tag that does not exist fails its source and nobody else", async () => {
      await push({ platform: { tag: "7.7.7" } }, "platform 7.7.7");
      await endsAs(592.57, bundle);
      await endsAs(600, platform, apps);
      await push({ platform: { tag: "1.1.0" } }, "platform 1.1.0 again");
      await endsAs(640, bundle, platform);
    });

    it("16 a build that fails: broken YAML, an undefined variable, mended", async () => {
      await push({ brokenYaml: true }, "broken YAML");
      await endsAs(665, apps);
      await push({ brokenYaml: false, undefinedVariable: true }, "a variable nobody defines");
      await endsAs(690, apps);
      await push({ undefinedVariable: false }, "mended");
      await endsAs(715, apps);
    });

    it("17 an object that the API server refuses", async () => {
      await push({ replicas: "minus" }, "replicas: minus");
      await endsAs(740, apps);
      await push({ replicas: "3" }, "replicas: 3");
      await endsAs(760, apps);
    });

    it("18 the Git server answers 503, then 404, then works", async () => {
      const refs = "GET /acme/fleet.git/info/refs";
      const unavailable = github.faults.add({ match: refs, before: 503, times: 0 });
      await endsAs(780, git, all, apps);
      github.faults.remove(unavailable);
      github.faults.add({ match: refs, before: 404, times: 0 });
      await endsAs(800, git);
      github.faults.clear();
      await endsAs(825, git, all);
    });

    it("19 nothing happens to what is suspended, and all of it once it is resumed", async () => {
      for (const key of [apps, shop])
        await api.merge(`${pathOf(key)}?fieldManager=flux-client-side-apply`, { spec: { suspend: true } });
      await push({ web: "1.3.0" }, "web 1.3.0 while suspended");
      await endsAs(845, git, all, apps, shop);
      for (const key of [apps, shop])
        await api.merge(`${pathOf(key)}?fieldManager=flux-client-side-apply`, { spec: { suspend: null } });
      await endsAs(870, apps, shop);
    });

    it("20 a revert brings back a state that Flux has seen", async () => {
      await push({ web: "1.1.0" }, "Revert web 1.3.0");
      await endsAs(890, apps);
    });

    it("21 a release is forced", async () => {
      const at = new Date().toISOString();
      await ask(shop, {
        "reconcile.fluxcd.io/requestedAt": at,
        "reconcile.fluxcd.io/forceAt": at,
        "reconcile.fluxcd.io/resetAt": at,
      });
      await endsAs(920, shop);
    });

    it("22 a release goes with its file, and everything with the root", async () => {
      await push({ hasCatalog: false }, "catalog goes");
      await endsAs(950, catalog, catalogChart, apps);
      await api.remove(pathOf(all));
      await endsAs(990, all, apps, infrastructure, platform, bundle, shop, shopChart, git);
      await expect
        .poll(
          () =>
            api.get(webPath).then(
              () => "there",
              () => "gone",
            ),
          { timeout: 10_000 },
        )
        .toBe("gone");
    });
  },
);
