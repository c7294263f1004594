"use client";

import type { Adoption, Corrections } from "../../lib/contracts/setup.ts";
import { INPUT } from "../ui/field.tsx";
import { OutLink } from "../ui/out-link.tsx";
import { Rows, Section } from "../ui/page.tsx";
import { AdoptedServices } from "./adopted-services.tsx";
import { Reason } from "./certainty.tsx";
import { corrected, togglePromotesFrom } from "./corrections.ts";

type Props = { adoption: Adoption; corrections: Corrections; onCorrect: (corrections: Corrections) => void };

/** What was read out of a repository, why, and where it may be set right. */
export function AdoptionView({ adoption: read, corrections, onCorrect }: Props) {
  const adoption = corrected(read, corrections);
  const shared = { adoption, corrections, onCorrect };
  return (
    <>
      {adoption.problems.length > 0 ? <Problems problems={adoption.problems} /> : null}
      <Section title="Environments" beside="what each is promoted from">
        <Environments {...shared} />
      </Section>
      <Section title="Clusters" beside="and the environment each belongs to">
        <Clusters {...shared} />
      </Section>
      <Section title="Services" beside="and where the version of each is written">
        <AdoptedServices {...shared} />
      </Section>
    </>
  );
}

function Environments({ adoption, corrections, onCorrect }: Props) {
  return (
    <Rows>
      {adoption.environments.map((environment) => (
        <div
          key={environment.name}
          className="grid min-h-[45px] grid-cols-[160px_minmax(0,1fr)_minmax(0,1.2fr)] items-center gap-x-4 px-3.5 py-2 max-sm:grid-cols-1"
        >
          <span className="font-semibold">{environment.name}</span>
          <span className="flex flex-wrap items-center gap-1.5 text-xs">
            {adoption.environments
              .filter((other) => other.name !== environment.name)
              .map((other) => {
                const on = environment.promotesFrom.includes(other.name);
                return (
                  <button
                    key={other.name}
                    type="button"
                    aria-pressed={on}
                    aria-label={`${environment.name} is promoted from ${other.name}`}
                    onClick={() => onCorrect(togglePromotesFrom(corrections, adoption, environment.name, other.name))}
                    className={`h-6 rounded-full border px-2.5 ${on ? "border-transparent bg-accent-tint font-medium text-accent" : "border-strong text-ink-2 hover:bg-sunk"}`}
                  >
                    {on ? "from " : ""}
                    {other.name}
                  </button>
                );
              })}
          </span>
          <Reason {...environment} />
        </div>
      ))}
    </Rows>
  );
}

function Clusters({ adoption, corrections, onCorrect }: Props) {
  return (
    <Rows>
      {adoption.clusters.map((cluster) => (
        <div
          key={cluster.name}
          className="grid min-h-[45px] grid-cols-[160px_minmax(0,1fr)_minmax(0,1.2fr)] items-center gap-x-4 px-3.5 py-2 max-sm:grid-cols-1"
        >
          <span className="min-w-0">
            <span className="block truncate font-semibold">{cluster.name}</span>
            <span className="block truncate font-mono text-xs text-ink-2">{cluster.path}</span>
          </span>
          <span className="flex items-center gap-2.5">
            <select
              aria-label={`Environment of ${cluster.name}`}
              value={cluster.environment}
              onChange={(event) =>
                onCorrect({ ...corrections, clusters: { ...corrections.clusters, [cluster.name]: event.target.value } })
              }
              className={`${INPUT} h-7 w-[150px] cursor-pointer`}
            >
              {adoption.environments.map((environment) => (
                <option key={environment.name}>{environment.name}</option>
              ))}
            </select>
            {cluster.connection ? (
              <span className="text-xs text-good">connected</span>
            ) : (
              <span className="text-xs text-you">not connected</span>
            )}
          </span>
          <Reason {...cluster} />
        </div>
      ))}
    </Rows>
  );
}

function Problems({ problems }: { problems: Adoption["problems"] }) {
  return (
    <Section title="What did not resolve" beside="the rest can be adopted all the same">
      <Rows>
        {problems.map((problem) => (
          <div key={`${problem.file}:${problem.line} ${problem.rule}`} className="px-3.5 py-2">
            <p>{problem.message}</p>
            <p className="flex gap-2.5 text-xs text-ink-2">
              <OutLink href={problem.url} className="font-mono">
                {problem.file}:{problem.line}
              </OutLink>
              {problem.rule}
            </p>
          </div>
        ))}
      </Rows>
    </Section>
  );
}
