import type { Repository } from "../../lib/contracts/adoption.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Time } from "../ui/time.tsx";

/** What was read, when, and how long it took; and how far back the log was read. */
export function ReadingFacts({ repository }: { repository: Repository }) {
  const { branch, commit, commitUrl, readAt, read, history, clusters, services } = repository;
  const deployments = services.reduce((sum, service) => sum + service.deployments.length, 0);
  return (
    <>
      <p className="mt-1 text-ink-2">
        {branch} at{" "}
        <OutLink href={commitUrl} className="font-mono text-xs">
          {commit.slice(0, 7)}
        </OutLink>
        {readAt ? (
          <>
            , read <Time at={readAt} suffix="ago" />
          </>
        ) : null}
        : {read.files} files, understood in {duration(read.ms)}. {clusters.length} clusters, {services.length} services,{" "}
        {deployments} deployments.
      </p>
      <History history={history} />
    </>
  );
}

function History({ history }: Pick<Repository, "history">) {
  const { commits, of, done, sentence } = history;
  return (
    <div className="mt-1 text-xs text-ink-2">
      <p>{sentence}</p>
      {!done && commits !== undefined && of !== undefined && of > 0 ? (
        <progress
          aria-label="History read"
          value={commits}
          max={of}
          className="mt-1 h-1.5 w-full max-w-[320px] overflow-hidden rounded-full accent-accent"
        />
      ) : null}
    </div>
  );
}

function duration(ms: number): string {
  if (ms < 1) return "under a millisecond";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
