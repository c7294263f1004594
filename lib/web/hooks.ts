import "server-only";
import type { Web } from "./deps.ts";

/** Webhook secrets of the connected hosts; one that has none accepts nothing. */
export async function secretsOfHosts(web: Web): Promise<string[]> {
  const hosts = await web.store.read.connections("github");
  const opened = await Promise.all(hosts.map((host) => web.store.secret(host.id)));
  return opened.flatMap((text) => {
    const secret = text ? (JSON.parse(text) as { webhookSecret?: string }).webhookSecret : undefined;
    return secret && secret.length >= 16 ? [secret] : [];
  });
}
