"use client";

import { AddPerson } from "../../../../components/settings/add-person.tsx";
import { give } from "../../../../components/settings/grants.ts";
import { PersonRow } from "../../../../components/settings/person-row.tsx";
import { Page, Rows, RowsSkeleton } from "../../../../components/ui/page.tsx";
import { ProblemNote } from "../../../../components/ui/problem.tsx";
import { SETTINGS_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { api } from "../../../../lib/web/client.ts";
import { useResource } from "../../../../lib/web/resource.ts";
import { changeGrants } from "../../change-grants.ts";

export function PeopleScreen() {
  const { data, problem, reload } = useResource("people", api.people);
  const environments = useResource("environments", api.environments);
  return (
    <Page title="Settings" aside={<SubNav label="Settings" pages={SETTINGS_PAGES} />}>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {environments.problem ? (
        <ProblemNote sentence={environments.problem.message} onRetry={environments.reload} />
      ) : null}
      {data ? (
        <>
          <p className="text-ink-2">
            A role holds everywhere, or in one environment. Who signs in for the first time appears here, and may look.
          </p>
          <Rows>
            {data.people.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                environments={environments.data?.environments.map((each) => each.name) ?? []}
                onChange={async (change) => {
                  await changeGrants(person.login, change);
                  void say(`The roles of @${person.login} are saved.`);
                }}
              />
            ))}
          </Rows>
          <AddPerson
            onAdd={async (login, role) => {
              await changeGrants(login, give({ role }));
              void say(`@${login} is ${role.replaceAll("-", " ")} now.`);
            }}
          />
        </>
      ) : problem ? null : (
        <RowsSkeleton rows={5} height={57} label="The people are loading" />
      )}
    </Page>
  );
}
