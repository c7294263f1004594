import { nodeAt } from "../tree.ts";
import { targetOf } from "./deployments.ts";
import type { DeploymentFound } from "./types.ts";

/**
 * What becomes of a version that YAML takes for a number and that is another text afterwards: `1.10` is 1.1 to a
 * template. Undefined where the version stays what it is.
 */
export function misreadAs(deployment: DeploymentFound): string | undefined {
  const target = targetOf(deployment);
  const scalar = target && nodeAt(target.object.tree, target.path);
  if (scalar?.is !== "scalar" || typeof scalar.value !== "number") return undefined;
  const read = target?.object.kind === "HelmRelease" ? printedByGo(scalar.value) : String(scalar.value);
  return read === deployment.version ? undefined : read;
}

/** Values that a HelmRelease says itself are floating numbers to its templates: with an exponent from a million on. */
function printedByGo(value: number): string {
  if (Math.abs(value) < 1_000_000 || !Number.isFinite(value)) return String(value);
  return value.toExponential().replace(/\+(\d)$/, "+0$1");
}
