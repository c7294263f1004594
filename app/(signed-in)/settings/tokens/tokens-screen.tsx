"use client";

import { TokenForm } from "../../../../components/settings/token-form.tsx";
import { TokenList } from "../../../../components/settings/token-list.tsx";
import { useAct } from "../../../../components/ui/act.ts";
import { Page, RowsSkeleton, Section } from "../../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../../components/ui/problem.tsx";
import { SETTINGS_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { api } from "../../../../lib/web/client.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";

export function TokensScreen() {
  const { data, problem, reload } = useResource("tokens", api.tokens);
  const revoking = useAct(async (id: string, name: string) => {
    await api.revokeToken(id);
    void say(`The token “${name}” no longer works.`);
    invalidate("tokens");
  });
  return (
    <Page title="Settings" aside={<SubNav label="Settings" pages={SETTINGS_PAGES} />}>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {revoking.error ? <ProblemNote sentence={revoking.error} /> : null}
      <TokenForm
        onCreate={async (request) => {
          const created = await api.createToken(request);
          invalidate("tokens");
          return created;
        }}
      />
      <Section title="Your tokens">
        {!data ? (
          problem ? null : (
            <RowsSkeleton rows={3} height={45} label="The tokens are loading" />
          )
        ) : data.tokens.length === 0 ? (
          <Empty title="No tokens yet">
            A script calls the same API as this browser does, with a token in its place.
          </Empty>
        ) : (
          <TokenList tokens={data.tokens} onRevoke={(token) => void revoking.run(token.id, token.name)} />
        )}
      </Section>
    </Page>
  );
}
