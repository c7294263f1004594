"use client";

import { RepositoryTable } from "../../../components/repository/repository-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
import { api } from "../../../lib/web/client.ts";
import { useResource } from "../../../lib/web/resource.ts";

/** The repositories that say what runs where. */
export function RepositoriesScreen() {
  const { data, problem, reload } = useResource("repositories", api.repositories);
  const me = useResource("me", api.me);
  const adopt = me.data?.admin ? <ButtonLink href="/setup/adopt">Adopt a repository</ButtonLink> : null;
  return (
    <Page title="Repositories" aside={adopt}>
      <Listed
        reading={{ items: data?.repositories, problem, reload }}
        loading={<RowsSkeleton rows={2} height={57} label="The repositories are read" />}
        empty={
          <Empty title="No repository is adopted yet" action={adopt}>
            A Flux repository says what runs where. Sluice reads it, and nothing in it has to be changed for that.
          </Empty>
        }
      >
        {(repositories) => <RepositoryTable repositories={repositories} />}
      </Listed>
    </Page>
  );
}
