import semver from "semver";

/**
 * The newest of `versions` that a range allows, as Flux reads ranges: a comma means "and", and
 * pre-releases count only where the range itself names one. What is not a version is passed over.
 */
export function newestIn(range: string, versions: readonly string[]): string | undefined {
  const wanted = range.replaceAll(",", " ").trim() || "*";
  const includePrerelease = /\d-[0-9A-Za-z]/.test(wanted);
  return versions
    .filter((version) => semver.valid(version) && semver.satisfies(version, wanted, { includePrerelease }))
    .sort((a, b) => semver.rcompare(a, b))[0];
}
