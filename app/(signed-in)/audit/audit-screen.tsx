"use client";

import { AuditTable } from "../../../components/history/audit-table.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
import { api } from "../../../lib/web/client.ts";
import { usePages } from "../../../lib/web/pages.ts";

export function AuditScreen() {
  const list = usePages(
    "audit",
    async (cursor) => {
      const page = await api.audit({ cursor });
      return { items: page.records, next: page.next };
    },
    (record) => String(record.seq),
  );
  return (
    <Page title="Audit">
      <Listed
        reading={list}
        loading={<RowsSkeleton rows={12} height={37} label="The audit records are loading" />}
        empty={
          <Empty title="No records yet">
            Every command that somebody gives leaves a record here: who, what, when and why.
          </Empty>
        }
        older="Earlier"
      >
        {(records) => <AuditTable records={records} />}
      </Listed>
    </Page>
  );
}
