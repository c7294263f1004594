import { z } from "zod";
import { isAllowance } from "./domain/network.ts";

/**
 * The environment of the process, read once. Everything has a default that is
 * right on a laptop; a value that is wrong is refused with a sentence before
 * anything starts, since a product that starts anyway starts open.
 */
const secret = (name: string) =>
  z.string().min(32, `${name} is shorter than 32 characters. Make one with: openssl rand -base64 33`).optional();
const url = (name: string) =>
  z
    .url({ protocol: /^https?$/, error: `${name} must be a URL that begins with http:// or https://.` })
    .transform((text) => text.replace(/\/+$/, ""))
    .optional();
const port = (name: string) =>
  z.coerce
    .number({ error: `${name} must be a port number.` })
    .int(`${name} must be a port number.`)
    .min(0, `${name} must be a port number.`)
    .max(65_535, `${name} must be a port number.`);
const number = (name: string, least: number, most: number, what: "number" | "whole number" = "number") => {
  const error = `${name} must be a ${what} from ${least} to ${most}.`;
  const read = z.coerce.number({ error }).min(least, error).max(most, error);
  return what === "number" ? read : read.int(error);
};
const levels = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const shape = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).catch("production"),
  /** An outside Postgres; without it an embedded one is started. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must begin with postgres:// or postgresql://.")
    .optional(),
  /** The owner of the tables, where that is another one than DATABASE_URL's; used by migrations alone. */
  SLUICE_MIGRATE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "SLUICE_MIGRATE_URL must begin with postgres:// or postgresql://.")
    .optional(),
  SLUICE_DATA: z.string().min(1).default(".sluice"),
  /** Where people reach Sluice. */
  SLUICE_URL: url("SLUICE_URL"),
  PORT: port("PORT").default(3000),
  /** The master key that credentials are wrapped with: 32 bytes as base64, or the path of a file that holds it. */
  SLUICE_KEY: z.string().min(1).optional(),
  /** Keys that were in use before, separated by commas; only for reading. */
  SLUICE_OLD_KEYS: z.string().min(1).optional(),
  NEXTAUTH_SECRET: secret("NEXTAUTH_SECRET"),
  SLUICE_SECRET: secret("SLUICE_SECRET"),
  SLUICE_LOG: z.enum(levels, `SLUICE_LOG must be one of ${levels.join(", ")}.`).default("info"),
  /** Seconds without a sign of life after which a cluster's cells turn grey. */
  SLUICE_STALE_SECONDS: number("SLUICE_STALE_SECONDS", 10, 3600).default(90),
  /** Seconds after which another worker takes over what a dead one held. */
  SLUICE_LEASE_SECONDS: number("SLUICE_LEASE_SECONDS", 1, 600).default(15),
  /** What the reading of one repository may take, of the time between two answers and of memory. */
  SLUICE_READING_SECONDS: number("SLUICE_READING_SECONDS", 1, 3600).default(60),
  SLUICE_READING_MEGABYTES: number("SLUICE_READING_MEGABYTES", 64, 65_536, "whole number").default(1024),
  /** Hosts and networks that Sluice may reach though they are local: "127.0.0.1,10.0.0.0/8". */
  SLUICE_ALLOW_HOSTS: z
    .string()
    .refine(
      (list) => names(list).every(isAllowance),
      'SLUICE_ALLOW_HOSTS holds hosts, addresses and networks, with commas: "localhost,10.0.0.0/8".',
    )
    .optional(),
  /** Connections from the environment (docs/operations.md). */
  GITHUB_WEB_URL: url("GITHUB_WEB_URL"),
  GITHUB_API_URL: url("GITHUB_API_URL"),
  GITHUB_TOKEN: z.string().min(1).optional(),
  GITHUB_APP_ID: z.string().regex(/^\d+$/, "GITHUB_APP_ID must be a number.").optional(),
  GITHUB_APP_PRIVATE_KEY: z.string().min(1).optional(),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  GITHUB_WEBHOOK_SECRET: z
    .string()
    .min(16, "GITHUB_WEBHOOK_SECRET is shorter than 16 characters: anyone could guess it and sign with it.")
    .optional(),
  /** A kubeconfig; each of its contexts is a cluster. */
  SLUICE_KUBECONFIG: z.string().min(1).optional(),
  /** Set by Kubernetes in every pod: where its own API server is. */
  KUBERNETES_SERVICE_HOST: z.string().min(1).optional(),
  KUBERNETES_SERVICE_PORT: z.string().min(1).optional(),
  /** The name of the cluster that Sluice itself runs in, to watch it by the account of its own pod. */
  SLUICE_IN_CLUSTER: z.string().min(1).max(100).optional(),
  /** Repositories to adopt without asking, as they are guessed: "owner/name" or "owner/name@branch", with commas. */
  SLUICE_ADOPT: z.string().min(1).optional(),
  /** Registries that are spoken to without encryption, with commas: "localhost:5000". */
  SLUICE_INSECURE_REGISTRIES: z.string().min(1).optional(),
  /** What Flux signs its webhooks with (generic-hmac). */
  SLUICE_FLUX_SECRET: z.string().min(16, "SLUICE_FLUX_SECRET is shorter than 16 characters.").optional(),
  /** The rules that an environment begins with; people change them in the browser. */
  SLUICE_HOLD_MINUTES: number("SLUICE_HOLD_MINUTES", 0, 10_080).default(10),
  SLUICE_DEADLINE_MINUTES: number("SLUICE_DEADLINE_MINUTES", 0.1, 10_080).default(60),
});

/** What stands between commas. */
export function names(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

export type Env = z.infer<typeof shape>;

/** Says everything that is wrong at once, one sentence a line. */
export class WrongEnvironment extends Error {
  readonly sentences: string[];
  constructor(sentences: string[]) {
    super(sentences.join("\n"));
    this.name = "WrongEnvironment";
    this.sentences = sentences;
  }
}

export function readEnv(from: Record<string, string | undefined>): Env {
  // An empty variable is how a shell or a compose file says "not set".
  const given = Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined && value !== ""));
  const read = shape.safeParse(given);
  if (read.success) return read.data;
  throw new WrongEnvironment(
    read.error.issues.map((issue) =>
      issue.message.startsWith(String(issue.path[0])) ? issue.message : `${String(issue.path[0])}: ${issue.message}`,
    ),
  );
}

let cached: Env | undefined;

export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
