/*
 * HTTP: who asks, whether they may, and then the verb. Every answer passes one gate that can be shut (silence), as a
 * cluster whose network swallows packets: connections stay open and nothing comes.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Access } from "../access/rbac.ts";
import { review } from "../access/reviews.ts";
import { tokenFor } from "../access/token-request.ts";
import type { Ask, User, Users } from "../access/users.ts";
import { builtinKinds, type Kind, type ReviewKind, reviewKinds } from "../schema/kinds.ts";
import { bodyOf } from "./bodies.ts";
import type { KeyPair } from "./certificate.ts";
import { contentTypeOf, managerOf, type Reply, readBody, send, sendFailure } from "./http.ts";
import { matcherOf } from "./lists.ts";
import { patch } from "./patches.ts";
import { pathReply, trimmed } from "./paths.ts";
import { isTrue, type Route, routeOf, verbOf } from "./route.ts";
import { badRequest, forbidden, methodNotAllowed, PageNotFound, Refused, unauthorized } from "./status.ts";
import * as verbs from "./verbs.ts";
import { formOf } from "./views.ts";
import type { Watches } from "./watch.ts";

export interface ServerParts extends verbs.Parts {
  access: Access;
  users: Users;
  watches: Watches;
  address(): string;
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  user: User;
  method: string;
  body: string;
}

export class ApiServer {
  readonly https: Server;
  readonly #parts: ServerParts;
  #gate: PromiseWithResolvers<void> | undefined;

  constructor(parts: ServerParts, keys: KeyPair) {
    this.#parts = parts;
    this.https = createServer({ cert: keys.certificate, key: keys.key }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => sendFailure(response, error));
    });
    this.https.requestTimeout = 60_000;
    this.https.headersTimeout = 20_000;
    this.https.keepAliveTimeout = 65_000;
  }

  /** While silent nothing is answered; requests that came meanwhile are answered after. */
  silence(on: boolean): void {
    this.#parts.watches.silence(on);
    if (on) this.#gate ??= Promise.withResolvers<void>();
    else {
      this.#gate?.resolve();
      this.#gate = undefined;
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    while (this.#gate) await this.#gate.promise;
    if (request.socket.destroyed) return;
    const user = this.#parts.users.of(request.headers.authorization);
    if (!user) throw unauthorized();
    const url = new URL(request.url ?? "/", "http://localhost");
    const asked = { request, response, url, user, method: request.method ?? "GET", body };
    const route = routeOf(url.pathname);
    const reply = route ? this.#resource(asked, route) : this.#path(asked);
    if (reply) send(response, reply);
  }

  #path({ request, url, user, method }: Asked): Reply {
    this.#permit(user, { verb: method.toLowerCase(), path: trimmed(url.pathname) });
    return pathReply(this.#parts.registry, url, request.headers.accept ?? "", this.#parts.address());
  }

  #permit(user: User, ask: Ask): void {
    if (this.#parts.access.allows(user, ask)) return;
    if (ask.path !== undefined) {
      const why = `forbidden: User "${user.name}" cannot ${ask.verb} path "${ask.path}"`;
      throw new Refused(403, "Forbidden", why, { details: {} });
    }
    const { group = "", resource = "", namespace, verb, name } = ask;
    const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
    const why = `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
    throw forbidden({ group, plural: resource.split("/")[0] ?? "" }, name ?? "", why);
  }

  /** Nothing to send for a watch: it writes for itself. */
  #resource(asked: Asked, route: Route): Reply | undefined {
    const { request, response, url, user, method, body } = asked;
    const query = url.searchParams;
    const watching = isTrue(query.get("watch")) && route.name === undefined && method === "GET";
    this.#permit(user, askOf(route, verbOf(method, route.name !== undefined, watching)));
    const reviewing = reviewOf(route);
    if (reviewing) return this.#review(asked, route, reviewing);
    const kind = this.#kind(route);
    const form = formOf(request.headers.accept);
    if (watching) {
      const matches = matcherOf(kind, query);
      this.#parts.watches.open({ kind, namespace: route.namespace, matches, form, query, response });
      return undefined;
    }
    const manager = managerOf(request, query);
    const call = { kind, route, query, form, body, contentType: contentTypeOf(request), manager };
    const { code, json, warnings = [] } = this.#answer(method, call);
    const warning = warnings.map((text) => `299 - ${JSON.stringify(text)}`);
    return { code, body: json, headers: warning.length > 0 ? { warning } : {} };
  }

  #kind(route: Route): Kind {
    const kind = this.#parts.registry.find(route.group, route.version, route.plural);
    if (!kind && isOwnGroup(route.group)) throw noSuchResource();
    if (!kind) throw new PageNotFound();
    const misplaced = kind.namespaced ? route.name !== undefined && !route.namespace : route.namespace !== undefined;
    if (misplaced) throw new PageNotFound();
    return kind;
  }

  #answer(method: string, call: verbs.Call): verbs.Answer {
    const { kind, route } = call;
    const parts = this.#parts;
    if (route.subresource === "token" && kind.key === "/serviceaccounts") {
      if (method !== "POST") throw methodNotAllowed(kind);
      return { code: 201, json: JSON.stringify(tokenFor(parts, call, parts.address())) };
    }
    if (route.subresource === "log" && kind.key === "/pods") return verbs.get(parts, call);
    if (route.subresource === "finalize" && method === "PUT") {
      return verbs.update(parts, { ...call, route: { ...route, subresource: undefined } });
    }
    if (route.subresource && !kind.subresources.some((sub) => sub === route.subresource)) throw new PageNotFound();
    return this.#verb(method, call);
  }

  #verb(method: string, call: verbs.Call): verbs.Answer {
    const parts = this.#parts;
    const named = call.route.name !== undefined;
    if (method === "GET" || method === "HEAD") return named ? verbs.get(parts, call) : verbs.list(parts, call);
    if (method === "POST" && !named) return verbs.create(parts, call);
    if (method === "DELETE") return named ? verbs.destroy(parts, call) : verbs.destroyAll(parts, call);
    if (method !== "PUT" && method !== "PATCH") throw methodNotAllowed(call.kind);
    if (!named) throw badRequest("name must be provided");
    return method === "PUT" ? verbs.update(parts, call) : patch(parts, call);
  }

  #review({ request, user, method, body }: Asked, route: Route, kind: ReviewKind): Reply {
    if (method !== "POST") throw methodNotAllowed(kind);
    const given = bodyOf({ kind, body, contentType: contentTypeOf(request) });
    return { code: 201, body: JSON.stringify(review(this.#parts, kind, user, given, route.namespace)) };
  }
}

function askOf(route: Route, verb: string): Ask {
  const itself = route.plural === "namespaces" && route.group === "" ? route.name : undefined;
  const namespace = route.namespace ?? itself;
  return {
    verb,
    group: route.group,
    resource: route.subresource ? `${route.plural}/${route.subresource}` : route.plural,
    ...(namespace ? { namespace } : {}),
    ...(route.name ? { name: route.name } : {}),
  };
}

/** Kubernetes' own groups answer with a Status where custom ones answer in plain text. */
function isOwnGroup(group: string): boolean {
  return builtinKinds.some((kind) => kind.group === group);
}

function noSuchResource(): Refused {
  return new Refused(404, "NotFound", "the server could not find the requested resource", { details: {} });
}

function reviewOf({ group, version, plural }: Route): ReviewKind | undefined {
  return reviewKinds.find((kind) => kind.group === group && kind.version === version && kind.plural === plural);
}
