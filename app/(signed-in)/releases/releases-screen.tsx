"use client";

import { ReleaseTable } from "../../../components/services/release-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
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
      <Listed
        reading={list}
        loading={<RowsSkeleton rows={10} height={49} label="The releases are loading" />}
        empty={
          <Empty
            title="No releases found yet"
            action={<ButtonLink href="/setup/connect">Check the connections</ButtonLink>}
          >
            Sluice looks where the versions of the services point: registries, chart indexes, Git tags. The first look
            may take a minute.
          </Empty>
        }
        older="Older releases"
      >
        {(releases) => <ReleaseTable releases={releases} />}
      </Listed>
    </Page>
  );
}
