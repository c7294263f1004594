import { bodyOf } from "../api/bodies.ts";
import { notFound } from "../api/status.ts";
import type { Call } from "../api/verbs.ts";
import { type Dict, dict, stamp } from "../objects.ts";
import type { Store } from "../store/store.ts";
import type { Users } from "./users.ts";

/** Answers a TokenRequest for a service account; the token expires as asked, after an hour unless told. */
export function tokenFor(parts: { store: Store; users: Users }, call: Call, address: string): Dict {
  const { namespace = "", name = "" } = call.route;
  const account = parts.store.get("/serviceaccounts", namespace, name);
  if (!account) throw notFound(call.kind, name);
  const expirationSeconds = Number(dict(dict(bodyOf(call)).spec).expirationSeconds ?? 3600);
  const { token, expires } = parts.users.issue(namespace, name, expirationSeconds);
  const { uid, creationTimestamp } = account.object.metadata;
  return {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid, creationTimestamp },
    spec: { audiences: [`${address}/`], expirationSeconds, boundObjectRef: null },
    status: { token, expirationTimestamp: stamp(expires) },
  };
}
