/**
 * Whether two texts name the same release: a leading `v` and what stands behind `+` (Flux
 * appends twelve hex digits of the digest to chart versions) or `@` make no difference.
 */
export function sameVersion(a: string, b: string): boolean {
  return plainVersion(a) === plainVersion(b);
}

/** What is the same text for every way of writing a release. */
export function plainVersion(version: string): string {
  const bare = version.replace(/[+@].*$/, "");
  return /^v\d/.test(bare) ? bare.slice(1) : bare;
}
