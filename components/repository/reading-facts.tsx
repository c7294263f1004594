import type { Repository } from "../../lib/contracts/adoption.ts";
import { Button } from "../ui/button.tsx";
import { many } from "../ui/many.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Time } from "../ui/time.tsx";

export type HistoryOrder = "stop" | "go-on" | "again";

type Props = { repository: Repository; busy: boolean; onSteer: (to: HistoryOrder) => void };

/** What was read, when, and how long it took; and how far back the log was read. */
export function ReadingFacts({ repository, busy, onSteer }: Props) {
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
        : {many(read.files, "file")}, understood in {duration(read.ms)}. {many(clusters.length, "cluster")},{" "}
        {many(services.length, "service")}, {many(deployments, "deployment")}.
      </p>
      <History history={history} busy={busy} onSteer={repository.mayCorrect ? onSteer : undefined} />
    </>
  );
}

type HistoryProps = Pick<Repository, "history"> & { busy: boolean; onSteer: Props["onSteer"] | undefined };

function History(props: HistoryProps) {
  const { busy, onSteer } = props;
  const { commits, of, done, stopped, sentence } = props.history;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs text-ink-2">
      <p role={done ? undefined : "status"}>{sentence}</p>
      {!done && commits !== undefined && of !== undefined && of > 0 ? (
        <progress
          aria-label="History read"
          value={commits}
          max={of}
          className="h-1.5 w-[220px] overflow-hidden rounded-full accent-accent"
        />
      ) : null}
      {onSteer ? (
        <span className="flex gap-1">
          {done ? (
            <Button look="ghost" className="text-xs" disabled={busy} onClick={() => onSteer("again")}>
              Read the log again
            </Button>
          ) : (
            <Button
              look="ghost"
              className="text-xs"
              disabled={busy}
              onClick={() => onSteer(stopped ? "go-on" : "stop")}
            >
              {stopped ? "Go on" : "Stop"}
            </Button>
          )}
        </span>
      ) : null}
    </div>
  );
}

function duration(ms: number): string {
  if (ms < 1) return "under a millisecond";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
