/**
 * What a git host asks of a merge into a branch, as far as Sluice may read it. A member that is
 * absent is not asked for, or not known.
 */
export type Protection = {
  /** Approving reviews on the pull request. */
  reviews: number;
  /** A review by a code owner. */
  codeOwners?: boolean;
  /** Merges go through the host's own queue, and in no other way. */
  queue?: boolean;
  /** The branch takes no changes at all. */
  locked?: boolean;
  /** Only some may write, and Sluice's account is not known to be among them. */
  restricted?: boolean;
  signatures?: boolean;
  conversations?: boolean;
  /** Neither merge commits nor squashing is allowed in the repository. */
  rebaseOnly?: boolean;
  /** There is protection that Sluice may not read. */
  hidden?: boolean;
};

export type Obstacle = { sentence: string; remedy: string };

/** What would keep Sluice from merging, said before anybody waits for it. */
export function obstacles(branch: string, protection: Protection): Obstacle[] {
  const found: Obstacle[] = [];
  const say = (is: boolean | undefined, sentence: string, remedy: string) => is && found.push({ sentence, remedy });
  const { reviews } = protection;
  say(protection.locked, `${branch} is locked: nothing can be merged into it.`, "Unlock it in its branch protection.");
  say(
    protection.queue,
    `${branch} takes merges through its merge queue only, which Sluice does not fill.`,
    "Let Sluice's account bypass the queue; or add each pull request to the queue on GitHub when its gates have passed: Sluice notices the merge.",
  );
  say(
    protection.restricted,
    `Only some accounts may write to ${branch}, and Sluice's is not known to be one of them.`,
    "Add Sluice's App or account to those who may.",
  );
  say(
    protection.rebaseOnly,
    "The repository allows neither merge commits nor squashing, so Sluice's merge is refused.",
    "Allow one of them in the settings of the repository.",
  );
  const noun = reviews === 1 ? "an approving review" : `${reviews} approving reviews`;
  const it = reviews === 1 ? "it" : "them";
  say(
    reviews > 0,
    `${branch} wants ${noun} on GitHub, so promotions wait for ${it} there, too.`,
    "Approve on GitHub as well, or let Sluice's App bypass that rule.",
  );
  say(
    protection.codeOwners,
    `${branch} wants a review by a code owner on GitHub.`,
    "Let a code owner review on GitHub as well, or let Sluice's App bypass that rule.",
  );
  say(
    protection.signatures,
    `${branch} wants signed commits.`,
    "Connect by an App, whose commits GitHub signs; what a token commits is not signed.",
  );
  say(
    protection.conversations,
    `${branch} wants every conversation on the pull request resolved.`,
    "Who opens one on Sluice's pull request has to resolve it before the merge.",
  );
  say(
    protection.hidden,
    `${branch} is protected, and Sluice may not read how.`,
    "Look whether it lets Sluice merge: it has to allow merge commits or squashing by Sluice's account, without a merge queue.",
  );
  return found;
}
