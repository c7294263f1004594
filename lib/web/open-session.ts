import "server-only";
import { randomBytes } from "node:crypto";
import { setUpLogin } from "../domain/permissions.ts";
import { secureSessionCookie, sessionCookie } from "./actor.ts";
import type { Web } from "./deps.ts";

const hours = 12;

/**
 * Signs in whoever came by the set-up link: before a git host is connected nobody else can. This
 * account is the only one that has no host behind it. Returns the cookie to set.
 */
export async function openSetUpSession(web: Web): Promise<string> {
  const { prisma } = web.database;
  const user = await prisma.user.upsert({
    where: { login: setUpLogin },
    update: {},
    create: { login: setUpLogin, name: "Set-up" },
  });
  const sessionToken = randomBytes(32).toString("base64url");
  const seconds = hours * 3600;
  await prisma.session.create({
    data: { sessionToken, userId: user.id, expires: new Date(web.now() + seconds * 1000) },
  });
  const secure = web.publicUrl.startsWith("https:");
  const name = secure ? secureSessionCookie : sessionCookie;
  return `${name}=${sessionToken}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? "; Secure" : ""}`;
}
