import { ok, type Result, refuse, type Where } from "../../result.ts";
import { grammarFault, type VersionGrammar } from "../../version/grammar.ts";
import { isExact, parseRange, satisfies } from "../../version/range.ts";
import { widenRange } from "../../version/widen.ts";
import type { ScalarEdit } from "../edit.ts";
import type { DeploymentFound, Place, VersionForm } from "./types.ts";

export type Wanted = { version: string; digest?: string };

/** `1.2.4`, `1.2.4@sha256:…`, a digest alone or a range, as it was asked for. */
export function wantedOf(text: string): Wanted {
  if (text.startsWith("sha256:")) return { version: text, digest: text };
  const at = text.indexOf("@sha256:");
  return at === -1 ? { version: text } : { version: text.slice(0, at), digest: text.slice(at + 1) };
}

/** What to write at a deployment's place so that it declares `wanted`. */
export function editFor(
  deployment: DeploymentFound,
  wanted: Wanted,
): Result<ScalarEdit & { file: string; becomes: string }> {
  const { place } = deployment;
  if (!place) return refuse("no-place", `It is not known where the version of ${deployment.id} is written.`);
  const where: Where = { file: place.file, line: place.line, column: place.column };
  if (place.locked !== undefined) return refuse("locked", `${place.file}:${place.line}: ${place.locked}`, where);
  const version = versionToWrite(deployment, wanted, where);
  if (!version.ok) return version;
  const piece = withoutAround(place, version.value, where);
  if (!piece.ok) return piece;
  const cut = withDigest(deployment, place, wanted, piece.value, where);
  if (!cut.ok) return cut;
  const [before, after] = place.around ?? ["", ""];
  return ok({
    file: place.file,
    at: place.address,
    was: place.written,
    ...cut.value,
    becomes: before + piece.value + after,
  });
}

function versionToWrite(deployment: DeploymentFound, wanted: Wanted, where: Where): Result<string> {
  const { policy, version, form } = deployment;
  if (policy === "follows-branch") {
    return refuse(
      "follows-branch",
      `${deployment.cluster} follows the branch ${version}: what is merged there arrives by itself.`,
      where,
    );
  }
  const isRange = parseRange(wanted.version) !== null && !isExact(wanted.version);
  let value = wanted.version;
  if (policy === "range" && !(isRange && isRangeField(form))) {
    if (satisfies(wanted.version, version)) {
      return refuse(
        "range-covers",
        `The range ${version} covers ${wanted.version} already, so there is nothing to edit.`,
        where,
      );
    }
    const widened = widenRange(version, wanted.version);
    if (!widened.ok) return { ...widened, at: where };
    value = widened.value;
  }
  if (version.startsWith("sha256:")) {
    if (wanted.digest === undefined) {
      return refuse(
        "pinned-by-digest",
        `${deployment.cluster} is pinned by digest, so the digest of ${wanted.version} is needed to move it.`,
        where,
      );
    }
    value = wanted.digest;
  }
  // `=1.2.3` is how a range says one version.
  const said = isRangeField(form) ? value.replace(/^=\s*/, "") : value;
  const fault = grammarFault(said, version.startsWith("sha256:") ? "digest" : grammarOf(form, said));
  return fault === undefined ? ok(value) : refuse("not-a-version", fault, where);
}

/** Only the piece between what the template says itself is written; a missing `v` is no difference. */
function withoutAround(place: Place, version: string, where: Where): Result<string> {
  const [before, after] = place.around ?? ["", ""];
  const whole = before === "v" && !version.startsWith("v") ? `v${version}` : version;
  if (whole.startsWith(before) && whole.endsWith(after) && whole.length > before.length + after.length) {
    return ok(whole.slice(before.length, whole.length - after.length));
  }
  const sentence = `The line writes only the part of the version between "${before}" and "${after}", and ${version} is not of that form.`;
  return refuse("other-form", sentence, where);
}

function isRangeField(form: VersionForm): boolean {
  return (
    form === "chart-version" ||
    form === "chart-range" ||
    form === "oci-semver" ||
    form === "git-semver" ||
    form === "distribution-version" ||
    form === "substitute"
  );
}

function grammarOf(form: VersionForm, value: string): VersionGrammar {
  if (form === "oci-digest") return "digest";
  if (form === "git-commit") return "commit";
  if (form.startsWith("git-") && form !== "git-semver") return "git-ref";
  if (isExact(value) || parseRange(value) === null)
    return form === "chart-version" || form === "chart-range" || form === "git-tag" ? "version" : "tag";
  return "range";
}

/**
 * A digest beside the tag decides what runs, so it may not stay behind: it is
 * replaced where the new one is known, and taken away where it is not.
 */
function withDigest(
  deployment: DeploymentFound,
  place: Place,
  wanted: Wanted,
  value: string,
  where: Where,
): Result<{ cut?: [number, number]; value: string }> {
  const [from, to] = place.part ?? [0, place.written.length];
  const behind = place.written.slice(to);
  if (/^@sha256:[a-f0-9]+$/.test(behind)) {
    const digest = wanted.digest === undefined ? "" : `@${wanted.digest}`;
    return ok({ cut: [from, place.written.length], value: value + digest });
  }
  if (deployment.digest !== undefined) {
    return refuse(
      "digest-elsewhere",
      `A digest on another line decides what runs of ${deployment.service}; a new tag alone would change nothing.`,
      where,
    );
  }
  return ok(place.part ? { cut: [from, to], value } : { value });
}
