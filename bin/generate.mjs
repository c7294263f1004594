// Generates the database client, offline: Prisma wants to download a schema engine even for this,
// which any existing executable in its place prevents. A stamp skips the second it takes when nothing changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const output = path.join(root, "lib/adapters/database/generated");
const stamp = path.join(output, ".stamp");

/** True when something was generated. Throws with Prisma's own words when it failed. */
export function generate() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  const run = spawnSync(nodeOf(root), [path.join(root, "node_modules/prisma/build/index.js"), "generate"], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (run.status !== 0) throw new Error(`The database client could not be generated.\n${run.stdout}${run.stderr}`);
  mkdirSync(output, { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}

export function nodeOf(folder) {
  const own = path.join(folder, "node_modules/.bin/node");
  return existsSync(own) ? own : process.execPath;
}

function fingerprint() {
  const version = JSON.parse(readFileSync(path.join(root, "node_modules/prisma/package.json"), "utf8")).version;
  const schema = readFileSync(path.join(root, "prisma/schema.prisma"));
  return createHash("sha256").update(version).update(schema).digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(generate() ? "The database client was generated." : "The database client is up to date.");
}
