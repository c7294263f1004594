import { CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { RepositoryList } from "../../lib/contracts/adoption.ts";
import { many } from "../ui/many.ts";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

type Row = RepositoryList["repositories"][number];

export function RepositoryTable({ repositories }: RepositoryList) {
  return (
    <Rows>
      <ul aria-label="Repositories" className="divide-y divide-line">
        {repositories.map((repository) => (
          <li key={repository.name}>
            <Link
              href={`/repositories/${repository.name}`}
              prefetch={false}
              className="grid min-h-[57px] grid-cols-[minmax(160px,1fr)_minmax(0,1.4fr)_minmax(130px,auto)] items-center gap-x-4 gap-y-1 px-3.5 py-2 hover:bg-sunk max-sm:grid-cols-1"
            >
              <span className="min-w-0">
                <span className="block truncate font-semibold">{repository.name}</span>
                <span className="block truncate text-xs text-ink-2">
                  {repository.branch} <span className="font-mono">{repository.commit?.slice(0, 7)}</span>
                  {repository.readAt ? (
                    <>
                      , read <Time at={repository.readAt} suffix="ago" />
                    </>
                  ) : null}
                </span>
              </span>
              <span className="min-w-0 text-xs text-ink-2">
                <span className="block truncate text-ink">{repository.environments.join(" → ")}</span>
                {many(repository.clusters, "cluster")} · {many(repository.services, "service")} ·{" "}
                {many(repository.deployments, "deployment")}
              </span>
              <Checked repository={repository} />
            </Link>
          </li>
        ))}
      </ul>
    </Rows>
  );
}

function Checked({ repository: { unread, findings, problems } }: { repository: Row }) {
  const unresolved = problems > 0 ? `${problems} did not resolve` : "everything resolves";
  if (unread)
    return (
      <span className="flex items-center gap-1.5 text-xs font-medium text-bad">
        <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
        the newest commit could not be read
      </span>
    );
  return findings > 0 ? (
    <span className="text-xs">
      <span className="flex items-center gap-1.5 font-medium text-you">
        <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
        {many(findings, "finding")}
      </span>
      <span className="text-ink-2">{unresolved}</span>
    </span>
  ) : (
    <span className="text-xs">
      <span className="flex items-center gap-1.5 text-good">
        <CircleCheck className="size-3.5 shrink-0" aria-hidden />
        guard rails are kept
      </span>
      <span className="text-ink-2">{unresolved}</span>
    </span>
  );
}
