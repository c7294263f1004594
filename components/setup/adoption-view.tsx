"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useId } from "react";
import type { Adoption, Corrections } from "../../lib/contracts/adoption.ts";
import { Located } from "../repository/located.tsx";
import { Button } from "../ui/button.tsx";
import { CommitField } from "../ui/commit-field.tsx";
import { INPUT } from "../ui/field.tsx";
import { Rows, Section } from "../ui/page.tsx";
import { AdoptedServices } from "./adopted-services.tsx";
import { Reason } from "./certainty.tsx";
import {
  dropCluster,
  hasDuties,
  move,
  promotedFrom,
  set,
  setByHand,
  takeOrder,
  toggleProduction,
  togglePromotesFrom,
} from "./corrections.ts";
import { SuggestedOrder } from "./suggested-order.tsx";

export type Correcting = {
  adoption: Adoption;
  corrections: Corrections;
  onCorrect: (corrections: Corrections) => void;
};

const ROW =
  "grid min-h-[45px] grid-cols-[170px_minmax(0,1fr)_minmax(0,1.2fr)] items-center gap-x-4 gap-y-1.5 px-3.5 py-2 max-sm:grid-cols-1";

/** What was read out of a repository, why, and where it may be set right. */
export function AdoptionView(props: Correcting) {
  const { problems, environments } = props.adoption;
  const names = useId();
  return (
    <>
      <datalist id={names}>
        {environments.map((each) => (
          <option key={each.name} value={each.name} />
        ))}
      </datalist>
      <SetByHand {...props} />
      <SuggestedOrder
        {...props.adoption}
        onTake={(order) => props.onCorrect(takeOrder(props.corrections, order))}
        onKeep={() => props.onCorrect(takeOrder(props.corrections, environments))}
      />
      {problems.length > 0 ? (
        <Section title="What did not resolve" beside="the rest can be adopted all the same">
          <Located findings={problems} />
        </Section>
      ) : null}
      <Section title="Environments" beside="in their order, and what each is promoted from">
        <Environments {...props} />
      </Section>
      <Section title="Clusters" beside="the environment each belongs to, and which of Sluice's clusters it is">
        <Clusters {...props} names={names} />
      </Section>
      <Section title="Services" beside="and where the version of each is written">
        <AdoptedServices {...props} names={names} />
      </Section>
    </>
  );
}

function SetByHand({ corrections, onCorrect }: Correcting) {
  const all = setByHand(corrections);
  if (all.length === 0) return null;
  return (
    <Section title="Set by hand" beside="this outlives every next reading, until it is taken back">
      <Rows>
        {all.map(({ sentence, without }) => (
          <div key={sentence} className="flex min-h-[37px] items-center gap-3 px-3.5 py-1">
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{sentence}</span>
            <Button look="ghost" onClick={() => onCorrect(without)} aria-label={`Take back: ${sentence}`}>
              Take back
            </Button>
          </div>
        ))}
      </Rows>
    </Section>
  );
}

function Environments({ adoption, corrections, onCorrect }: Correcting) {
  return (
    <Rows>
      {adoption.environments.map((environment, i) => (
        <div key={environment.name} className={ROW}>
          <span className="flex items-center gap-1.5">
            <Mover
              name={environment.name}
              by={-1}
              disabled={i === 0}
              onMove={(by) => onCorrect(move(corrections, adoption, environment.name, by))}
            />
            <Mover
              name={environment.name}
              by={1}
              disabled={i === adoption.environments.length - 1}
              onMove={(by) => onCorrect(move(corrections, adoption, environment.name, by))}
            />
            <span className="truncate font-semibold">{environment.name}</span>
          </span>
          <span className="flex flex-wrap items-center gap-1.5 text-xs">
            {adoption.environments
              .filter((other) => other.name !== environment.name)
              .map((other) => {
                const on = promotedFrom(corrections, environment).includes(other.name);
                return (
                  <button
                    key={other.name}
                    type="button"
                    aria-pressed={on}
                    aria-label={`${environment.name} is promoted from ${other.name}`}
                    onClick={() => onCorrect(togglePromotesFrom(corrections, environment, other.name))}
                    className={`h-6 rounded-full border px-2.5 ${on ? "border-transparent bg-accent-tint font-medium text-accent" : "border-strong text-ink-2 hover:bg-sunk"}`}
                  >
                    {on ? "from " : ""}
                    {other.name}
                  </button>
                );
              })}
            <Production
              name={environment.name}
              on={hasDuties(corrections, environment)}
              onToggle={() => onCorrect(toggleProduction(corrections, environment))}
            />
          </span>
          <Reason {...environment} />
        </div>
      ))}
    </Rows>
  );
}

function Production(props: { name: string; on: boolean; onToggle: () => void }) {
  const { name, on } = props;
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={`${name} has production's duties`}
      data-tip="The guard rails are stricter there"
      onClick={props.onToggle}
      className={`h-6 rounded-full border px-2.5 ${on ? "border-transparent bg-held-tint font-medium text-held" : "border-dashed border-strong text-ink-3 hover:bg-sunk"}`}
    >
      production's duties
    </button>
  );
}

function Mover(props: { name: string; by: -1 | 1; disabled: boolean; onMove: (by: -1 | 1) => void }) {
  const Icon = props.by === -1 ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      disabled={props.disabled}
      aria-label={`${props.name} comes ${props.by === -1 ? "earlier" : "later"}`}
      onClick={() => props.onMove(props.by)}
      className="grid size-6 place-items-center rounded-sm text-ink-2 enabled:hover:bg-sunk enabled:hover:text-ink disabled:opacity-30"
    >
      <Icon className="size-3.5" aria-hidden />
    </button>
  );
}

function Clusters({ adoption, corrections, onCorrect, names }: Correcting & { names: string }) {
  return (
    <Rows>
      {adoption.clusters.map((cluster) => (
        <div key={cluster.name} className={ROW}>
          <span className="min-w-0">
            <span className="block truncate font-semibold">{cluster.name}</span>
            <span className="block truncate font-mono text-xs text-ink-2">{cluster.path}</span>
            <button
              type="button"
              aria-label={`${cluster.name} is no cluster`}
              onClick={() => onCorrect(dropCluster(corrections, cluster.name))}
              className="min-h-6 text-xs text-ink-2 hover:text-ink hover:underline"
            >
              not a cluster?
            </button>
          </span>
          <span className="flex flex-col gap-1.5">
            <CommitField
              label={`Environment of ${cluster.name}`}
              value={cluster.environment}
              suggestions={names}
              onCommit={(value) => onCorrect(set(corrections, "clusters", cluster.name, value))}
              className="w-full max-w-[220px]"
            />
            <Match adoption={adoption} cluster={cluster} corrections={corrections} onCorrect={onCorrect} />
          </span>
          <span className="flex flex-col gap-0.5">
            <Reason {...cluster} />
            <Reason {...cluster.cluster} />
            {cluster.cluster.repository ? (
              <span className="text-xs text-ink-2">{cluster.cluster.repository} is applied there too.</span>
            ) : null}
          </span>
        </div>
      ))}
    </Rows>
  );
}

function Match({ adoption, cluster, corrections, onCorrect }: Correcting & { cluster: Adoption["clusters"][number] }) {
  const { name, connection } = cluster.cluster;
  return (
    <span className="flex items-center gap-2 text-xs">
      <select
        aria-label={`Cluster of Sluice that ${cluster.name} is`}
        value={corrections.matches?.[cluster.name] ?? name}
        onChange={(event) => onCorrect(set(corrections, "matches", cluster.name, event.target.value))}
        className={`${INPUT} h-7 max-w-[220px] flex-1 cursor-pointer`}
      >
        {[...new Set([name, ...adoption.matchable])].map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {connection ? <span className="text-good">connected</span> : <span className="text-you">not connected</span>}
    </span>
  );
}
