import { type Addresses, fleetRepository, organisation } from "./fleet/addresses.ts";
import { seed } from "./fleet/seed.ts";
import type { GitHub } from "./github/main.ts";
import type { Registry } from "./registry/main.ts";
import { type State, saveState } from "./state.ts";

type Birth = {
  github: GitHub;
  registry: Registry;
  addresses: Addresses;
  state: State;
  control: string;
  dataDir: string;
};

/** The past and the accounts of a playground that has none yet. */
export async function giveBirth({ github, registry, addresses, state, control, dataDir }: Birth): Promise<void> {
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
