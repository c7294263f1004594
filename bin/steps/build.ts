import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { node24, root } from "./install.mjs";
import { Sentence } from "./sentence.ts";

const stamp = path.join(root, ".next/sluice-build");

/** What the pages are made from. Tests are not in it: changing one does not build anew. */
const inputs = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "package-lock.json",
  "tsconfig.json",
  "prisma/schema.prisma",
];

export function isBuilt(): boolean {
  return (
    existsSync(path.join(root, ".next/BUILD_ID")) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()
  );
}

/** Precondition: the database client is generated. Throws with Next's own words. */
export async function build(signal?: AbortSignal): Promise<void> {
  const before = fingerprint();
  const child = spawn(node24, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  let said = "";
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const code = await new Promise<number | null>((resolve) =>
    child.once("close", resolve).once("error", () => resolve(null)),
  );
  signal?.throwIfAborted();
  if (code !== 0) throw new Sentence(`The pages could not be built.\n${said.trim()}`);
  writeFileSync(stamp, before);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const full = path.join(root, input);
    if (existsSync(full))
      for (const file of filesOf(full)) hash.update(path.relative(root, file)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

function* filesOf(entry: string): Generator<string> {
  if (!statSync(entry).isDirectory()) {
    if (!/\.test\.tsx?$/.test(entry)) yield entry;
    return;
  }
  for (const name of readdirSync(entry).sort()) {
    // The client is a function of the schema, which is an input already.
    if (name !== "generated") yield* filesOf(path.join(entry, name));
  }
}
