import { createHmac, timingSafeEqual } from "node:crypto";
import { dict, list, text } from "../objects.ts";
import type { Store } from "../store/store.ts";

export interface User {
  name: string;
  groups: string[];
  uid?: string;
}

export const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** Who a bearer token speaks for: given ones, service accounts' own, and legacy ones in Secrets. */
export class Users {
  readonly #tokens: Map<string, User>;
  readonly #key: string;
  readonly #store: Store;
  readonly #issuer: string;
  readonly #clock: () => Date;

  constructor(parts: { tokens: Map<string, User>; key: string; store: Store; issuer: string; clock: () => Date }) {
    this.#tokens = parts.tokens;
    this.#key = parts.key;
    this.#store = parts.store;
    this.#issuer = parts.issuer;
    this.#clock = parts.clock;
  }

  /** The user of an Authorization header; undefined for a token that nobody has. */
  of(header: string | undefined): User | undefined {
    if (!header) return anonymous;
    const token = /^Bearer (\S+)$/i.exec(header)?.[1];
    return token ? this.byToken(token) : undefined;
  }

  byToken(token: string): User | undefined {
    const known = this.#tokens.get(token);
    if (known) return { ...known, groups: [...known.groups, "system:authenticated"] };
    return this.#account(token);
  }

  tokenOf(name: string): string | undefined {
    return [...this.#tokens].find(([, user]) => user.name === name)?.[0];
  }

  /** A token for a service account. Without `seconds` it does not expire. */
  issue(namespace: string, name: string, seconds?: number): { token: string; expires: Date } {
    const now = Math.floor(this.#clock().getTime() / 1000);
    const uid = this.#store.get("/serviceaccounts", namespace, name)?.object.metadata.uid;
    const payload = {
      aud: [this.#issuer],
      ...(seconds === undefined ? {} : { exp: now + seconds }),
      iat: now,
      iss: this.#issuer,
      "kubernetes.io": { namespace, serviceaccount: { name, uid } },
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const head = encode({ alg: "HS256", kid: "stand-in" });
    const body = `${head}.${encode(payload)}`;
    return { token: `${body}.${this.#sign(body)}`, expires: new Date((now + (seconds ?? 0)) * 1000) };
  }

  #sign(body: string): string {
    return createHmac("sha256", this.#key).update(body).digest("base64url");
  }

  #account(token: string): User | undefined {
    const parts = token.split(".");
    const [head, payload, signature = ""] = parts;
    if (parts.length !== 3 || !payload) return undefined;
    const mine = Buffer.from(this.#sign(`${head}.${payload}`));
    const given = Buffer.from(signature);
    if (mine.length !== given.length || !timingSafeEqual(mine, given)) return undefined;
    const claims = dict(JSON.parse(Buffer.from(payload, "base64url").toString()));
    if (typeof claims.exp === "number" && claims.exp * 1000 <= this.#clock().getTime()) return undefined;
    const { namespace, serviceaccount } = dict(claims["kubernetes.io"]);
    const { name, uid } = dict(serviceaccount);
    const account = this.#store.get("/serviceaccounts", text(namespace), text(name));
    if (!account || account.object.metadata.uid !== uid) return undefined;
    return {
      name: `system:serviceaccount:${text(namespace)}:${text(name)}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${text(namespace)}`, "system:authenticated"],
      uid: text(uid),
    };
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

export interface Ask {
  verb: string;
  /** A resource… */
  group?: string;
  /** `deployments` or `deployments/status`. */
  resource?: string;
  namespace?: string;
  name?: string;
  /** …or a path. */
  path?: string;
}

export interface Rule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export function ruleAllows(rule: Rule, ask: Ask): boolean {
  if (!has(rule.verbs, ask.verb)) return false;
  if (ask.path !== undefined) return (rule.nonResourceURLs ?? []).some((url) => pathMatches(url, ask.path ?? ""));
  if (!has(rule.apiGroups, ask.group ?? "") || !resourceMatches(rule.resources ?? [], ask.resource ?? "")) return false;
  const names = rule.resourceNames ?? [];
  return names.length === 0 || (ask.name !== undefined && names.includes(ask.name));
}

function has(listed: string[] | undefined, value: string): boolean {
  return listed !== undefined && (listed.includes("*") || listed.includes(value));
}

function resourceMatches(resources: string[], wanted: string): boolean {
  const slash = wanted.indexOf("/");
  return resources.some((known) => {
    if (known === "*" || known === wanted) return true;
    return slash >= 0 && known === `*${wanted.slice(slash)}`;
  });
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

export function rulesIn(value: unknown): Rule[] {
  return list(value).map((rule) => dict(rule) as unknown as Rule);
}
