import { type ParseArgsConfig, parseArgs } from "node:util";
import { Sentence } from "./sentence.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The flags that a command takes, and no others: one that is mistyped is said, with how the command is used. */
export function readFlags<T extends Options>(args: string[], options: T, usage: string) {
  return said(usage, () => parseArgs({ args, options, allowPositionals: false })).values;
}

/** The same for a command that takes names besides. */
export function readNamesAndFlags<T extends Options>(args: string[], options: T, usage: string) {
  return said(usage, () => parseArgs({ args, options, allowPositionals: true }));
}

function said<T>(usage: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Sentence(`${(error as Error).message}\n\n${usage}`);
  }
}
