import { z } from "zod";
import { setUp } from "../../../lib/usecases/set-up.ts";
import { openSession } from "../../../lib/web/open-session.ts";
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
    const cookie = await openSession(web, { login, name: "Set-up", hours });
    return Response.json(
      { next: "/setup/connect" },
      { headers: { "set-cookie": cookie, "cache-control": "no-store" } },
    );
  });
}
