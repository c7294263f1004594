import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { git } from "./command.ts";

/** As Git's own tidying counts: a fetch of few objects leaves each as a file, and one of more leaves a pack. */
export type Untidy = { files: number; packs: number };
const most: Untidy = { files: 2000, packs: 20 };

/** A large repository may take its time, but not all of the machine. */
const LONGEST_MS = 30 * 60_000;
const MODEST = ["-c", "pack.threads=1", "-c", "pack.windowMemory=64m"];
/** Where a mirror is not whole, Git would look above it, and find what Sluice was started in. */
const HERE = "--git-dir=.";
const EVERY_MS = 3_600_000;

type Failed = (mirror: string, error: unknown) => void;

/** For as long as a process lives, and it lives no longer for it. */
export function keepTidy(folder: string, failed: Failed): { stop(): void } {
  const timer = setInterval(() => void tidyMirrors(folder, failed), EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/**
 * Puts together what fetches have left in the mirrors of a folder, one mirror after the other, where it has become much.
 * Nobody waits for it and it waits for nobody, also not for another process that does the same: Git writes the new pack
 * before it takes the old ones away, and whoever reads meanwhile looks again. Packs grow geometrically instead of being
 * written anew each time, and nothing is dropped: `git gc` would throw away commits that no branch leads to any more,
 * which a promotion may still name.
 */
export async function tidyMirrors(folder: string, failed: Failed, limit = most): Promise<void> {
  for (const mirror of await readdir(folder).catch(() => []))
    await tidy(join(folder, mirror), limit).catch((error: unknown) => failed(mirror, error));
}

async function tidy(dir: string, limit: Untidy): Promise<void> {
  const { files, packs } = await untidyIn(dir);
  if (files <= limit.files && packs <= limit.packs) return;
  const how = { cwd: dir, timeoutMs: LONGEST_MS };
  await git([HERE, ...MODEST, "repack", "--geometric=2", "-d", "-n", "--quiet"], how);
  await git([HERE, "pack-refs", "--all"], how);
}

export async function untidyIn(dir: string): Promise<Untidy> {
  const said = (await git([HERE, "count-objects", "-v"], { cwd: dir })).toString("utf8");
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(said)?.[1]);
  return { files: count("count"), packs: count("packs") };
}
