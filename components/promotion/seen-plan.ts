/** The plan that somebody has before them: the first that was shown of what they chose, until they look again. */
export type SeenPlan = { of: string; hash: string | undefined };

/** Whatever is read meanwhile, they have seen what they have seen. Another choice begins anew. */
export function seePlan(seen: SeenPlan | undefined, of: string, hash: string | undefined): SeenPlan {
  const stays = seen?.of === of && (seen.hash !== undefined || hash === undefined);
  return stays ? seen : { of, hash };
}

/** What is shown now is not what they began to read: they may not say yes to it unawares. */
export function isAnotherPlan(seen: SeenPlan, hash: string | undefined): boolean {
  return seen.hash !== undefined && hash !== undefined && hash !== seen.hash;
}
