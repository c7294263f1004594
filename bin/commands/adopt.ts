import { existsSync } from "node:fs";
import { join } from "node:path";
import { branchOf } from "../../lib/adapters/git/branch.ts";
import { BlobCache } from "../../lib/adapters/git/objects.ts";
import { walkBack } from "../../lib/adapters/git/walk.ts";
import { type Precedence, precedenceIn } from "../../lib/domain/history/precedence.ts";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { adoptReport } from "../../lib/domain/repository/adopt/report.ts";
import { HistoryBack, type Stretch } from "../../lib/domain/repository/history/back.ts";
import { EXIT, guarded, print, printJson, readArguments, readRepository, textOf } from "./arguments.ts";

/** A clone's log is read this far back for the order of environments, a second or two in all. `sluice history` reads it whole. */
const mostStates = 200;

export const usage = `sluice adopt --dir REPO [--json]

  What is deployed where, and on which line each version is written. In a clone, which environment gets versions
  before which is told by the newest ${mostStates} states of what is checked out; else, by names alone.`;

/** Reads a repository from a folder and says what is deployed where, and on which line that is written. */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const values = readArguments(args, { dir: { type: "string" }, json: { type: "boolean" } }, usage);
    const directory = textOf(values, "dir", usage);
    const { repository, problems } = await readRepository(directory);
    const { precedence, sentence } = await readLog(directory, adopt(repository).environments.length);
    const report = adoptReport(repository, { problems, corrections: { precedence } });
    if (values.json === true) await printJson(report);
    else await print(summary(report, sentence));
    return EXIT.done;
  });
}

async function readLog(
  directory: string,
  environments: number,
): Promise<{ precedence: Precedence[]; sentence: string }> {
  const none = (because: string) => ({
    precedence: [],
    sentence: `Environments are ordered by names alone: ${because}`,
  });
  if (environments < 2) return none("there are not two of them.");
  // A folder somewhere in a clone has a log that speaks of other things too.
  if (!existsSync(join(directory, ".git"))) return none("the folder is not a clone.");
  try {
    const back = new HistoryBack();
    const told: Stretch[] = [];
    let states = 0;
    for await (const state of walkBack(directory, await branchOf(directory, undefined), new BlobCache())) {
      told.push(...back.take({ ...state, adoption: adopt(state.repository) }));
      if (state.commit === "" || ++states === mostStates) break;
    }
    const sentence = `The order of environments was looked for in the newest ${states} states of the log.`;
    return { precedence: precedenceIn(told), sentence };
  } catch (error) {
    // What Git will not do takes nothing from the reading of the folder.
    if (error instanceof Error && error.name === "Rejected") return none(error.message);
    throw error;
  }
}

function summary(report: ReturnType<typeof adoptReport>, sentence: string): string {
  const lines = report.environments.flatMap((environment) => [
    `${environment.name}: ${environment.reason}`,
    ...report.deployments
      .filter((deployment) => deployment.environment === environment.name)
      .map(({ service, version, cluster, suspended, place }) => {
        const where = place ? `${place.file}:${place.line} ${place.path}` : "not known where";
        return `  ${service.padEnd(28)} ${version.padEnd(20)} ${cluster.padEnd(16)} ${where}${suspended === undefined ? "" : ` (${suspended} is suspended)`}`;
      }),
  ]);
  const problems = report.problems.map(({ file, line, message }) => `  ${file}:${line} ${message}`);
  return `${[...lines, sentence, ...(problems.length > 0 ? ["What needs a look:", ...problems] : [])].join("\n")}\n`;
}
