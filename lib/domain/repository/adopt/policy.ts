import { isExact, parseRange } from "../../version/range.ts";
import { parseVersion } from "../../version/version.ts";
import type { VersionForm, VersionPolicy } from "./types.ts";

/** Names of tags that are moved by whoever publishes. */
const MOVING =
  /^(?:latest|stable|edge|main|master|trunk|nightly|dev|devel|develop|development|canary|lts|rolling|staging|production|release)(?:[-_.].*)?$|[-_.](?:latest|stable|nightly)$/i;

/** How a declared version behaves over time: what may be promoted by an edit, and what moves by itself. */
export function policyOf(version: string, form: VersionForm): VersionPolicy {
  switch (form) {
    case "git-branch":
      return "follows-branch";
    case "git-name":
      return version.startsWith("refs/tags/") ? "fixed" : "follows-branch";
    case "oci-digest":
    case "git-commit":
      return "fixed";
    case "absent":
      return "floating";
    default:
      break;
  }
  if (version.startsWith("sha256:")) return "fixed";
  if (isExact(version) && parseVersion(version)) return "fixed";
  if (version === "*" || version === "") return "floating";
  if (isRangeForm(form)) return parseRange(version) ? "range" : "fixed";
  // `1.27` is a tag, `1.x` in the place of a tag is a range that somebody mistook it for.
  if (/[<>=~^*|]|(?:^|\.)[xX](?:\.|$)/.test(version) && parseRange(version)) return "range";
  return MOVING.test(version) ? "floating" : "fixed";
}

function isRangeForm(form: VersionForm): boolean {
  return form === "chart-version" || form === "chart-range" || form === "oci-semver" || form === "git-semver";
}
