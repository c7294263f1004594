import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { GitHubAccess } from "./adapters/github/client.ts";
import { installationToken } from "./adapters/github/installation-token.ts";
import type { RegistryAccess } from "./adapters/oci/transport.ts";
import type { Connection, Credential } from "./domain/cluster/connection.ts";
import { Rejected } from "./ports/failures.ts";
import type { RepositoryRef } from "./ports/git.ts";
import type { Store } from "./ports/store.ts";
import type { ConnectionRow } from "./ports/store-lists.ts";
import type { Network } from "./wire-network.ts";

type GitHubSecret = { token?: string; privateKey?: string; clientSecret?: string; webhookSecret?: string };

const keepMs = 5_000;

/**
 * Opens connections: addresses from the row, credentials from the vault, kept in memory for a
 * few seconds so that a call does not cost two statements. A changed credential is in force
 * within that time.
 */
export function openings(store: Store, network: Pick<Network, "permit" | "fetch">) {
  const rows = remembering(async () => noted(await store.read.connections()), keepMs);
  const secrets = new Map<string, () => Promise<string | undefined>>();
  const webUrls = new Map<string, string>();

  function noted(all: ConnectionRow[]): ConnectionRow[] {
    for (const { id, kind, config } of all) if (kind === "github") webUrls.set(id, String(config.webUrl));
    return all;
  }

  async function row(test: (row: ConnectionRow) => boolean): Promise<ConnectionRow | undefined> {
    return (await rows()).find(test);
  }

  async function secretOf<T>(id: string): Promise<T | undefined> {
    const read = secrets.get(id) ?? remembering(() => store.secret(id), keepMs);
    secrets.set(id, read);
    const opened = await read();
    return opened === undefined ? undefined : (JSON.parse(opened) as T);
  }

  async function gitHub(connectionId: string, fresh = false): Promise<GitHubAccess> {
    const is = (r: ConnectionRow) => r.id === connectionId && r.kind === "github";
    const found = (fresh ? undefined : await row(is)) ?? noted(await store.read.connections("github")).find(is);
    if (!found) throw new Rejected("This git host is no longer connected.");
    const { webUrl, apiUrl, appId, installationId } = found.config as {
      webUrl: string;
      apiUrl: string;
      appId?: number;
      installationId?: number;
    };
    const trusted = found.fixed;
    if (fresh) secrets.delete(connectionId);
    const secret = (await secretOf<GitHubSecret>(connectionId)) ?? {};
    if (appId && secret.privateKey) {
      const key = await privateKeyOf(secret.privateKey);
      return {
        webUrl,
        apiUrl,
        trusted,
        credentials: { appId, privateKey: key, ...(installationId ? { installationId } : {}) },
      };
    }
    if (secret.token) return { webUrl, apiUrl, trusted, credentials: { token: secret.token } };
    // Row and secret are each kept for a while: one of them may be from before it was connected otherwise.
    if (!fresh) return gitHub(connectionId, true);
    throw new Rejected("This git host has no credentials. Connect it again.");
  }

  return {
    gitHub: (connectionId: string) => gitHub(connectionId),
    /** As it is kept in this moment: for whoever has just changed it and wants to know whether it works. */
    gitHubNow: (connectionId: string) => gitHub(connectionId, true),

    async gitRemote(repository: RepositoryRef, fresh = false): Promise<{ url: string; authorization?: string }> {
      const how = await gitHub(repository.connectionId);
      if (!how.trusted) await network.permit(new URL(how.webUrl).hostname);
      const token =
        "token" in how.credentials
          ? how.credentials.token
          : await installationToken(how, repository, network.fetch, fresh);
      return {
        url: `${how.webUrl}/${repository.fullName}.git`,
        authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
      };
    },

    /** Before anything is asked: links are made without waiting, and one without a host would lead into Sluice. */
    async readAddresses(): Promise<void> {
      // Not by what is kept: whoever connects right after the start is not to wait for that to grow old.
      noted(await store.read.connections("github"));
    },

    /** For links. Of a host that another process has just connected it is known from the next call on. */
    webUrl(connectionId: string): string {
      const known = webUrls.get(connectionId);
      if (!known) void rows().catch(() => {});
      return known ?? "";
    },

    async registry(host: string): Promise<RegistryAccess> {
      const found = await row((r) => r.kind === "registry" && r.name === host);
      const secret = found?.hasSecret ? await secretOf<{ password?: string }>(found.id) : undefined;
      const { insecure = false, username } = (found?.config ?? {}) as { insecure?: boolean; username?: string };
      return {
        insecure,
        trusted: found?.fixed ?? false,
        ...(username ? { username } : {}),
        ...(secret?.password ? { password: secret.password } : {}),
      };
    },

    async cluster(cluster: string): Promise<Connection | undefined> {
      const known = (await store.read.clusters()).find((c) => c.id === cluster);
      const found = await row((r) => r.kind === "cluster" && (r.id === known?.connectionId || r.name === cluster));
      if (!found) return undefined;
      const secret = await secretOf<{ credential: Credential; ca?: string }>(found.id);
      const { server, name } = found.config as { server: string; name?: string };
      if (!secret) return undefined;
      return {
        id: cluster,
        name: name ?? cluster,
        server,
        credential: secret.credential,
        trusted: found.fixed,
        ...(secret.ca ? { ca: secret.ca } : {}),
      };
    },
  };
}

/** Held to be a key before anybody signs with it: otherwise it looks as if GitHub did not answer. */
async function privateKeyOf(text: string): Promise<string> {
  try {
    const key = text.includes("-----BEGIN") ? text : await readFile(text, "utf8");
    createPrivateKey(key);
    return key;
  } catch (cause) {
    throw new Rejected("The private key of the App is none, and no file that holds one. Connect it again.", { cause });
  }
}

function remembering<T>(load: () => Promise<T>, ms: number): () => Promise<T> {
  let kept: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (!kept || performance.now() - kept.at > ms) {
      const value = load();
      kept = { at: performance.now(), value };
      value.catch(() => {
        kept = undefined;
      });
    }
    return kept.value;
  };
}
