/** What a path names: `/apis/apps/v1/namespaces/web/deployments/shop/status`. */
export interface Route {
  group: string;
  version: string;
  namespace: string | undefined;
  plural: string;
  name: string | undefined;
  subresource: string | undefined;
}

/** undefined for a path that names no resource, such as `/version` or `/apis/apps`. */
export function routeOf(path: string): Route | undefined {
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const core = parts[0] === "api";
  if (!core && parts[0] !== "apis") return undefined;
  const [group, version] = core ? ["", parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(core ? 2 : 3);
  if (group === undefined || version === undefined || rest.length === 0) return undefined;
  const [first, second, third, ...more] = rest;
  const inNamespace = first === "namespaces" && third !== undefined && !["status", "finalize"].includes(third);
  const [plural = "", name, subresource, extra] = inNamespace ? [third, ...more] : rest;
  if (extra !== undefined) return undefined;
  return { group, version, namespace: inNamespace ? second : undefined, plural, name, subresource };
}

/** The verb that RBAC knows a request by. */
export function verbOf(method: string, named: boolean, watching: boolean): string {
  switch (method) {
    case "GET":
    case "HEAD":
      if (named) return "get";
      return watching ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return named ? "delete" : "deletecollection";
    default:
      return method.toLowerCase();
  }
}

export function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}
