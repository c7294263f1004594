import type { AddressInfo } from "node:net";
import type { ExchangeLog } from "./http/exchange-log.ts";
import type { Faults } from "./http/faults.ts";
import { Door } from "./http/server.ts";
import type { GitHubSeed } from "./seed.ts";
import { seedingOf } from "./seeding.ts";
import { Webhooks } from "./webhooks/deliver.ts";
import { type Clock, World } from "./world/world.ts";

export type GitHubOptions = {
  /** 0 takes any free one. */
  port: number;
  host?: string;
  /** Repositories and everything else are kept here; a second start finds them. */
  dataDir: string;
  /** How others reach it, when that is not the address it listens on. */
  publicUrl?: string;
  clock?: Clock;
};

export type GitHub = {
  url: string;
  apiUrl: string;
  seed: GitHubSeed;
  faults: Faults;
  requests: ExchangeLog;
  /** Resolves when no webhook is under way any more. */
  webhooksSettled: () => Promise<void>;
  close: () => Promise<void>;
};

/** A GitHub Enterprise Server in a box: `@octokit/rest` speaks to it with `baseUrl: apiUrl`. */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const host = options.host ?? "127.0.0.1";
  const world = new World({ url: "", dataDir: options.dataDir, clock: options.clock ?? (() => new Date()) });
  const seed = seedingOf(world);
  const door = new Door(world, seed);
  await new Promise<void>((resolve, reject) => {
    door.server.once("error", reject);
    door.server.listen(options.port, host, resolve);
  });
  const { port } = door.server.address() as AddressInfo;
  world.url = (options.publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, "");
  const webhooks = new Webhooks(world);
  world.webhooks = webhooks;
  return {
    url: world.url,
    apiUrl: `${world.url}/api/v3`,
    seed,
    faults: door.faults,
    requests: door.log,
    webhooksSettled: () => webhooks.settled(),
    close: async () => {
      door.server.closeAllConnections();
      await new Promise((resolve) => door.server.close(resolve));
      await webhooks.settled();
      webhooks.close();
      world.close();
    },
  };
}
