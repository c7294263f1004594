import type { GitHubSeed } from "../github/seed.ts";
import type { Registry } from "../registry/main.ts";
import type { Addresses } from "./addresses.ts";

export type SeedInput = { github: GitHubSeed; registry: Registry; addresses: Addresses; now: Date };

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);
