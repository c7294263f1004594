import type { Schema } from "./merge-keys.ts";
import { schemaOf } from "./merge-keys.ts";
import type { Gvk } from "./resource.ts";

/** What a kustomization brings: schemas by `apiVersion kind`, and the kinds that have no namespace. */
export type OwnSchemas = { readonly byKind: ReadonlyMap<string, Schema>; readonly clusterScoped: ReadonlySet<string> };

/**
 * kustomize keeps the schemas that it merges by in one place for a whole build. A kustomization may bring its own
 * (`openapi`): whoever says something first counts, the outermost before all others. The built-in ones are read when
 * the first patch is merged. Own ones that come before that take their place, those that come later go over them; and
 * where a kind has been met before that kustomize does not know, the built-in ones are read later, over the own ones.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/kyaml/openapi/openapi.go
 */
export type Schemas = {
  readonly isSaid: boolean;
  readonly own?: OwnSchemas | undefined;
  readonly builtIn: "unread" | "wanted" | "read";
};

export const NOTHING_SAID: Schemas = { isSaid: false, builtIn: "unread" };

export function afterMerge(schemas: Schemas): Schemas {
  return schemas.own || schemas.builtIn === "read" ? schemas : { ...schemas, builtIn: "read" };
}

/** Served by a cluster, but not listed: kustomize does not know what scope they have. */
const UNLISTED = /^(?:Binding|Eviction|TokenRequest|.*Review)$/;

export function afterMeeting(schemas: Schemas, gvk: Gvk): Schemas {
  if (schemas.own || schemas.builtIn !== "unread") return schemas;
  const isKnown = schemaOf(apiVersionOf(gvk), gvk.kind) !== undefined && !UNLISTED.test(gvk.kind);
  return isKnown ? schemas : { ...schemas, builtIn: "wanted" };
}

const RANK = ["unread", "wanted", "read"] as const;

/** Of a base that was built as if it were alone; it brings no schemas of its own. */
export function afterBase(schemas: Schemas, base: Schemas): Schemas {
  const builtIn = RANK[Math.max(RANK.indexOf(schemas.builtIn), RANK.indexOf(base.builtIn))] ?? "unread";
  const isSaid = schemas.isSaid || base.isSaid;
  return builtIn === schemas.builtIn && isSaid === schemas.isSaid ? schemas : { ...schemas, isSaid, builtIn };
}

export function schemaIn({ own, builtIn }: Schemas, apiVersion: string, kind: string): Schema | undefined {
  const given = own?.byKind.get(`${apiVersion} ${kind}`);
  if (own && builtIn === "unread") return given;
  const known = schemaOf(apiVersion, kind);
  return builtIn === "wanted" ? (known ?? given) : (given ?? known);
}

export function isClusterScopedIn({ own }: Schemas, gvk: Gvk): boolean {
  return own?.clusterScoped.has(`${apiVersionOf(gvk)} ${gvk.kind}`) ?? false;
}

function apiVersionOf({ group, version }: Gvk): string {
  return group === "" ? version : `${group}/${version}`;
}
