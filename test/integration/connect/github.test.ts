import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newClient } from "../../../lib/adapters/github/client.ts";
import { appManifest } from "../../../lib/domain/app-manifest.ts";
import { obstacles } from "../../../lib/domain/gates/protection.ts";
import { system } from "../../../lib/domain/permissions.ts";
import { Rejected } from "../../../lib/ports/failures.ts";
import type { ConnectionRow } from "../../../lib/ports/store-lists.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { beginApp } from "../../../lib/usecases/begin-app.ts";
import { checkConnection } from "../../../lib/usecases/check-connection.ts";
import { connectApp } from "../../../lib/usecases/connect-app.ts";
import { connectGitHub } from "../../../lib/usecases/connect-github.ts";
import { disconnect } from "../../../lib/usecases/disconnect.ts";
import { setSignIn } from "../../../lib/usecases/set-sign-in.ts";
import { takeConnections } from "../../../lib/usecases/take-connections.ts";
import { dropDatabase, emptyDatabase } from "../../postgres.ts";
import { enrol, person, type Rig, startRig } from "../promotion/rig.ts";

const admin = person("adam", "admin");
/** Where GitHub can reach Sluice, so that the App gets a webhook. */
const publicUrl = "https://sluice.example.com";

let rig: Rig;
let ownerUrl: string;
let github: Rig["playground"]["github"];

beforeAll(async () => {
  ownerUrl = await emptyDatabase({ migrated: true });
  rig = await startRig({ ownerUrl, playground: { only: ["github", "registry"] } });
  await enrol(rig, [admin]);
  github = rig.playground.github;
}, 120_000);

afterAll(async () => {
  await rig?.close();
  await dropDatabase(ownerUrl);
});

const kept = async (): Promise<ConnectionRow | undefined> => (await rig.wired.store.read.connections("github"))[0];
const secret = async () => JSON.parse((await rig.wired.store.secret((await kept())?.id ?? "")) ?? "{}");

async function form(path: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(`${github.url}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  const location = answer.headers.get("location");
  if (!location) throw new Error(`${answer.status}: ${await answer.text()}`);
  return new URL(location, github.url).href;
}

function raise(): never {
  throw new Error("There is no such branch.");
}

describe("a GitHub by token", () => {
  it("is kept when it works, without anybody being able to sign in yet", async () => {
    const wrong = await connectGitHub(rig.wired, admin, { webUrl: github.url, token: "ghp_none" });
    expect(wrong).toMatchObject({ ok: true, value: { findings: [{ ok: false }] } });
    expect(await kept()).toBeUndefined();
    const { url, token } = { url: `${github.url}/`, token: github.token };
    const done = await connectGitHub(rig.wired, admin, { webUrl: url, token });
    expect(done).toMatchObject({
      ok: true,
      value: { findings: [{ ok: true }, { sentence: expect.stringMatching(/^It sees .* and may write/) }] },
    });
    expect((await kept())?.config).toEqual({ webUrl: github.url, apiUrl: github.apiUrl });
  });

  it("takes the client by which people sign in, when GitHub knows it, and keeps it with the next token", async () => {
    const connection = (await kept())?.id ?? "";
    const client = { connection, ...github.oauth };
    expect(await setSignIn(rig.wired, admin, { ...client, clientSecret: "wrong" })).toMatchObject({
      ok: true,
      value: { findings: [{ ok: false, sentence: expect.stringContaining("does not know this client") }] },
    });
    expect((await kept())?.config).not.toHaveProperty("clientId");
    expect(await setSignIn(rig.wired, admin, client)).toMatchObject({ ok: true, value: { findings: [{ ok: true }] } });
    expect(await secret()).toEqual({ token: github.token, clientSecret: github.oauth.clientSecret });
    const { raw } = await rawSecret();
    expect(raw).not.toContain(github.oauth.clientSecret);

    await connectGitHub(rig.wired, admin, { webUrl: github.url, token: github.token });
    expect((await kept())?.config).toMatchObject({ clientId: github.oauth.clientId });
    expect(await secret()).toMatchObject({ clientSecret: github.oauth.clientSecret });
  });

  it("that is disconnected and connected again follows what was adopted from it", async () => {
    const connection = (await kept())?.id ?? "";
    const place = { connectionId: connection, fullName: rig.repository, branch: "main", corrections: {} };
    const adopted = await adoptRepository(rig.wired, admin, place);
    if (!adopted.ok) throw new Error(adopted.sentence);
    await disconnect(rig.wired, admin, { connection });
    expect(await kept()).toBeUndefined();
    expect(await rig.wired.store.secret(connection)).toBeUndefined();

    await connectGitHub(rig.wired, admin, { webUrl: github.url, token: github.token });
    const [row] = await rig.wired.store.read.repositories([adopted.value.repository]);
    expect(row?.connectionId).toBe((await kept())?.id);
    await disconnect(rig.wired, admin, { connection });
  });
});

async function rawSecret(): Promise<{ raw: string }> {
  const { rows } = await rig.wired.database.pool.query("select secret as raw from connection");
  return rows[0];
}

describe("a GitHub by App", () => {
  it("is registered from the manifest, kept with its webhook's secret, and works where it is installed", async () => {
    const begun = await beginApp(rig.wired, admin, { webUrl: github.url, organization: "acme" });
    expect(begun).toMatchObject({ ok: true, value: { webUrl: github.url, apiUrl: github.apiUrl } });
    const manifest = JSON.stringify(appManifest(publicUrl));
    const filled = { manifest, confirm: "yes", login: "adam", state: "s" };
    const back = new URL(await form("/organizations/acme/settings/apps/new", filled));
    expect(back.href).toMatch(new RegExp(`^${publicUrl}/api/connect/github\\?`));
    const code = back.searchParams.get("code") ?? "";
    const where = { webUrl: github.url, apiUrl: github.apiUrl };
    const connected = await connectApp(rig.wired, admin, { ...where, code });
    if (!connected.ok) throw new Error(connected.sentence);
    expect(await secret()).toMatchObject({
      privateKey: expect.stringContaining("PRIVATE KEY"),
      clientSecret: expect.any(String),
      webhookSecret: expect.stringMatching(/.{16,}/),
    });
    expect(await kept()).toMatchObject({ config: { clientId: expect.any(String) }, findings: [{ ok: false }] });

    const row = (await kept()) as ConnectionRow;
    const missing = await checkConnection(rig.wired, admin, { connection: row.id });
    expect(missing).toMatchObject({ ok: true, value: { findings: [{ ok: true }, { ok: false }] } });
    const after = await form(new URL(connected.value.install).pathname, {
      login: "adam",
      account: "acme",
      selection: "all",
    });
    expect(after).toMatch(new RegExp(`^${publicUrl}/api/connect/github/installed\\?`));
    const checked = await checkConnection(rig.wired, admin, { connection: row.id });
    expect(checked).toMatchObject({ ok: true, value: { findings: [{ ok: true }, { ok: true }] } });
    expect((await kept())?.findings[1]?.sentence).toBe(
      "It is installed on acme, for all repositories, with all it needs.",
    );

    const ref = { connectionId: row.id, fullName: rig.repository };
    expect((await rig.wired.hosts.repositories(row.id)).map((each) => each.fullName)).toContain(rig.repository);
    expect(await rig.wired.mirror.tip(ref, "main")).toBe(await rig.wired.changes.tip(ref, "main"));
    expect(await connectApp(rig.wired, admin, { ...where, code }).catch((error: Error) => error.message)).toMatch(
      /404/,
    );
  });

  it("that is taken off and installed again works again, without being started anew", async () => {
    const { id: connectionId = "", config } = (await kept()) ?? {};
    const ref = { connectionId, fullName: rig.repository };
    const before = await rig.wired.changes.tip(ref, "main");
    const { seed } = rig.playground.world.github ?? {};
    const { appId, slug } = config as { appId: number; slug: string };
    const { privateKey } = await secret();
    const octokit = newClient({ ...github, webUrl: github.url, credentials: { appId, privateKey } }, () => fetch);
    const { data } = await octokit.rest.apps.listInstallations();
    for (const { id } of data) await octokit.rest.apps.deleteInstallation({ installation_id: id });
    await expect(rig.wired.changes.tip(ref, "main").then((tip) => tip ?? raise())).rejects.toThrow();
    await expect(rig.wired.mirror.tip(ref, "main")).rejects.toBeInstanceOf(Rejected);
    await seed?.installApp({ app: slug, account: "acme" });
    expect(await rig.wired.changes.tip(ref, "main")).toBe(before);
    expect(await rig.wired.mirror.tip(ref, "main")).toBe(before);
  });

  it("that may less than Sluice needs is told what it lacks", async () => {
    const connection = (await kept())?.id ?? "";
    const { seed } = rig.playground.world.github ?? {};
    const app = await seed?.addApp({ name: "Too little", owner: "acme", permissions: { contents: "read" } });
    if (!app) throw new Error("The playground has a GitHub.");
    await seed?.installApp({ app: app.slug, account: "acme" });
    await disconnect(rig.wired, admin, { connection });
    await takeConnections(rig.wired, {
      github: { webUrl: github.url, appId: app.id, privateKey: app.pem },
      insecureRegistries: [],
    });
    await checkConnection(rig.wired, system, { connection: (await kept())?.id ?? "" });
    expect((await kept())?.findings[1]).toMatchObject({
      ok: false,
      sentence: expect.stringMatching(/^On acme it lacks: contents \(write\), pull requests \(write\), statuses/),
    });
  });
});

describe("a private key that is none", () => {
  it("is said, and not taken for a GitHub that does not answer", async () => {
    await disconnect(rig.wired, admin, { connection: (await kept())?.id ?? "" });
    await takeConnections(rig.wired, {
      github: { webUrl: github.url, appId: 7, privateKey: "-----BEGIN PRIVATE KEY-----\nbad\n" },
      insecureRegistries: [],
    });
    const connection = (await kept())?.id ?? "";
    expect(await checkConnection(rig.wired, system, { connection })).toMatchObject({
      value: { findings: [{ ok: false, sentence: expect.stringContaining("The private key of the App is none") }] },
    });
  });
});

describe("what the environment connects", () => {
  it("is checked like the others, and is not changed in the browser", async () => {
    await takeConnections(rig.wired, {
      github: { webUrl: github.url, token: github.token },
      insecureRegistries: [],
    });
    const row = (await kept()) as ConnectionRow;
    expect(row).toMatchObject({ fixed: true });
    const { rows } = await rig.wired.database.pool.query("select data from pgboss.job where name = 'check-connection'");
    expect(rows).toContainEqual({ data: { connection: row.id } });
    await checkConnection(rig.wired, system, { connection: row.id });
    expect((await kept())?.findings.map((each) => each.ok)).toEqual([true, true]);
    const over = await connectGitHub(rig.wired, admin, { webUrl: github.url, token: github.token });
    expect(over).toMatchObject({ ok: false, reason: "fixed" });
    const client = { connection: row.id, ...github.oauth };
    expect(await setSignIn(rig.wired, admin, client)).toMatchObject({ ok: false, reason: "fixed" });
    expect(await beginApp(rig.wired, admin, { webUrl: github.url })).toMatchObject({ ok: false, reason: "fixed" });
  });

  it("stays connected when the environment names it no more, and is changed in the browser from then on", async () => {
    const { id } = (await kept()) as ConnectionRow;
    await takeConnections(rig.wired, { insecureRegistries: [] });
    expect(await kept()).toMatchObject({ id, fixed: false });
    expect(await secret()).toMatchObject({ token: github.token });
    expect(await beginApp(rig.wired, admin, { webUrl: github.url })).toMatchObject({ ok: true });
  });
});

describe("branch protection that would refuse the merge", () => {
  it("is found where Sluice may read it, and where it may not, that is said", async () => {
    const { seed } = rig.playground.world.github ?? {};
    const connectionId = (await kept())?.id ?? "";
    const ref = { connectionId, fullName: rig.repository };
    await seed?.setProtection(rig.repository, "main", { reviews: { count: 2, codeOwners: true } });
    // The account of the token writes, and is no administrator.
    expect(obstacles("main", await rig.wired.people.protection(ref, "main")).map((each) => each.sentence)).toEqual([
      "main is protected, and Sluice may not read how.",
    ]);
    const token = (await seed?.createToken({ login: "adam" })) ?? "";
    await takeConnections(rig.wired, { github: { webUrl: github.url, token }, insecureRegistries: [] });
    const { gitHubPeople } = await import("../../../lib/adapters/github/people.ts");
    const { gitHub } = await import("../../../lib/adapters/github/client.ts");
    const access = { webUrl: github.url, apiUrl: github.apiUrl, credentials: { token } };
    const people = gitHubPeople(gitHub(async () => access, rig.wired.log));
    expect(obstacles("main", await people.protection(ref, "main")).map((each) => each.sentence)).toEqual([
      "main wants 2 approving reviews on GitHub, so promotions wait for them there, too.",
      "main wants a review by a code owner on GitHub.",
    ]);
    await seed?.setProtection(rig.repository, "queued", { mergeQueue: true });
    expect(obstacles("queued", await people.protection(ref, "queued")).map((each) => each.sentence)).toEqual([
      "queued takes merges through its merge queue only, which Sluice does not fill.",
    ]);
    expect(await people.protection(ref, "no-such-branch")).toEqual({ reviews: 0 });
  });
});
