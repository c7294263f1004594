import { connectApp } from "../../../../lib/usecases/connect.ts";
import { callerOf } from "../../../../lib/web/actor.ts";
import { isOurState } from "../../../../lib/web/app-manifest.ts";
import { answering, problem, refusal } from "../../../../lib/web/route.ts";

/** Where GitHub sends the browser back with a code, which is good once and is turned into the App's credentials. */
export async function GET(request: Request) {
  return answering(request, async (web) => {
    const caller = await callerOf(web, request);
    if (!caller.ok) return refusal(caller);
    const query = new URL(request.url).searchParams;
    const code = query.get("code") ?? "";
    if (!isOurState(web, caller.value, query.get("state") ?? "")) {
      return problem(
        403,
        "foreign-state",
        "This answer does not belong to a request of yours, or it came too late. Nothing was connected; begin again.",
      );
    }
    const connected = await connectApp(web, caller.value, {
      code,
      webUrl: web.env.GITHUB_WEB_URL ?? "https://github.com",
      apiUrl: web.env.GITHUB_API_URL,
    });
    if (!connected.ok) return refusal(connected);
    return new Response(null, {
      status: 303,
      headers: { location: connected.value.install, "cache-control": "no-store" },
    });
  });
}
