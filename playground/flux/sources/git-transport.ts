import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Files, unpack } from "../../registry/tar.ts";

const run = promisify(execFile);

/**
 * Git over smart HTTP. Listing refs is one request and no process, since every source asks for it
 * at every turn; only a commit that is new is fetched, by git itself, into a bare cache, and only
 * the last few trees are kept in memory. One transport serves all clusters.
 */
export type GitTransport = ReturnType<typeof openGitTransport>;
export type Credentials = { username: string; password: string } | undefined;

const KEPT_TREES = 12;

export function openGitTransport(cacheDir: string) {
  const trees = new Map<string, Promise<Files>>();
  const fetching = new Map<string, Promise<unknown>>();

  async function tree(url: string, ref: string, commit: string, credentials: Credentials): Promise<Files> {
    const key = `${url} ${commit}`;
    const known = trees.get(key);
    if (known) return known;
    const read = readTree(url, ref, commit, credentials);
    trees.set(key, read);
    read.catch(() => trees.delete(key));
    for (const old of [...trees.keys()].slice(0, -KEPT_TREES)) trees.delete(old);
    return read;
  }

  async function readTree(url: string, ref: string, commit: string, credentials: Credentials): Promise<Files> {
    const folder = join(cacheDir, createHash("sha256").update(url).digest("hex").slice(0, 16));
    // One process at a time in a cache: git locks it, and a second one would fail instead of waiting.
    const before = fetching.get(folder) ?? Promise.resolve();
    const fetched = before.catch(() => undefined).then(() => fetchCommit(folder, url, ref, commit, credentials));
    fetching.set(folder, fetched);
    await fetched;
    const { stdout } = await run("git", ["-C", folder, "archive", "--format=tar", commit], {
      encoding: "buffer",
      maxBuffer: 64 * 1024 * 1024,
    });
    return unpack(stdout);
  }

  return { refs: listRefs, tree };
}

async function fetchCommit(folder: string, url: string, ref: string, commit: string, credentials: Credentials) {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    await run("git", ["init", "--quiet", "--bare", folder]);
  }
  const has = await run("git", ["-C", folder, "cat-file", "-e", `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (has) return;
  const asked = credentials ? ["-c", `http.extraHeader=${basic(credentials)}`] : [];
  await run(
    "git",
    ["-C", folder, ...asked, "fetch", "--quiet", "--no-tags", "--depth=1", url, `+${ref}:refs/flux/${commit}`],
    {
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1" },
      timeout: 60_000,
    },
  );
}

const basic = ({ username, password }: NonNullable<Credentials>): string =>
  `Authorization: Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

/** Every ref and the commit it stands for; an annotated tag is followed to its commit. */
async function listRefs(url: string, credentials: Credentials): Promise<Map<string, string>> {
  const address = `${url.replace(/\/$/, "")}/info/refs?service=git-upload-pack`;
  const headers = credentials ? { authorization: basic(credentials).slice("Authorization: ".length) } : undefined;
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(20_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(failure(url, address, response.status, body));
  const refs = new Map<string, string>();
  for (const line of packetLines(body)) {
    const [commit = "", rest = ""] = line.split(" ");
    const name = rest.split("\0")[0]?.trim() ?? "";
    if (/^[0-9a-f]{40}$/.test(commit)) refs.set(name.replace(/\^\{\}$/, ""), commit);
  }
  return refs;
}

function failure(url: string, address: string, status: number, body: string): string {
  const listing = `unable to list remote for '${url}'`;
  if (status === 404) return `${listing}: repository not found: ${body.slice(0, 100)}`;
  if (status === 401 || status === 403) return `${listing}: authentication required: ${body.slice(0, 100)}`;
  return `${listing}: unexpected client error: unexpected requesting "${address}" status code: ${status}: ${body.slice(0, 100)}`;
}

function* packetLines(body: string): Generator<string> {
  for (let at = 0; at + 4 <= body.length; ) {
    const length = Number.parseInt(body.slice(at, at + 4), 16);
    if (Number.isNaN(length)) return;
    if (length >= 4) yield body.slice(at + 4, at + length).replace(/\n$/, "");
    at += Math.max(length, 4);
  }
}
