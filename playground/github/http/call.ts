import type { z } from "zod";
import type { Doing } from "../acts/doing.ts";
import type { GitRepository } from "../git/repository.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Pull, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Actor } from "./actor.ts";
import type { Incoming, Reply } from "./reply.ts";

/** One REST call on its way: who, what, where, and what the answer will carry in its headers. */
export class Call {
  readonly world: World;
  readonly incoming: Incoming;
  readonly params: Record<string, string>;
  readonly actor: Actor;
  readonly headers: Record<string, string> = {};
  private readonly found: Repository | null;

  constructor(world: World, incoming: Incoming, params: Record<string, string>, actor: Actor, repo: Repository | null) {
    this.world = world;
    this.incoming = incoming;
    this.params = params;
    this.actor = actor;
    this.found = repo;
  }

  get repo(): Repository {
    if (!this.found) throw notFound();
    return this.found;
  }

  get git(): GitRepository {
    return this.world.git(this.repo);
  }

  /** The login that acts: a person, or an app's bot. */
  get login(): string {
    if (this.actor.is === "user" || this.actor.is === "installation") return this.actor.login;
    throw new Problem(401, "Requires authentication");
  }

  get viewer(): string | null {
    return this.actor.is === "user" || this.actor.is === "installation" ? this.actor.login : null;
  }

  get doing(): Doing {
    return { by: this.login };
  }

  param(name: string): string {
    const value = this.params[name];
    if (value === undefined) throw new Error(`This route has no {${name}}`);
    return value;
  }

  number(name: string): number {
    const value = Number(this.param(name));
    if (!Number.isSafeInteger(value)) throw notFound();
    return value;
  }

  query(name: string): string | undefined {
    return this.incoming.query.get(name) ?? undefined;
  }

  pull(): Pull {
    const pull = this.world.pull(this.repo, this.number("pull_number"));
    if (!pull) throw notFound();
    return pull;
  }

  /** The body, as the schema wants it. @throws Problem 400 or 422 in GitHub's words. */
  input<S extends z.ZodType>(schema: S): z.output<S> {
    const text = this.incoming.body.toString();
    let body: unknown = {};
    try {
      if (text.trim() !== "") body = JSON.parse(text);
    } catch {
      throw new Problem(400, "Problems parsing JSON");
    }
    if (body === null || typeof body !== "object") throw new Problem(400, "Body should be a JSON object");
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const sentences = parsed.error.issues.map((issue) => {
      const field = issue.path.join("/");
      const missing = issue.code === "invalid_type" && /received undefined/.test(issue.message);
      return missing ? `"${field}" wasn't supplied.` : `For 'properties/${field}', ${issue.message}.`;
    });
    throw new Problem(422, `Invalid request.\n\n${sentences.join("\n")}`);
  }

  get page(): { page: number; perPage: number } {
    const whole = (text: string | undefined, otherwise: number): number => {
      const value = Number(text);
      return Number.isSafeInteger(value) && value > 0 ? value : otherwise;
    };
    return { page: whole(this.query("page"), 1), perPage: Math.min(100, whole(this.query("per_page"), 30)) };
  }

  /** The asked-for page of a list, with the links to the others. */
  paged<T>(items: readonly T[]): T[] {
    const { page, perPage } = this.page;
    this.link(page, Math.max(1, Math.ceil(items.length / perPage)));
    return items.slice((page - 1) * perPage, page * perPage);
  }

  /** The Link header; `last` unknown says only whether there is more. */
  link(page: number, last: number | "more"): void {
    const to = (target: number, rel: string): string => {
      const query = new URLSearchParams(this.incoming.query);
      query.set("page", String(target));
      return `<${this.world.url}${this.incoming.path}?${query}>; rel="${rel}"`;
    };
    const links: string[] = [];
    if (page > 1) links.push(to(page - 1, "prev"));
    if (last === "more" || page < last) links.push(to(page + 1, "next"));
    if (last !== "more" && page < last) links.push(to(last, "last"));
    if (page > 1) links.push(to(1, "first"));
    if (links.length > 0) this.headers.link = links.join(", ");
  }
}

export type Handler = (call: Call) => Promise<Reply> | Reply;
