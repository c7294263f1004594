import { readFile } from "node:fs/promises";
import { system } from "../lib/domain/permissions.ts";
import { names } from "../lib/env.ts";
import { Rejected, Unavailable } from "../lib/ports/failures.ts";
import { adoptRepository } from "../lib/usecases/adopt-repository.ts";
import { isSameName } from "../lib/usecases/readings/repository-at.ts";
import { takeConnections } from "../lib/usecases/take-connections.ts";
import type { Wired } from "../lib/wire.ts";

const tryAgainMs = 5_000;

/** Connects and adopts what the environment names, as somebody would in the browser. A host that does not answer yet is asked again. */
export async function beginFromEnvironment(wired: Wired): Promise<void> {
  const { env } = wired;
  const webUrl = env.GITHUB_WEB_URL ?? (env.GITHUB_TOKEN || env.GITHUB_APP_ID ? "https://github.com" : undefined);
  await takeConnections(wired, {
    ...(webUrl
      ? {
          github: {
            webUrl,
            apiUrl: env.GITHUB_API_URL,
            token: env.GITHUB_TOKEN,
            appId: env.GITHUB_APP_ID ? Number(env.GITHUB_APP_ID) : undefined,
            privateKey: env.GITHUB_APP_PRIVATE_KEY,
            clientId: env.GITHUB_CLIENT_ID,
            clientSecret: env.GITHUB_CLIENT_SECRET,
            webhookSecret: env.GITHUB_WEBHOOK_SECRET,
          },
        }
      : {}),
    kubeconfig: env.SLUICE_KUBECONFIG,
    ...(env.SLUICE_IN_CLUSTER ? { inCluster: { name: env.SLUICE_IN_CLUSTER, ...(await ownCluster(env)) } } : {}),
    insecureRegistries: names(env.SLUICE_INSECURE_REGISTRIES),
  });
  void adoptAll(wired, await notAdopted(wired, names(env.SLUICE_ADOPT), webUrl));
}

type Wanted = Parameters<typeof adoptRepository>[2];

/** From the host that the environment names, or else from one that somebody has connected. */
async function notAdopted(wired: Wired, wanted: string[], webUrl: string | undefined): Promise<Wanted[]> {
  if (wanted.length === 0) return [];
  const adopted = (await wired.store.read.repositories()).filter((row) => row.adoptedAt !== undefined);
  const hosts = await wired.store.read.connections("github");
  const host = webUrl ? hosts.find(({ name }) => name === new URL(webUrl).host) : hosts[0];
  return wanted.flatMap((name) => {
    const [fullName = "", branch = "main"] = name.split("@");
    if (!host || adopted.some((row) => isSameName(row.fullName, fullName))) return [];
    return [{ connectionId: host.id, fullName, branch, corrections: {} }];
  });
}

/** In the background: the worker takes up its work meanwhile. */
async function adoptAll(wired: Wired, wanted: Wanted[]): Promise<void> {
  for (const each of wanted) await adopt(wired, each);
}

async function adopt(wired: Wired, input: Wanted): Promise<void> {
  try {
    const result = await adoptRepository(wired, system, input);
    if (!result.ok)
      wired.log.error(
        { repository: input.fullName, sentence: result.sentence },
        "a repository of the environment was not adopted",
      );
  } catch (error) {
    wired.log.warn(
      { repository: input.fullName, error: String(error) },
      "a repository of the environment could not be read",
    );
    if (error instanceof Unavailable || error instanceof Rejected)
      setTimeout(() => void adopt(wired, input), tryAgainMs).unref();
  }
}

async function ownCluster(env: Wired["env"]) {
  const ca = await readFile("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt", "utf8").catch(() => undefined);
  return { host: env.KUBERNETES_SERVICE_HOST, port: env.KUBERNETES_SERVICE_PORT, ca };
}
