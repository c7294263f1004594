import { badRequest, type Cause, invalid, Refused } from "../api/status.ts";
import { clone, type Dict, dict, isDict, type KubeObject, list } from "../objects.ts";
import { matchesSelector } from "../store/selectors.ts";
import { fillBuiltinDefaults } from "./builtin-defaults.ts";
import { checkFlux, type FluxModels, fillFluxDefaults } from "./flux-schema.ts";
import type { Kind } from "./kinds.ts";
import type { Registry } from "./registry.ts";
import { check, fillDefaults, prune, required } from "./structural.ts";

export interface Admitted {
  object: KubeObject;
  /** For the `Warning` header. */
  warnings: string[];
}

/** What the server makes of an object before it is kept: unknown fields dropped, defaults filled in, the rest checked. Throws its refusal. */
export class Admission {
  readonly #registry: Registry;
  readonly #models: FluxModels;

  constructor(registry: Registry, models: FluxModels) {
    this.#registry = registry;
    this.#models = models;
  }

  /** `strict` refuses unknown fields (fieldValidation=Strict). */
  admit(kind: Kind, given: KubeObject, strict: boolean): Admitted {
    const object = clone(given);
    const { causes, unknown } = this.#look(kind, object);
    const fields = unknown.map((path) => `unknown field "${path}"`);
    if (strict && fields.length > 0) {
      const why = `strict decoding error: ${fields.join(", ")}`;
      throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
    }
    const all = [...nameProblems(object), ...causes];
    if (all.length > 0) throw invalid(kind.group, kind.kind, object.metadata.name, all);
    const finalizers = object.metadata.finalizers ?? [];
    const bare = finalizers.filter((name) => !name.includes("/") && !kind.builtin);
    const warnings = bare.map(
      (name) =>
        `metadata.finalizers: "${name}": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
    );
    return { object, warnings: [...fields, ...warnings] };
  }

  #look(kind: Kind, object: KubeObject): { causes: Cause[]; unknown: string[] } {
    if (kind.builtin) {
      refuseMistyped(kind, object);
      fillBuiltinDefaults(object);
      return { causes: builtinProblems(object), unknown: [] };
    }
    const schema = this.#registry.schemaOf(kind);
    if (!schema) {
      fillFluxDefaults(object);
      return checkFlux(object, this.#models);
    }
    const { apiVersion, kind: name, metadata, ...body } = object;
    const { apiVersion: _a, kind: _k, metadata: _m, ...properties } = dict(schema.properties);
    const inner: Dict = { ...schema, properties };
    const unknown = prune(body, inner);
    fillDefaults(body, inner);
    for (const field of Object.keys(object)) delete object[field];
    Object.assign(object, { apiVersion, kind: name, metadata, ...body });
    return { causes: check(body, inner), unknown };
  }
}

const names = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function nameProblems(object: KubeObject): Cause[] {
  const { name } = object.metadata;
  if (!name) {
    const message = "Required value: name or generateName is required";
    return [{ reason: "FieldValueRequired", message, field: "metadata.name" }];
  }
  if (names.test(name) || object.apiVersion.startsWith("rbac.")) return [];
  return [{ reason: "FieldValueInvalid", message: `Invalid value: "${name}": ${nameRule}`, field: "metadata.name" }];
}

const integers = [
  "replicas",
  "revisionHistoryLimit",
  "progressDeadlineSeconds",
  "minReadySeconds",
  "parallelism",
  "completions",
];

/** Values of the wrong type do not even decode: 400 and not 422. */
function refuseMistyped(kind: Kind, object: KubeObject): void {
  const refuse = (field: string, value: unknown, wanted: string) => {
    const is = Array.isArray(value)
      ? "array"
      : isDict(value)
        ? "object"
        : value === true || value === false
          ? "bool"
          : typeof value;
    const why = `json: cannot unmarshal ${is} into Go struct field ${field} of type ${wanted}`;
    throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
  };
  for (const field of integers) {
    const value = object.spec?.[field];
    if (value === undefined || value === null || Number.isInteger(value)) continue;
    refuse(`${kind.kind}Spec.spec.${field}`, value, "int32");
  }
  if (kind.kind !== "ConfigMap") return;
  for (const value of Object.values(dict(object.data))) {
    if (typeof value !== "string") refuse("ConfigMap.data", value, "string");
  }
}

const templated = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"]);

function builtinProblems(object: KubeObject): Cause[] {
  if (object.kind === "Pod") return podProblems(dict(object.spec), "spec");
  const template = dict(dict(object.spec).template);
  if (object.kind === "Job") return podProblems(dict(template.spec), "spec.template.spec");
  if (!templated.has(object.kind)) return [];
  const problems = isDict(object.spec?.selector) ? [] : [required("spec.selector")];
  const labels = dict(dict(template.metadata).labels) as Record<string, string>;
  if (problems.length === 0 && !matchesSelector(object.spec?.selector, labels)) {
    const shown = JSON.stringify(labels);
    const message = `Invalid value: ${shown}: \`selector\` does not match template \`labels\``;
    problems.push({ reason: "FieldValueInvalid", message, field: "spec.template.metadata.labels" });
  }
  return [...problems, ...podProblems(dict(template.spec), "spec.template.spec")];
}

function podProblems(spec: Dict, path: string): Cause[] {
  const containers = list(spec.containers).map(dict);
  if (containers.length === 0) return [required(`${path}.containers`)];
  return containers.flatMap((container, i) => [
    ...(container.name ? [] : [required(`${path}.containers[${i}].name`)]),
    ...(container.image ? [] : [required(`${path}.containers[${i}].image`)]),
  ]);
}

/** A kept field that may not change any more. */
export function refuseImmutable(kind: Kind, before: KubeObject, after: KubeObject): void {
  const fixed = templated.has(kind.kind) && kind.kind !== "ReplicaSet" ? "selector" : undefined;
  if (!fixed || !before.spec || !after.spec) return;
  if (JSON.stringify(before.spec[fixed]) === JSON.stringify(after.spec[fixed])) return;
  const message = `Invalid value: ${JSON.stringify(after.spec[fixed])}: field is immutable`;
  throw invalid(kind.group, kind.kind, after.metadata.name, [
    { reason: "FieldValueInvalid", message, field: `spec.${fixed}` },
  ]);
}

/** The body of a write is an object of that kind. */
export function asObject(kind: Kind, apiVersion: string, body: unknown): KubeObject {
  if (!isDict(body)) throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind})`);
  const given = typeof body.kind === "string" && body.kind ? body.kind : kind.kind;
  const version = typeof body.apiVersion === "string" && body.apiVersion ? body.apiVersion : apiVersion;
  if (given !== kind.kind) {
    const said = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: converting`;
    throw badRequest(`${said} (v1.${given}) to (core.${kind.kind}): unknown conversion`);
  }
  if (version !== apiVersion) {
    throw badRequest(
      `the API version in the data (${version}) does not match the expected API version (${apiVersion})`,
    );
  }
  const metadata = isDict(body.metadata) ? body.metadata : {};
  if (metadata.name !== undefined && typeof metadata.name !== "string") {
    throw new Refused(400, "BadRequest", "metadata.name must be a string");
  }
  return { ...body, apiVersion, kind: given, metadata: metadata as unknown as KubeObject["metadata"] };
}
