import { parseDocument } from "yaml";
import { ok, type Refusal, type Result, refuse } from "../result.ts";
import type { Connection, Credential } from "./connection.ts";

export type KubeconfigInput = {
  text: string;
  /** Names the connection; `context` chooses where there are several. */
  id: string;
  name?: string;
  context?: string;
};

type Entry = { [key: string]: unknown };

/** What somebody pastes. */
const longest = 256 * 1024;
/** What the operator names: a context with its certificates has five kilobytes, and there may be hundreds. */
const longestOfOurs = 8 * 1024 * 1024;

/**
 * Reads a pasted kubeconfig and takes only what is written in it. Whatever would run
 * a program, read a file of ours or weaken TLS is refused by name: it is somebody
 * else's text, read by our server.
 */
export function parseKubeconfig(input: KubeconfigInput): Result<Connection> {
  const parsed = readYaml(input.text, longest);
  return parsed.ok ? connectionIn(parsed.value, input) : parsed;
}

/** All contexts of the operator's own, each by the same rules; the text is read once. A name that comes twice is the first one's. */
export function connectionsOf(text: string): Result<{ name: string; connection: Result<Connection> }[]> {
  const parsed = readYaml(text, longestOfOurs);
  if (!parsed.ok) return parsed;
  const config = parsed.value;
  const names = [...new Set(entries(config.contexts).map(({ name }) => name))];
  return ok(names.map((name) => ({ name, connection: connectionIn(config, { id: name, name, context: name }) })));
}

function connectionIn(config: Entry, input: Omit<KubeconfigInput, "text">): Result<Connection> {
  const context = contextOf(config, input.context);
  if (!context.ok) return context;
  const { cluster, user, name } = context.value;
  const server = serverOf(cluster, name);
  if (!server.ok) return server;
  const ca = pem(cluster["certificate-authority-data"], "CERTIFICATE", "certificate-authority-data");
  if (!ca.ok) return ca;
  const credential = credentialOf(user);
  if (!credential.ok) return credential;
  const connection: Connection = {
    id: input.id,
    name: input.name ?? name,
    server: server.value,
    credential: credential.value,
  };
  if (ca.value) connection.ca = ca.value;
  return ok(connection);
}

function readYaml(text: string, most: number): Result<Entry> {
  const not = (why: string) => refuse("not-a-kubeconfig", `This is not a kubeconfig: ${why}.`);
  if (text.length > most) return not(`it is longer than ${most / 1024} kB`);
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error) return not(`it is not valid YAML in line ${error.linePos?.[0].line ?? 1}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return not("it uses YAML aliases");
  }
  const config = entry(value);
  if (!config.clusters || !config.contexts) return not("it has no clusters and contexts");
  return ok(config);
}

function entry(value: unknown): Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Entry) : {};
}

function entries(value: unknown): { name: string; body: Entry }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const { name } = entry(item);
    return typeof name === "string" ? [{ name, body: entry(item) }] : [];
  });
}

type Chosen = { name: string; cluster: Entry; user: Entry };

function contextOf(config: Entry, wanted: string | undefined): Result<Chosen> {
  const contexts = entries(config.contexts);
  const current = typeof config["current-context"] === "string" ? config["current-context"] : undefined;
  const [only] = contexts.length === 1 ? contexts : [];
  const chosen = wanted === undefined ? (only ?? undefined) : contexts.find((c) => c.name === wanted);
  if (wanted !== undefined && !chosen) return refuse("no-such-context", `This kubeconfig has no context "${wanted}".`);
  if (!chosen) {
    const names = contexts.map((c) => c.name).join(", ");
    const hint = current ? ` Its current one is ${current}.` : "";
    return contexts.length === 0
      ? refuse("no-context", "This kubeconfig has no context.")
      : refuse("several-contexts", `This kubeconfig has several contexts (${names}): choose one.${hint}`);
  }
  const context = entry(chosen.body.context);
  const cluster = entries(config.clusters).find((c) => c.name === context.cluster);
  if (!cluster)
    return refuse("no-cluster", `Context "${chosen.name}" names a cluster that this kubeconfig does not have.`);
  const user = entries(config.users).find((u) => u.name === context.user);
  if (!user) return refuse("no-user", `Context "${chosen.name}" names a user that this kubeconfig does not have.`);
  return ok({ name: chosen.name, cluster: entry(cluster.body.cluster), user: entry(user.body.user) });
}

const clusterRefusals: readonly [string, string][] = [
  ["insecure-skip-tls-verify", "it would not check whom it talks to. Give certificate-authority-data instead"],
  ["proxy-url", "connections go directly. Remove it, or set a proxy for the whole of Sluice"],
  ["tls-server-name", "the server must be called by the name in its certificate"],
  [
    "certificate-authority",
    "files on the machine it came from are not here. Put the certificate into certificate-authority-data (kubectl config view --raw --flatten)",
  ],
];

const userRefusals: readonly [string, string][] = [
  ["exec", "it would run a program on the server. Make a service account with a token for Sluice instead"],
  [
    "auth-provider",
    "it would run a sign-in of a cloud provider. Make a service account with a token for Sluice instead",
  ],
  ["tokenFile", "files on the machine it came from are not here. Put the token itself into token"],
  [
    "client-certificate",
    "files on the machine it came from are not here. Use client-certificate-data (kubectl config view --raw --flatten)",
  ],
  [
    "client-key",
    "files on the machine it came from are not here. Use client-key-data (kubectl config view --raw --flatten)",
  ],
  ["username", "Kubernetes takes no passwords any more. Use a token or a client certificate"],
  ["password", "Kubernetes takes no passwords any more. Use a token or a client certificate"],
  ["as", "acting as somebody else is not supported. Use an account of Sluice's own"],
  ["as-groups", "acting as somebody else is not supported. Use an account of Sluice's own"],
  ["as-uid", "acting as somebody else is not supported. Use an account of Sluice's own"],
  ["as-user-extra", "acting as somebody else is not supported. Use an account of Sluice's own"],
];

function refused(part: Entry, refusals: readonly [string, string][]): Refusal | undefined {
  for (const [field, because] of refusals) {
    const value = part[field];
    if (value === undefined || value === null || value === false || value === "") continue;
    return refuse(`refused-${field.toLowerCase()}`, `This kubeconfig uses ${field}: ${because}.`);
  }
  return undefined;
}

function serverOf(cluster: Entry, context: string): Result<string> {
  const bad = refused(cluster, clusterRefusals);
  if (bad) return bad;
  const { server } = cluster;
  if (typeof server !== "string" || !URL.canParse(server)) {
    return refuse("no-server", `The cluster of context "${context}" has no server address.`);
  }
  const url = new URL(server);
  if (url.username || url.password)
    return refuse("server-with-password", "The server address holds a user name or password. Use a token.");
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    return refuse("server-without-tls", "The server address must begin with https://.");
  }
  return ok(server.replace(/\/+$/, ""));
}

function credentialOf(user: Entry): Result<Credential> {
  const bad = refused(user, userRefusals);
  if (bad) return bad;
  if (typeof user.token === "string" && user.token.trim() !== "") {
    const token = user.token.trim();
    if (/[^\x21-\x7e]/.test(token)) return refuse("bad-token", "The token holds blanks or letters that no token has.");
    return ok({ by: "token", token });
  }
  const certificate = pem(user["client-certificate-data"], "CERTIFICATE", "client-certificate-data");
  if (!certificate.ok) return certificate;
  const key = pem(user["client-key-data"], "PRIVATE KEY", "client-key-data");
  if (!key.ok) return key;
  if (certificate.value && key.value) return ok({ by: "certificate", certificate: certificate.value, key: key.value });
  return refuse(
    "no-credential",
    "This kubeconfig holds no credential: neither a token nor a client certificate with its key.",
  );
}

function pem(value: unknown, label: string, field: string): Result<string | undefined> {
  if (value === undefined || value === null || value === "") return ok(undefined);
  const bad = refuse(`bad-${field}`, `${field} is not a PEM text in base64.`);
  if (typeof value !== "string" || !/^[A-Za-z0-9+/=\s]+$/.test(value)) return bad;
  let text: string;
  try {
    text = atob(value.replace(/\s+/g, ""));
  } catch {
    return bad;
  }
  return text.includes(`${label}-----`) && text.startsWith("-----BEGIN ") ? ok(text) : bad;
}

/** The account of the pod that we run in. `ca` is the file's text, `host` and `port` the environment's. */
export function inClusterConnection(input: {
  id: string;
  name: string;
  host?: string;
  port?: string;
  ca?: string;
}): Result<Connection> {
  const { id, name, host, port, ca } = input;
  if (!host || !port || !ca) {
    return refuse(
      "not-in-a-cluster",
      "Sluice does not run in a cluster here, so there is no account of its own to use.",
    );
  }
  const at = host.includes(":") ? `[${host}]` : host;
  return ok({ id, name, server: `https://${at}:${port}`, ca, credential: { by: "service-account" } });
}
