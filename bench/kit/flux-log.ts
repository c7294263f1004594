import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fluxRepository, moved } from "./flux-repository.ts";

/**
 * A clone whose main branch has had `states` states: versions that move, now and then a service that comes, goes, is
 * renamed or broken, texts that nobody deploys, and every fourth state a merge of a branch of one commit.
 */
export async function fluxLog(states: number, size: number): Promise<{ dir: string; remove(): void }> {
  const dir = mkdtempSync(path.join(tmpdir(), "sluice-flux-log-"));
  await run(dir, ["init", "--quiet", "--initial-branch=main"]);
  const importing = spawn("git", ["fast-import", "--quiet"], { cwd: dir, stdio: ["pipe", "inherit", "inherit"] });
  for (const text of stream(states, size)) if (!importing.stdin.write(text)) await once(importing.stdin, "drain");
  importing.stdin.end();
  const [code] = await once(importing, "close");
  if (code !== 0) throw new Error("git fast-import did not take the log.");
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function* stream(states: number, size: number): Generator<string> {
  const files = fluxRepository(size);
  let mark = 1;
  let at = 1_600_000_000;
  const head = (branch: string, title: string) =>
    `commit refs/heads/${branch}\nmark :${mark++}\ncommitter Ada <ada@example.com> ${at} +0000\ndata ${title.length}\n${title}\n`;
  const put = (file: string, text: string) => {
    files.set(file, text);
    return `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  };
  yield head("main", "Begin") + [...files].map(([file, text]) => put(file, text)).join("");
  for (let i = 1; i < states; i++) {
    at += 60 + ((i * 7919) % 3600);
    const change = changeOf(i, files, put);
    if (i % 4 !== 0) yield `${head("main", `Change ${i}`)}from :${mark - 2}\n${change}`;
    else {
      const base = mark - 1;
      yield `${head("feature", `Feature ${i}`)}from :${base}\n${change}`;
      yield `${head("main", `Merge ${i}`)}from :${base}\nmerge :${mark - 2}\n${change}`;
    }
  }
  yield "done\n";
}

function changeOf(i: number, files: Map<string, string>, put: (file: string, text: string) => string): string {
  const service = (i * 31) % 20;
  if (i % 10 === 3) return put("README.md", `Read me ${i}\n`);
  if (i % 50 === 17) return put(`apps/base/service-${service}/release.yaml`, "kind: [\n");
  if (i % 50 === 18) {
    const broken = `apps/base/service-${((i - 1) * 31) % 20}/release.yaml`;
    return put(broken, fluxRepository(400).get(broken) ?? "");
  }
  const { path: file, text } = moved(files, service, i, `${1 + (i % 9)}.${i % 30}.${i % 7}`);
  return put(file, text);
}

async function run(cwd: string, args: string[]): Promise<void> {
  const [code] = await once(spawn("git", args, { cwd, stdio: "inherit" }), "close");
  if (code !== 0) throw new Error(`git ${args[0]} failed.`);
}
