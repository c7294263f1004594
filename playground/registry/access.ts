import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseWith, sendJson } from "./answers.ts";

/** Who may come in. `bearer` sends clients to a token endpoint first, as Docker Hub and GHCR do. */
export type Access =
  | { kind: "open" }
  | { kind: "basic" | "bearer"; users: Record<string, string>; anonymousPull?: boolean };

export function accessControl(access: Access) {
  const tokens = new Set<string>();

  function known(header: string | undefined): boolean {
    if (access.kind === "open") return true;
    const [scheme, value = ""] = (header ?? "").split(" ");
    if (scheme === "Bearer") return access.kind === "bearer" && tokens.has(value);
    const [user = "", password = ""] = Buffer.from(value, "base64").toString("utf8").split(/:(.*)/s);
    return scheme === "Basic" && Object.hasOwn(access.users, user) && access.users[user] === password;
  }

  return {
    /** Answers 401 with a challenge and says no, where the request shows nothing valid. */
    admits(request: IncomingMessage, response: ServerResponse, repository: string | undefined): boolean {
      if (access.kind === "open") return true;
      const pull = request.method === "GET" || request.method === "HEAD";
      if (access.kind === "basic" && access.anonymousPull && pull) return true;
      const { authorization, host } = request.headers;
      const fits = access.kind === "basic" ? authorization?.startsWith("Basic ") : authorization?.startsWith("Bearer ");
      if (fits && known(authorization)) return true;
      const scope = repository ? `,scope="repository:${repository}:${pull ? "pull" : "pull,push"}"` : "";
      const challenge =
        access.kind === "basic"
          ? `Basic realm="registry"`
          : `Bearer realm="http://${host}/token",service="registry"${scope}`;
      response.setHeader("www-authenticate", challenge);
      refuseWith(response, "UNAUTHORIZED");
      return false;
    },
    giveToken(request: IncomingMessage, response: ServerResponse) {
      const anonymous = access.kind === "bearer" && access.anonymousPull && !request.headers.authorization;
      if (!anonymous && !known(request.headers.authorization)) return refuseWith(response, "UNAUTHORIZED");
      const token = randomBytes(24).toString("base64url");
      tokens.add(token);
      sendJson(response, 200, { token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() });
    },
  };
}
