"use client";

import { CircleCheck } from "lucide-react";
import type { Cell, Column } from "../../lib/contracts/board.ts";
import type { Release, Service } from "../../lib/contracts/deployment.ts";
import { isAsleep } from "../board/silence.ts";
import { columnName } from "../board/words.ts";
import { HEALTH, TONES } from "../status-badge.tsx";
import { Hash } from "../ui/copy.tsx";
import { OutLink } from "../ui/out-link.tsx";
import { Empty } from "../ui/problem.tsx";
import { Time } from "../ui/time.tsx";

type Props = {
  service: Service;
  columns: Column[];
  silent: ReadonlySet<string>;
  onOpen: (deployment: string) => void;
  onPromote: (environment: string, version: string) => void;
};

/** Releases × environments: which one runs where, which one was verified there, and the way to bring one there. */
export function ReleaseMatrix({ service, columns, silent, onOpen, onPromote }: Props) {
  const here = columns.filter((column) => service.cells.some((cell) => cell.column === column.id));
  const cellOf = new Map(service.cells.map((cell) => [cell.column, cell]));
  const known = new Set(service.releases.map((release) => release.version));
  // What runs and is in no list of releases still has its row: a tag may have been deleted.
  const strays = [
    ...new Set(service.cells.flatMap((cell) => (cell.version && !known.has(cell.version) ? [cell.version] : []))),
  ];
  if (service.releases.length === 0 && strays.length === 0) {
    return (
      <Empty title="No releases known">
        {service.releasesTrouble ?? "They are looked for where the version is written."}
      </Empty>
    );
  }
  return (
    // What is for screen readers alone is placed absolutely: in here, or it would make the page as wide as the table.
    <div className="relative overflow-x-auto rounded-lg border bg-panel">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b bg-bg align-bottom">
            <th scope="col" className="sticky left-0 bg-bg px-3.5 py-2 font-semibold">
              Release
            </th>
            {here.map((column) => (
              <th key={column.id} scope="col" className="border-l px-3 py-2 font-semibold whitespace-nowrap">
                {columnName(column)}
              </th>
            ))}
            <th scope="col" className="border-l px-3 py-2 font-semibold">
              Made from
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {service.releases.map((release) => (
            <tr key={release.version} className="align-top">
              <th scope="row" className="sticky left-0 bg-panel px-3.5 py-2 font-normal">
                <span className="version block max-w-[min(38vw,320px)] truncate">{release.version}</span>
                <Time at={release.publishedAt ?? release.foundAt} suffix="ago" className="text-xs text-ink-2" />
              </th>
              {here.map((column) => (
                <MatrixCell
                  key={column.id}
                  {...{ release, column, silent, onOpen, onPromote }}
                  cell={cellOf.get(column.id)}
                />
              ))}
              <Origin release={release} />
            </tr>
          ))}
          {strays.map((version) => (
            <tr key={version}>
              <th scope="row" className="sticky left-0 bg-panel px-3.5 py-2 font-normal">
                <span className="version block max-w-[min(38vw,320px)] truncate">{version}</span>
                <span className="text-xs text-ink-2">not in the list of releases</span>
              </th>
              {here.map((column) => (
                <td key={column.id} className="border-l px-3 py-2">
                  {cellOf.get(column.id)?.version === version ? (
                    <Runs cell={cellOf.get(column.id)} silent={silent} onOpen={onOpen} />
                  ) : null}
                </td>
              ))}
              <td className="border-l" />
            </tr>
          ))}
        </tbody>
      </table>
      {service.olderReleases ? (
        <p className="border-t px-3.5 py-2 text-ink-2">
          {service.olderReleases === 1 ? "1 older release" : `${service.olderReleases} older releases`} that{" "}
          {service.olderReleases === 1 ? "runs" : "run"} nowhere on your board{" "}
          {service.olderReleases === 1 ? "is" : "are"} not shown; the dialog to promote finds each.
        </p>
      ) : null}
      {service.releasesTrouble ? <p className="border-t px-3.5 py-2 text-you">{service.releasesTrouble}</p> : null}
    </div>
  );
}

function MatrixCell(props: {
  release: Release;
  column: Column;
  cell: Cell | undefined;
  silent: Props["silent"];
  onOpen: Props["onOpen"];
  onPromote: Props["onPromote"];
}) {
  const { release, column, cell } = props;
  const verified = release.verifiedIn.includes(column.environment);
  return (
    <td className="group border-l px-3 py-2">
      {cell?.version === release.version ? <Runs cell={cell} silent={props.silent} onOpen={props.onOpen} /> : null}
      {verified ? (
        <span className="flex min-h-6 items-center gap-1 text-xs text-ink-2">
          <CircleCheck className="size-3.5 text-good" aria-hidden />
          verified
        </span>
      ) : null}
      {cell?.version === release.version ? null : (
        <button
          type="button"
          onClick={() => props.onPromote(column.environment, release.version)}
          aria-label={`Bring ${release.version} into ${columnName(column)}`}
          className="block min-h-6 text-xs text-accent opacity-0 group-hover:opacity-100 hover:underline focus-visible:opacity-100 [@media(hover:none)]:opacity-100"
        >
          bring here…
        </button>
      )}
    </td>
  );
}

function Runs({ cell, silent, onOpen }: Pick<Props, "silent" | "onOpen"> & { cell: Cell | undefined }) {
  if (!cell) return null;
  const { ink, word } = isAsleep(cell, silent) ? TONES.asleep : HEALTH[cell.health];
  return (
    <button
      type="button"
      onClick={() => onOpen(cell.deployment)}
      className="flex min-h-6 items-center gap-1.5 text-left font-medium hover:underline"
    >
      <span className={`size-[7px] shrink-0 rounded-full bg-current ${ink}`} />
      {isAsleep(cell, silent) ? "ran when last heard" : "runs"}
      <span className="sr-only">, {word}</span>
      {cell.since ? <Time at={cell.since} className="text-xs font-normal text-ink-3" /> : null}
    </button>
  );
}

function Origin({ release }: { release: Release }) {
  return (
    <td className="border-l px-3 py-2 text-xs text-ink-2">
      {release.commit ? (
        <OutLink href={release.commitUrl} className="font-mono">
          {release.commit.slice(0, 7)}
        </OutLink>
      ) : (
        "not said"
      )}
      {release.digest ? (
        <span className="block">
          digest <Hash value={release.digest} />
        </span>
      ) : null}
    </td>
  );
}
