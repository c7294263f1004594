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

  it("that two repositories put into a circle are still listed, each once", () => {
    const [a, b] = [of("development", "production"), of("development", "production")].map((each, i) =>
      each.map((environment) =>
        i === 1
          ? { ...environment, promotesFrom: environment.name === "development" ? ["production"] : [] }
          : environment,
      ),
    );
    expect(
      joinEnvironments([a ?? [], b ?? []])
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["development", "production"]);
  });
});
