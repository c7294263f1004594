"use client";

import Link from "next/link";
import type { ReleaseRow } from "../../lib/contracts/lists.ts";
import { Hash } from "../ui/copy.tsx";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

/** What was released lately, of every service, and how far it has come. */
export function ReleaseTable({ releases }: { releases: ReleaseRow[] }) {
  return (
    <Rows>
      <ul aria-label="Releases" className="divide-y divide-line">
        {releases.map((release) => (
          <li
            key={`${release.service} ${release.version}`}
            className="grid min-h-[49px] grid-cols-[minmax(180px,1fr)_minmax(0,1.4fr)_auto] items-center gap-x-4 px-3.5 py-1.5 max-sm:grid-cols-[minmax(0,1fr)_auto]"
          >
            <Link
              href={`/services/${encodeURIComponent(release.service)}`}
              prefetch={false}
              className="min-w-0 truncate font-semibold hover:underline"
            >
              {release.serviceName} <span className="version">{release.version}</span>
            </Link>
            <span className="min-w-0 max-sm:order-last max-sm:col-span-2">
              <span className="block truncate">
                {release.runsIn.length > 0 ? (
                  `runs on ${release.runsIn.map((place) => place.cluster).join(", ")}`
                ) : (
                  <span className="text-ink-2">runs nowhere on your board</span>
                )}
              </span>
              <span className="block truncate text-xs text-ink-2">
                {release.verifiedIn.length > 0
                  ? `verified in ${release.verifiedIn.join(", ")}`
                  : "not verified there yet"}
              </span>
            </span>
            <span className="text-right text-xs text-ink-2">
              <Time at={release.publishedAt ?? release.foundAt} suffix="ago" className="block" />
              {release.commit ? (
                <OutLink href={release.commitUrl} className="font-mono">
                  {release.commit.slice(0, 7)}
                </OutLink>
              ) : release.digest ? (
                <Hash value={release.digest} />
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Rows>
  );
}
