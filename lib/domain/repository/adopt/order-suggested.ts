import type { Precedence } from "../../history/precedence.ts";
import type { Repository } from "../types.ts";
import { adopt } from "./adopt.ts";
import type { Adoption, Corrections, EnvironmentFound } from "./types.ts";

/** The environments as the log would order them, where that is not how they stand: what people have set stays set. */
export function orderSuggested(
  repository: Repository,
  { environments }: Adoption,
  corrections: Corrections,
  precedence: readonly Precedence[],
): EnvironmentFound[] | undefined {
  if (precedence.length === 0) return undefined;
  const ordered = adopt(repository, { corrections: { ...corrections, precedence: [...precedence] } }).environments;
  return shape(ordered) === shape(environments) ? undefined : ordered;
}

/** The order without the reasons for it. */
function shape(environments: readonly EnvironmentFound[]): string {
  return JSON.stringify(environments.map(({ name, promotesFrom }) => [name, promotesFrom]));
}
