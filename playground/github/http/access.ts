import { atLeast, permissionOf, same } from "../acts/accounts.ts";
import type { Permission } from "../seed.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Installation, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Actor } from "./actor.ts";

/**
 * What a route asks for: a permission of a GitHub App ("contents:write"), a signed-in person, an
 * app itself, an installation, the client of an OAuth dance, or nothing.
 */
export type Access = "anyone" | "user" | "app" | "installation" | "client" | `${string}:${"read" | "write" | "admin"}`;

/** @throws Problem 401, 403 or 404, whichever GitHub would choose so as not to tell that something exists. */
export function checkAccess(
  world: World,
  actor: Actor,
  access: Access,
  repo: Repository | null,
  least?: Permission,
): void {
  if (access === "anyone" && !repo) return;
  if (access === "user") requireUser(actor);
  if (access === "app" && actor.is !== "app") {
    throw new Problem(401, "A JSON web token could not be decoded");
  }
  if (access === "installation" && actor.is !== "installation") {
    throw new Problem(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  }
  if (access === "client" && actor.is !== "oauth-app") throw notFound();
  if (!repo) {
    if (access.includes(":") && actor.is === "nobody") throw new Problem(401, "Requires authentication");
    return;
  }
  if (actor.is === "app" && (access === "app" || access === "anyone")) return;
  checkRepository(world, actor, access, repo, least);
}

function requireUser(actor: Actor): void {
  if (actor.is === "nobody") throw new Problem(401, "Requires authentication");
  if (actor.is !== "user") throw new Problem(403, "Resource not accessible by integration");
}

function checkRepository(world: World, actor: Actor, access: Access, repo: Repository, least?: Permission): void {
  const [resource = "metadata", level = "read"] = access === "anyone" ? ["metadata", "read"] : access.split(":");
  const writes = level !== "read";
  if (actor.is === "installation") {
    if (!covers(actor.installation, actor.token.repositories, repo)) {
      if (repo.private || writes) throw repo.private ? notFound() : noIntegration(access);
      return;
    }
    const has = (actor.token.permissions ?? actor.installation.permissions)[resource];
    if (resource !== "metadata" && (!has || (writes && has === "read"))) throw noIntegration(access);
    return;
  }
  const login = actor.is === "user" ? actor.login : null;
  const has = permissionOf(world, repo, login);
  if (has === "none") throw notFound();
  if (actor.is === "user") checkToken(world, actor, access, resource, writes, repo);
  if (!writes && !least) return;
  if (actor.is !== "user") throw new Problem(401, "Requires authentication");
  const needs = least ?? (isAdministration(resource) ? "admin" : "push");
  if (atLeast(has, needs)) return;
  if (needs === "admin")
    throw new Problem(repo.private ? 404 : 403, repo.private ? "Not Found" : "Must have admin rights to Repository.");
  throw new Problem(403, "Must have push access to repository");
}

function isAdministration(resource: string): boolean {
  return resource === "administration" || resource === "repository_hooks";
}

function noIntegration(access: string): Problem {
  const accepted = access.replace(":", "=");
  return new Problem(403, "Resource not accessible by integration", null, {
    "x-accepted-github-permissions": accepted,
  });
}

/** An OAuth token does what its scopes say; one that an app got for a person does no more than the app may. */
function checkToken(
  world: World,
  actor: Actor & { is: "user" },
  access: Access,
  resource: string,
  writes: boolean,
  repo: Repository,
): void {
  if (actor.token.kind === "oauth") {
    const scopes = actor.token.scopes;
    const enough = scopes.includes("repo") || (!repo.private && (!writes || scopes.includes("public_repo")));
    if (!enough) throw notFound();
  }
  if (actor.token.kind === "app-user" && resource !== "metadata") {
    const installation = world.installations.find((one) => one.app === actor.token.app && covers(one, null, repo));
    const has = installation?.permissions[resource];
    if (!has && !repo.private && !writes) return;
    if (!has || (writes && has === "read")) throw noIntegration(access);
  }
}

export function covers(installation: Installation, narrowed: number[] | null, repo: Repository): boolean {
  if (!same(installation.account, repo.owner)) return false;
  if (narrowed && !narrowed.includes(repo.id)) return false;
  return installation.repositories === null || installation.repositories.includes(repo.id);
}
