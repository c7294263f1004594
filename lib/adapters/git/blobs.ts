import { git } from "./command.ts";

const perFile = 1024 * 1024;
const perRepository = 64 * 1024 * 1024;
const wanted =
  /(\.(ya?ml|json|env|properties|toml|conf|ini|txt|tpl|sh|cfg|xml|cue|md)|(^|\/)(CODEOWNERS|kustomization|Kustomization|[^./]+))$/;

/** Blobs by their hash: after a push, only what it changed is read from disk and decoded again. */
export class BlobCache {
  private readonly texts = new Map<string, string>();
  private bytes = 0;

  get(hash: string): string | undefined {
    const text = this.texts.get(hash);
    if (text !== undefined) {
      this.texts.delete(hash);
      this.texts.set(hash, text);
    }
    return text;
  }

  set(hash: string, text: string): void {
    this.texts.set(hash, text);
    this.bytes += text.length;
    for (const [oldest, old] of this.texts) {
      if (this.bytes <= 2 * perRepository) break;
      this.texts.delete(oldest);
      this.bytes -= old.length;
    }
  }
}

/** Regular text files of a commit; links, submodules, binaries and what is not UTF-8 are left out. */
export async function readBlobs(dir: string, commit: string, cache: BlobCache): Promise<Map<string, string>> {
  const listing = (await git(["ls-tree", "-r", "-z", "-l", "--full-tree", commit], { cwd: dir })).toString("utf8");
  const entries: { hash: string; path: string }[] = [];
  let total = 0;
  for (const line of listing.split("\0")) {
    const match = /^100(?:644|755) blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line);
    if (!match) continue;
    const [, hash = "", size = "0", path = ""] = match;
    if (!wanted.test(path) || Number(size) > perFile) continue;
    total += Number(size);
    if (total > perRepository) break;
    entries.push({ hash, path });
  }
  const missing = [...new Set(entries.map((entry) => entry.hash))].filter((hash) => cache.get(hash) === undefined);
  if (missing.length > 0) await load(dir, missing, cache);
  const files = new Map<string, string>();
  for (const { hash, path } of entries) {
    const text = cache.get(hash);
    if (text !== undefined) files.set(path, text);
  }
  return files;
}

async function load(dir: string, hashes: string[], cache: BlobCache): Promise<void> {
  const out = await git(["cat-file", "--batch"], { cwd: dir, input: `${hashes.join("\n")}\n` });
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  while (at < out.length) {
    const end = out.indexOf(10, at);
    if (end < 0) break;
    const [hash = "", kind, size = "0"] = out.toString("utf8", at, end).split(" ");
    if (kind !== "blob") {
      at = end + 1;
      continue;
    }
    const bytes = out.subarray(end + 1, end + 1 + Number(size));
    at = end + 2 + Number(size);
    if (bytes.includes(0)) continue;
    try {
      cache.set(hash, decoder.decode(bytes));
    } catch {
      // Not UTF-8: nothing that Flux would apply either.
    }
  }
}
