import "server-only";
import { randomBytes } from "node:crypto";
import { secureSessionCookie, sessionCookie } from "./actor.ts";
import type { Web } from "./deps.ts";

/** Signs somebody in without a git host: the account is made where there is none. Returns the cookie to set. */
export async function openSession(web: Web, who: { login: string; name: string; hours: number }): Promise<string> {
  const { prisma } = web.database;
  const user = await prisma.user.upsert({
    where: { login: who.login },
    update: {},
    create: { login: who.login, name: who.name },
  });
  const sessionToken = randomBytes(32).toString("base64url");
  const seconds = who.hours * 3600;
  await prisma.session.create({
    data: { sessionToken, userId: user.id, expires: new Date(web.now() + seconds * 1000) },
  });
  const secure = web.publicUrl.startsWith("https:");
  const name = secure ? secureSessionCookie : sessionCookie;
  return `${name}=${sessionToken}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? "; Secure" : ""}`;
}
