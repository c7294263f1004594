import type { Permission } from "../seed.ts";
import type { Access } from "./access.ts";
import type { Handler } from "./call.ts";

export type Route = {
  method: string;
  /** As GitHub's OpenAPI description writes it. */
  template: string;
  access: Access;
  /** What a person needs in the repository when it is not what the access implies. */
  least?: Permission;
  handle: Handler;
};

type Options = { least?: Permission };
type Add = (template: string, access: Access, handle: Handler, options?: Options) => Route;

const adder =
  (method: string): Add =>
  (template, access, handle, options = {}) => ({ method, template, access, handle, ...options });

export const get = adder("GET");
export const post = adder("POST");
export const put = adder("PUT");
export const patch = adder("PATCH");
export const del = adder("DELETE");

/** Names with slashes in them: these take all that is left to them. */
const greedy = new Set(["path", "ref", "branch", "basehead", "tag", "tree_sha", "name"]);

type Compiled = Route & { pattern: RegExp; names: string[] };

export class Router {
  private readonly routes: Compiled[];

  constructor(routes: readonly Route[]) {
    this.routes = routes.map(compile);
  }

  match(method: string, path: string): { route: Route; params: Record<string, string> } | "other-method" | null {
    let otherMethod = false;
    for (const route of this.routes) {
      const found = route.pattern.exec(path);
      if (!found) continue;
      if (route.method !== method) {
        otherMethod = true;
        continue;
      }
      const params = Object.fromEntries(route.names.map((name, i) => [name, decode(found[i + 1] ?? "")]));
      return { route, params };
    }
    return otherMethod ? "other-method" : null;
  }
}

function compile(route: Route): Compiled {
  const names: string[] = [];
  // The root of a repository is a directory with an empty path, and clients leave out the slash before it.
  const source = route.template.replace(/\/\{path\}$|\{(\w+)\}|[.+*?^$()|[\]\\]/g, (text, name?: string) => {
    if (text === "/{path}") {
      names.push("path");
      return "(?:/(.*))?";
    }
    if (!name) return `\\${text}`;
    names.push(name);
    return greedy.has(name) ? "(.*)" : "([^/]+)";
  });
  return { ...route, names, pattern: new RegExp(`^${source}/?$`) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
