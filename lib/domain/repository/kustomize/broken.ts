import type { Refusal, Where } from "../../result.ts";
import { positionIn } from "../positions.ts";
import { textAt } from "../tree.ts";
import type { Mapping, Tree } from "../types.ts";

/**
 * Thrown inside a build, where kustomize would stop, and turned into a refusal at
 * its door: a build is deep, and each of its steps can end it.
 */
export class DoesNotBuild extends Error {
  readonly reason: string;
  readonly at: Where | undefined;

  constructor(reason: string, sentence: string, at?: Where | Tree) {
    super(sentence);
    this.reason = reason;
    this.at = at === undefined ? undefined : "is" in at ? whereOf(at) : at;
  }
}

export function whereOf(node: Tree): Where | undefined {
  let source = node.source;
  let start = node.start;
  while (source.host) {
    start = source.host.start;
    source = source.host.source;
  }
  return source.file === "" ? undefined : { file: source.file, ...positionIn(source, start) };
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof DoesNotBuild)) throw error;
  return error.at
    ? { ok: false, reason: error.reason, sentence: error.message, at: error.at }
    : { ok: false, reason: error.reason, sentence: error.message };
}

/** A configuration for what is not built into kustomize. */
export function foreign(config: Mapping): DoesNotBuild {
  return new DoesNotBuild(
    "plugin",
    `${textAt(config, "kind") ?? "A plugin"} is not one of kustomize's own; it would be a program to run.`,
    config,
  );
}
