/* What a request for a resource does, once it is known who asks and that they may. */
import { type Dict, dict, type KubeObject } from "../objects.ts";
import { asObject } from "../schema/admission.ts";
import { apiVersionOf, type Kind, type Subresource } from "../schema/kinds.ts";
import type { Registry } from "../schema/registry.ts";
import { deleteOptions, remove } from "../store/remover.ts";
import type { Store, Stored } from "../store/store.ts";
import type { WriteOptions, Writer } from "../store/writer.ts";
import { bodyOf } from "./bodies.ts";
import { matcherOf, pageOf } from "./lists.ts";
import type { Route } from "./route.ts";
import { scaled, scaleOf } from "./scale.ts";
import { badRequest, invalid, methodNotAllowed, notFound, type Refused } from "./status.ts";
import { type Form, jsonOf, listJson } from "./views.ts";

export interface Call {
  kind: Kind;
  route: Route;
  query: URLSearchParams;
  form: Form;
  body: string;
  contentType: string;
  /** From fieldManager, or the user agent's first word. */
  manager: string;
}

export interface Answer {
  code: number;
  json: string;
  warnings?: string[];
}

export interface Parts {
  store: Store;
  registry: Registry;
  writer: Writer;
}

export function get(parts: Parts, call: Call): Answer {
  const live = liveOf(parts, call);
  if (call.route.subresource === "scale") return { code: 200, json: JSON.stringify(scaleOf(live.object)) };
  return { code: 200, json: jsonOf(live, call.kind, call.form, parts.registry.columnsOf(call.kind)) };
}

export function liveOf({ store }: Parts, { kind, route }: Call): Stored {
  const live = store.get(kind.key, route.namespace, route.name ?? "");
  if (!live) throw notFound(kind, route.name ?? "");
  return live;
}

export function list(parts: Parts, call: Call): Answer {
  const { items, metadata } = pageOf(parts.store, call.kind, call.route.namespace, call.query);
  return { code: 200, json: listJson(items, call.kind, call.form, metadata, parts.registry.columnsOf(call.kind)) };
}

export function create(parts: Parts, call: Call): Answer {
  const given = asObject(call.kind, apiVersionOf(call.kind), bodyOf(call));
  const made = parts.writer.create(call.kind, call.route.namespace, given, optionsOf(call));
  return answer(parts, call, made.stored, made.warnings, 201);
}

export function update(parts: Parts, call: Call): Answer {
  const { kind, route } = call;
  const body = bodyOf(call);
  if (route.subresource === "scale") return scale(parts, call, (live) => scaled(live, dict(body)));
  const given = asObject(kind, apiVersionOf(kind), body);
  if (given.metadata.name && given.metadata.name !== route.name) {
    throw badRequest(
      `the name of the object (${given.metadata.name}) does not match the name on the URL (${route.name})`,
    );
  }
  liveOf(parts, call);
  if (!kind.builtin && !given.metadata.resourceVersion) throw versionless(kind, route.name ?? "");
  const done = parts.writer.change(kind, route.namespace, route.name ?? "", () => given, optionsOf(call));
  return answer(parts, call, done.stored, done.warnings);
}

function versionless(kind: Kind, name: string): Refused {
  const message = "Invalid value: 0: must be specified for an update";
  const causes = [{ reason: "FieldValueInvalid", message, field: "metadata.resourceVersion" }];
  // Here the real server names the resource where it otherwise names the kind.
  return invalid(kind.group, kind.plural, name, causes);
}

export function destroy(parts: Parts, call: Call): Answer {
  const live = liveOf(parts, call);
  const options = deleteOptions(dict(bodyOf(call)), call.query);
  const { stored, gone } = remove(parts, call.kind, live, options);
  if (!gone || call.kind.key === "/pods") return answer(parts, call, stored, []);
  return { code: 200, json: JSON.stringify(success(call.kind, stored)) };
}

export function destroyAll(parts: Parts, call: Call): Answer {
  if (call.kind.key === "/namespaces") throw methodNotAllowed(call.kind);
  const matches = matcherOf(call.kind, call.query);
  const options = deleteOptions(dict(bodyOf(call)), call.query);
  const all = parts.store.list(call.kind.key, call.route.namespace);
  const chosen = matches ? all.filter((stored) => matches(stored.object)) : [...all];
  for (const live of chosen) remove(parts, call.kind, live, options);
  const metadata = { resourceVersion: String(parts.store.revision) };
  return { code: 200, json: listJson(chosen, call.kind, call.form, metadata, []) };
}

function success(kind: Kind, { object }: Stored): Dict {
  const details = {
    name: object.metadata.name,
    ...(kind.group ? { group: kind.group } : {}),
    kind: kind.plural,
    uid: object.metadata.uid,
  };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}

export function scale(parts: Parts, call: Call, change: (live: KubeObject) => KubeObject): Answer {
  const { kind, route } = call;
  const { subresource: _s, ...options } = optionsOf(call);
  const done = parts.writer.change(kind, route.namespace, route.name ?? "", change, options);
  return { code: 200, json: JSON.stringify(scaleOf(done.stored.object)) };
}

export function optionsOf({ route, query, manager }: Call): WriteOptions {
  const dryRun = query.get("dryRun");
  if (dryRun !== null && dryRun !== "" && dryRun !== "All") {
    throw invalid("", "Options", "", [
      {
        reason: "FieldValueNotSupported",
        message: `Unsupported value: "${dryRun}": supported values: "All"`,
        field: "dryRun",
      },
    ]);
  }
  const options: WriteOptions = {
    manager,
    dryRun: dryRun === "All",
    strict: query.get("fieldValidation") === "Strict",
  };
  if (route.subresource) options.subresource = route.subresource as Subresource;
  return options;
}

export function answer(parts: Parts, call: Call, stored: Stored, warnings: string[], code = 200): Answer {
  return { code, json: jsonOf(stored, call.kind, call.form, parts.registry.columnsOf(call.kind)), warnings };
}
