import { callerOf } from "../../../../../lib/web/actor.ts";
import { manifestPage } from "../../../../../lib/web/app-manifest.ts";
import { answering, refusal } from "../../../../../lib/web/route.ts";

/** The way to GitHub: a page of its own, whose policy lets its one form go to that host and nowhere else. */
export async function GET(request: Request) {
  return answering(request, async (web) => {
    const caller = await callerOf(web, request);
    if (!caller.ok) return refusal(caller);
    return manifestPage(web, caller.value, new URL(request.url).searchParams.get("state") ?? "");
  });
}
