import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configuredCases } from "./configured-cases.ts";
import { cornerCases } from "./corner-cases.ts";
import { generatedRepository } from "./generated-repository.ts";
import { metadataCases } from "./metadata-cases.ts";
import { mixedRepository } from "./mixed-repository.ts";
import { oddCases } from "./odd-cases.ts";
import { patchCases } from "./patch-cases.ts";
import { pathCases } from "./path-cases.ts";
import { rareCases } from "./rare-cases.ts";
import { rareRepository } from "./rare-repository.ts";
import { ours, theirs, tool } from "./real-kustomize.ts";
import { schemaCases } from "./schema-cases.ts";
import { textCases } from "./text-cases.ts";

/** More with SLUICE_RUNS: each run asks a process three times. */
const numRuns = Number(process.env.SLUICE_RUNS ?? 12);

/** What is rare may meet where the real one ends in a panic: other seeds are for whoever goes looking. */
const seed = Number(process.env.SLUICE_SEED ?? 13);

describe.skipIf(!tool)("held against the kustomize of this machine", () => {
  it("repositories at random give the same objects in the same order, or do not build either", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(generatedRepository, (files) => {
        for (const directory of ["one", "middle", "top"])
          expect(ours(files, directory)).toEqual(theirs(files, directory));
      }),
      { numRuns, endOnFailure: true },
    );
  });

  it("repositories at random out of what is rare give the same objects too, or do not build either", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(rareRepository, (files) => {
        for (const directory of ["base", "top"]) expect(ours(files, directory)).toEqual(theirs(files, directory));
      }),
      { numRuns, seed, endOnFailure: true },
    );
  });

  it("repositories at random out of whole fields give the same objects too, or do not build either", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(mixedRepository, (files) => {
        for (const directory of ["base", "top"]) expect(ours(files, directory)).toEqual(theirs(files, directory));
      }),
      { numRuns, seed, endOnFailure: true },
    );
  });

  const cases = [
    ...[...cornerCases, ...oddCases, ...metadataCases, ...schemaCases, ...configuredCases, ...rareCases],
    ...[...patchCases, ...pathCases, ...textCases],
  ];
  for (const [about, files, directory = "."] of cases) {
    it(`corner case: ${about}`, () => expect(ours(files, directory)).toEqual(theirs(files, directory)));
  }
});
