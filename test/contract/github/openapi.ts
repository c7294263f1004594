import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/**
 * Holds HTTP exchanges against GitHub's own OpenAPI description. Operations are compiled on first
 * use: the whole description has thousands of schemas and a test needs a few dozen.
 */

export type ExchangeToCheck = {
  method: string;
  /** From the root of the API: no /api/v3, no query. */
  path: string;
  query?: string;
  requestBody?: unknown;
  status: number;
  responseBody?: unknown;
  responseHeaders?: Record<string, string>;
};

type Operation = {
  operationId: string;
  parameters?: { $ref?: string; name?: string; in?: string; required?: boolean }[];
  requestBody?: { $ref?: string; required?: boolean; content?: Record<string, { schema?: unknown }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: unknown }> }>;
};
type Description = {
  "x-webhooks": Record<string, unknown>;
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
};

const require = createRequire(import.meta.url);
let loaded: { description: Description; ajv: Ajv; templates: Template[] } | null = null;
const validators = new Map<string, ValidateFunction>();

type Template = { path: string; pattern: RegExp; weight: number };

/** Empty when the exchange is as GitHub describes it; otherwise one sentence a problem. */
export function validateExchange(exchange: ExchangeToCheck): string[] {
  const { description } = load();
  const method = exchange.method.toLowerCase();
  const template = findTemplate(method, exchange.path);
  const what = `${exchange.method} ${exchange.path}`;
  if (!template) return [`${what}: GitHub describes no such operation`];
  const operation = description.paths[template]?.[method];
  if (!operation) return [`${what}: GitHub describes ${template}, but not with ${exchange.method}`];
  const at = `#/paths/${pointer(template)}/${method}`;
  return [
    ...checkRequest(operation, at, exchange),
    ...checkQuery(operation, exchange),
    ...checkResponse(operation, at, exchange),
  ].map((problem) => `${what} (${operation.operationId}, ${exchange.status}): ${problem}`);
}

/** The same for the body of a webhook; GitHub describes each action of an event by itself. */
export function validateWebhook(event: string, body: Record<string, unknown>): string[] {
  const { description } = load();
  const action = typeof body.action === "string" ? `-${body.action}` : "";
  const name = `${event}${action}`.replaceAll("_", "-");
  const found = description["x-webhooks"][name] ?? description["x-webhooks"][event.replaceAll("_", "-")];
  if (!found) return [`${name}: GitHub describes no such webhook`];
  const ref = `#/x-webhooks/${name in description["x-webhooks"] ? name : event.replaceAll("_", "-")}/post/requestBody/content/application~1json/schema`;
  return check(ref, body, "request").map((problem) => `${name}: ${problem}`);
}

/** The path as GitHub writes it, or null when it has none for this. */
export function findTemplate(method: string, path: string): string | null {
  const { description, templates } = load();
  const fits = templates.filter((one) => one.pattern.test(path) && description.paths[one.path]?.[method.toLowerCase()]);
  return fits.sort((a, b) => a.weight - b.weight)[0]?.path ?? null;
}

function load() {
  if (loaded) return loaded;
  const description = require("@octokit/openapi/generated/api.github.com.json") as Description;
  rewrite(description.components);
  rewrite(description.paths);
  rewrite(description["x-webhooks"]);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, validateSchema: false, logger: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  // GitHub calls templates like {/sha} URIs, and tells times with and without a zone.
  ajv.addFormat("uri", (text) => /^[a-z][a-z0-9+.-]*:/i.test(text));
  // The address of an app's bot has brackets in it.
  ajv.addFormat("email", /^[^@\s]+@[^@\s]+$/);
  ajv.addFormat("repo.nwo", true);
  ajv.addFormat("ssh-key", true);
  ajv.addFormat("timestamp", true);
  ajv.addSchema(description as never, "github");
  const templates = Object.keys(description.paths).map(toTemplate);
  loaded = { description, ajv, templates };
  return loaded;
}

const slashed = new Set(["path", "ref", "branch", "basehead", "tag", "tree_sha"]);

function toTemplate(path: string): Template {
  // A directory listing of the root has an empty path, and clients leave out the slash before it.
  const source = path.replace(/\/\{path\}$|\{(\w[\w-]*)\}|[.+*?^$()|[\]\\]/g, (text, name?: string) => {
    if (text === "/{path}") return "(?:/.*)?";
    if (!name) return `\\${text}`;
    return slashed.has(name) ? ".*" : "[^/]+";
  });
  // What is spelled out goes before what stands for anything, and less of that before more.
  const weight =
    path.split("/").reduce((sum, part, i) => sum + (part.startsWith("{") ? 2 ** -i : 0), 0) - path.split("/").length;
  return { path, pattern: new RegExp(`^${source}$`), weight };
}

/**
 * Puts into JSON Schema's words what OpenAPI 3.0 says in its own: `nullable` beside a $ref or an allOf
 * is spelled out. And GitHub's alternatives overlap (an error that is also another error), so that
 * "one of" them can only mean "any of" them.
 */
function rewrite(node: unknown): void {
  if (node === null || typeof node !== "object") return;
  const parent = node as Record<string, unknown>;
  for (const [key, value] of Object.entries(parent)) {
    if (value === null || typeof value !== "object") continue;
    rewrite(value);
    if (["example", "examples", "default", "enum"].includes(key)) continue;
    // Where this was written out in place, "a user or an enterprise" became "both".
    const both = key === "allOf" && Array.isArray(value) && value.some((one) => one?.title === "Enterprise");
    if ((key === "oneOf" || both) && !parent.anyOf) {
      parent.anyOf = value;
      delete parent[key];
    }
    if ("nullable" in value && value.nullable === true) {
      const { nullable: _, ...rest } = value;
      parent[key] = { anyOf: [{ type: "null" }, rest] };
    }
  }
}

function checkRequest(operation: Operation, at: string, exchange: ExchangeToCheck): string[] {
  const request = operation.requestBody;
  const content = request?.content?.["application/json"];
  // Only what GitHub took as good is held against the description of a good request.
  if (!content?.schema || exchange.status >= 400) return [];
  if (exchange.requestBody === undefined) return request?.required ? ["a body is required, and there is none"] : [];
  return check(`${at}/requestBody/content/application~1json/schema`, exchange.requestBody, "request");
}

function checkQuery(operation: Operation, exchange: ExchangeToCheck): string[] {
  const { description } = load();
  const known = (operation.parameters ?? []).map((parameter) => {
    const name = parameter.$ref?.split("/").at(-1);
    return name ? (description.components.parameters?.[name] as { name: string; in: string }) : parameter;
  });
  const names = known.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name ?? "");
  const asked = [...new URLSearchParams(exchange.query ?? "").keys()];
  return asked.filter((name) => !names.includes(name)).map((name) => `the query has ${name}, which is not described`);
}

function checkResponse(operation: Operation, at: string, exchange: ExchangeToCheck): string[] {
  const { description } = load();
  const { status } = exchange;
  if (status === 304) return [];
  const found = operation.responses[String(status)];
  // Any operation may refuse or fail; then the body is GitHub's usual error.
  if (!found)
    return status >= 400
      ? checkError(exchange)
      : [`the status is not described (${Object.keys(operation.responses).join(", ")})`];
  const name = found.$ref?.split("/").at(-1);
  const response = name ? (description.components.responses?.[name] as Operation["responses"][string]) : found;
  const base = name ? `#/components/responses/${pointer(name)}` : `${at}/responses/${status}`;
  if (!response.content && status >= 400) return checkError(exchange);
  if (!response.content) return exchange.responseBody === undefined ? [] : ["a body came where none is described"];
  const types = Object.keys(response.content).filter(
    (type) => type.includes("json") || response.content?.[type]?.schema,
  );
  if (exchange.responseBody === undefined) {
    const sent = exchange.responseHeaders?.["content-type"] ?? "";
    return sent.startsWith("application/json") ? ["a body is described, and there is none"] : [];
  }
  // One of the described media types has to fit: a directory and a file share a status.
  const attempts = types
    .filter((type) => response.content?.[type]?.schema)
    .map((type) => check(`${base}/content/${pointer(type)}/schema`, exchange.responseBody, "response"));
  if (attempts.length === 0 || attempts.some((problems) => problems.length === 0)) return [];
  return attempts.sort((a, b) => a.length - b.length)[0] ?? [];
}

function checkError(exchange: ExchangeToCheck): string[] {
  const body = exchange.responseBody as { message?: unknown; documentation_url?: unknown } | undefined;
  const problems: string[] = [];
  if (typeof body?.message !== "string") problems.push("an error needs a message");
  if (typeof body?.documentation_url !== "string") problems.push("an error needs a documentation_url");
  return problems;
}

function check(ref: string, value: unknown, side: "request" | "response"): string[] {
  const { ajv } = load();
  let validate = validators.get(ref);
  if (!validate) {
    validate = ajv.compile({ $ref: `github${ref}` });
    validators.set(ref, validate);
  }
  if (validate(value)) return [];
  const problems = (validate.errors ?? []).map((error) => {
    const detail = JSON.stringify(error.params);
    return `${side}${error.instancePath} ${error.message ?? "is wrong"} ${detail}`;
  });
  return [...new Set(problems)].slice(0, 12);
}

function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}
