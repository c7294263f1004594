import { verify } from "node:crypto";
import { Problem } from "../world/problem.ts";
import type { App, Installation, OAuthApp, Token } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** Who speaks. `id` keys the rate limit. */
export type Actor =
  | { is: "nobody"; id: string }
  | { is: "user"; id: string; login: string; token: Token; secret: string }
  | {
      is: "installation";
      id: string;
      login: string;
      installation: Installation;
      app: App;
      token: Token;
      secret: string;
    }
  | { is: "app"; id: string; app: App }
  | { is: "oauth-app"; id: string; client: OAuthApp | App };

/** @throws Problem 401 when something was presented that is not valid. */
export function identify(world: World, authorization: string | undefined): Actor {
  if (!authorization) return { is: "nobody", id: "nobody" };
  const [scheme = "", credentials = ""] = authorization.split(/\s+(.*)/s);
  if (/^basic$/i.test(scheme)) return basic(world, credentials);
  if (!/^(bearer|token)$/i.test(scheme)) throw new Problem(401, "Bad credentials");
  const jwt = /^([\w-]+\.[\w-]+)\.([\w-]+)$/.exec(credentials);
  if (jwt) return fromJwt(world, jwt[1] as string, jwt[2] as string);
  return fromToken(world, credentials);
}

function basic(world: World, credentials: string): Actor {
  const [name = "", password = ""] = Buffer.from(credentials, "base64").toString().split(/:(.*)/s);
  const client = clientOf(world, name);
  if (client && client.clientSecret === password) return { is: "oauth-app", id: name, client };
  // Git and old scripts send a token as the password, or as the name with nothing behind it.
  return fromToken(world, password === "" || password === "x-oauth-basic" ? name : password);
}

export function clientOf(world: World, clientId: string): OAuthApp | App | undefined {
  return world.oauthApps.get(clientId) ?? world.apps.find((app) => app.clientId === clientId);
}

function fromToken(world: World, secret: string): Actor {
  const token = world.token(secret);
  if (!token || token.kind === "refresh") throw new Problem(401, "Bad credentials");
  if (token.kind !== "installation") {
    return { is: "user", id: `user:${token.login}`, login: token.login, token, secret };
  }
  const installation = world.installations.get(token.installation ?? 0);
  const app = world.apps.get(token.app ?? 0);
  if (!installation || !app) throw new Problem(401, "Bad credentials");
  if (installation.suspendedAt) throw new Problem(403, "This installation has been suspended");
  return {
    is: "installation",
    id: `installation:${installation.id}`,
    login: token.login,
    installation,
    app,
    token,
    secret,
  };
}

function fromJwt(world: World, signed: string, signature: string): Actor {
  const undecodable = new Problem(401, "A JSON web token could not be decoded");
  let header: { alg?: unknown };
  let claims: { iss?: unknown; exp?: unknown; iat?: unknown };
  try {
    const [first = "", second = ""] = signed.split(".");
    header = JSON.parse(Buffer.from(first, "base64url").toString());
    claims = JSON.parse(Buffer.from(second, "base64url").toString());
  } catch {
    throw undecodable;
  }
  if (header.alg !== "RS256") throw undecodable;
  const app = world.apps.find((one) => String(one.id) === String(claims.iss) || one.clientId === claims.iss);
  if (!app) throw new Problem(401, "'Issuer' claim ('iss') must be an Integer");
  if (!verify("RSA-SHA256", Buffer.from(signed), app.publicKey, Buffer.from(signature, "base64url"))) throw undecodable;
  // Checked against the machine's clock: whoever signed it had no other.
  const now = Date.now() / 1000;
  if (typeof claims.exp !== "number" || claims.exp <= now) {
    throw new Problem(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (claims.exp > now + 660) throw new Problem(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof claims.iat !== "number" || claims.iat > now + 30) {
    throw new Problem(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  return { is: "app", id: `app:${app.id}`, app };
}
