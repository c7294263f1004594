import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { isAgainstRails } from "../../lib/domain/repository/adopt/rail-list.ts";
import { guardRails } from "../../lib/domain/repository/adopt/rails.ts";
import { EXIT, guarded, print, printJson, readArguments, readRepository, textOf } from "./arguments.ts";

export const usage = "sluice lint --dir REPO [--json]";

/**
 * For CI: prints what is against the guard rails, with file and line, and ends with 2 where anything is. What does not
 * resolve (a variable that is encrypted) is printed too, but it is against none; nor is a link, which may be there for
 * people: what needs what stands behind it does not build, and that is said of it.
 */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const values = readArguments(args, { dir: { type: "string" }, json: { type: "boolean" } }, usage);
    const { repository, problems } = await readRepository(textOf(values, "dir", usage));
    const adoption = adopt(repository);
    const found = guardRails(repository, adoption);
    const findings = [...problems, ...found];
    if (values.json === true) await printJson(findings);
    else await print(findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}\n`).join(""));
    const unread = problems.filter(({ rule }) => rule !== "link");
    const isWrong = unread.length > 0 || adoption.clusters.length === 0 || isAgainstRails(found);
    return isWrong ? EXIT.refused : EXIT.done;
  });
}
