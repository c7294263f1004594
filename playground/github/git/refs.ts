import { access, mkdir, open, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runGit } from "./run.ts";

/** The ref was not where the caller believed it to be, or cannot be of that name. */
export class RefMoved extends Error {}

const nowhere = "0".repeat(40);

/**
 * Moves, creates or (with null) deletes a ref, if it is still at `expected`. Done as Git does it, by
 * a lock file beside the loose ref, because a process for each would make seeding a fleet slow; with
 * packed refs Git does it itself.
 * @throws RefMoved
 */
export async function updateRef(
  path: string,
  name: string,
  oid: string | null,
  expected?: string | null,
): Promise<void> {
  if (await exists(join(path, "packed-refs"))) return updateByGit(path, name, oid, expected);
  const file = join(path, name);
  const lock = `${file}.lock`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(lock, "wx");
    await handle.close();
  } catch (error) {
    throw new RefMoved(`cannot lock ${name}: ${String(error)}`);
  }
  try {
    const current = await readFile(file, "utf8").then(
      (text) => text.trim(),
      () => null,
    );
    if (expected !== undefined && current !== (expected === nowhere ? null : expected))
      throw new RefMoved(`${name} is at ${current}`);
    if (oid === null) {
      await rm(file, { force: true });
      await rm(lock, { force: true });
      await removeEmptyFolders(path, dirname(name));
      return;
    }
    await writeFile(lock, `${oid}\n`);
    await rename(lock, file);
  } catch (error) {
    await rm(lock, { force: true });
    throw error instanceof RefMoved ? error : new RefMoved(`cannot write ${name}: ${String(error)}`);
  }
}

/** So that after `a/b` a branch may be called `a`. */
async function removeEmptyFolders(path: string, folder: string): Promise<void> {
  for (let at = folder; at.split("/").length > 2; at = dirname(at)) {
    const removed = await rmdir(join(path, at)).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

async function updateByGit(path: string, name: string, oid: string | null, expected?: string | null): Promise<void> {
  const old = expected === undefined ? [] : [expected ?? nowhere];
  const ran = await runGit(path, oid === null ? ["update-ref", "-d", name, ...old] : ["update-ref", name, oid, ...old]);
  if (ran.code !== 0) throw new RefMoved(ran.stderr.trim());
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
