/*
 * Flux's kinds, validated by the compiled schemas of @kubernetes-models/flux-cd. Those know types, required fields,
 * enumerations and patterns, but neither defaults nor durations, and they do not list their fields. The defaults are a
 * table here; durations are known by their names; a field is known when the validator looked at it.
 */
import type { Cause } from "../api/status.ts";
import { clone, type Dict, dict, isDict, type KubeObject, list } from "../objects.ts";
import { required, unchecked, unmatched, unsupported } from "./structural.ts";

interface ModelClass {
  prototype: { validate(this: unknown): void };
}

interface Problem {
  instancePath: string;
  keyword: string;
  params: Dict;
}

const folders: Record<string, () => Promise<object>> = {
  "helm.toolkit.fluxcd.io/v2": () => import("@kubernetes-models/flux-cd/helm.toolkit.fluxcd.io/v2"),
  "image.toolkit.fluxcd.io/v1": () => import("@kubernetes-models/flux-cd/image.toolkit.fluxcd.io/v1"),
  "kustomize.toolkit.fluxcd.io/v1": () => import("@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1"),
  "notification.toolkit.fluxcd.io/v1": () => import("@kubernetes-models/flux-cd/notification.toolkit.fluxcd.io/v1"),
  "notification.toolkit.fluxcd.io/v1beta3": () =>
    import("@kubernetes-models/flux-cd/notification.toolkit.fluxcd.io/v1beta3"),
  "source.toolkit.fluxcd.io/v1": () => import("@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1"),
};

let loaded: Promise<Map<string, ModelClass>> | undefined;

/** Model classes by `group/version/Kind`. Read once a process: a dozen clusters share them. */
export function loadFluxModels(): Promise<Map<string, ModelClass>> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Map<string, ModelClass>> {
  const models = new Map<string, ModelClass>();
  for (const [folder, read] of Object.entries(folders)) {
    const exported = await read();
    for (const [kind, model] of Object.entries(exported)) models.set(`${folder}/${kind}`, model as ModelClass);
  }
  return models;
}

export type FluxModels = Awaited<ReturnType<typeof loadFluxModels>>;

const unobserved = { observedGeneration: -1 };
const withStatus: Dict = { status: unobserved };

/** The CRDs' defaults, by kind; `*` goes through a list. Only where the parent is there. */
const defaults: Record<string, Dict> = {
  Bucket: { ...withStatus, "spec.provider": "generic", "spec.timeout": "60s" },
  GitRepository: { ...withStatus, "spec.timeout": "60s", "spec.verify.mode": "HEAD" },
  HelmChart: {
    ...withStatus,
    "spec.reconcileStrategy": "ChartVersion",
    "spec.verify.provider": "cosign",
    "spec.version": "*",
  },
  HelmRelease: {
    ...withStatus,
    "spec.chart.spec.reconcileStrategy": "ChartVersion",
    "spec.chart.spec.verify.provider": "cosign",
    "spec.chart.spec.version": "*",
    "spec.uninstall.deletionPropagation": "background",
  },
  HelmRepository: { ...withStatus, "spec.provider": "generic" },
  ImagePolicy: {
    ...withStatus,
    "spec.digestReflectionPolicy": "Never",
    "spec.policy.alphabetical.order": "asc",
    "spec.policy.numerical.order": "asc",
  },
  ImageRepository: { ...withStatus, "spec.exclusionList": ["^.*\\.sig$"], "spec.provider": "generic" },
  ImageUpdateAutomation: {
    ...withStatus,
    "spec.sourceRef.kind": "GitRepository",
    "spec.update": { strategy: "Setters" },
    "spec.update.strategy": "Setters",
  },
  Kustomization: { ...withStatus, "spec.force": false, "spec.postBuild.substituteFrom.*.optional": false },
  OCIRepository: { ...withStatus, "spec.provider": "generic", "spec.timeout": "60s", "spec.verify.provider": "cosign" },
  Receiver: { ...withStatus, "spec.interval": "10m" },
  Alert: { "spec.eventSeverity": "info" },
};

/** Fills in the CRD's defaults, in place. */
export function fillFluxDefaults(object: KubeObject): void {
  for (const [path, value] of Object.entries(defaults[object.kind] ?? {})) fill(object, path.split("."), value);
}

function fill(at: unknown, [step = "", ...rest]: string[], value: unknown): void {
  if (step === "*") for (const item of list(at)) fill(item, rest, value);
  else if (!isDict(at)) return;
  else if (rest.length > 0) fill(at[step], rest, value);
  else at[step] ??= clone(value);
}

const duration = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";
const durationFields = new Set(["interval", "timeout", "retryInterval", "requeueDependency"]);

/** What is wrong with an object, and the paths of fields that its kind does not know (dropped, in place). */
export function checkFlux(object: KubeObject, models: FluxModels): { causes: Cause[]; unknown: string[] } {
  const Model = models.get(`${object.apiVersion}/${object.kind}`);
  if (!Model) return { causes: [], unknown: [] };
  const seen = new Seen();
  const problems = problemsOf(Model, seen.wrap(object));
  const unknown = ["spec", "status"].flatMap((part) => seen.prune(object[part], part));
  const causes = [...problems.flatMap((problem) => causeOf(object, problem)), ...durations(object.spec, "spec")];
  const sorted = causes.sort((a, b) => a.field.localeCompare(b.field));
  return { causes: sorted.length > 0 ? [...sorted, unchecked] : [], unknown };
}

// Not through the constructor: that copies what it is given, and the copy would be what is looked at.
function problemsOf(model: ModelClass, object: unknown): Problem[] {
  try {
    model.prototype.validate.call(object);
    return [];
  } catch (error) {
    return (list(dict(error).errors) as Problem[]).filter((problem) => !problem.instancePath.startsWith("/metadata"));
  }
}

function causeOf(object: KubeObject, { instancePath, keyword, params }: Problem): Cause[] {
  const steps = instancePath.split("/").slice(1);
  const path = steps.reduce((at, step) => (/^\d+$/.test(step) ? `${at}[${step}]` : at ? `${at}.${step}` : step), "");
  let value: unknown = object;
  for (const step of steps) value = (value as Record<string, unknown> | undefined)?.[step];
  if (keyword === "required")
    return [required(path ? `${path}.${params.missingProperty}` : String(params.missingProperty))];
  if (value === null || value === undefined) return [];
  if (keyword === "enum") return [unsupported(path, value, list(params.allowedValues))];
  if (keyword === "pattern") return [unmatched(path, value, String(params.pattern))];
  const type = Array.isArray(value) ? "array" : typeof value;
  const message = `Invalid value: "${type}": ${path} in body must be of type ${String(params.type)}: "${type}"`;
  return [
    {
      reason: "FieldValueTypeInvalid",
      message: keyword === "type" ? message : `Invalid value: ${keyword}`,
      field: path,
    },
  ];
}

function durations(value: unknown, path: string): Cause[] {
  if (!isDict(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${path}.${name}`;
    if (name === "values") return [];
    if (typeof inner !== "string" || !durationFields.has(name)) return durations(inner, at);
    return new RegExp(duration).test(inner) ? [] : [unmatched(at, inner, duration)];
  });
}

/** Notices which fields a validator asks for. An object that it never looked into is free-form. */
class Seen {
  readonly #asked = new WeakMap<object, Set<string>>();
  readonly #whole = new WeakSet<object>();

  wrap(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const asked = this.#asked.get(value) ?? new Set<string>();
    if (!Array.isArray(value)) this.#asked.set(value, asked);
    return new Proxy(value, {
      get: (target, name) => {
        const inner: unknown = Reflect.get(target, name);
        if (typeof name === "string" && !Array.isArray(target)) asked.add(name);
        return typeof inner === "function" ? inner : this.wrap(inner);
      },
      ownKeys: (target) => {
        this.#whole.add(target);
        return Reflect.ownKeys(target);
      },
    });
  }

  prune(value: unknown, path: string): string[] {
    if (Array.isArray(value)) return value.flatMap((item, i) => this.prune(item, `${path}[${i}]`));
    if (!isDict(value)) return [];
    const asked = this.#asked.get(value);
    if (!asked || asked.size === 0) return [];
    const any = this.#whole.has(value);
    return Object.keys(value).flatMap((name) => {
      if (any || asked.has(name)) return this.prune(value[name], `${path}.${name}`);
      delete value[name];
      return [`${path}.${name}`];
    });
  }
}
