import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mirrorFolders } from "../../lib/adapters/git/folders.ts";
import { gitReadings } from "../../lib/adapters/git/reading-threads.ts";
import { fluxLog } from "./flux-log.ts";

export type Push = { ms: number; cpuMs: number };

/**
 * From the fetch of a commit to the adoption that is known of it: by the clock, git's own processes included, and by the
 * processor of this one. In a process of its own, for to start git from one that has held much takes longer.
 */
async function pushesThroughGit(pushes: number, size: number): Promise<Push[]> {
  const log = await fluxLog(pushes + 1, size);
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-bench-pushes-"));
  execFileSync("git", ["clone", "--quiet", "--bare", log.dir, path.join(folder, "here--example--fleet")]);
  const list = ["rev-list", "--first-parent", "--reverse", "main"];
  const commits = execFileSync("git", list, { cwd: log.dir, encoding: "utf8" }).trim().split("\n");
  const folders = mirrorFolders(folder, () => Promise.reject(new Error("Nothing is fetched.")));
  const readings = gitReadings(folders, { seconds: 600, megabytes: 4096 });
  const spent: Push[] = [];
  try {
    for (const commit of commits) {
      const before = process.cpuUsage();
      const began = performance.now();
      const repository = { connectionId: "here", fullName: "example/fleet" };
      await readings.ask(repository, commit, { is: "adoption", corrections: {} });
      const ms = performance.now() - began;
      const { user, system } = process.cpuUsage(before);
      spent.push({ ms, cpuMs: (user + system) / 1000 });
    }
  } finally {
    await readings.close();
    log.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  // The first one is read from nothing.
  return spent.slice(1);
}

process.on("message", async ({ pushes, size }: { pushes?: number; size?: number }) => {
  if (pushes && size) process.send?.({ spent: await pushesThroughGit(pushes, size) });
});

// It has nothing to do but to wait for what it is told.
process.channel?.ref();
