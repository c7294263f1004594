/** Of a pull request, only what we read. */
export type PullRequestAnswer = {
  number: number;
  html_url: string;
  state: string;
  merged: boolean;
  merged_at: string | null;
  merge_commit_sha: string | null;
  merged_by: { login: string } | null;
  mergeable: boolean | null;
  mergeable_state: string;
  head: { sha: string; ref: string };
  base: { ref: string };
};
