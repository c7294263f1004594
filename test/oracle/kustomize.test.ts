import { describe, expect, it } from "vitest";
import { type RenderedDirectory, renderRepository } from "../../lib/domain/repository/render.ts";
import { dataFile, dataFiles, missingData, realRepository } from "./real-repositories.ts";

/** What real kustomize 5.5 rendered from real repositories, directory by directory. */
describe.skipIf(missingData)("composition, held against real kustomize", () => {
  for (const file of dataFiles("oracle")) {
    const name = file.replace(/\.json$/, "");
    it(`${name}: every directory gives the objects that kustomize gives, or does not build`, () => {
      const wanted = JSON.parse(dataFile("oracle", file)) as RenderedDirectory[];
      const got = JSON.parse(JSON.stringify(renderRepository(realRepository(name)))) as RenderedDirectory[];
      expect(byDirectory(got)).toEqual(byDirectory(wanted));
    });
  }

  it("says for each directory of the corner cases that must not build why, and in which file", () => {
    const refused = renderRepository(realRepository("tricky")).filter((each) => !each.ok);
    expect(refused).toHaveLength(22);
    for (const each of refused) expect(each.ok ? "" : each.error).toMatch(/^[\w"].{15,300}\.$/);
  });
});

function byDirectory(directories: readonly RenderedDirectory[]): unknown {
  return Object.fromEntries(directories.map((each) => [each.dir, comparable(each)]));
}

/** The wording of an error is kustomize's own affair. */
function comparable(directory: RenderedDirectory): unknown {
  return directory.ok ? directory.objects : "does not build";
}
