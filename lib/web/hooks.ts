import "server-only";
import { Rejected } from "../ports/failures.ts";
import type { Web } from "./deps.ts";

/** Webhook secrets of the connected hosts; one that has none, or whose cannot be opened, accepts nothing. */
export async function secretsOfHosts(web: Web): Promise<string[]> {
  const hosts = await web.store.read.connections("github");
  const opened = await Promise.all(hosts.map((host) => web.store.secret(host.id).catch(unopened)));
  return opened.flatMap((text) => {
    const secret = text ? (JSON.parse(text) as { webhookSecret?: string }).webhookSecret : undefined;
    return secret && secret.length >= 16 ? [secret] : [];
  });
}

function unopened(error: unknown): undefined {
  if (!(error instanceof Rejected)) throw error;
}
