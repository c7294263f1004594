import { afterAll, beforeAll, expect, it } from "vitest";
import { gitHubChanges } from "../../../lib/adapters/github/changes.ts";
import { gitHub } from "../../../lib/adapters/github/client.ts";
import { silentLog } from "../../postgres.ts";
import { type Checked, here, startChecked } from "./checked.ts";

let world: Checked;
beforeAll(async () => {
  world = await startChecked();
});
afterAll(() => world.stop());

/** Of each file below a folder whether it may be executed. */
async function modes(sha: string, folder: string): Promise<[string, string][]> {
  const { data } = await world.ada.rest.git.getTree({ ...here, tree_sha: sha, recursive: "true" });
  return data.tree
    .filter(({ type, path }) => type === "blob" && path.startsWith(`${folder}/`))
    .map(({ path, mode }) => [path.slice(folder.length + 1), mode]);
}

it("a file that may be executed still may after an edit, by itself or among others", async () => {
  const { git } = world.ada.rest;
  const { data: main } = await git.getRef({ ...here, ref: "heads/main" });
  const { data: base } = await git.getCommit({ ...here, commit_sha: main.object.sha });
  const given = { "run.yaml": "100755", "deep/er/run.yaml": "100755", "deep/plain.yaml": "100644" } as const;
  const { data: tree } = await git.createTree({
    ...here,
    base_tree: base.tree.sha,
    tree: Object.entries(given).map(([path, mode]) => ({
      path: `modes/${path}`,
      mode,
      type: "blob",
      content: "tag: 1.0.0\n",
    })),
  });
  const { data: before } = await git.createCommit({
    ...here,
    message: "Some are executable",
    tree: tree.sha,
    parents: [main.object.sha],
  });
  const access = { webUrl: world.github.url, apiUrl: world.github.apiUrl, credentials: { token: world.tokens.ada } };
  const changes = gitHubChanges(gitHub(async () => access, silentLog));
  const repository = { connectionId: "modes", fullName: `${here.owner}/${here.repo}` };
  const edited = (...paths: (keyof typeof given)[]) =>
    paths.map((path) => ({ path: `modes/${path}`, content: "tag: 1.0.1\n" }));

  await changes.createBranch(repository, "one", before.sha);
  const one = await changes.commit(repository, "one", before.sha, edited("run.yaml"), "One");
  expect(Object.fromEntries(await modes(one, "modes"))).toEqual(given);

  await changes.createBranch(repository, "all", before.sha);
  const all = edited("run.yaml", "deep/er/run.yaml", "deep/plain.yaml");
  const several = await changes.commit(repository, "all", before.sha, all, "All of them");
  expect(Object.fromEntries(await modes(several, "modes"))).toEqual(given);
});
