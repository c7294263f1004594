"use client";

import Link from "next/link";
import { Chain } from "../../components/provenance/chain.tsx";
import { RowsSkeleton, Section } from "../../components/ui/page.tsx";
import { ProblemNote } from "../../components/ui/problem.tsx";
import { api } from "../../lib/web/client.ts";
import { useResource } from "../../lib/web/resource.ts";

/** "Why is this version here?", within the panel of a deployment. Another version has another way. */
export function Why({ id, version }: { id: string; version: string | undefined }) {
  const { data, problem, reload } = useResource(`provenance ${id} ${version ?? ""}`, () => api.provenance(id));
  return (
    <Section
      title={`Why is this ${version ?? "version"} here?`}
      beside={
        <Link href={`/deployments/${encodeURIComponent(id)}`} prefetch={false} className="link">
          on a page of its own
        </Link>
      }
    >
      {data ? (
        <Chain provenance={data} />
      ) : problem ? (
        <ProblemNote sentence={problem.message} onRetry={reload} />
      ) : (
        <RowsSkeleton rows={3} height={41} label="The layers are read" />
      )}
    </Section>
  );
}
