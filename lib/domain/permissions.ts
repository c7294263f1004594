import { ok, type Result, refuse } from "./result.ts";

/**
 * Who may do what: the one place. Pages, routes and streams ask here, below the
 * page; a grant without an environment holds in every environment.
 */
export type Role = "viewer" | "developer" | "approver" | "release-manager" | "admin";

export type Grant = { role: Role; environment?: string };

export type Actor = {
  id: string;
  login: string;
  name: string;
  grants: Grant[];
  /** Sluice itself: jobs and sweeps. It never approves. */
  system?: boolean;
};

export const system: Actor = { id: "sluice", login: "sluice", name: "Sluice", grants: [], system: true };

/** Whoever came by the set-up link, before anybody could sign in. No login on GitHub looks like it. */
export const setUpLogin = "(set-up)";
const setUpMay: readonly Verb[] = ["view", "configure", "set-rules", "read-audit"];

export type Verb =
  | "view"
  | "promote"
  | "roll-back"
  | "approve"
  | "cancel"
  | "retry"
  | "reconcile"
  | "suspend"
  | "resume"
  | "set-rules"
  | "configure"
  | "read-audit";

const allowed: Record<Verb, readonly Role[]> = {
  view: ["viewer", "developer", "approver", "release-manager", "admin"],
  promote: ["developer", "release-manager", "admin"],
  "roll-back": ["developer", "release-manager", "admin"],
  approve: ["approver", "release-manager", "admin"],
  cancel: ["developer", "release-manager", "admin"],
  retry: ["developer", "release-manager", "admin"],
  reconcile: ["developer", "approver", "release-manager", "admin"],
  suspend: ["release-manager", "admin"],
  resume: ["release-manager", "admin"],
  "set-rules": ["admin"],
  configure: ["admin"],
  "read-audit": ["viewer", "developer", "approver", "release-manager", "admin"],
};

const verbInWords: Record<Verb, string> = {
  view: "see this",
  promote: "promote",
  "roll-back": "roll back",
  approve: "approve",
  cancel: "cancel promotions",
  retry: "retry promotions",
  reconcile: "reconcile",
  suspend: "suspend",
  resume: "resume",
  "set-rules": "change an environment's rules",
  configure: "change connections and people",
  "read-audit": "read the audit records",
};

export const roleInWords: Record<Role, string> = {
  viewer: "viewer",
  developer: "developer",
  approver: "approver",
  "release-manager": "release manager",
  admin: "admin",
};

const rank: readonly Role[] = ["viewer", "developer", "approver", "release-manager", "admin"];

export function isRole(text: string): text is Role {
  return (rank as readonly string[]).includes(text);
}

export function rankOf(role: Role): number {
  return rank.indexOf(role);
}

export function highestRole(grants: readonly Grant[]): Role | undefined {
  return rank.findLast((role) => grants.some((grant) => grant.role === role));
}

/** `environment` is absent where the verb is not about one: then only a grant for everywhere counts, except for seeing. */
export function may(actor: Actor, verb: Verb, environment?: string): Result<true> {
  if (actor.system) {
    return verb === "approve" ? refuse("not-allowed", "Sluice never approves by itself.") : ok(true);
  }
  if (actor.login === setUpLogin && !setUpMay.includes(verb)) {
    return refuse(
      "not-allowed",
      `The set-up account connects and adopts, and may not ${verbInWords[verb]}: everybody does that under their own login.`,
    );
  }
  const roles = allowed[verb];
  const permitted = actor.grants.some(
    (grant) =>
      roles.includes(grant.role) &&
      (grant.environment === undefined ||
        grant.environment === environment ||
        (verb === "view" && environment === undefined)),
  );
  if (permitted) return ok(true);
  const who = roles.map((role) => roleInWords[role]).join(", ");
  const where = environment ? ` in ${environment}` : "";
  // Whoever has such a role for one environment would read that they have what it takes.
  const all = !environment && actor.grants.some(({ role }) => roles.includes(role)) ? ", for all environments" : "";
  return refuse(
    "not-allowed",
    `You may not ${verbInWords[verb]}${where}. That takes one of these roles${all}: ${who}.`,
  );
}

/** A repository speaks of all its environments at once, so it is for those who may see them all. */
export function maySeeAll(actor: Actor): Result<true> {
  if (visible(actor) === "all") return ok(true);
  return refuse(
    "not-allowed",
    "A repository says what runs in every environment, so it is shown to those who may see all of them.",
  );
}

/** Four eyes: nobody approves their own request, be it by another door (a token of theirs) or with whatever role. */
export function mayApprove(actor: Actor, request: { requestedBy: string; environment: string }): Result<true> {
  if (actor.login.toLowerCase() === request.requestedBy.toLowerCase()) {
    return refuse("own-request", "You asked for this promotion, so somebody else has to approve it.");
  }
  return may(actor, "approve", request.environment);
}

/** The environments that an actor may see: all, or the named ones. */
export function visible(actor: Actor): "all" | ReadonlySet<string> {
  if (actor.system || actor.grants.some((grant) => grant.environment === undefined)) return "all";
  return new Set(actor.grants.flatMap((grant) => (grant.environment ? [grant.environment] : [])));
}

/** What is in an environment that somebody may not see is not there for them: any other no would tell that it is. */
export function sees(actor: Actor, environment: string): boolean {
  const seen = visible(actor);
  return seen === "all" || seen.has(environment);
}
