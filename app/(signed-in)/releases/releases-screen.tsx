"use client";

import { ReleaseTable } from "../../../components/services/release-table.tsx";
import { Button, ButtonLink } from "../../../components/ui/button.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../components/ui/problem.tsx";
import { api } from "../../../lib/web/client.ts";
import { usePages } from "../../../lib/web/pages.ts";

export function ReleasesScreen() {
  const list = usePages(
    "releases",
    async (cursor) => {
      const page = await api.releases({ cursor });
      return { items: page.releases, next: page.next };
    },
    (release) => `${release.service} ${release.version}`,
  );
  return (
    <Page title="Releases">
      {list.problem ? (
        <ProblemNote sentence={list.problem.message} onRetry={list.reload} stale={list.items !== undefined} />
      ) : null}
      {!list.items ? (
        list.problem ? null : (
          <RowsSkeleton rows={10} height={49} label="The releases are loading" />
        )
      ) : list.items.length === 0 ? (
        <Empty
          title="No releases found yet"
          action={<ButtonLink href="/setup/connect">Check the connections</ButtonLink>}
        >
          Sluice looks where the versions of the services point: registries, chart indexes, Git tags. The first look may
          take a minute.
        </Empty>
      ) : (
        <ReleaseTable releases={list.items} />
      )}
      {list.more ? (
        <Button className="self-center" busy={list.busy} onClick={list.more}>
          Older releases
        </Button>
      ) : null}
    </Page>
  );
}
