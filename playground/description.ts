import { parse, stringify } from "yaml";
import { fleetRepository, organisation } from "./fleet/addresses.ts";
import { clusters as clusterNames } from "./fleet/declared.ts";
import { accounts } from "./fleet/people.ts";
import { SLUICE_USER } from "./fleet/sluice-access.ts";
import type { GitHub } from "./github/main.ts";
import type { Cluster } from "./kubernetes/main.ts";
import type { Registry } from "./registry/main.ts";
import type { State } from "./state.ts";

/** What the playground says of itself, in playground.json and to those who start it in their process. */
export type Description = {
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
  /** What Flux's webhooks are signed with. */
  fluxSecret: string;
  /** The same rights as an app, for those who want to try that way in. */
  app?: State["app"];
};

type Parts = { control: string; github?: GitHub; registry?: Registry; clusters: readonly Cluster[] };

export function descriptionOf(state: State, { control, github, registry, clusters }: Parts): Description {
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
