import { sourceOf } from "../files.ts";
import { lineAt } from "../positions.ts";
import type { Repository } from "../types.ts";
import type { ChainStep, DeploymentFound } from "./types.ts";

/** A layer with what stood in the field before it, where it changed it, and what its line says. */
export type ProvenanceLink = ChainStep & { before?: string; text?: string };

/** "Why is this version here?": every layer, from the file that says it first to what is applied. */
export function provenanceOf(repository: Repository, deployment: DeploymentFound): ProvenanceLink[] {
  let before: string | undefined;
  return deployment.chain.map((step) => {
    const text = shownLine(repository, step);
    const link = {
      ...step,
      ...(step.effect === "changed" && before !== undefined && before !== step.value ? { before } : {}),
      ...(text === undefined ? {} : { text }),
    };
    before = step.value ?? before;
    return link;
  });
}

/** Never a line of a file that holds secrets, encrypted or not. */
function shownLine(repository: Repository, { file, line }: ChainStep): string | undefined {
  const source = sourceOf(repository, file);
  if (!source || /^\s*kind:\s*["']?Secret\b/m.test(source.text) || /^sops:/m.test(source.text)) return undefined;
  const text = lineAt(source, line).trim();
  return text === "" || text.length > 300 ? undefined : text;
}
