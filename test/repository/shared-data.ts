import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

/** Where real repositories lie for checking; they are not part of this one. */
export const sharedData = resolve(process.env.SLUICE_SHARED ?? resolve(import.meta.dirname, "../../../shared"), "data");

export const realRepositories: readonly string[] = existsSync(`${sharedData}/repos`)
  ? readdirSync(`${sharedData}/repos`).toSorted()
  : [];

export const missingData =
  realRepositories.length === 0
    ? `no real repositories at ${sharedData}: set SLUICE_SHARED to check against them`
    : undefined;
