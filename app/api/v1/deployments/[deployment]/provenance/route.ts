import { loadProvenance } from "../../../../../../lib/web/loaders/provenance.ts";
import { route } from "../../../../../../lib/web/route.ts";

export const GET = route("provenance", ({ actor, params, web }) => loadProvenance(web, actor, params.deployment ?? ""));
