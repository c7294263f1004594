/** A revision as Flux writes it: `main@sha1:…`, `1.2.3@sha256:…`, `sha256:…`, `6.5.4`, and the old `main/<sha>`. */
export type Revision = { name?: string; digest?: string; commit?: string };

/** Split on the last `@`: branch names may hold one. */
export function parseRevision(text: string | undefined): Revision {
  if (!text) return {};
  const at = text.lastIndexOf("@");
  const tail = at >= 0 ? text.slice(at + 1) : text;
  const hash = /^(sha1|sha256):([0-9a-f]{6,64})$/.exec(tail);
  if (!hash) {
    const old = /^(.+)\/([0-9a-f]{40})$/.exec(text);
    return old ? { name: old[1], commit: old[2] } : { name: text };
  }
  const revision: Revision = hash[1] === "sha1" ? { commit: hash[2] } : { digest: tail };
  if (at > 0) revision.name = text.slice(0, at);
  return revision;
}

/** A chart from an OCI source is `1.2.3+<12 hex of its digest>`: the same version, as far as people speak of it. */
export function withoutDigest(version: string): string;
export function withoutDigest(version: string | undefined): string | undefined;
export function withoutDigest(version: string | undefined): string | undefined {
  return version?.replace(/\+[0-9a-f]{12}$/, "");
}

/** What to call a thing that has only a digest or a commit. */
export function shortName(revision: Revision): string | undefined {
  return revision.name ?? revision.commit?.slice(0, 7) ?? revision.digest?.replace(/^sha256:/, "").slice(0, 12);
}

/** The name, and of a branch also where it is: `main 12cf71f`. */
export function longName(revision: Revision): string | undefined {
  const commit = revision.commit?.slice(0, 7);
  return revision.name && commit ? `${revision.name} ${commit}` : shortName(revision);
}

/** Ranges are as Flux writes them; a single version has no operator, no wildcard and no blank. */
export function isRange(version: string): boolean {
  return /[<>=^~*|,\s]/.test(version) || /(^|\.)[xX](\.|$)/.test(version);
}

export type ImageRef = { repository: string; tag?: string; digest?: string };

export function parseImage(image: string): ImageRef {
  const at = image.indexOf("@");
  const digest = at >= 0 ? image.slice(at + 1) : undefined;
  const rest = at >= 0 ? image.slice(0, at) : image;
  const colon = rest.lastIndexOf(":");
  // A colon before the last slash belongs to a port.
  const tag = colon > rest.lastIndexOf("/") ? rest.slice(colon + 1) : undefined;
  const parsed: ImageRef = { repository: tag === undefined ? rest : rest.slice(0, colon) };
  if (tag) parsed.tag = tag;
  if (digest) parsed.digest = digest;
  return parsed;
}

/** `docker.io/library/nginx` and `nginx` are one image. */
export function sameImage(a: string, b: string): boolean {
  return plainRepository(a) === plainRepository(b);
}

function plainRepository(repository: string): string {
  return repository.replace(/^(index\.)?docker\.io\//, "").replace(/^library\//, "");
}
