import { describe, expect, it } from "vitest";
import {
  type Actor,
  type Grant,
  highestRole,
  may,
  mayApprove,
  maySeeAll,
  type Role,
  setUpLogin,
  system,
  type Verb,
  visible,
} from "./permissions.ts";

function actor(...grants: Grant[]): Actor {
  return { id: "1", login: "dev", name: "Dev", grants };
}

const roles: Role[] = ["viewer", "developer", "approver", "release-manager", "admin"];

/** Reviewed by hand: who may what, everywhere. */
const table: Record<Verb, Role[]> = {
  view: roles,
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
  "read-audit": roles,
};

describe("who may what", () => {
  for (const verb of Object.keys(table) as Verb[]) {
    it.each(roles)(`${verb}: %s`, (role) => {
      expect(may(actor({ role }), verb, "production").ok).toBe(table[verb].includes(role));
    });
  }

  it("nobody without a role may anything", () => {
    for (const verb of Object.keys(table) as Verb[]) expect(may(actor(), verb, "production").ok).toBe(false);
  });

  it("a role in one environment is none in another", () => {
    const staging = actor({ role: "developer", environment: "staging" });
    expect(may(staging, "promote", "staging").ok).toBe(true);
    expect(may(staging, "promote", "production").ok).toBe(false);
    expect(may(staging, "configure").ok).toBe(false);
  });

  it("a refusal names the roles that may", () => {
    expect(may(actor({ role: "viewer" }), "promote", "production")).toMatchObject({
      ok: false,
      sentence: "You may not promote in production. That takes one of these roles: developer, release manager, admin.",
    });
  });

  it("a refusal of what is about all environments says so to who has the role for one", () => {
    expect(may(actor({ role: "admin", environment: "staging" }), "configure")).toMatchObject({
      sentence:
        "You may not change connections and people. That takes one of these roles, for all environments: admin.",
    });
    expect(may(actor({ role: "viewer" }), "configure")).toMatchObject({
      sentence: "You may not change connections and people. That takes one of these roles: admin.",
    });
  });
});

describe("four eyes", () => {
  it("whoever asked does not approve, admin or not", () => {
    for (const requestedBy of ["dev", "Dev"])
      expect(mayApprove(actor({ role: "admin" }), { requestedBy, environment: "production" }).ok).toBe(false);
    expect(mayApprove(actor({ role: "approver" }), { requestedBy: "mira", environment: "production" }).ok).toBe(true);
  });

  it("the set-up account sets up, and neither asks for a promotion nor lets one through", () => {
    const setUp = { ...actor({ role: "admin" }), login: setUpLogin };
    const verbs = Object.keys(table) as Verb[];
    expect(verbs.filter((verb) => may(setUp, verb, "production").ok)).toEqual([
      "view",
      "set-rules",
      "configure",
      "read-audit",
    ]);
    expect(mayApprove(setUp, { requestedBy: "dev", environment: "production" }).ok).toBe(false);
    // GitHub gives nobody such a login.
    expect(setUpLogin).not.toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it("Sluice never approves", () => {
    expect(may(system, "approve", "production").ok).toBe(false);
    expect(may(system, "promote", "production").ok).toBe(true);
  });
});

describe("what is seen", () => {
  it("everything with a role everywhere, else only where one has a role", () => {
    expect(visible(actor({ role: "viewer" }))).toBe("all");
    expect(visible(actor({ role: "viewer", environment: "staging" }))).toEqual(new Set(["staging"]));
    expect(visible(actor())).toEqual(new Set());
  });

  it("the highest role is the one that is shown", () => {
    expect(highestRole([{ role: "viewer" }, { role: "approver", environment: "production" }])).toBe("approver");
    expect(highestRole([])).toBeUndefined();
  });
});

describe("a repository, which speaks of all its environments", () => {
  it("is shown to those who may see every environment, whatever their role", () => {
    expect(maySeeAll(actor({ role: "viewer" })).ok).toBe(true);
    expect(maySeeAll(actor({ role: "developer", environment: "staging" }, { role: "viewer" })).ok).toBe(true);
  });

  it("is shown to nobody whose roles are for some environments only", () => {
    const refused = maySeeAll(actor({ role: "release-manager", environment: "production" }));
    expect(refused).toMatchObject({ ok: false, reason: "not-allowed" });
    expect(maySeeAll(actor()).ok).toBe(false);
  });
});
