import type { Build } from "./context.ts";

export function runGenerators(_build: Build): void {}
