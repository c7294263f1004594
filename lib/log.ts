import pino, { type Logger } from "pino";

/** Field names whose values never reach a log, wherever in the object they stand. */
const secretFields = [
  "password",
  "secret",
  "token",
  "access_token",
  "refresh_token",
  "id_token",
  "authorization",
  "cookie",
  "kubeconfig",
  "privateKey",
  "clientSecret",
  "webhookSecret",
];
const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Credentials in URLs and bearer tokens, also where an outside message carries them. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1…@")
    .replace(/\b(bearer|token|basic)\s+[\w.~+/=-]{8,}/gi, "$1 …")
    .replace(/\b(gh[oprsu]_|github_pat_|sluice_)\w{8,}/g, "$1…");
}

/** JSON lines on standard output. Messages are static; what varies goes into fields. */
export function createLog(name: string, options: { level?: string; to?: pino.DestinationStream } = {}): Logger {
  const settings: pino.LoggerOptions = {
    name,
    level: options.level ?? "info",
    base: { name, pid: process.pid },
    redact: { paths, censor: "[redacted]" },
    serializers: { err: told, error: told },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return options.to ? pino(settings, options.to) : pino(settings);
}

/** An error as its name, sentence and stack, without credentials; causes inside it. */
function told(value: unknown): unknown {
  if (!(value instanceof Error)) return typeof value === "string" ? withoutSecrets(value) : value;
  const { name, message, stack, cause } = value;
  return {
    name,
    message: withoutSecrets(message),
    ...(stack ? { stack: withoutSecrets(stack) } : {}),
    ...(cause === undefined ? {} : { cause: told(cause) }),
  };
}
