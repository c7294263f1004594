import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setVersion } from "../../lib/domain/repository/adopt/report.ts";
import { EXIT, guarded, print, readArguments, readRepository, sayRefusal, textOf } from "./arguments.ts";

export const usage = "sluice set --dir REPO --service S --environment E --version V [--write]";

/** Prints the edit that brings a version to an environment; writes it only when asked to. */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const text = { type: "string" } as const;
    const options = { dir: text, service: text, environment: text, version: text, write: { type: "boolean" } } as const;
    const values = readArguments(args, options, usage);
    const directory = textOf(values, "dir", usage);
    const { repository } = await readRepository(directory);
    const edited = setVersion(repository, {
      service: textOf(values, "service", usage),
      environment: textOf(values, "environment", usage),
      version: textOf(values, "version", usage),
    });
    if (!edited.ok) return sayRefusal(edited);
    if (values.write === true) {
      for (const { path, after } of edited.value.plan.files) await writeFile(join(directory, path), after);
    }
    await print(edited.value.diff);
    return EXIT.done;
  });
}
