import { randomBytes } from "node:crypto";
import { z } from "zod";
import { setUp } from "../../../lib/usecases/set-up.ts";
import { secureSessionCookie, sessionCookie } from "../../../lib/web/actor.ts";
import { answering, problem, refusal } from "../../../lib/web/route.ts";

const body = z.object({ token: z.string().min(20).max(200) });
const hours = 12;
/** Before a git host is connected nobody can sign in; this account is the only one that has no host behind it. */
const login = "set-up";

export async function POST(request: Request) {
  return answering(request, async (web) => {
    if (
      request.headers.get("origin") !== `${new URL(request.url).protocol}//${request.headers.get("host")}` &&
      request.headers.get("origin") !== new URL(web.publicUrl).origin
    ) {
      return problem(403, "foreign-origin", "This request did not come from Sluice's own pages. Nothing was done.");
    }
    const { token } = body.parse(await request.json());
    const used = await setUp(web, { token, login });
    if (!used.ok) return refusal(used);
    const user = await web.database.prisma.user.upsert({
      where: { login },
      update: {},
      create: { login, name: "Set-up" },
    });
    const sessionToken = randomBytes(32).toString("base64url");
    await web.database.prisma.session.create({
      data: { sessionToken, userId: user.id, expires: new Date(web.now() + hours * 3_600_000) },
    });
    const secure = web.publicUrl.startsWith("https:");
    const cookie = `${secure ? secureSessionCookie : sessionCookie}=${sessionToken}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${hours * 3600}${secure ? "; Secure" : ""}`;
    return Response.json(
      { next: "/setup/connect" },
      { headers: { "set-cookie": cookie, "cache-control": "no-store" } },
    );
  });
}
