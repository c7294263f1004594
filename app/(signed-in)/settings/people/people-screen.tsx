"use client";

import { AddPerson } from "../../../../components/settings/add-person.tsx";
import { PersonRow } from "../../../../components/settings/person-row.tsx";
import { Page, Rows, RowsSkeleton } from "../../../../components/ui/page.tsx";
import { ProblemNote } from "../../../../components/ui/problem.tsx";
import { SETTINGS_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { api } from "../../../../lib/web/client.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";

export function PeopleScreen() {
  const { data, problem, reload } = useResource("people", api.people);
  const environments = useResource("environments", api.environments);
  return (
    <Page title="Settings" aside={<SubNav label="Settings" pages={SETTINGS_PAGES} />}>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {data ? (
        <>
          <p className="text-ink-2">
            A role holds everywhere, or in one environment. Who signs in for the first time appears here, and may look.
          </p>
          <Rows>
            {data.people.map((person) => (
              <PersonRow
                key={`${person.id} ${JSON.stringify(person.grants)}`}
                person={person}
                environments={environments.data?.environments.map((each) => each.name) ?? []}
                onSave={async (grants) => {
                  await api.grant(person.id, grants);
                  void say(`The roles of @${person.login} are saved.`);
                  invalidate("people", "me");
                }}
              />
            ))}
          </Rows>
          <AddPerson
            onAdd={async (login, role) => {
              const known = data.people.find((person) => person.login === login);
              await api.grant(login, [...(known?.grants ?? []), { role }]);
              void say(`@${login} is ${role.replaceAll("-", " ")} now.`);
              invalidate("people", "me");
            }}
          />
        </>
      ) : problem ? null : (
        <RowsSkeleton rows={5} height={57} label="The people are loading" />
      )}
    </Page>
  );
}
