/**
 * What may be written into a file as a version. Strict on purpose: a version
 * comes from a registry, a request or a person, and lands in YAML, where a
 * line break, a `${NAME}` or a `{{ }}` would become structure.
 */
export type VersionGrammar = "version" | "range" | "digest" | "commit" | "git-ref" | "tag";

const GRAMMARS: Record<VersionGrammar, RegExp> = {
  /** A chart version: semver, its `+build` included. */
  version: /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/,
  /** https://github.com/opencontainers/distribution-spec: [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127} */
  tag: /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  digest: /^sha256:[a-f0-9]{64}$/,
  /** Flux checks out what it is told, and an abbreviation is nothing to it. */
  commit: /^[a-f0-9]{40}(?:[a-f0-9]{24})?$/,
  range: /^(?=.*[0-9*xX])[0-9A-Za-z.*+<>=~^|,! -]{1,256}$/,
  /** A subset of what git check-ref-format lets through; the lookaheads are its rules about dots and slashes. */
  "git-ref": /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9_][A-Za-z0-9._+/-]{0,254}(?<![./])$/,
};

const SENTENCES: Record<VersionGrammar, string> = {
  version: "letters, digits, dots, plus and minus signs",
  tag: "letters, digits, dots, underscores and minus signs, as in an image tag",
  digest: "sha256: and 64 hexadecimal digits",
  commit: "a commit, in its 40 hexadecimal digits",
  range: "a version range",
  "git-ref": "the name of a branch or tag",
};

/** Why `text` may not be written where `grammar` is meant; undefined where it may. */
export function grammarFault(text: string, grammar: VersionGrammar): string | undefined {
  if (GRAMMARS[grammar].test(text)) return undefined;
  return `${JSON.stringify(text.slice(0, 80))} is not ${SENTENCES[grammar]}.`;
}
