"use client";

import type { Promotion } from "../../lib/contracts/promotion.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Card } from "../ui/page.tsx";
import { absolute, clockAndZone, day } from "../ui/time-words.ts";

type Entry = Promotion["timeline"][number];

/** What has happened, newest first, with its time, its zone and its day. */
export function Timeline({ entries }: { entries: Entry[] }) {
  const sorted = [...entries].sort((a, b) => b.at - a.at);
  const days = Map.groupBy(sorted, (entry) => day(entry.at));
  const [first, ...older] = [...days];
  return (
    <Card title="So far" beside={first?.[0]}>
      {first ? <Entries entries={first[1]} /> : <p className="text-ink-2">Nothing has happened yet.</p>}
      {older.map(([name, theirs]) => (
        <div key={name} className="mt-2.5 border-t pt-2">
          <h3 className="mb-1 text-xs text-ink-2">{name}</h3>
          <Entries entries={theirs} />
        </div>
      ))}
    </Card>
  );
}

function Entries({ entries }: { entries: Entry[] }) {
  return (
    <ol className="flex flex-col gap-1.5">
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.sentence}`} className="grid grid-cols-[92px_minmax(0,1fr)]">
          <time
            dateTime={new Date(entry.at).toISOString()}
            data-tip={absolute(entry.at)}
            className="text-xs leading-[18px] text-ink-2"
          >
            {clockAndZone(entry.at)}
          </time>
          <span>
            <OutLink href={entry.url}>{entry.sentence}</OutLink>
            {entry.who && !entry.sentence.includes(`@${entry.who}`) ? (
              <span className="text-ink-2"> · @{entry.who}</span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
