import type { Files } from "../../registry/tar.ts";
import type { Cluster } from "../cluster.ts";
import type { AnySource, GitRepository } from "../objects.ts";
import type { Credentials, GitTransport } from "./git-transport.ts";
import { newestIn } from "./ranges.ts";
import { type Found, reconcileSource, SourceFailure } from "./source.ts";

export function reconcileGit(
  cluster: Cluster,
  transport: GitTransport,
  source: GitRepository,
): Promise<number | undefined> {
  return reconcileSource(cluster, source as unknown as AnySource, async () => {
    const credentials = await credentialsOf(cluster, source);
    const { revision, ref, commit } = await resolve(transport, source, credentials).catch((error: unknown) => {
      throw new SourceFailure(
        "GitOperationFailed",
        `failed to checkout and determine revision: ${(error as Error).message}`,
      );
    });
    return found(revision, commit, async () => {
      const files = await transport.tree(source.spec.url, ref, commit, credentials).catch((error: unknown) => {
        throw new SourceFailure(
          "GitOperationFailed",
          `failed to checkout and determine revision: ${(error as Error).message}`,
        );
      });
      return withoutIgnored(files, source.spec.ignore);
    });
  });
}

function found(revision: string, commit: string, files: () => Promise<Files>): Found {
  return {
    revision,
    file: `${commit}.tar.gz`,
    alias: "latest.tar.gz",
    news: `new upstream revision '${revision}'`,
    stored: `stored artifact for revision '${revision}'`,
    files,
  };
}

type Resolved = { revision: string; ref: string; commit: string };

/** commit > name > semver > tag > branch, which is `master` unless said. */
async function resolve(transport: GitTransport, source: GitRepository, credentials: Credentials): Promise<Resolved> {
  const { url, ref = {} } = source.spec;
  const refs = await transport.refs(url, credentials);
  const at = (name: string): string => {
    const commit = refs.get(name);
    if (!commit) throw new Error(`couldn't find remote ref "${name}"`);
    return commit;
  };
  const named = (name: string): Resolved => ({
    ref: name,
    commit: at(name),
    revision: `${name.replace(/^refs\/(heads|tags)?\/?/, "")}@sha1:${at(name)}`,
  });
  if (ref.commit) {
    const { commit } = ref;
    const revision = ref.branch ? `${ref.branch}@sha1:${commit}` : `sha1:${commit}`;
    return { revision, commit, ref: ref.branch ? `refs/heads/${ref.branch}` : commit };
  }
  if (ref.name) return named(ref.name);
  if (ref.semver) {
    const tags = [...refs.keys()]
      .filter((name) => name.startsWith("refs/tags/"))
      .map((name) => name.slice("refs/tags/".length));
    const newest = newestIn(ref.semver, tags);
    if (!newest) throw new Error(`no match found for semver: ${ref.semver}`);
    return named(`refs/tags/${newest}`);
  }
  return named(ref.tag ? `refs/tags/${ref.tag}` : `refs/heads/${ref.branch ?? "master"}`);
}

async function credentialsOf(cluster: Cluster, source: GitRepository): Promise<Credentials> {
  if (!source.spec.secretRef) return undefined;
  const secret = await cluster.api.get(
    `/api/v1/namespaces/${source.metadata.namespace}/secrets/${source.spec.secretRef.name}`,
  );
  const read = (key: string) => Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
  const token = read("bearerToken");
  return { username: read("username") || "git", password: token || read("password") };
}

/** Only the form that repositories use to take one folder out: `/*` and then `!/folder`. */
function withoutIgnored(files: Files, ignore: string | undefined): Files {
  const lines = (ignore ?? "").split("\n").map((line) => line.trim());
  if (!lines.includes("/*")) return files;
  const kept = lines.filter((line) => line.startsWith("!/")).map((line) => line.slice(2).replace(/\/$/, ""));
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => kept.some((k) => path === k || path.startsWith(`${k}/`))),
  );
}
