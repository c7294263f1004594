import { startEmbedded } from "../lib/adapters/database/embedded.ts";
import { migrate } from "../lib/adapters/database/migrate.ts";
import { enrol, person, promotionOf, startRig, untilAdopted } from "../test/integration/promotion/rig.ts";
import { ask, candidates } from "../test/integration/promotion/world.ts";
import { atTheEnd } from "./kit/ending.ts";
import { until } from "./kit/process.ts";
import { temporary } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

/** What GitHub's REST API takes at least: a branch, a commit of one file, a pull request, its reviewers, a status. */
const least = 5;

/** From the request to an open pull request with its status, as the stand-in for GitHub has logged it. */
export async function github(): Promise<Row[]> {
  const folder = temporary("github");
  const server = await startEmbedded({ dataFolder: folder, volatile: true });
  atTheEnd(() => server.stop({ force: true }));
  await migrate(server.ownerUrl);
  const rig = await startRig({ ownerUrl: server.ownerUrl, env: { SLUICE_HOLD_MINUTES: "10" } });
  atTheEnd(() => rig.close());
  const asker = person("dev", "developer");
  await enrol(rig, [asker, person("ada", "approver")]);
  await rig.wired.database.prisma.grant.create({ data: { login: "ada", role: "approver", givenBy: "bench" } });
  rig.startWorker();
  await untilAdopted(rig);

  const wanted = (await candidates(rig, 20)).find((each) => each.environment === "production" && each.legs === 1);
  const found = wanted ?? (await candidates(rig, 20)).find((each) => each.environment === "production");
  if (!found) throw new Error("The playground has nothing to promote into production.");
  const log = rig.playground.world.github?.requests;
  const since = log?.list().at(-1)?.id ?? 0;
  const id = await ask(rig, asker, found);
  // The status is the last thing that is written before the gates are waited for.
  await until("the pull request is open and has its status", async () => {
    const { state } = await promotionOf(rig, id);
    const status = log?.writes(since).some((each) => each.path.includes("/statuses/") && each.status === 201);
    return state.is === "gated" && status === true;
  });
  const writes = log?.writes(since) ?? [];
  const reads = (log?.list(since) ?? []).filter((each) => each.kind === "rest" && each.method === "GET").length;
  const did = writes.map(
    (each) => `${each.method} ${(each.template ?? each.path).replace("/repos/{owner}/{repo}", "")}`,
  );
  return [
    {
      bench: "github",
      number: "GitHub calls that write, request → pull request with status",
      measured: String(writes.length),
      control: `${least} at least`,
      ratio: (writes.length / least).toFixed(2),
      toReach: `≤ ${least}`,
      ok: writes.length <= least,
      note: `${did.join(", ")}. Beside them ${reads} that read. The least: a branch, a commit of one file, a pull request, the reviewers, a status.`,
    },
  ];
}
