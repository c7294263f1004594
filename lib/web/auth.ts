import "server-only";
import { PrismaAdapter } from "@auth/prisma-adapter";
import type { AuthOptions } from "next-auth";
import type { Adapter, AdapterAccount } from "next-auth/adapters";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { secureSessionCookie, sessionCookie } from "./actor.ts";
import type { Web } from "./deps.ts";

const profile = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  avatar_url: z.string().nullish(),
});

/** What next-auth hands to its events is the profile as the provider mapped it. */
const mapped = z.object({ login: z.string() });

/**
 * next-auth with GitHub and sessions in the database, since a session in a token cannot be
 * taken back. Built at each call: the git host is connected while the process runs.
 */
export async function authOptions(web: Web, { isCallback }: { isCallback: boolean }): Promise<AuthOptions> {
  const secure = web.publicUrl.startsWith("https:");
  return {
    adapter: asNobody(identityOnly(PrismaAdapter(web.database.prisma as never) as Adapter), isCallback),
    providers: await providers(web),
    session: { strategy: "database", maxAge: 12 * 3600, updateAge: 15 * 60 },
    secret: web.env.NEXTAUTH_SECRET ?? web.env.SLUICE_SECRET ?? missing(),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: {
        name: secure ? secureSessionCookie : sessionCookie,
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    callbacks: {
      redirect: ({ url, baseUrl }) => {
        const to = URL.parse(url, baseUrl);
        return to?.origin === new URL(baseUrl).origin ? to.href : baseUrl;
      },
    },
    events: {
      // A login may be renamed on the host; the account's number is what stays.
      async signIn({ user, profile: said }) {
        const told = mapped.safeParse(said);
        if (told.success) await remember(web, user.id, told.data.login);
      },
    },
    logger: {
      error: (code, said) => {
        const error = said instanceof Error ? said : said.error;
        web.log.warn({ code, error: error instanceof Error ? error.message : undefined }, "signing in failed");
      },
      warn: () => {},
      debug: () => {},
    },
  };
}

/**
 * Whoever comes back from GitHub is who GitHub says. next-auth would link that account to whoever is
 * signed in already, and one person would then answer to two logins, also to their own requests.
 */
function asNobody(adapter: Adapter, isCallback: boolean): Adapter {
  return isCallback ? { ...adapter, getSessionAndUser: async () => null } : adapter;
}

/** Users and accounts without a login, which may still be somebody else's in our rows (`remember` settles that afterwards), and without tokens. */
function identityOnly(adapter: Adapter): Adapter {
  return {
    ...adapter,
    createUser: (user: Parameters<NonNullable<Adapter["createUser"]>>[0]) => {
      const { login: _, ...rest } = user as typeof user & { login?: string };
      return adapter.createUser?.(rest as typeof user) as never;
    },
    // Who somebody is has been told by then. Their tokens are of no more use, and what is not kept cannot be lost.
    linkAccount: ({ userId, type, provider, providerAccountId }: AdapterAccount) =>
      adapter.linkAccount?.({ userId, type, provider, providerAccountId }) as never,
  };
}

function missing(): never {
  throw new Error("NEXTAUTH_SECRET is not set, so nobody can be signed in safely.");
}

async function remember(web: Web, id: string, login: string): Promise<void> {
  const lower = login.toLowerCase();
  // Whoever had this login before has another one by now, and not its roles.
  await web.database.prisma.user.updateMany({ where: { login: lower, NOT: { id } }, data: { login: null } });
  await web.database.prisma.user.update({ where: { id }, data: { login: lower, lastSeenAt: new Date(web.now()) } });
}

async function providers(web: Web): Promise<OAuthConfig<unknown>[]> {
  const [host] = (await web.store.read.connections("github")).filter((c) => c.config.clientId);
  if (!host) return [];
  const { webUrl, apiUrl, clientId } = host.config as { webUrl: string; apiUrl: string; clientId: string };
  const secret = JSON.parse((await web.store.secret(host.id)) ?? "{}") as { clientSecret?: string };
  return [
    {
      id: "github",
      name: "GitHub",
      type: "oauth",
      clientId,
      clientSecret: secret.clientSecret ?? "",
      authorization: { url: `${webUrl}/login/oauth/authorize`, params: { scope: "read:user" } },
      token: `${webUrl}/login/oauth/access_token`,
      userinfo: `${apiUrl}/user`,
      checks: ["state", "pkce"],
      profile(said: unknown) {
        const told = profile.parse(said);
        return {
          id: String(told.id),
          login: told.login,
          name: told.name ?? told.login,
          email: told.email ?? null,
          image: told.avatar_url ?? null,
        };
      },
    },
  ];
}
