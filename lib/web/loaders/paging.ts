/** Lists go on by key: what the last row was sorted by, as opaque text for whoever asks. */
export function keyText(parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** What a part of a key is. A database has to be able to compare it: whatever else it says is asked of nobody. */
const kinds = {
  /** Epoch milliseconds, from the year 1 on. */
  moment: (text: string) => /^-?\d{1,16}$/.test(text) && Number(text) >= -62_135_596_800_000 && Number(text) <= 8.64e15,
  number: (text: string) => /^\d{1,15}$/.test(text),
  text: (text: string) => !text.includes("\0") && text.isWellFormed(),
};

/** Undefined for nothing, and for what is no key of ours: then the list begins at its beginning. */
export function keyFrom<K extends string>(
  text: string | undefined,
  parts: Readonly<Record<K, keyof typeof kinds>>,
): Record<K, string> | undefined {
  if (!text) return undefined;
  const wanted = Object.entries(parts) as [K, keyof typeof kinds][];
  try {
    const given: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(given) || given.length !== wanted.length) return undefined;
    if (!wanted.every(([, kind], i) => typeof given[i] === "string" && kinds[kind](given[i]))) return undefined;
    return Object.fromEntries(wanted.map(([name], i) => [name, given[i]])) as Record<K, string>;
  } catch {
    return undefined;
  }
}
