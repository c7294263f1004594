import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { bootstrap } from "../../../playground/fleet/bootstrap.ts";
import { connect } from "../../../playground/flux/api.ts";
import { accessOf } from "../../../playground/flux/kubeconfig.ts";
import { type Flux, startFlux } from "../../../playground/flux/main.ts";
import { openGitTransport } from "../../../playground/flux/sources/git-transport.ts";
import { startRealKubernetes, whyNoRealKubernetes } from "../../kube.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { enrol, person, type Rig, startRig, tailOf, until, untilEnded, type Worker } from "./rig.ts";
import { ask, type Candidate, candidates, chain, recordsOf } from "./world.ts";

const why = whyNoRealKubernetes();
const cluster = "staging";

if (why) console.warn(why);

describe.skipIf(why !== undefined)("a real Kubernetes", () => {
  let rig: Rig;
  let ownerUrl: string;
  let flux: Flux;
  let worker: Worker;
  let kube: { kubeconfig: string; close(): Promise<void> };

  beforeAll(async () => {
    const started = await startRealKubernetes();
    if ("skipped" in started) throw new Error(started.skipped);
    kube = started;
    ownerUrl = await emptyDatabase({ migrated: true });
    const env = { SLUICE_KUBECONFIG: named(kube.kubeconfig), SLUICE_HOLD_MINUTES: "0.05", SLUICE_STALE_SECONDS: "30" };
    rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] }, env });
    await enrol(rig, [person("dev", "developer")]);
    flux = await fluxOn(kube.kubeconfig, rig);
    worker = rig.startWorker();
  }, 20 * 60_000);

  afterAll(async () => {
    await flux?.close();
    await rig?.close();
    await kube?.close();
    await dropDatabase(ownerUrl);
  }, 120_000);

  it("is observed, promoted to and verified, like the one that is played", async () => {
    const { read } = rig.wired.store;
    await until("what runs there is seen", () =>
      running(rig).then((all) => all.every((s) => s?.health === "healthy") && all.length > 3),
    ).catch(async (error: unknown) => {
      throw new Error(
        `${String(error)}\n${JSON.stringify((await running(rig)).map((s) => s?.sentence))}\n${tailOf(worker)}`,
      );
    });
    const storefront = async () =>
      (await candidates(rig, 40)).find((one) => one.environment === cluster && one.service === "storefront");
    await until("its releases are found", async () => (await storefront()) !== undefined);
    const where = (await storefront()) as Candidate;
    const [place] = await read.deployments({ service: where.service, environment: cluster });
    const statusNow = async () => (await read.statuses([place?.id ?? ""])).get(place?.id ?? "");
    const before = (await statusNow())?.runs;
    expect(before).toBe(place?.declaredVersion);

    const promotion = await untilEnded(rig, await ask(rig, person("dev", "developer"), where), 240);
    expect(promotion).toMatchObject({ kind: "rollback", from: before, state: { is: "verified" } });
    expect(await statusNow()).toMatchObject({ runs: where.version, health: "healthy" });
    expect(await imageOf(kube.kubeconfig)).toMatch(new RegExp(`:${where.version}$`));
    expect(await recordsOf(rig, promotion.id)).toEqual([
      "requested",
      "pull-request-opened",
      "gates-passed",
      "pull-request-merged",
      "running-and-healthy",
      "held",
    ]);
    expect(await chain(rig)).toMatchObject({ ok: true });
  }, 600_000);
});

if (why) it.skip(why, () => undefined);

type Config = { contexts: { name: string; context: object }[]; "current-context": string };

/** The one context under the name that the fleet gives its cluster. */
function named(kubeconfig: string): string {
  const config = parse(kubeconfig) as Config;
  const contexts = config.contexts.slice(0, 1).map((one) => ({ ...one, name: cluster }));
  return stringify({ ...config, contexts, "current-context": cluster });
}

async function fluxOn(kubeconfig: string, { playground, repository, folder }: Rig): Promise<Flux> {
  const files = ["gotk-components.yaml", "gotk-sync.yaml"].map((file) =>
    playground.world.github?.seed.readFile(repository, "main", `clusters/${cluster}/flux-system/${file}`),
  );
  await bootstrap(
    kubeconfig,
    (await Promise.all(files)).filter((text) => typeof text === "string"),
  );
  const flux = startFlux({ kubeconfig, git: openGitTransport(join(folder, "flux-git")) });
  playground.world.github?.seed.onPush(() => flux.poke(`${playground.github.url}/${repository}`));
  return flux;
}

async function running({ wired }: Rig) {
  const ids = (await wired.store.read.deployments({ environment: cluster })).map((d) => d.id);
  const statuses = await wired.store.read.statuses(ids);
  return ids.map((id) => statuses.get(id));
}

/** What the server itself says, asked without anything of ours. */
async function imageOf(kubeconfig: string): Promise<string> {
  const api = connect(accessOf(kubeconfig));
  try {
    const found = (await api.get("/apis/apps/v1/namespaces/browse/deployments/storefront")) as unknown as {
      spec: { template: { spec: { containers: { image: string }[] } } };
    };
    return found.spec.template.spec.containers[0]?.image ?? "";
  } finally {
    api.close();
  }
}
