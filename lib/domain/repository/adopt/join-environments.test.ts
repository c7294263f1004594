import { describe, expect, it } from "vitest";
import { environmentOfCluster, environmentsOf } from "./environments.ts";
import { joinEnvironments } from "./join-environments.ts";

const of = (...clusters: string[]) => environmentsOf(clusters.map(environmentOfCluster));
const shape = (environments: ReturnType<typeof of>) =>
  environments.map(({ name, order, promotesFrom }) => `${order} ${name} < ${promotesFrom.join(",")}`);

describe("the environments of several repositories", () => {
  it("of one are what they were", () => {
    const one = of("development", "staging", "production");
    expect(joinEnvironments([one])).toEqual(one);
  });

  it("keep their order where another repository knows only some of them", () => {
    const expected = ["0 development < ", "1 staging < development", "2 production < staging"];
    expect(shape(joinEnvironments([of("development", "staging", "production"), of("production")]))).toEqual(expected);
    expect(shape(joinEnvironments([of("development", "production"), of("staging", "production", "dev")]))).toEqual(
      expected,
    );
  });

  it("that two repositories put into opposite orders stand as the surer one says, and in no circle", () => {
    const sure = of("development", "production");
    const unsure = sure.map((environment) => ({
      ...environment,
      certainty: "guess" as const,
      promotesFrom: environment.name === "development" ? ["production"] : [],
    }));
    const expected = ["0 development < ", "1 production < development"];
    expect(shape(joinEnvironments([sure, unsure]))).toEqual(expected);
    expect(shape(joinEnvironments([unsure, sure]))).toEqual(expected);
  });
});
