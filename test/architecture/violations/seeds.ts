import { importSeeds } from "./imports.ts";
import type { Seed } from "./seed.ts";
import { textSeeds } from "./texts.ts";

export const seeds: readonly Seed[] = [...importSeeds, ...textSeeds];
