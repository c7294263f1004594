import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { TokenCreated, Tokens, tokenRequest } from "../../contracts/lists.ts";
import { highestRole, rankOf } from "../../domain/permissions.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { recordToken } from "../../usecases/record-token.ts";
import { type Caller, hashOf } from "../actor.ts";
import type { Web } from "../deps.ts";

export async function loadTokens({ directory }: Web, actor: Caller): Promise<Result<Tokens>> {
  return ok({ tokens: await directory.tokens(actor.id) });
}

/** Made in the browser only: a token that could make tokens would outlive its own end. */
export async function createToken(
  web: Web,
  actor: Caller,
  body: z.infer<typeof tokenRequest>,
): Promise<Result<TokenCreated>> {
  if (actor.by === "token") return refuse("not-allowed", "A token cannot make another token. Sign in to make one.");
  const own = highestRole(actor.grants);
  if (!own || rankOf(body.role) > rankOf(own))
    return refuse("not-allowed", "A token cannot have a role that you do not have yourself.");
  const secret = `sluice_${randomBytes(32).toString("base64url")}`;
  const now = web.now();
  const expiresAt = now + body.days * 86_400_000;
  const token = await web.directory.createToken(
    actor.id,
    { name: body.name, role: body.role, hash: hashOf(secret), expiresAt },
    now,
  );
  await recordToken(web, actor, { id: token.id, name: token.name, role: token.role, did: "token.made" });
  return ok({ token, secret });
}

export async function revokeToken(web: Web, actor: Caller, id: string): Promise<Result<true>> {
  const known = (await web.directory.tokens(actor.id)).find((token) => token.id === id);
  if (!known || !(await web.directory.revokeToken(actor.id, id, web.now())))
    return refuse("not-found", "You have no such token.");
  await recordToken(web, actor, { id, name: known.name, role: known.role, did: "token.revoked" });
  return ok(true);
}
