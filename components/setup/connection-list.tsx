"use client";

import { Box, GitBranch, Package } from "lucide-react";
import type { Connection } from "../../lib/contracts/setup.ts";
import { Button } from "../ui/button.tsx";
import { Rows } from "../ui/page.tsx";
import { useTick } from "../ui/ticker.ts";
import { Time } from "../ui/time.tsx";
import { Findings } from "./findings.tsx";

const ICONS = { github: GitBranch, cluster: Box, registry: Package };

export function ConnectionList({
  connections,
  checking,
  heardAt,
  onCheck,
  onRemove,
}: {
  connections: Connection[];
  /** The one that is being checked. */
  checking: string | undefined;
  /** When it was last heard, as far as it is known by now. */
  heardAt: (c: Connection) => number | undefined;
  onCheck: (c: Connection) => void;
  onRemove: (c: Connection) => void;
}) {
  return (
    <Rows>
      {connections.map((connection) => {
        const Icon = ICONS[connection.kind];
        return (
          <div key={connection.id} className="flex gap-3 px-3.5 py-3 max-sm:flex-wrap">
            <Icon className="mt-0.5 size-4 shrink-0 text-ink-2" aria-hidden />
            <div className="flex min-w-0 flex-1 flex-col gap-1.5 max-sm:basis-[80%]">
              <div className="flex flex-wrap items-baseline gap-x-2.5">
                <h3 className="font-semibold">{connection.name}</h3>
                <span className="text-xs text-ink-2">{connection.detail}</span>
                <span className="text-xs text-ink-3">
                  {connection.kind === "cluster" ? <Heard heardAt={() => heardAt(connection)} /> : null}
                </span>
              </div>
              <Findings findings={connection.findings} />
            </div>
            <div className="flex shrink-0 flex-col items-end gap-1 max-sm:basis-full max-sm:flex-row-reverse max-sm:items-baseline max-sm:justify-end">
              {connection.fixed ? (
                <span className="text-xs text-ink-2" data-tip="Set where Sluice is started, and changed there">
                  set by the environment
                </span>
              ) : (
                <Button look="ghost" onClick={() => onRemove(connection)} aria-label={`Disconnect ${connection.name}`}>
                  Disconnect
                </Button>
              )}
              {connection.kind === "registry" ? null : (
                <Button
                  look="ghost"
                  busy={checking === connection.id}
                  onClick={() => onCheck(connection)}
                  aria-label={`Check ${connection.name} again`}
                >
                  Check again
                </Button>
              )}
            </div>
          </div>
        );
      })}
    </Rows>
  );
}

function Heard({ heardAt }: { heardAt: () => number | undefined }) {
  const at = useTick(heardAt);
  if (at === undefined) return "not heard yet";
  return (
    <>
      heard <Time at={at} suffix="ago" />
    </>
  );
}
