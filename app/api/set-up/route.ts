import { z } from "zod";
import { setUp } from "../../../lib/usecases/set-up.ts";
import { openSetUpSession } from "../../../lib/web/open-session.ts";
import { answering, problem, refusal, textBody } from "../../../lib/web/route.ts";

const body = z.object({ token: z.string().min(20).max(200) });

/** Nobody is known yet who sends it. */
const mostBytes = 4 * 1024;

const notWhole = "This link is not whole. Copy all of it; or whoever runs Sluice gets a new one by: sluice set-up";

export async function POST(request: Request) {
  return answering(request, async (web) => {
    if (
      request.headers.get("origin") !== `${new URL(request.url).protocol}//${request.headers.get("host")}` &&
      request.headers.get("origin") !== new URL(web.publicUrl).origin
    ) {
      return problem(403, "foreign-origin", "This request did not come from Sluice's own pages. Nothing was done.");
    }
    const text = await textBody(request, mostBytes);
    const sent = body.safeParse(text && json(text));
    if (!sent.success) return problem(400, "invalid", notWhole);
    const used = await setUp(web, sent.data);
    if (!used.ok) return refusal(used);
    const cookie = await openSetUpSession(web);
    return Response.json(
      { next: "/setup/connect" },
      { headers: { "set-cookie": cookie, "cache-control": "no-store" } },
    );
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
