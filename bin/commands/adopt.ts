import { adoptReport } from "../../lib/domain/repository/adopt/report.ts";
import { EXIT, guarded, print, printJson, readArguments, readRepository, textOf } from "./arguments.ts";

const USAGE = "sluice adopt --dir REPO [--json]";

/** Reads a repository from a folder and says what is deployed where, and on which line that is written. */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const values = readArguments(args, { dir: { type: "string" }, json: { type: "boolean" } }, USAGE);
    const { repository, problems } = await readRepository(textOf(values, "dir", USAGE));
    const report = adoptReport(repository, { problems });
    if (values.json === true) await printJson(report);
    else await print(summary(report));
    return EXIT.done;
  });
}

function summary(report: ReturnType<typeof adoptReport>): string {
  const lines = report.environments.flatMap((environment) => [
    `${environment.name}: ${environment.reason}`,
    ...report.deployments
      .filter((deployment) => deployment.environment === environment.name)
      .map(({ service, version, cluster, place }) => {
        const where = place ? `${place.file}:${place.line} ${place.path}` : "not known where";
        return `  ${service.padEnd(28)} ${version.padEnd(20)} ${cluster.padEnd(16)} ${where}`;
      }),
  ]);
  const problems = report.problems.map(({ file, line, message }) => `  ${file}:${line} ${message}`);
  return `${[...lines, ...(problems.length > 0 ? ["What needs a look:", ...problems] : [])].join("\n")}\n`;
}
