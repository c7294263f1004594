import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mirrorFolders } from "../../lib/adapters/git/folders.ts";
import { gitReadings } from "../../lib/adapters/git/reading-threads.ts";
import { fluxLog } from "./flux-log.ts";

/** Processor time of this process, its threads included, from the fetch of a commit to the adoption that is known of it. */
export async function pushesThroughGit(pushes: number, size: number): Promise<number[]> {
  const log = await fluxLog(pushes + 1, size);
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-bench-pushes-"));
  execFileSync("git", ["clone", "--quiet", "--bare", log.dir, path.join(folder, "here--example--fleet")]);
  const list = ["rev-list", "--first-parent", "--reverse", "main"];
  const commits = execFileSync("git", list, { cwd: log.dir, encoding: "utf8" }).trim().split("\n");
  const folders = mirrorFolders(folder, () => Promise.reject(new Error("Nothing is fetched.")));
  const readings = gitReadings(folders, { seconds: 600, megabytes: 4096 });
  const spent: number[] = [];
  try {
    for (const commit of commits) {
      const before = process.cpuUsage();
      const repository = { connectionId: "here", fullName: "example/fleet" };
      await readings.ask(repository, commit, { is: "adoption", corrections: {} });
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1000);
    }
  } finally {
    await readings.close();
    log.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  // The first one is read from nothing.
  return spent.slice(1);
}
