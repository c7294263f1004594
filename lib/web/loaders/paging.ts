/** Lists go on by key: what the last row was sorted by, as opaque text for whoever asks. */
export function keyText(parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Undefined for nothing, and for what is no key of ours: then the list begins at its beginning. */
export function keyFrom<K extends string>(
  text: string | undefined,
  names: readonly K[],
): Record<K, string> | undefined {
  if (!text) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(parts) || parts.length !== names.length || !parts.every((part) => typeof part === "string"))
      return undefined;
    return Object.fromEntries(names.map((name, i) => [name, parts[i]])) as Record<K, string>;
  } catch {
    return undefined;
  }
}
