import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { startControl, type World } from "./control.ts";
import { type Addresses, fleetRepository, fleetUrl, organisation } from "./fleet/addresses.ts";
import { applyObjects, bootstrap } from "./fleet/bootstrap.ts";
import { clusters as clusterNames } from "./fleet/declared.ts";
import { accounts } from "./fleet/people.ts";
import { seed } from "./fleet/seed.ts";
import { SLUICE_USER, sluiceAccess } from "./fleet/sluice-access.ts";
import { fluxWebhook } from "./fleet/webhooks.ts";
import { startFlux } from "./flux/main.ts";
import { openGitTransport } from "./flux/sources/git-transport.ts";
import { type GitHub, startGitHub } from "./github/main.ts";
import { type Cluster, startCluster } from "./kubernetes/main.ts";
import { startCi } from "./life/ci.ts";
import { scaleSearchByHand } from "./life/first-day.ts";
import { type Registry, startRegistry } from "./registry/main.ts";
import { openState, type State, saveState } from "./state.ts";

export type Part = "github" | "registry" | "clusters";

export type PlaygroundOptions = {
  dataDir: string;
  /** By name: control, github, registry and each cluster's. Kept from the first start on. */
  ports?: Record<string, number>;
  portBase?: number;
  /** Where webhooks go; may also be said later (`PUT /_playground/sluice`). */
  sluiceUrl?: string;
  only?: readonly Part[];
  /** Forgets what was before. */
  fresh?: boolean;
  podMs?: number;
  /** Between signs of life on a quiet watch; a minute unless told, as on a real server. */
  bookmarkMs?: number;
};

export type Playground = {
  github: {
    url: string;
    apiUrl: string;
    token: string;
    webhookSecret: string;
    oauth: { clientId: string; clientSecret: string };
  };
  registry: { url: string };
  clusters: { name: string; kubeconfig: string }[];
  /** Base of the control API: `<url>/_playground`. */
  control: { url: string };
  /** Exactly what Sluice is given, as environment variables. */
  env: Record<string, string>;
  accounts: { login: string; name: string; role: string }[];
  world: World;
  close(): Promise<void>;
};

/**
 * An outside world in a box: a GitHub, a registry and four clusters with Flux, in this process,
 * on loopback. What it is born with comes from fleet/; what goes on in it is life/.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { dataDir } = options;
  if (options.fresh) rmSync(dataDir, { recursive: true, force: true });
  const state = await openState(dataDir, options);
  saveState(dataDir, state);
  const has = (part: Part) => !options.only || options.only.includes(part);
  const stop = new AbortController();
  const world: World = { clusters: new Map(), sluice: { url: options.sluiceUrl }, description: () => described };

  // The registry comes with the GitHub, since a release is in both; apart, it is one without the other.
  const [control, registry, github, clusters] = await Promise.all([
    startControl(world, port(state, "control")),
    has("registry") || has("github")
      ? startRegistry({ port: port(state, "registry"), dataDir: join(dataDir, "registry") })
      : undefined,
    has("github") ? startHub(dataDir, state) : undefined,
    has("clusters") ? startClusters(options, state) : [],
  ]);
  const addresses: Addresses = {
    github: github?.url ?? `http://localhost:${port(state, "github")}`,
    registry: registry?.host ?? "",
  };
  if (github && registry) await giveBirth({ github, registry, addresses, state, control: control.url, dataDir });
  world.github = github;
  world.registry = registry;
  if (github && registry) world.ci = startCi({ github: github.seed, registry, onError: complain });
  await startFluxes({ world, clusters, dataDir, state, addresses, control: control.url, stop: stop.signal });

  const described = descriptionOf(state, { control: control.url, github, registry, clusters });
  writeFileSync(join(dataDir, "playground.json"), `${JSON.stringify(described, null, 2)}\n`, { mode: 0o600 });
  return {
    ...described,
    world,
    async close() {
      stop.abort();
      world.ci?.close();
      await Promise.all([...world.clusters.values()].map(({ flux }) => flux.close()));
      await Promise.all([
        control.close(),
        registry?.close(),
        github?.close(),
        ...clusters.map((cluster) => cluster.close()),
      ]);
    },
  };
}

const port = (state: State, name: string): number => state.ports[name] ?? 0;
const complain = (error: unknown): void => console.error("playground:", error instanceof Error ? error.message : error);

function startHub(dataDir: string, state: State): Promise<GitHub> {
  const number = port(state, "github");
  return startGitHub({ port: number, dataDir: join(dataDir, "github"), publicUrl: `http://localhost:${number}` });
}

function startClusters({ dataDir, podMs, bookmarkMs }: PlaygroundOptions, state: State): Promise<Cluster[]> {
  const tokens = { [state.secrets.cluster]: { name: SLUICE_USER, groups: [] } };
  return Promise.all(
    clusterNames.map((name) =>
      startCluster({
        name,
        port: port(state, name),
        dataDir: join(dataDir, "clusters", name),
        tokens,
        podMs,
        bookmarkMs,
      }),
    ),
  );
}

type Birth = {
  github: GitHub;
  registry: Registry;
  addresses: Addresses;
  state: State;
  control: string;
  dataDir: string;
};

async function giveBirth({ github, registry, addresses, state, control, dataDir }: Birth): Promise<void> {
  if (state.seeded) return;
  await seed({ github: github.seed, registry, addresses, now: new Date() });
  await introduceSluice(github, state, control);
  state.seeded = true;
  saveState(dataDir, state);
}

/** The accounts that Sluice itself has at the GitHub: a token, an app, and the one for signing in. */
async function introduceSluice(github: GitHub, state: State, control: string): Promise<void> {
  const { secrets } = state;
  const webhook = { url: `${control}/_playground/hooks/github`, secret: secrets.webhook };
  await github.seed.createUser({
    login: "sluice-bot",
    name: "Sluice",
    email: "sluice@example.com",
    token: secrets.github,
  });
  await github.seed.setCollaborator(`${organisation}/${fleetRepository}`, "sluice-bot", "push");
  await github.seed.addOAuthApp({ name: "Sluice", clientId: secrets.oauthId, clientSecret: secrets.oauth });
  await github.seed.addWebhook(`${organisation}/${fleetRepository}`, { ...webhook, events: ["*"] });
  const app = await github.seed.addApp({
    name: "Sluice Playground",
    slug: "sluice-playground",
    owner: organisation,
    permissions: {
      contents: "write",
      pull_requests: "write",
      statuses: "write",
      checks: "read",
      metadata: "read",
      members: "read",
      administration: "read",
    },
    events: [],
  });
  await github.seed.installApp({ app: app.slug, account: organisation });
  state.app = { id: app.id, privateKey: app.pem };
}

type Clusters = {
  world: World;
  clusters: readonly Cluster[];
  dataDir: string;
  state: State;
  addresses: Addresses;
  control: string;
  stop: AbortSignal;
};

async function startFluxes(parts: Clusters): Promise<void> {
  const { world, clusters, dataDir, state, addresses } = parts;
  const git = openGitTransport(join(dataDir, "flux-git"));
  await Promise.all(clusters.map((cluster) => prepareCluster(parts, cluster)));
  for (const cluster of clusters) {
    const onError = (key: string, error: unknown) =>
      complain(new Error(`${cluster.name} ${key}: ${(error as Error).message}`));
    world.clusters.set(cluster.name, { cluster, flux: startFlux({ kubeconfig: cluster.kubeconfig(), git, onError }) });
  }
  saveState(dataDir, state);
  // What Receivers do: a push, or a tag in the registry, is taken up at once and not at the next look.
  const poke = (url: string) => {
    for (const { flux } of world.clusters.values()) flux.poke(url);
  };
  world.github?.seed.onPush((push) => {
    if (push.repo.fullName === `${organisation}/${fleetRepository}`) poke(fleetUrl(addresses));
  });
  world.registry?.store.onTag((repository) => poke(`oci://${addresses.registry}/${repository}`));
}

async function prepareCluster({ world, state, control, stop }: Clusters, cluster: Cluster): Promise<void> {
  const { name } = cluster;
  if (state.born.includes(name)) return;
  const kubeconfig = cluster.kubeconfig();
  await applyObjects(kubeconfig, sluiceAccess(), "kubectl");
  if (!world.github) return;
  const seedOf = world.github.seed;
  const files = await Promise.all(
    ["gotk-components.yaml", "gotk-sync.yaml"].map((file) =>
      seedOf.readFile(`${organisation}/${fleetRepository}`, "main", `clusters/${name}/flux-system/${file}`),
    ),
  );
  await bootstrap(
    kubeconfig,
    files.filter((text) => text !== null),
  );
  await applyObjects(kubeconfig, fluxWebhook(name, `${control}/_playground/hooks/flux`, state.secrets.flux), "kubectl");
  state.born.push(name);
  if (name === "production-us")
    scaleSearchByHand(kubeconfig, stop).catch((error: unknown) => !stop.aborted && complain(error));
}

type Parts = { control: string; github?: GitHub; registry?: Registry; clusters: readonly Cluster[] };

function descriptionOf(
  state: State,
  { control, github, registry, clusters }: Parts,
): Omit<Playground, "world" | "close"> & { fluxSecret: string; app?: State["app"] } {
  const { secrets } = state;
  const kubeconfigs = clusters.map((cluster) => ({ name: cluster.name, kubeconfig: cluster.kubeconfig(SLUICE_USER) }));
  const url = github?.url ?? "";
  return {
    github: {
      url,
      apiUrl: github?.apiUrl ?? "",
      token: secrets.github,
      webhookSecret: secrets.webhook,
      oauth: { clientId: secrets.oauthId, clientSecret: secrets.oauth },
    },
    registry: { url: registry?.url ?? "" },
    clusters: kubeconfigs,
    control: { url: control },
    env: {
      ...(github
        ? {
            GITHUB_WEB_URL: url,
            GITHUB_API_URL: github.apiUrl,
            GITHUB_TOKEN: secrets.github,
            GITHUB_CLIENT_ID: secrets.oauthId,
            GITHUB_CLIENT_SECRET: secrets.oauth,
            GITHUB_WEBHOOK_SECRET: secrets.webhook,
          }
        : {}),
      ...(kubeconfigs.length > 0 ? { SLUICE_KUBECONFIG: merged(kubeconfigs.map((c) => c.kubeconfig)) } : {}),
      SLUICE_ALLOW_HOSTS: "localhost,127.0.0.1",
      ...(registry ? { SLUICE_INSECURE_REGISTRIES: registry.host } : {}),
      ...(github ? { SLUICE_ADOPT: `${organisation}/${fleetRepository}` } : {}),
      SLUICE_FLUX_SECRET: secrets.flux,
      // Nobody wants to wait ten minutes to see what happens next in a world in a box.
      SLUICE_HOLD_MINUTES: "0.5",
      SLUICE_DEADLINE_MINUTES: "10",
    },
    accounts: github ? accountsOfSluice : [],
    fluxSecret: secrets.flux,
    app: state.app,
  };
}

const accountsOfSluice = [
  { ...accounts.viewer, role: "viewer" },
  { ...accounts.developer, role: "developer" },
  { ...accounts.approver, role: "approver" },
  { ...accounts.releaseManager, role: "release-manager" },
  { ...accounts.admin, role: "admin" },
].map(({ login, name, role }) => ({ login, name, role }));

type Config = { clusters: object[]; users: object[]; contexts: object[] };

/** One kubeconfig with a context for each cluster. */
function merged(kubeconfigs: readonly string[]): string {
  const all = kubeconfigs.map((text) => parse(text) as Config);
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: all.flatMap((config) => config.clusters),
    users: all.flatMap((config, index) =>
      config.users.map((user) => ({ ...user, name: `sluice-${clusterNames[index]}` })),
    ),
    contexts: clusterNames
      .slice(0, all.length)
      .map((name) => ({ name, context: { cluster: name, user: `sluice-${name}` } })),
    "current-context": clusterNames[0],
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "data-dir": { type: "string", default: ".sluice/playground" },
      "port-base": { type: "string", default: "0" },
      "sluice-url": { type: "string" },
      only: { type: "string" },
      fresh: { type: "boolean", default: false },
    },
  });
  const only = values.only?.split(",") as Part[] | undefined;
  const playground = await startPlayground({
    dataDir: values["data-dir"],
    portBase: Number(values["port-base"]),
    sluiceUrl: values["sluice-url"] ?? process.env.SLUICE_URL,
    only,
    fresh: values.fresh,
    // Tests do not wait ninety seconds to see a cluster fall silent.
    bookmarkMs: Number(process.env.PLAYGROUND_BOOKMARK_MS) || undefined,
  });
  console.log(`The playground is ready: ${playground.github.url || playground.registry.url || playground.control.url}`);
  console.log(`What it is made of: ${join(values["data-dir"], "playground.json")}`);
  await new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  await playground.close();
}

if (import.meta.main) {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      complain(error);
      process.exit(1);
    },
  );
}
