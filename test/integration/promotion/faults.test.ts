/**
 * One world is started for all faults, since starting it costs more than all of them: so this file is long, a
 * row of situations that share a rig and nothing else.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { forgetBudgets } from "../../../lib/adapters/github/client.ts";
import type { Actor } from "../../../lib/domain/permissions.ts";
import type { Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { Unavailable } from "../../../lib/ports/failures.ts";
import { advancePromotion } from "../../../lib/usecases/advance-promotion.ts";
import { cancelPromotion, retryPromotion } from "../../../lib/usecases/end-promotion.ts";
import { readRepository } from "../../../lib/usecases/read-repository.ts";
import { makePlan } from "../../../lib/usecases/readings/make-plan.ts";
import { recordVerdict } from "../../../lib/usecases/record-verdict.ts";
import { requestPromotion } from "../../../lib/usecases/request-promotion.ts";
import { tidyPromotion } from "../../../lib/usecases/tidy-promotion.ts";
import type { GitHub } from "../../../playground/github/main.ts";
import { validateExchange } from "../../contract/github/openapi.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { adoptHere, enrol, person, promotionOf, type Rig, startRig, until } from "./rig.ts";
import { type Candidate, candidates, chain, pullsOf, recordsOf, tipOf } from "./world.ts";

/**
 * Steps are taken here and not by a worker, so that each fault hits the call it is meant for. One
 * file, though long: what costs is the outside world that all of it stands on.
 */
const dev = person("dev", "developer");
const ada = person("ada", "approver");
const rhea = person("rhea", "release-manager");

let rig: Rig;
let ownerUrl: string;
let github: GitHub;
let places: Candidate[];

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  if (!rig.playground.world.github) throw new Error("The playground has a GitHub.");
  github = rig.playground.world.github;
  await enrol(rig, [dev, ada, rhea]);
  await rig.wired.database.prisma.grant.create({ data: { login: "ada", role: "approver", givenBy: "test" } });
  await adoptHere(rig);
  places = await candidates(rig, 99);
}, 300_000);

afterAll(async () => {
  await rig?.close();
  await dropDatabase(ownerUrl);
}, 60_000);

afterEach(async () => {
  github.faults.clear();
  forgetBudgets();
  await github.seed.setProtection(rig.repository, "main", null);
  // The place is free for the next one, and so are the lines.
  for (const { id, state } of await rig.wired.store.read.activePromotions()) {
    if (state.is === "rolling-out") await settleByHand(id);
    else await cancelPromotion(rig.wired, rhea, { promotion: id, reason: "The test is over" });
    await tidyPromotion(rig.wired, { promotion: id });
  }
  for (const [path, text] of originals) {
    if ((await github.seed.readFile(rig.repository, "main", path)) === text) continue;
    const files = { [path]: text };
    await github.seed.commit(rig.repository, { branch: "main", author: "kofi", message: "As it was", files });
  }
});

/** Files that promotions of these tests change, as they were. */
const originals = new Map<string, string>();

/** A merged promotion that nobody watches ends by hand; there is no cluster here. */
async function settleByHand(id: string): Promise<void> {
  await rig.wired.database.pool.query(
    'UPDATE promotion SET "endedAt" = now(), "stateIs" = $3, state = $2 WHERE id = $1',
    [id, JSON.stringify({ is: "failed", at: Date.now(), because: "The test is over" }), "failed"],
  );
}

const advance = (id: string) => advancePromotion(rig.wired, { promotion: id });
const advanceIn = (ms: number, id: string) =>
  advancePromotion({ ...rig.wired, now: () => Date.now() + ms }, { promotion: id });
const now = (id: string) => promotionOf(rig, id);
const legOf = (promotion: Promotion) => promotion.legs[promotion.leg] ?? promotion.legs[0] ?? raise("no leg");
const writesSince = (since: number) => github.requests.writes(since);
const lastExchange = () => github.requests.list().at(-1)?.id ?? 0;

function raise(what: string): never {
  throw new Error(what);
}

function place(environment: string, nth = 0): Candidate {
  return (
    places.filter((p) => p.environment === environment && p.legs === 1)[nth] ?? raise(`no place in ${environment}`)
  );
}

async function ask(where: Candidate, actor: Actor = dev, more: object = {}): Promise<string> {
  const { service, environment, version } = where;
  const asked = await requestPromotion(rig.wired, actor, {
    service,
    environment,
    version,
    reason: "To see it",
    ...more,
  });
  if (!asked.ok) return raise(asked.sentence);
  for (const leg of (await now(asked.value.id)).plan.legs) for (const { path } of leg.edits) await remember(path);
  return asked.value.id;
}

/** What the administrator of the repository does there by hand. */
async function byAdam(method: string, path: string, body: object): Promise<void> {
  const token = await github.seed.createToken({ login: "adam" });
  const answer = await fetch(`${rig.playground.github.apiUrl}/repos/${rig.repository}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

async function remember(path: string): Promise<void> {
  if (!originals.has(path)) originals.set(path, (await github.seed.readFile(rig.repository, "main", path)) ?? "");
}

async function gated(environment = "production"): Promise<Promotion> {
  const id = await ask(place(environment));
  await advance(id);
  const promotion = await now(id);
  expect(promotion.state.is).toBe("gated");
  return promotion;
}

async function approve({ id, planHash }: Promotion, actor = ada) {
  return recordVerdict(rig.wired, actor, { promotion: id, planHash, verdict: "approved", because: "Looks good" });
}

/** CI of the fleet has run on it: from here on a look decides everything. */
async function green(environment = "production"): Promise<Promotion> {
  const promotion = await gated(environment);
  await until("its checks are green", async () => {
    await advance(promotion.id);
    return (await gateOf(promotion.id, "checks")).phase === "pass";
  });
  return promotion;
}

/** Does what a worker would of what waits to be done there. */
async function clearAway(promotion: string): Promise<void> {
  const { rowCount } = await rig.wired.database.pool.query(
    "DELETE FROM pgboss.job WHERE name = 'tidy-promotion' AND data->>'promotion' = $1 AND state = 'created'",
    [promotion],
  );
  if (rowCount) await tidyPromotion(rig.wired, { promotion });
}

async function gateOf(id: string, key: string): Promise<{ phase: string; sentence: string }> {
  const report = await rig.wired.store.read.lastReport(id);
  return report?.gates.find((gate) => gate.key === key) ?? raise(`no gate ${key}`);
}

const writes: [string, string][] = [
  ["the branch", "POST /repos/*/git/refs"],
  ["the commit", "PUT /repos/*/contents/*"],
  ["the pull request", "POST /repos/*/pulls"],
  ["asking for reviews", "POST /repos/*/requested_reviewers"],
  ["the status", "POST /repos/*/statuses/*"],
  ["the merge", "PUT /repos/*/pulls/*/merge"],
];

describe("GitHub", () => {
  it.each(
    writes.flatMap(([what, match]) => (["after", "before"] as const).map((moment) => [moment, what, match] as const)),
  )("that fails %s %s is asked again, and it is done once", async (moment, what, match) => {
    github.faults.add({ match, [moment]: 502, times: what === "asking for reviews" ? 2 : 1 });
    const id = await ask(place("production"));
    const since = lastExchange();
    await through(id);
    const promotion = await now(id);
    expect(promotion.state.is).toBe("rolling-out");
    const leg = legOf(promotion);
    const pulls = await pullsOf(rig, leg);
    expect(pulls).toHaveLength(1);
    expect(pulls[0]?.merged_at).toBeTruthy();
    expect(effectsTold(since, leg.branch)).toEqual({ branches: 1, commits: 1 });
    const records = await recordsOf(rig, id);
    for (const did of ["requested", "pull-request-opened", "approved", "gates-passed", "pull-request-merged"])
      expect(records.filter((record) => record === did)).toHaveLength(1);
    await tidyPromotion(rig.wired, { promotion: id });
    expect(await tipOf(rig, leg.branch)).toBeUndefined();
  });

  it("is written to five times at most from the request to the open pull request with its status", async () => {
    const since = lastExchange();
    const promotion = await gated();
    const done = writesSince(since);
    expect(done.map((one) => `${one.method} ${one.template}`)).toEqual([
      "POST /repos/{owner}/{repo}/git/refs",
      "PUT /repos/{owner}/{repo}/contents/{path}",
      "POST /repos/{owner}/{repo}/pulls",
      "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
      "POST /repos/{owner}/{repo}/statuses/{sha}",
    ]);
    expect(done.length).toBeLessThanOrEqual(5);
    await until("its checks are green", async () => {
      await advance(promotion.id);
      return (await gateOf(promotion.id, "checks")).phase === "pass";
    });
    // And what says nothing new is not written again.
    const quiet = lastExchange();
    await advance(promotion.id);
    expect(writesSince(quiet).map((one) => one.path)).toEqual([]);
  });

  const reset = () => ({ "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 2400) });

  it.each<[string, number, () => Record<string, string>, number]>([
    ["says how long", 429, () => ({ "retry-after": "40" }), 40_000],
    ["says how long, with a 403", 403, () => ({ "retry-after": "60" }), 60_000],
    ["says when a used-up limit begins anew", 403, () => ({ "x-ratelimit-remaining": "0", ...reset() }), 2_400_000],
    ["does not say how long", 403, () => ({ "x-ratelimit-remaining": "4000", ...reset() }), 60_000],
  ])("that asks to wait and %s is left alone until then", async (_, before, told, wait) => {
    const headers = told();
    const body = {
      message: "You have exceeded a secondary rate limit.",
      documentation_url: "https://docs.github.com/rest",
    };
    github.faults.add({ match: "POST /repos/*/pulls", before, headers, body });
    const id = await ask(place("production"));
    const asked = Date.now();
    await advance(id);
    const promotion = await now(id);
    expect(promotion.state.is).toBe("opening");
    expect((promotion.nextLookAt ?? 0) - asked).toBeGreaterThan(wait - 60_000);
    // The database's clock and ours are some milliseconds apart.
    expect((promotion.nextLookAt ?? 0) - Date.now()).toBeLessThan(wait + 1_000);
    const quiet = lastExchange();
    await advance(id);
    expect(github.requests.list(quiet).filter((one) => one.kind === "rest")).toEqual([]);
    forgetBudgets();
    await advance(id);
    expect((await now(id)).state.is).toBe("gated");
  });

  it.each<[string, string, number, string, number?]>([
    ["knows the base commit only later", "POST /repos/*/git/refs", 422, "Object does not exist", 3],
    ["shows the new branch only later", "PUT /repos/*/contents/*", 404, "Branch not found"],
    ["shows the new commit only later", "POST /repos/*/pulls", 422, "Validation Failed: head sha can't be blank"],
    ["shows the new pull request only later", "GET /repos/*/pulls/*", 404, "Not Found"],
    ["has no checks of the new commit yet", "GET /repos/*/commits/*/check-runs", 422, "No commit found for SHA"],
    ["takes no status on the new commit yet", "POST /repos/*/statuses/*", 422, "No commit found for SHA"],
    ["does not know us for a moment", "GET /repos/*/branches/main", 401, "Bad credentials"],
  ])("that %s is asked again, and it is done once", async (_, match, before, message, times = 1) => {
    github.faults.add({ match, before, times, body: { message } });
    const id = await ask(place("production"));
    const since = lastExchange();
    await through(id);
    const promotion = await now(id);
    expect(promotion.state.is).toBe("rolling-out");
    expect(await pullsOf(rig, legOf(promotion))).toHaveLength(1);
    expect(effectsTold(since, legOf(promotion).branch)).toEqual({ branches: 1, commits: 1 });
  });

  it("that goes on to refuse ends what has no pull request yet, with the reason", async () => {
    const message = "Resource not accessible by integration";
    github.faults.add({ match: "POST /repos/*/pulls", before: 403, times: 0, body: { message } });
    const id = await ask(place("production"));
    await advance(id);
    expect((await now(id)).state).toMatchObject({
      is: "opening",
      trouble: { sentence: expect.stringContaining(message) },
    });
    await advanceIn(10 * 60_000, id);
    expect((await now(id)).state).toMatchObject({ is: "failed", because: expect.stringContaining(message) });
  });

  it("that goes on to refuse is waited for where a pull request is open, and the approval stays", async () => {
    const promotion = await green();
    await approve(promotion);
    github.faults.add({ match: "GET /repos/*/pulls/*", before: 401, times: 0, body: { message: "Bad credentials" } });
    await advance(promotion.id);
    await advanceIn(86_400_000, promotion.id);
    expect((await now(promotion.id)).state).toMatchObject({
      is: "gated",
      trouble: { sentence: "GitHub answered 401: Bad credentials" },
    });
    github.faults.clear();
    await through(promotion.id);
    expect((await now(promotion.id)).state).toMatchObject({ is: "rolling-out" });
    expect(await pullsOf(rig, legOf(promotion))).toHaveLength(1);
  });

  it("that refuses right before the merge holds nobody back who wants to cancel", async () => {
    const promotion = await green();
    await approve(promotion);
    github.faults.add({
      match: "GET /repos/*/pulls/*",
      skip: 1,
      before: 404,
      times: 0,
      body: { message: "Not Found" },
    });
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("gated");
    const reason = "The repository is gone";
    expect(await cancelPromotion(rig.wired, dev, { promotion: promotion.id, reason })).toMatchObject({ ok: true });
  });

  it("that is silent is told on the promotion until it answers, and is asked more and more rarely", async () => {
    const promotion = await gated();
    github.faults.add({ match: "GET /repos/*/pulls/*", before: 503, times: 0 });
    await advance(promotion.id);
    const silent = await now(promotion.id);
    expect(silent.state).toMatchObject({ trouble: { sentence: "GitHub is not answering (read pull request)." } });
    expect(await rig.wired.store.read.duePromotions(Date.now())).not.toContain(promotion.id);
    await advanceIn(60_000, promotion.id);
    const wait = ((await now(promotion.id)).nextLookAt ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(60_000 + 20_000);
    github.faults.clear();
    await advance(promotion.id);
    expect((await now(promotion.id)).state).toEqual({ is: "gated" });
  });

  it("is asked nothing that GitHub does not describe", () => {
    // Of exchanges long past the log keeps no bodies.
    const whole = github.requests.list().slice(-900);
    const told = whole.filter((one) => one.kind === "rest" && one.status < 500 && one.template);
    expect(told.length).toBeGreaterThan(100);
    const seen = new Map(told.map((one) => [`${one.method} ${one.template} ${one.status}`, one]));
    const problems = [...seen.values()].flatMap((one) =>
      validateExchange({ ...one, responseHeaders: one.responseHeaders ?? {} }).filter((p) => !p.includes("response")),
    );
    expect(problems).toEqual([]);
  });
});

/** As long as the fleet's own CI takes, but not forever: each failure is what the queue would try again. */
async function through(id: string): Promise<void> {
  await until("it rolls out", async () => {
    await advance(id);
    const promotion = await now(id);
    const given = await rig.wired.store.read.approvals(id);
    if (promotion.state.is === "gated" && given.length === 0)
      expect(await approve(promotion)).toMatchObject({ ok: true });
    return ["rolling-out", "failed", "cancelled"].includes(promotion.state.is);
  });
}

/** With 502 after the effect the answer lies; what is there does not. */
function effectsTold(since: number, branch: string): { branches: number; commits: number } {
  const named = writesSince(since).filter((one) => JSON.stringify(one.requestBody ?? {}).includes(branch));
  const effective = (method: string, end: string) =>
    named
      .filter((one) => one.method === method && one.path.includes(end) && one.template !== null)
      .filter((one) => one.status < 300 || one.status === 502);
  return { branches: effective("POST", "/git/refs").length, commits: effective("PUT", "/contents/").length };
}

describe("Git that moves meanwhile", () => {
  it("elsewhere in the file keeps the plan, and every other line", async () => {
    const where = place("production");
    const id = await ask(where);
    const { path } = (await now(id)).plan.legs[0]?.edits[0] ?? raise("no edit");
    const before = (await github.seed.readFile(rig.repository, "main", path)) ?? "";
    await github.seed.commit(rig.repository, {
      branch: "main",
      author: "kofi",
      message: "A word above",
      files: { [path]: `# a word\n${before}` },
    });
    await advance(id);
    const promotion = await now(id);
    expect(promotion.state.is).toBe("gated");
    const after = (await github.seed.readFile(rig.repository, legOf(promotion).branch, path)) ?? "";
    const [edit] = promotion.plan.legs[0]?.edits ?? [];
    expect(after).toBe(`# a word\n${before}`.replace((edit?.before ?? []).join("\n"), (edit?.after ?? []).join("\n")));
  });

  it("in the very line ends it with a sentence, and nothing is written", async () => {
    const id = await ask(place("production"));
    const [edit] = (await now(id)).plan.legs[0]?.edits ?? raise("no edit");
    const text = (await github.seed.readFile(rig.repository, "main", edit?.path ?? "")) ?? "";
    const line = edit?.before.join("\n") ?? "";
    const message = "Somebody else's version";
    await github.seed.commit(rig.repository, {
      branch: "main",
      author: "kofi",
      message,
      files: { [edit?.path ?? ""]: text.replace(line, `${line} # mine`) },
    });
    const since = lastExchange();
    await advance(id);
    expect((await now(id)).state).toMatchObject({
      is: "failed",
      because: "The lines that this promotion changes are different on main by now. Promote again from where it is.",
    });
    expect(writesSince(since)).toEqual([]);
  });

  it("on one cluster of two: what goes back there is a rollback, though the other one never moved", async () => {
    const where = places.find((p) => p.environment === "production" && p.legs === 2) ?? raise("no place with two legs");
    const before = await makePlan(rig.wired, where);
    if (!before.ok) return raise(before.sentence);
    const { plan, repository } = before.value;
    const [edit] = plan.legs[1]?.edits ?? raise("no edit");
    await remember(edit?.path ?? "");
    const text = originals.get(edit?.path ?? "") ?? "";
    await github.seed.commit(rig.repository, {
      branch: "main",
      author: "kofi",
      message: "The second one is back already",
      files: { [edit?.path ?? ""]: text.replace((edit?.before ?? []).join("\n"), (edit?.after ?? []).join("\n")) },
    });
    await readRepository(rig.wired, { repository: repository.id });
    expect(await makePlan(rig.wired, where)).toMatchObject({
      value: { plan: { kind: "rollback", from: plan.from, legs: [{ clusters: plan.legs[0]?.clusters }] } },
    });
  });

  it("under an open pull request blocks it as a conflict, and says the way", async () => {
    const promotion = await gated();
    await approve(promotion);
    const [edit] = promotion.plan.legs[0]?.edits ?? raise("no edit");
    const path = edit?.path ?? "";
    const text = (await github.seed.readFile(rig.repository, "main", path)) ?? "";
    const line = edit?.before.join("\n") ?? "";
    await github.seed.commit(rig.repository, {
      branch: "main",
      author: "kofi",
      message: "Mine",
      files: { [path]: text.replace(line, `${line} # mine`) },
    });
    await advance(promotion.id);
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("gated");
    expect(await gateOf(promotion.id, "exact-form")).toMatchObject({
      phase: "block",
      sentence: "The base branch changed the same lines. Cancel, and promote again from where it is now.",
    });
  });
});

describe("hands on the pull request", () => {
  it("that push to its branch block the merge, though it was approved", async () => {
    const promotion = await green();
    const { branch } = legOf(promotion);
    await github.seed.commit(rig.repository, {
      branch,
      author: "kofi",
      message: "One more thing",
      files: { "more.txt": "more" },
    });
    await approve(promotion);
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("gated");
    expect(await gateOf(promotion.id, "exact-form")).toMatchObject({
      phase: "block",
      sentence: expect.stringContaining("Somebody pushed to the branch"),
    });
    // What is cancelled is closed, but the branch holds somebody else's work now.
    await cancelPromotion(rig.wired, dev, { promotion: promotion.id, reason: "As it says" });
    await tidyPromotion(rig.wired, { promotion: promotion.id });
    expect(await pullsOf(rig, legOf(promotion))).toMatchObject([{ state: "closed", merged_at: null }]);
    expect(await tipOf(rig, branch)).toBeDefined();
  });

  it("that push between the last look and the merge are refused by the head that was approved", async () => {
    const promotion = await green();
    await approve(promotion);
    const { branch } = legOf(promotion);
    github.faults.add({ match: "PUT /repos/*/pulls/*/merge", delayMs: 1_000 });
    const off = github.requests.onExchange((one) => {
      if (one.path.includes("/statuses/") && one.method === "POST") {
        off();
        void github.seed.commit(rig.repository, {
          branch,
          author: "kofi",
          message: "Quickly",
          files: { "quick.txt": "x" },
        });
      }
    });
    await advance(promotion.id);
    const after = await now(promotion.id);
    expect(after.state.is).toBe("gated");
    expect(await pullsOf(rig, legOf(promotion))).toMatchObject([{ state: "open", merged_at: null }]);
    await advance(promotion.id);
    expect(await gateOf(promotion.id, "exact-form")).toMatchObject({ phase: "block" });
  });

  it("that write to the branch before it is ours, even under our name, end it with a sentence and lose nothing", async () => {
    for (const message of ["Mine", (id: string) => `Promote\n\nSluice-Promotion: ${id}`]) {
      const id = await ask(place("production"));
      const { branch } = legOf(await now(id));
      const written = typeof message === "string" ? message : message(id);
      await github.seed.commit(rig.repository, {
        branch,
        from: "main",
        author: "kofi",
        message: written,
        files: { "evil.yaml": "x: 1" },
      });
      await advance(id);
      expect((await now(id)).state).toMatchObject({
        is: "failed",
        because: expect.stringContaining("Somebody else has written to the branch"),
      });
      expect(await pullsOf(rig, legOf(await now(id)))).toEqual([]);
      await github.seed.deleteBranch(rig.repository, branch);
    }
  });

  it("that write to the branch between the look and the commit do not come along", async () => {
    const id = await ask(place("production"));
    const { branch } = legOf(await now(id));
    const off = github.requests.onExchange((one) => {
      if (one.method !== "POST" || !one.path.endsWith("/git/refs")) return;
      off();
      void github.seed.commit(rig.repository, {
        branch,
        author: "kofi",
        message: "Quickly",
        files: { "evil.yaml": "x: 1" },
      });
    });
    github.faults.add({ match: "PUT /repos/*/contents/*", delayMs: 1_500 });
    await advance(id);
    expect((await now(id)).state).toMatchObject({
      is: "failed",
      because: expect.stringContaining("Somebody else has written"),
    });
    expect(await pullsOf(rig, legOf(await now(id)))).toEqual([]);
  });

  it("that merge it are noticed and said, also in the audit records, and never undone", async () => {
    const promotion = await gated();
    await github.seed.merge(rig.repository, legOf(promotion).pullRequest ?? 0, { by: "adam" });
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("rolling-out");
    const records = await rig.wired.store.read.auditRecords({ to: promotion.id, limit: 50 });
    expect(records.find((r) => r.did === "promotion.pull-request-merged")?.because).toBe(
      "Merged by hand on the git host by @adam, without waiting for the gates",
    );
  });

  it("that merge it right before it is cancelled are told on it: Git has it all the same", async () => {
    const promotion = await gated();
    const { id } = promotion;
    const number = legOf(promotion).pullRequest ?? 0;
    await github.seed.merge(rig.repository, number, { by: "adam" });
    expect(await cancelPromotion(rig.wired, dev, { promotion: id, reason: "Not now" })).toMatchObject({ ok: true });
    await tidyPromotion(rig.wired, { promotion: id });
    await tidyPromotion(rig.wired, { promotion: id });
    const told = (await rig.wired.store.read.timeline(id)).map(({ sentence }) => sentence);
    const all = `Pull request #${number} was merged on the git host by @adam all the same: main has it.`;
    expect(told.filter((sentence) => sentence === all)).toHaveLength(1);
  });

  it("that have it go to another branch block the merge, and merged there it is closed and not rolled out", async () => {
    const promotion = await green();
    const number = legOf(promotion).pullRequest ?? 0;
    await github.seed.branch(rig.repository, { name: "elsewhere", from: "main" });
    await byAdam("PATCH", `pulls/${number}`, { base: "elsewhere" });
    await approve(promotion);
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("gated");
    expect(await gateOf(promotion.id, "exact-form")).toMatchObject({
      phase: "block",
      sentence: "Somebody had the pull request go to elsewhere: the plan is for main. Set it back, or cancel.",
    });
    await github.seed.merge(rig.repository, number, { by: "adam" });
    await advance(promotion.id);
    expect((await now(promotion.id)).state).toMatchObject({
      is: "closed",
      because: `Pull request #${number} was merged into elsewhere on the git host, and not into main.`,
    });
  });

  it("that take something off the base branch by force do not get it back with the merge", async () => {
    const before = (await tipOf(rig, "main")) ?? raise("no main");
    const files = { "secret.txt": "off again" };
    await github.seed.commit(rig.repository, { branch: "main", author: "kofi", message: "By mistake", files });
    const promotion = await green();
    await byAdam("PATCH", "git/refs/heads/main", { sha: before, force: true });
    await approve(promotion);
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("gated");
    expect(await gateOf(promotion.id, "exact-form")).toMatchObject({
      phase: "block",
      sentence: expect.stringMatching(/^Somebody rewrote main: .* Cancel, and promote again from where it is now\.$/),
    });
    expect(await github.seed.readFile(rig.repository, "main", "secret.txt")).toBeNull();
  });

  it("that close it end it", async () => {
    const promotion = await gated();
    const number = legOf(promotion).pullRequest ?? 0;
    await github.seed.close(rig.repository, number, { by: "adam" });
    await advance(promotion.id);
    expect((await now(promotion.id)).state).toMatchObject({
      is: "closed",
      because: `Pull request #${number} was closed on the git host.`,
    });
    await tidyPromotion(rig.wired, { promotion: promotion.id });
    expect(await tipOf(rig, legOf(promotion).branch)).toBeUndefined();
  });

  it("that protect the branch refuse the merge, and their reason is passed on", async () => {
    const promotion = await green();
    // Seen by nobody but the merge itself: who may not administer a repository cannot read its protection.
    github.faults.add({ match: "GET /repos/*/branches/main/protection", before: 403, times: 0 });
    await github.seed.setProtection(rig.repository, "main", { reviews: { count: 1 }, enforceAdmins: true });
    await approve(promotion);
    await advance(promotion.id);
    const after = await now(promotion.id);
    expect(after.state).toMatchObject({
      is: "gated",
      mergeRefused: { times: 1, sentence: expect.stringMatching(/review/i) },
    });
    await advance(promotion.id);
    expect(await gateOf(promotion.id, "exact-form")).toMatchObject({
      phase: "wait",
      sentence: expect.stringMatching(/^The git host refused the merge: .*review.* It is tried again\.$/i),
    });
  });
});

describe("people at the same moment", () => {
  it("who promote the same: one wins, the other gets the sentence", async () => {
    const { service, environment, version } = place("production");
    const both = await Promise.all(
      [dev, rhea].map((who) => requestPromotion(rig.wired, who, { service, environment, version, reason: "Now" })),
    );
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({
      reason: "in-flight",
      sentence: expect.stringMatching(/is on its way to production already \(#\d+, asked for by @(dev|rhea)\)/),
    });
  });

  it("who click twice get one promotion and the same answer; another request with that key is refused", async () => {
    const { service, environment, version } = place("production");
    const request = { service, environment, version, reason: "Now", idempotencyKey: "click-1" };
    const clicks = await Promise.all([1, 2, 3].map(() => requestPromotion(rig.wired, dev, request)));
    const ids = clicks.map((one) => (one.ok ? one.value.id : one.sentence));
    expect(clicks.every((one) => one.ok)).toBe(true);
    expect(new Set(ids).size).toBe(1);
    expect(await requestPromotion(rig.wired, dev, { ...request, environment: "staging" })).toMatchObject({
      reason: "key-reused",
    });
    // The key is the asker's own.
    expect(await requestPromotion(rig.wired, rhea, request)).toMatchObject({ reason: "in-flight" });
  });

  it("who approve both count, and one of them only once", async () => {
    const promotion = await gated();
    const said = await Promise.all([approve(promotion, ada), approve(promotion, rhea), approve(promotion, ada)]);
    expect(said.filter((one) => one.ok)).toHaveLength(2);
    expect(said.find((one) => !one.ok)).toMatchObject({ reason: "already-said" });
    const records = await recordsOf(rig, promotion.id);
    expect(records.filter((record) => record === "approved")).toHaveLength(2);
  });

  it("of whom one approves and one refuses: it is refused, and not merged", async () => {
    const promotion = await gated();
    const refuse = recordVerdict(rig.wired, rhea, {
      promotion: promotion.id,
      planHash: promotion.planHash,
      verdict: "refused",
      because: "No",
    });
    await Promise.all([approve(promotion), refuse]);
    await advance(promotion.id);
    expect((await now(promotion.id)).state).toMatchObject({ is: "refused", by: "rhea" });
    await tidyPromotion(rig.wired, { promotion: promotion.id });
    expect(await pullsOf(rig, legOf(promotion))).toMatchObject([{ state: "closed", merged_at: null }]);
  });

  it("who approve what they asked for, or another plan, are told no", async () => {
    const id = await ask(place("production"), rhea);
    const promotion = await now(id);
    expect(await approve(promotion, rhea)).toMatchObject({ reason: "own-request" });
    expect(await approve({ ...promotion, planHash: "another" })).toMatchObject({ reason: "plan-changed" });
    expect(await approve(promotion, person("vera", "viewer"))).toMatchObject({ reason: "not-allowed" });
  });

  it("who approve what is merged are told that nothing waits for them", async () => {
    const promotion = await green();
    await approve(promotion);
    await advance(promotion.id);
    expect((await now(promotion.id)).state.is).toBe("rolling-out");
    expect(await approve(promotion, rhea)).toMatchObject({ reason: "merged-already" });
  });

  it("who cancel, approve or try again what has ended are told how it ended, and one under way is no other", async () => {
    const promotion = await gated();
    const { id } = promotion;
    const again = () => retryPromotion(rig.wired, dev, { promotion: id, reason: "Again" });
    const cancel = () => cancelPromotion(rig.wired, dev, { promotion: id, reason: "Not now" });
    expect(await again()).toMatchObject({
      sentence: "Only a failed promotion can be tried again. This one is under way.",
    });
    expect(await cancel()).toMatchObject({ ok: true });
    const ended = "It was cancelled already";
    expect(await cancel()).toMatchObject({ sentence: `${ended}, so there is nothing left to cancel.` });
    expect(await approve(promotion)).toMatchObject({ sentence: `${ended}, so it waits for nobody's word.` });
    expect(await again()).toMatchObject({ sentence: `Only a failed promotion can be tried again. ${ended}.` });
    await tidyPromotion(rig.wired, { promotion: id });
  });

  it("of whom some try it again while another replaces it do not keep each other waiting", async () => {
    const where = place("production");
    let id = await ask(where);
    for (let round = 0; round < 3; round++) {
      let replaced = false;
      const again = async () => {
        while (!replaced) await retryPromotion(rig.wired, dev, { promotion: id, reason: "Again" });
      };
      const replacing = ask(where, rhea, { supersede: true }).finally(() => {
        replaced = true;
      });
      await Promise.all([replacing, again(), again(), again(), again()]);
      expect((await now(id)).state).toMatchObject({ is: "superseded", by: await replacing });
      id = await replacing;
    }
  });

  it("of whom one cancels while a worker looks: the worker's word does not undo it", async () => {
    const id = await ask(place("production"));
    github.faults.add({ match: "POST /repos/*/pulls", delayMs: 1_500 });
    const looking = advance(id);
    const waiting = Date.now() + 30_000;
    while (github.faults.list().length > 0 && Date.now() < waiting)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await cancelPromotion(rig.wired, dev, { promotion: id, reason: "Not now" })).toMatchObject({ ok: true });
    await looking;
    expect((await now(id)).state).toMatchObject({ is: "cancelled", by: "dev" });
    await tidyPromotion(rig.wired, { promotion: id });
    const leg = legOf(await now(id));
    expect(await pullsOf(rig, leg)).toMatchObject([{ state: "closed", merged_at: null }]);
    expect(await tipOf(rig, leg.branch)).toBeUndefined();
  });

  it("of whom one cancels before a branch is there: it is cleared away once it is", async () => {
    const id = await ask(place("production"));
    const { branch } = legOf(await now(id));
    github.faults.add({ match: "POST /repos/*/git/refs", delayMs: 1_500 });
    const looking = advance(id);
    await until("the branch is asked for", () => github.faults.list().length === 0);
    expect(await cancelPromotion(rig.wired, dev, { promotion: id, reason: "Not now" })).toMatchObject({ ok: true });
    await clearAway(id);
    await looking;
    expect(await tipOf(rig, branch)).toBeDefined();
    await clearAway(id);
    expect(await tipOf(rig, branch)).toBeUndefined();
    expect(await pullsOf(rig, legOf(await now(id)))).toEqual([]);
  });
});

describe("a promotion that failed", () => {
  it("is tried again with a branch and a pull request of its own, and what was before is closed", async () => {
    const promotion = await gated();
    await settleByHand(promotion.id);
    expect(await retryPromotion(rig.wired, dev, { promotion: promotion.id, reason: "Access is back" })).toMatchObject({
      ok: true,
    });
    await advance(promotion.id);
    await tidyPromotion(rig.wired, { promotion: promotion.id });
    const again = await now(promotion.id);
    expect(again.state.is).toBe("gated");
    expect(await pullsOf(rig, legOf(again))).toMatchObject([{ state: "open" }]);
    expect(await pullsOf(rig, legOf(promotion))).toMatchObject([{ state: "closed" }]);
    expect(await tipOf(rig, legOf(promotion).branch)).toBeUndefined();
  });
});

describe("what a cancelled promotion leaves behind", () => {
  async function cancelled(): Promise<Promotion> {
    const promotion = await gated();
    await cancelPromotion(rig.wired, dev, { promotion: promotion.id, reason: "Not now" });
    return promotion;
  }
  const tidy = ({ id }: Promotion) => tidyPromotion(rig.wired, { promotion: id });

  it("is closed later where GitHub refuses it for a while, and the refusal is told", async () => {
    const promotion = await cancelled();
    const message = "Resource not accessible by integration";
    github.faults.add({ match: "PATCH /repos/*/pulls/*", before: 403, body: { message } });
    await expect(tidy(promotion)).rejects.toBeInstanceOf(Unavailable);
    const told = await rig.wired.store.read.timeline(promotion.id);
    expect(told.map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining(message));
    await tidy(promotion);
    expect(await pullsOf(rig, legOf(promotion))).toMatchObject([{ state: "closed" }]);
  });

  it("is closed though its commit takes no status any more", async () => {
    const promotion = await cancelled();
    const message = "This SHA and context has reached the maximum number of statuses.";
    github.faults.add({ match: "POST /repos/*/statuses/*", before: 422, body: { message } });
    await tidy(promotion);
    expect(await pullsOf(rig, legOf(promotion))).toMatchObject([{ state: "closed" }]);
  });

  it("has one last word and no second one where closing fails at first", async () => {
    const promotion = await cancelled();
    const since = lastExchange();
    github.faults.add({ match: "PATCH /repos/*/pulls/*", before: 502 });
    await expect(tidy(promotion)).rejects.toBeInstanceOf(Unavailable);
    await tidy(promotion);
    const words = writesSince(since).filter(({ path }) => path.endsWith("/comments"));
    expect(words).toHaveLength(1);
  });
});

describe("after all that", () => {
  it("no audit record is missing or changed", async () => {
    expect(await chain(rig)).toMatchObject({ ok: true });
  });
});
