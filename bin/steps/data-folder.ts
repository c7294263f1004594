import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reachablePlace } from "../../lib/adapters/database/embedded-places.ts";
import { isAlive } from "../../lib/adapters/database/embedded-process.ts";
import { keptFile } from "../../lib/adapters/database/kept-file.ts";
import { Sentence } from "./sentence.ts";

const marker = "README";
const note =
  "Sluice keeps its local data here: the database, the key that credentials are sealed with, logs.\nnpm start -- --fresh removes this folder.\n";

/** Made if need be. It is ours when it holds our note; only such a folder is ever removed. */
export function openDataFolder(folder: string): void {
  const file = path.join(folder, marker);
  try {
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    keptFile(file, () => note);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOSPC"
        ? "the disk is full"
        : code === "EACCES" || code === "EROFS"
          ? "it may not be written"
          : message;
    throw new Sentence(
      `The data folder ${folder} cannot be used: ${why}. Nothing was started. SLUICE_DATA names another one.`,
    );
  }
}

export function removeDataFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    const file = path.join(folder, marker);
    if (!existsSync(file) || readFileSync(file, "utf8") !== note) {
      throw new Sentence(
        `${folder} does not look like Sluice's own data folder, so it is left alone. Nothing was started.`,
      );
    }
  }
  rmSync(folder, { recursive: true, force: true });
  rmSync(path.join(reachablePlace(folder), "postgres"), { recursive: true, force: true });
}

/** Says who else runs from this folder, or takes it. */
export function takeDataFolder(folder: string): () => void {
  const file = path.join(folder, "start.pid");
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (holder && holder !== process.pid && isAlive(holder) && isStart(holder)) {
    throw new Sentence(
      `Sluice runs already from ${folder} (process ${holder}). Stop it first, or set SLUICE_DATA to another folder.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

/** Numbers of processes are given again: the one in the file may be anybody's by now. */
function isStart(pid: number): boolean {
  const line = `/proc/${pid}/cmdline`;
  return !existsSync(line) || /start/.test(readFileSync(line, "utf8"));
}

/** A secret of 32 random bytes that stays the same, in a file of mode 0600. */
export function keptSecret(folder: string, name: string): string {
  return keptFile(path.join(folder, name), () => randomBytes(32).toString("base64url"));
}
