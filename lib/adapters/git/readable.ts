/**
 * Which files of a repository are read: the same ones from a folder and from a commit, so that
 * both say the same. Everything that is text counts, whatever it is called, because a generator
 * may name it; `.git`, `node_modules` and what is too large for a manifest do not.
 */
export const LARGEST = 1024 * 1024;
/** Bundles of CRDs and Flux's own components are larger than a manifest that people write. */
export const LARGEST_YAML = 8 * 1024 * 1024;

export function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

export function isLeftOut(path: string): boolean {
  return /(?:^|\/)(?:\.git|node_modules)(?:\/|$)/.test(path);
}

export function mostBytes(path: string): number {
  return isYaml(path) ? LARGEST_YAML : LARGEST;
}

/** What is binary holds a zero byte near its beginning, as git sees it too; a manifest that does is read, and refused by its reader. */
export function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/**
 * Stands for the content of a file that is there, and is binary or too large: a generator may name it, and a directory
 * that names it builds. It is what the domain takes for "not UTF-8", so whoever reads it as a manifest refuses it.
 */
export const NOT_TEXT = "\uFFFD";

/** Null where it is not UTF-8. The byte order mark stays: an edit must not take it away. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
