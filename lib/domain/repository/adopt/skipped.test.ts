import { describe, expect, it } from "vitest";
import { adopt } from "./adopt.ts";
import { guardRails } from "./rails.ts";
import { sample, workload } from "./sample.ts";

const versions: Record<string, Record<string, string>> = {
  "that was promoted step by step": { development: "1.2.0", staging: "1.2.0", production: "1.1.0" },
  "that runs everywhere": { development: "1.2.0", staging: "1.2.0", production: "1.2.0" },
  "without a staging of its own": { development: "1.2.0", production: "1.2.0" },
  "that is a branch before": { development: "main", staging: "main", production: "1.2.0" },
};

function found(by: Record<string, string>): string[] {
  const clusters = ["development", "staging", "production"];
  const files = Object.fromEntries(
    clusters.map((cluster) => [
      `apps/${cluster}/web.yaml`,
      by[cluster] ? workload(`r.example.com/web:${by[cluster]}`) : "# nothing here yet\n",
    ]),
  );
  const repository = sample(files, ...clusters);
  return guardRails(repository, adopt(repository)).flatMap(({ rule, message, file }) =>
    rule === "skipped-environment" ? [`${file} ${message}`] : [],
  );
}

describe("an environment is skipped", () => {
  it("by a version that is newer than everything in the environment before", () => {
    expect(found({ development: "1.3.0", staging: "1.1.0", production: "1.2.0" })).toEqual([
      "apps/production/web.yaml web 1.2.0 is declared on production, while staging is still at 1.1.0.",
    ]);
  });

  it("also where the service is not deployed in the one between", () => {
    expect(found({ development: "1.1.0", production: "1.2.0" })).toEqual([
      "apps/production/web.yaml web 1.2.0 is declared on production, while development is still at 1.1.0.",
    ]);
  });

  it("by one that shares its cluster, and is named by its stage", () => {
    const at = (space: string, version: string) => workload(`r.example.com/web:${version}`).replace("shop", space);
    const files = { "apps/main/web.yaml": `${at("web-staging", "1.1.0")}---\n${at("web-prod", "1.2.0")}` };
    const repository = sample(files, "main");
    expect(guardRails(repository, adopt(repository))).toMatchObject([
      { line: 23, message: "web 1.2.0 is declared on production, while staging is still at 1.1.0." },
    ]);
  });

  it.each(Object.entries(versions))("by none %s", (_, by) => {
    expect(found(by)).toEqual([]);
  });
});
