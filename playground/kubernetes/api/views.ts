/** The forms in which an object can be asked for by `Accept`: as it is, its metadata only, or as rows of a table. */
import { type Dict, dict, isDict, type KubeObject, list } from "../objects.ts";
import { apiVersionOf, type Kind } from "../schema/kinds.ts";
import type { Stored } from "../store/store.ts";
import { Refused } from "./status.ts";

export type Form = "whole" | "metadata" | "table";

const known = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** Throws 406 for an `Accept` that cannot be served. Protobuf is not, so a client that prefers it gets the next it takes. */
export function formOf(accept: string | undefined): Form {
  if (!accept) return "whole";
  for (const range of accept.split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    if (!["application/json", "*/*", "application/*"].includes(type)) continue;
    const as = parameters.find((parameter) => parameter.startsWith("as="))?.slice(3);
    if (as === undefined) return "whole";
    if (as === "Table") return "table";
    if (as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") return "metadata";
  }
  throw new Refused(406, "NotAcceptable", `only the following media types are accepted: ${known.join(", ")}`);
}

export function partial(object: KubeObject): Dict {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}

/** The JSON of one object in the version that was asked for. Other forms are not kept: few ask for them. */
export function jsonOf(stored: Stored, kind: Kind, form: Form, columns: Dict[]): string {
  if (form === "metadata") return JSON.stringify(partial(stored.object));
  if (form === "table") return JSON.stringify(table([stored], kind, {}, columns));
  const wanted = apiVersionOf(kind);
  if (stored.object.apiVersion === wanted) return stored.json;
  return JSON.stringify({ ...stored.object, apiVersion: wanted });
}

const lead = /^\{"kind":"[^"]*","apiVersion":"[^"]*",/;

/** An item of a list: Kubernetes' own kinds leave kind and apiVersion to the list. */
function itemOf(stored: Stored, kind: Kind, form: Form): string {
  const json = jsonOf(stored, kind, form, []);
  return kind.builtin && form === "whole" ? json.replace(lead, "{") : json;
}

export interface ListMetadata {
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

export function listJson(
  items: readonly Stored[],
  kind: Kind,
  form: Form,
  metadata: ListMetadata,
  columns: Dict[],
): string {
  if (form === "table") return JSON.stringify(table(items, kind, metadata as unknown as Dict, columns));
  const inner = items.map((stored) => itemOf(stored, kind, form)).join(",");
  const meta = JSON.stringify(metadata);
  if (form === "metadata") {
    return `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":${meta},"items":[${inner}]}`;
  }
  const version = apiVersionOf(kind);
  if (kind.builtin)
    return `{"kind":"${kind.kind}List","apiVersion":"${version}","metadata":${meta},"items":[${inner}]}`;
  const { continue: token = "", remainingItemCount, resourceVersion } = metadata;
  const sorted = JSON.stringify({ continue: token, remainingItemCount, resourceVersion });
  return `{"apiVersion":"${version}","items":[${inner}],"kind":"${kind.kind}List","metadata":${sorted}}`;
}

const nameColumn = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  priority: 0,
};

const fluxColumns: Dict[] = [
  { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: "Status", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].message' },
];
const ageColumn: Dict[] = [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }];

function table(items: readonly Stored[], kind: Kind, metadata: Dict, own: Dict[]): Dict {
  const columns = own.length > 0 ? own : kind.group.endsWith("fluxcd.io") ? fluxColumns : ageColumn;
  const columnDefinitions = columns.map(({ name, type, format = "", description, jsonPath, priority = 0 }) => {
    const path = `Custom resource definition column (in JSONPath format): ${jsonPath}`;
    return { name, type, format, description: description ?? path, priority };
  });
  const rows = items.map(({ object }) => ({
    cells: [object.metadata.name, ...columns.map((column) => cell(object, column))],
    object: partial(object),
  }));
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: [nameColumn, ...columnDefinitions],
    rows,
  };
}

function cell(object: KubeObject, { jsonPath, type }: Dict): unknown {
  const value = at(object, String(jsonPath));
  if (type !== "date") return value ?? null;
  return typeof value === "string" ? age(Date.now() - Date.parse(value)) : "<unknown>";
}

/** The JSONPath of printer columns: fields, and conditions by their type. */
function at(object: KubeObject, path: string): unknown {
  const steps = path.match(/\.[A-Za-z0-9_-]+|\[\?\(@\.[A-Za-z]+==["'][^"']*["']\)\]/g) ?? [];
  let value: unknown = object;
  for (const step of steps) {
    const filter = /^\[\?\(@\.([A-Za-z]+)==["']([^"']*)["']\)\]$/.exec(step);
    if (filter) value = list(value).find((item) => dict(item)[filter[1] ?? ""] === filter[2]);
    else value = isDict(value) ? value[step.slice(1)] : undefined;
  }
  return value;
}

function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)}m${seconds % 60 === 0 ? "" : `${seconds % 60}s`}`;
  if (seconds < 3 * 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86400)}d`;
}
