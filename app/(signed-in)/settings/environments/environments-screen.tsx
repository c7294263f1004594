"use client";

import { RulesForm } from "../../../../components/settings/rules-form.tsx";
import { ButtonLink } from "../../../../components/ui/button.tsx";
import { Listed } from "../../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../../components/ui/page.tsx";
import { Empty } from "../../../../components/ui/problem.tsx";
import { SETTINGS_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { api } from "../../../../lib/web/client.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";

export function EnvironmentsScreen() {
  const { data, problem, reload } = useResource("environments", api.environments);
  return (
    <Page title="Settings" aside={<SubNav label="Settings" pages={SETTINGS_PAGES} />}>
      <Listed
        reading={{ items: data?.environments, problem, reload }}
        loading={<RowsSkeleton rows={3} height={150} label="The environments are loading" />}
        empty={
          <Empty title="No environments yet" action={<ButtonLink href="/setup/adopt">Adopt a repository</ButtonLink>}>
            Environments are read out of the Flux repository; their rules are set here.
          </Empty>
        }
      >
        {(environments) =>
          environments.map((environment) => (
            <RulesForm
              key={environment.name}
              environment={environment}
              onSave={async (changes) => {
                // Of the rules that hold now: the API replaces them all, and somebody else may have changed the others.
                const now = (await api.environments()).environments.find(({ name }) => name === environment.name);
                await api.setRules(environment.name, { ...(now ?? environment).rules, ...changes });
                void say(
                  `The rules of ${environment.name} are saved. Approvals are counted by them at once; promotions in flight keep the others.`,
                );
                await invalidate("environments");
              }}
            />
          ))
        }
      </Listed>
    </Page>
  );
}
