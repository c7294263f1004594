import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { type Connected, keep, setByEnvironment } from "./connecting/keep.ts";

/** The OAuth client by which people sign in where GitHub is connected by a token; an App brings its own. Kept only when GitHub knows it. */
export async function setSignIn(
  deps: Deps,
  actor: Actor,
  input: { connection: string; clientId: string; clientSecret: string },
): Promise<Result<Connected>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const row = (await deps.store.read.connections("github")).find((each) => each.id === input.connection);
  if (!row) return refuse("not-found", "There is no such connection to a GitHub.");
  if (row.fixed) return setByEnvironment(row);
  if (row.config.appId !== undefined)
    return refuse("has-sign-in", `${row.name} is connected by an App, and people sign in by it. Nothing was changed.`);
  const { clientId, clientSecret } = input;
  const finding = await deps.hosts.checkSignIn({ webUrl: String(row.config.webUrl), clientId, clientSecret });
  if (!finding.ok) return ok({ findings: [finding] });
  const secret = JSON.parse((await deps.store.secret(row.id)) ?? "{}") as object;
  const id = await keep(deps, actor, {
    kind: "github",
    name: row.name,
    config: { ...row.config, clientId },
    secret: JSON.stringify({ ...secret, clientSecret }),
    findings: row.findings,
  });
  return id.ok ? ok({ id: id.value, findings: [finding] }) : id;
}
