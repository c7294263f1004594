import type { Precedence } from "../../history/precedence.ts";
import type { Repository } from "../types.ts";
import { adopt } from "./adopt.ts";
import type { Adoption, Corrections, EnvironmentFound } from "./types.ts";

export type OrderTold = {
  /** As they stand, with what the log says for it where it agrees. */
  environments: EnvironmentFound[];
  /** As the log would order them, where that is otherwise. What people have set stays set. */
  suggested?: EnvironmentFound[];
};

/** The environments that a reading found, beside what the repository's log says of their order. */
export function orderTold(
  repository: Repository,
  { environments }: Adoption,
  corrections: Corrections,
  precedence: readonly Precedence[],
): OrderTold {
  if (precedence.length === 0) return { environments };
  const ordered = adopt(repository, { corrections: { ...corrections, precedence: [...precedence] } }).environments;
  return shape(ordered) === shape(environments) ? { environments: ordered } : { environments, suggested: ordered };
}

/** The order without the reasons for it. */
function shape(environments: readonly EnvironmentFound[]): string {
  return JSON.stringify(environments.map(({ name, promotesFrom }) => [name, promotesFrom]));
}
