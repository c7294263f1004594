import { checkConnection } from "../../../../../lib/usecases/check-connection.ts";
import { callerOf } from "../../../../../lib/web/actor.ts";
import { answering, refusal } from "../../../../../lib/web/route.ts";

/** Where GitHub sends the browser when the App was installed. Nothing it says is believed: the App is asked. */
export async function GET(request: Request) {
  return answering(request, async (web) => {
    const caller = await callerOf(web, request);
    if (!caller.ok) return refusal(caller);
    const apps = (await web.store.read.connections("github")).filter((row) => row.config.appId !== undefined);
    for (const { id } of apps) {
      const checked = await checkConnection(web, caller.value, { connection: id });
      if (!checked.ok) return refusal(checked);
    }
    return new Response(null, { status: 303, headers: { location: "/setup/connect", "cache-control": "no-store" } });
  });
}
