"use client";

import Link from "next/link";
import { Chain } from "../../../../components/provenance/chain.tsx";
import { PromotionEdit } from "../../../../components/provenance/promotion-edit.tsx";
import { ButtonLink } from "../../../../components/ui/button.tsx";
import { OutLink } from "../../../../components/ui/out-link.tsx";
import { Card, Crumbs, RowsSkeleton, Section } from "../../../../components/ui/page.tsx";
import { ProblemNote } from "../../../../components/ui/problem.tsx";
import type { Provenance } from "../../../../lib/contracts/provenance.ts";
import { api } from "../../../../lib/web/client.ts";
import { useResource } from "../../../../lib/web/resource.ts";

/** "Why is this version here?" on a page of its own, so that it can be shared. */
export function WhyScreen({ id }: { id: string }) {
  const { data, problem, reload } = useResource(`provenance ${id}`, () => api.provenance(id));
  return (
    <article className="flex flex-col gap-5 px-6 py-4 max-sm:px-3">
      <header>
        <Crumbs
          trail={
            data
              ? [
                  ["Services", "/services"],
                  [data.service.name, `/services/${encodeURIComponent(data.service.id)}`],
                  [`on ${data.cluster}`],
                ]
              : [["Services", "/services"]]
          }
        />
        <div className="mt-1.5 flex flex-wrap items-center gap-3">
          <h1 className="text-xl leading-tight font-semibold tracking-tight">
            Why is this <span className="version tracking-normal">{data?.version ?? "…"}</span> here?
          </h1>
          <span className="flex-1" />
          <ButtonLink href={`/board?d=${encodeURIComponent(id)}`}>Open on the board</ButtonLink>
        </div>
        {data ? <Where provenance={data} /> : null}
      </header>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {data ? (
        <div className="grid grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] items-start gap-x-8 gap-y-6 max-lg:grid-cols-1">
          <Section title="The way of the version" beside="from the line that says it first to what Flux applies">
            <div className="rounded-lg border bg-panel px-4 py-3.5">
              <Chain provenance={data} />
            </div>
          </Section>
          <div className="flex flex-col gap-6">
            <Section title="What changes it here" beside={data.reason}>
              <PromotionEdit provenance={data} />
            </Section>
            {data.sharedWith.length > 0 ? <Shared sharedWith={data.sharedWith} /> : null}
          </div>
        </div>
      ) : problem ? null : (
        <RowsSkeleton rows={7} height={45} label="The layers are read" />
      )}
    </article>
  );
}

function Where({ provenance: { service, environment, cluster, object, repository } }: { provenance: Provenance }) {
  return (
    <p className="mt-1 text-ink-2">
      {service.name} in {environment}
      {cluster === environment ? "" : ` on ${cluster}`}: {object.kind} {object.namespace}/{object.name}, as{" "}
      <Link
        href={`/repositories/${repository.name}`}
        prefetch={false}
        className="text-ink underline underline-offset-2"
      >
        {repository.name}
      </Link>{" "}
      says it at{" "}
      <OutLink href={repository.url} className="font-mono text-xs">
        {repository.commit.slice(0, 7)}
      </OutLink>{" "}
      on {repository.branch}.
    </p>
  );
}

function Shared({ sharedWith }: { sharedWith: Provenance["sharedWith"] }) {
  return (
    <Card title="The same line feeds" beside={`${sharedWith.length} more`}>
      <ul className="flex flex-col gap-1">
        {sharedWith.map((other) => (
          <li key={other.deployment}>
            <Link
              href={`/deployments/${encodeURIComponent(other.deployment)}`}
              prefetch={false}
              className="hover:underline"
            >
              {other.service} <span className="text-ink-2">on</span> {other.cluster}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
