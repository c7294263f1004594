"use client";

import { useDeferredValue } from "react";
import { ServiceTable } from "../../../components/services/service-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
import { SearchBox } from "../../../components/ui/search-box.tsx";
import { useUrlQuery } from "../../../components/ui/url-query.ts";
import type { ServiceRow } from "../../../lib/contracts/lists.ts";
import { api } from "../../../lib/web/client.ts";
import { useResource } from "../../../lib/web/resource.ts";

export function ServicesScreen() {
  const { data, problem, reload } = useResource("services", api.services);
  const [query, setQuery] = useUrlQuery();
  const words = useDeferredValue(query).toLowerCase();
  const isMeant = ({ name, team = "", kind }: ServiceRow) => `${name} ${team} ${kind}`.toLowerCase().includes(words);
  return (
    <Page
      title="Services"
      aside={<SearchBox label="Search services" placeholder="Service, team…" value={query} onChange={setQuery} />}
    >
      <Listed
        reading={{ items: data?.services, problem, reload }}
        loading={<RowsSkeleton rows={8} height={49} label="The services are loading" />}
        empty={
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
        }
      >
        {(services) => <ServiceTable services={services.filter(isMeant)} />}
      </Listed>
    </Page>
  );
}
