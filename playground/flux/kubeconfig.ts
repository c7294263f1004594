import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** How an API server is reached. Certificates are PEM. */
export type Access = { server: string; token?: string; ca?: string; cert?: string; key?: string };

type Config = {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string; user: string } }[];
  clusters?: { name: string; cluster: { server: string; "certificate-authority-data"?: string } }[];
  users?: {
    name: string;
    user: { token?: string; "client-certificate-data"?: string; "client-key-data"?: string };
  }[];
};

/** The current context of a kubeconfig, given as text or as a path. */
export function accessOf(kubeconfig: string): Access {
  const config = parse(kubeconfig.includes("\n") ? kubeconfig : readFileSync(kubeconfig, "utf8")) as Config;
  const context = config.contexts?.find((c) => c.name === config["current-context"]) ?? config.contexts?.[0];
  const cluster = config.clusters?.find((c) => c.name === context?.context.cluster)?.cluster;
  const user = config.users?.find((u) => u.name === context?.context.user)?.user;
  if (!cluster) throw new Error("The kubeconfig names no cluster.");
  return {
    server: cluster.server.replace(/\/$/, ""),
    token: user?.token,
    ca: decoded(cluster["certificate-authority-data"]),
    cert: decoded(user?.["client-certificate-data"]),
    key: decoded(user?.["client-key-data"]),
  };
}

function decoded(data: string | undefined): string | undefined {
  return data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8");
}
