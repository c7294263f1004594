import { dict, isDict, type KubeObject } from "../objects.ts";
import { asObject } from "../schema/admission.ts";
import { apiVersionOf } from "../schema/kinds.ts";
import { jsonPatch, mergePatch, strategicMerge } from "../schema/patch.ts";
import { parseBody, parseYaml } from "./bodies.ts";
import { isTrue } from "./route.ts";
import { scaled, scaleOf } from "./scale.ts";
import { badRequest, invalid, unsupportedMediaType } from "./status.ts";
import { type Answer, answer, type Call, liveOf, optionsOf, type Parts, scale } from "./verbs.ts";

const json = "application/json-patch+json";
const merge = "application/merge-patch+json";
const strategic = "application/strategic-merge-patch+json";
const applyYaml = "application/apply-patch+yaml";

export function patch(parts: Parts, call: Call): Answer {
  const { kind, route } = call;
  if (call.contentType === applyYaml) return apply(parts, call);
  const accepted = kind.builtin ? [json, merge, strategic, applyYaml] : [json, merge, applyYaml];
  if (!accepted.includes(call.contentType)) throw unsupportedMediaType(accepted);
  const body = parseBody(call.body);
  const change = (live: KubeObject): KubeObject => {
    const patched = patchedBy(parts, call, live, body);
    if (!isDict(patched)) throw badRequest("the patch does not leave an object");
    return asObject(kind, apiVersionOf(kind), { ...patched, kind: patched.kind ?? kind.kind });
  };
  if (route.subresource === "scale") {
    return scale(parts, call, (live) => scaled(live, dict(mergePatch(scaleOf(live), body))));
  }
  liveOf(parts, call);
  const done = parts.writer.change(kind, route.namespace, route.name ?? "", change, optionsOf(call));
  return answer(parts, call, done.stored, done.warnings);
}

function patchedBy({ registry }: Parts, { kind, contentType }: Call, live: KubeObject, body: unknown): unknown {
  const seen = { ...live, apiVersion: apiVersionOf(kind) };
  if (contentType === json) return jsonPatch(seen, body);
  if (contentType === merge) return mergePatch(seen, body);
  return strategicMerge(seen, dict(body), registry.shapeOf(kind));
}

function apply(parts: Parts, call: Call): Answer {
  const { kind, route, query } = call;
  if (!query.get("fieldManager")) {
    const message = "Required value: is required for apply patch";
    throw invalid("meta.k8s.io", "PatchOptions", "", [
      { reason: "FieldValueRequired", message, field: "fieldManager" },
    ]);
  }
  const config = asObject(kind, apiVersionOf(kind), parseYaml(call.body));
  if (config.metadata.managedFields) throw badRequest("metadata.managedFields must be nil");
  const options = { ...optionsOf(call), force: isTrue(query.get("force")) };
  const done = parts.writer.apply(kind, route.namespace, route.name ?? "", config, options);
  return answer(parts, call, done.stored, done.warnings, done.created ? 201 : 200);
}
