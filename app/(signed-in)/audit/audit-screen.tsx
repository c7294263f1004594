"use client";

import { AuditTable } from "../../../components/history/audit-table.tsx";
import { Button } from "../../../components/ui/button.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../components/ui/problem.tsx";
import { api } from "../../../lib/web/client.ts";
import { usePages } from "../../../lib/web/pages.ts";
import { useResource } from "../../../lib/web/resource.ts";

export function AuditScreen() {
  const first = useResource("audit chain", () => api.audit());
  const list = usePages(
    "audit",
    async (cursor) => {
      const page = await api.audit({ cursor });
      return { items: page.records, next: page.next };
    },
    (record) => String(record.seq),
  );
  return (
    <Page
      title="Audit"
      aside={
        first.data?.intact === undefined ? null : first.data.intact ? (
          <span className="text-xs text-good">The chain of records is whole.</span>
        ) : (
          <span className="text-xs font-semibold text-bad">The chain of records is broken.</span>
        )
      }
    >
      {list.problem ? (
        <ProblemNote sentence={list.problem.message} onRetry={list.reload} stale={list.items !== undefined} />
      ) : null}
      {!list.items ? (
        list.problem ? null : (
          <RowsSkeleton rows={12} height={37} label="The audit records are loading" />
        )
      ) : list.items.length === 0 ? (
        <Empty title="No records yet">
          Every command that somebody gives leaves a record here: who, what, when and why.
        </Empty>
      ) : (
        <AuditTable records={list.items} />
      )}
      {list.more ? (
        <Button className="self-center" busy={list.busy} onClick={list.more}>
          Earlier
        </Button>
      ) : null}
    </Page>
  );
}
