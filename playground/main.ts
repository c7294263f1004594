import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { giveBirth } from "./birth.ts";
import { startClusters, startFluxes } from "./cluster-world.ts";
import { complain } from "./complain.ts";
import { startControl, type World } from "./control.ts";
import { type Description, descriptionOf } from "./description.ts";
import type { Addresses } from "./fleet/addresses.ts";
import { type GitHub, startGitHub } from "./github/main.ts";
import { startCi } from "./life/ci.ts";
import { startRegistry } from "./registry/main.ts";
import { giveSecondBirth } from "./second-birth.ts";
import { openState, portOf, type State, saveState } from "./state.ts";

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

export type Playground = Description & { world: World; close(): Promise<void> };

/**
 * An outside world in a box: a GitHub, a registry and four clusters with Flux, in this process,
 * on loopback. What it is born with comes from fleet/; what goes on in it is life/.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { dataDir } = options;
  if (options.fresh) rmSync(dataDir, { recursive: true, force: true });
  const state = await openState(dataDir, options);
  saveState(dataDir, state);
  // A birth that was interrupted starts over: half a past is none.
  if (!state.seeded || state.warehouse === "begun") {
    rmSync(join(dataDir, "github"), { recursive: true, force: true });
    Object.assign(state, { seeded: false, warehouse: undefined });
  }
  const has = (part: Part) => !options.only || options.only.includes(part);
  const stop = new AbortController();
  const world: World = { clusters: new Map(), sluice: { url: options.sluiceUrl }, description: () => described };

  const isListening = portSentences(state);
  // The registry comes with the GitHub, since a release is in both; apart, it is one without the other.
  const [control, registry, github, clusters] = await Promise.all([
    startControl(world, portOf(state, "control")),
    has("registry") || has("github")
      ? startRegistry({ port: portOf(state, "registry"), dataDir: join(dataDir, "registry") })
      : undefined,
    has("github") ? startHub(dataDir, state) : undefined,
    has("clusters") ? startClusters(options, state) : [],
  ]).catch(isListening);
  const addresses: Addresses = {
    github: github?.url ?? `http://localhost:${portOf(state, "github")}`,
    registry: registry?.host ?? "",
  };
  if (github && registry) await giveBirth({ github, registry, addresses, state, control: control.url, dataDir });
  world.github = github;
  world.registry = registry;
  if (github && registry) world.ci = startCi({ github: github.seed, registry, onError: complain });
  await startFluxes({ world, clusters, dataDir, state, addresses, control: control.url, stop: stop.signal });

  const parts = { state, dataDir, clusters, control: control.url, signal: stop.signal };
  const second =
    github && registry ? giveSecondBirth({ github: github.seed, registry, addresses, ...parts }) : undefined;
  second?.catch((error: unknown) => !stop.signal.aborted && complain(error));

  const described = descriptionOf(state, { control: control.url, github, registry, clusters });
  writeFileSync(join(dataDir, "playground.json"), `${JSON.stringify(described, null, 2)}\n`, { mode: 0o600 });
  return {
    ...described,
    world,
    async close() {
      stop.abort();
      await second?.catch(() => {});
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

/** The fleet names its GitHub and its registry by port, so another port is no way out. */
function portSentences(state: State): (error: unknown) => never {
  return (error) => {
    const { code, port: taken } = error as { code?: string; port?: number };
    if (code !== "EADDRINUSE") throw error;
    const name = Object.entries(state.ports).find(([, number]) => number === taken)?.[0] ?? "one part";
    throw new Error(
      `Port ${taken}, where ${name} of the playground was before, is taken. Stop what holds it (a second playground on this folder?), or start afresh with --fresh.`,
    );
  };
}

function startHub(dataDir: string, state: State): Promise<GitHub> {
  const number = portOf(state, "github");
  return startGitHub({ port: number, dataDir: join(dataDir, "github"), publicUrl: `http://localhost:${number}` });
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
    // Where Sluice serves unless told otherwise.
    sluiceUrl: values["sluice-url"] ?? process.env.SLUICE_URL ?? `http://localhost:${process.env.PORT ?? 3000}`,
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
