"use client";

import Link from "next/link";
import type { AuditPage } from "../../lib/contracts/deployment.ts";
import { Hash } from "../ui/copy.tsx";
import { Rows } from "../ui/page.tsx";
import { absolute, clockAndZone, day } from "../ui/time-words.ts";
import { didWords, subjectOf } from "./audit-words.ts";

/** Who did what to what, when and why; each record carries the hash of all before it. */
export function AuditTable({ records }: { records: AuditPage["records"] }) {
  return (
    <Rows>
      <ol aria-label="Audit records" className="divide-y divide-line">
        {records.map((record) => (
          <li
            key={record.seq}
            className="grid min-h-[37px] grid-cols-[56px_168px_minmax(0,1fr)_72px] items-baseline gap-x-3 px-3.5 py-2 max-sm:grid-cols-[minmax(0,1fr)_auto]"
          >
            <span className="font-mono text-xs text-ink-3 max-sm:hidden">{record.seq}</span>
            <time
              dateTime={new Date(record.at).toISOString()}
              data-tip={absolute(record.at)}
              className="text-ink-2 max-sm:text-xs"
            >
              {day(record.at)} {clockAndZone(record.at)}
            </time>
            <span className="min-w-0 max-sm:order-last max-sm:col-span-2">
              <span className="font-semibold">@{record.who.replace(/^@/, "")}</span> {didWords(record.did)}{" "}
              <Subject did={record.did} to={record.to} name={record.name} />
              {record.because ? <span className="text-ink-2">: “{record.because}”</span> : null}
            </span>
            <span className="text-right">
              <Hash value={record.hash} />
            </span>
          </li>
        ))}
      </ol>
    </Rows>
  );
}

function Subject({ did, to, name }: { did: string; to: string; name: string | undefined }) {
  const { words, href } = subjectOf(did, to);
  if (!href) return <span className="font-medium">{name ?? words}</span>;
  return (
    <Link href={href} prefetch={false} className="font-medium hover:underline">
      {name ?? words}
    </Link>
  );
}
