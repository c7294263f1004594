type Stage = { name: string; promotesFrom: readonly string[] };

/**
 * The environments that a service comes from into this one: those right before it, and where
 * the service skips one of them (it is not deployed there), those before that.
 */
export function stagesBefore(
  environments: readonly Stage[],
  environment: string,
  isDeployed: (environment: string) => boolean,
): string[] {
  const found = new Set<string>();
  const seen = new Set([environment]);
  const before = (name: string) => environments.find((each) => each.name === name)?.promotesFrom ?? [];
  const walk = (name: string) => {
    for (const stage of before(name)) {
      if (seen.has(stage)) continue;
      seen.add(stage);
      if (isDeployed(stage)) found.add(stage);
      else walk(stage);
    }
  };
  walk(environment);
  return [...found];
}
