import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { guardRails } from "../../lib/domain/repository/adopt/rails.ts";
import { EXIT, guarded, print, printJson, readArguments, readRepository, textOf } from "./arguments.ts";

const USAGE = "sluice lint --dir REPO [--json]";

/** For CI: prints what is against the guard rails, with file and line, and ends with 2 where anything is. */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const values = readArguments(args, { dir: { type: "string" }, json: { type: "boolean" } }, USAGE);
    const { repository, problems } = await readRepository(textOf(values, "dir", USAGE));
    const findings = [...problems, ...guardRails(repository, adopt(repository))];
    if (values.json === true) await printJson(findings);
    else await print(findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}\n`).join(""));
    return findings.length > 0 ? EXIT.refused : EXIT.done;
  });
}
