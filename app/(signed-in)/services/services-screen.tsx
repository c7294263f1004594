"use client";

import { useDeferredValue } from "react";
import { ServiceTable } from "../../../components/services/service-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../components/ui/problem.tsx";
import { SearchBox } from "../../../components/ui/search-box.tsx";
import { useUrlQuery } from "../../../components/ui/url-query.ts";
import { api } from "../../../lib/web/client.ts";
import { useResource } from "../../../lib/web/resource.ts";

export function ServicesScreen() {
  const { data, problem, reload } = useResource("services", api.services);
  const [query, setQuery] = useUrlQuery();
  const words = useDeferredValue(query).toLowerCase();
  const shown = data?.services.filter((each) =>
    `${each.name} ${each.team ?? ""} ${each.kind}`.toLowerCase().includes(words),
  );
  return (
    <Page
      title="Services"
      aside={<SearchBox label="Search services" placeholder="Service, team…" value={query} onChange={setQuery} />}
    >
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {!data || !shown ? (
        problem ? null : (
          <RowsSkeleton rows={8} height={49} label="The services are loading" />
        )
      ) : data.services.length === 0 ? (
        <Empty
          title="No services yet"
          action={
            <ButtonLink href="/setup/adopt" look="primary">
              Adopt a repository
            </ButtonLink>
          }
        >
          Services come from a Flux repository: everything that has a version and is deployed.
        </Empty>
      ) : (
        <ServiceTable services={shown} />
      )}
    </Page>
  );
}
