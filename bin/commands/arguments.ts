import { stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readFolder } from "../../lib/adapters/git/folder.ts";
import type { Problem } from "../../lib/domain/repository/adopt/types.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";
import type { Refusal } from "../../lib/domain/result.ts";

export const EXIT = { done: 0, unexpected: 1, refused: 2 } as const;

/** A sentence for the person at the terminal, and nothing more: no stack. */
export class Usage extends Error {}

type Options = { [name: string]: { type: "string" | "boolean" } };
export type Values = { [name: string]: string | boolean | undefined };

export function readArguments(args: readonly string[], options: Options, usage: string): Values {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values as Values;
  } catch (error) {
    throw new Usage(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

export function textOf(values: Values, name: string, usage: string): string {
  const value = values[name];
  if (typeof value !== "string" || value === "") throw new Usage(`--${name} is missing.\n${usage}`);
  return value;
}

export async function readRepository(directory: string): Promise<{ repository: Repository; problems: Problem[] }> {
  const found = await stat(directory).catch(() => null);
  if (!found?.isDirectory()) throw new Usage(`${directory} is not a folder that can be read.`);
  const { files, problems } = await readFolder(directory);
  return { repository: repositoryOf(files), problems };
}

export function sayRefusal(refusal: Refusal): number {
  process.stderr.write(`${refusal.sentence}\n`);
  return EXIT.refused;
}

/** Runs a command; what it does not expect becomes one sentence and exit status 1. */
export async function guarded(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof Usage) process.stderr.write(`${error.message}\n`);
    else
      process.stderr.write(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.unexpected;
  }
}

/** Whole, however long: a pipe takes 64 kB at a time, and an exit would cut the rest off. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

export function printJson(value: unknown): Promise<void> {
  return print(`${JSON.stringify(value, null, 2)}\n`);
}
