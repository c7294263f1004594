import { constants, copyFileSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * The text of a file of mode 0600 that is made once and stays. It is written beside and put there whole: neither a full
 * disk nor a kill leaves half of a key, and of two processes that make one at the same moment both get the first one's.
 */
export function keptFile(file: string, make: () => string): string {
  if (!existsSync(file)) {
    const half = `${file}.${process.pid}`;
    try {
      writeFileSync(half, make(), { mode: 0o600 });
      putThere(half, file);
    } finally {
      rmSync(half, { force: true });
    }
  }
  return readFileSync(file, "utf8").trim();
}

function putThere(half: string, file: string): void {
  try {
    linkSync(half, file);
  } catch (error) {
    if (isTaken(error)) return;
    // A file system without links.
    try {
      copyFileSync(half, file, constants.COPYFILE_EXCL);
    } catch (again) {
      if (!isTaken(again)) throw again;
    }
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EEXIST";
}
