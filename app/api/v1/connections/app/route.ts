import { beginApp } from "../../../../../lib/usecases/begin-app.ts";
import { wayToGitHub } from "../../../../../lib/web/app-manifest.ts";
import { route } from "../../../../../lib/web/route.ts";

export const POST = route("beginApp", async ({ actor, body, web }) => {
  const begun = await beginApp(web, actor, body);
  return begun.ok ? { ok: true, value: { next: wayToGitHub(web, actor, begun.value) } } : begun;
});
