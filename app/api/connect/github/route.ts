import { connectApp } from "../../../../lib/usecases/connect-app.ts";
import { callerOf } from "../../../../lib/web/actor.ts";
import { foreignState, requestOf } from "../../../../lib/web/app-manifest.ts";
import { answering, refusal } from "../../../../lib/web/route.ts";

/** Where GitHub sends the browser back with a code, which is good once and is turned into the App's credentials. */
export async function GET(request: Request) {
  return answering(request, async (web) => {
    const caller = await callerOf(web, request);
    if (!caller.ok) return refusal(caller);
    const query = new URL(request.url).searchParams;
    const asked = requestOf(web, caller.value, query.get("state") ?? "");
    if (!asked) return foreignState();
    const connected = await connectApp(web, caller.value, { ...asked, code: query.get("code") ?? "" });
    if (!connected.ok) return refusal(connected);
    return new Response(null, {
      status: 303,
      headers: { location: connected.value.install, "cache-control": "no-store" },
    });
  });
}
