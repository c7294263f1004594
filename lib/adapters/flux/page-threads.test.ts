import { expect, it } from "vitest";
import { keyOf } from "../../domain/deployment/observation.ts";
import { readPage } from "./page.ts";
import { pagesInThread } from "./page-threads.ts";

const of = { cluster: "one", kind: "Kustomization" } as const;

function page(filling: string): Buffer {
  const metadata = { namespace: "apps", name: "web", resourceVersion: "7" };
  const items = [{ kind: "Kustomization", metadata, spec: { path: "./web", prune: true } }, { metadata: {} }];
  return Buffer.from(`{"metadata":{"resourceVersion":"9"},"items":${JSON.stringify(items)},"filling":${filling}}`);
}

const large = JSON.stringify("x".repeat(200_000));

it("a large page reads in the thread as it does here, and a small one is not sent there", async () => {
  const pages = pagesInThread();
  const read = await pages.read(page(large), of);
  expect(read?.observations.map(keyOf)).toEqual(["Kustomization/apps/web"]);
  expect(read?.misfits).toBe(1);
  expect(read).toEqual(readPage(page(large), of));
  expect(await pages.read(page("0"), of)).toEqual(readPage(page("0"), of));
  expect(await pages.read(page(large).subarray(0, 150_000), of)).toBeUndefined();
});
