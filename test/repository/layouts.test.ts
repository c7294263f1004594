import { describe, expect, it } from "vitest";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { planEdit } from "../../lib/domain/repository/adopt/plan-edit.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { layouts } from "./layouts.ts";

describe("layouts that teams use", () => {
  for (const { about, files, deployments, problems } of layouts) {
    it(`${about}: every version, with the line that decides it`, () => {
      const adoption = adopt(repositoryOf(files));
      const found = adoption.deployments.map(({ service, environment, cluster, version, place, form }) =>
        [service, environment, cluster, version, `${place?.file}:${place?.line}`, place?.form ?? form].join(", "),
      );
      expect(found.sort()).toEqual([...deployments].sort());
      expect([...new Set(adoption.problems.map(({ rule }) => rule))].sort()).toEqual([...(problems ?? [])].sort());
    });

    it(`${about}: an edit changes what is meant, or says why not`, () => {
      const repository = repositoryOf(files);
      const adoption = adopt(repository);
      for (const { id, environment } of adoption.deployments) {
        const plan = planEdit(repository, adoption, [id], "9.9.9");
        if (!plan.ok) {
          expect(plan.sentence, id).toMatch(/also feeds|outside the repository|covers/);
          continue;
        }
        const edited = new Map(repository.files);
        for (const { path, after } of plan.value.files) edited.set(path, after);
        const after = adopt(repositoryOf(edited)).deployments;
        expect(after.find((each) => each.id === id)?.version, id).toMatch(/9\.(?:9|x)/);
        const elsewhere = (list: typeof after) => list.filter((each) => each.environment !== environment);
        expect(elsewhere(after).map((each) => each.version)).toEqual(
          elsewhere(adoption.deployments).map((each) => each.version),
        );
      }
    });
  }
});
