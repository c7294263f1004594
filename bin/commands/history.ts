import { stat } from "node:fs/promises";
import { branchOf } from "../../lib/adapters/git/branch.ts";
import { BlobCache } from "../../lib/adapters/git/objects.ts";
import { walkForward } from "../../lib/adapters/git/walk.ts";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import type { Adoption } from "../../lib/domain/repository/adopt/types.ts";
import { type DeclaredChange, declaredChanges } from "../../lib/domain/repository/history/declared.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";
import { EXIT, guarded, print, printJson, readArguments, textOf, Usage } from "./arguments.ts";

export const usage = `sluice history --dir CLONE [--branch NAME] [--json]

  Every change of a declared version that the log of a branch holds, oldest first: what \`sluice adopt\` finds at a
  commit and did not find at the one before. A version that is null is declared no more from that commit on.

  The log is the branch's own: what it was after each push, by first parents (git log --first-parent --reverse). A merge
  is one step, from what the branch held before to what it holds with the merge; commits of the merged branch are no
  steps, for no cluster followed them. \`at\` is the time of the commit (its committer's).
  Without --branch: what is checked out, else the branch of the remote.`;

type Told = DeclaredChange & { commit: string; at: string };

export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const options = {
      dir: { type: "string" },
      branch: { type: "string" },
      json: { type: "boolean" },
    } as const;
    const values = readArguments(args, options, usage);
    const told = await historyOf(
      textOf(values, "dir", usage),
      typeof values.branch === "string" ? values.branch : undefined,
    );
    if (values.json === true) await printJson(told);
    else await print(told.map(lineOf).join(""));
    return EXIT.done;
  });
}

async function historyOf(directory: string, branch: string | undefined): Promise<Told[]> {
  const found = await stat(directory).catch(() => null);
  if (!found?.isDirectory()) throw new Usage(`${directory} is not a folder that can be read.`);
  const told: Told[] = [];
  let before: { repository: Repository; adoption: Adoption } | undefined;
  try {
    const tip = await branchOf(directory, branch);
    for await (const { commit, at, repository } of walkForward(directory, { tip }, new BlobCache())) {
      if (repository === before?.repository) continue;
      const adoption = adopt(repository);
      const when = new Date(at).toISOString();
      for (const change of declaredChanges(before?.adoption, adoption)) told.push({ ...change, commit, at: when });
      before = { repository, adoption };
    }
  } catch (error) {
    // What Git will not do (no repository, no such branch) is for the person, not a bug.
    if (error instanceof Error && error.name === "Rejected") throw new Usage(error.message);
    throw error;
  }
  return told;
}

function lineOf({ service, environment, cluster, version, commit, at }: Told): string {
  return `${at.slice(0, 10)} ${commit.slice(0, 8)} ${service} on ${cluster} (${environment}): ${version ?? "no more"}\n`;
}
