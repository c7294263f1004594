"use client";

import { useState } from "react";
import { latestSign, oldestSign } from "../../../../components/board/silence.ts";
import { give } from "../../../../components/settings/grants.ts";
import { ClusterForm } from "../../../../components/setup/cluster-form.tsx";
import { ConnectionList } from "../../../../components/setup/connection-list.tsx";
import { GitHubForm } from "../../../../components/setup/github-form.tsx";
import { OwnLogin } from "../../../../components/setup/own-login.tsx";
import { SignInForm } from "../../../../components/setup/sign-in-form.tsx";
import { useAct } from "../../../../components/ui/act.ts";
import { ButtonLink } from "../../../../components/ui/button.tsx";
import { Page, RowsSkeleton, Section } from "../../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../../components/ui/problem.tsx";
import { SETUP_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { api } from "../../../../lib/web/client.ts";
import { signsOfLife } from "../../../../lib/web/live.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";
import { signOut } from "../../../sign-in/session.ts";
import { changeGrants } from "../../change-grants.ts";

export function ConnectScreen() {
  const { data, problem, reload } = useResource("connections", api.connections);
  const removal = useAct(async (id: string, name: string) => {
    await api.disconnect(id);
    void say(`${name} is disconnected.`);
    invalidate("connections");
  });
  const [checking, setChecking] = useState<string>();
  const check = useAct(async (id: string) => {
    setChecking(id);
    await api.checkConnection(id).finally(() => setChecking(undefined));
    invalidate("connections");
  });
  const connected = async <T,>(answer: Promise<T>): Promise<T> => {
    const checked = await answer;
    invalidate("connections", "board");
    return checked;
  };
  return (
    <Page title="Setup" aside={<SubNav label="Setup" pages={SETUP_PAGES} />}>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {removal.error ? <ProblemNote sentence={removal.error} /> : null}
      {check.error ? <ProblemNote sentence={check.error} /> : null}
      {data ? (
        <>
          <Section title="Connections" beside="each checked, with a sentence on what works and what is missing">
            {data.connections.length === 0 ? (
              <Empty title="Nothing is connected yet">
                Sluice needs the GitHub that holds the Flux repository, and the clusters that follow it. Begin below.
              </Empty>
            ) : (
              <ConnectionList
                connections={data.connections}
                checking={checking}
                heardAt={(each) => latestSign(each.heardAt, oldestSign(each.columns, signsOfLife()))}
                onCheck={(each) => void check.run(each.id)}
                onRemove={(each) => {
                  if (
                    window.confirm(`Disconnect ${each.name}? Its credentials are deleted. What was observed stays.`)
                  ) {
                    void removal.run(each.id, each.name);
                  }
                }}
              />
            )}
          </Section>
          <div className="grid grid-cols-2 items-start gap-5 max-lg:grid-cols-1">
            <div className="flex flex-col gap-5">
              {data.bySetUpLink ? (
                <OwnLogin
                  canSignIn={data.connections.some((each) => each.signIn && each.signIn !== "none")}
                  onSignOut={() => void signOut()}
                  onAdmin={(login) => changeGrants(login.toLowerCase(), give({ role: "admin" }))}
                />
              ) : null}
              {data.connections
                .filter((each) => each.signIn === "none" && !each.fixed)
                .map((each) => (
                  <SignInForm
                    key={each.id}
                    connection={each}
                    callbackUrl={data.callbackUrl}
                    onSave={(client) => connected(api.setSignIn(each.id, client))}
                  />
                ))}
              <GitHubForm
                webUrl={data.webUrl}
                onApp={async (request) => window.location.assign((await api.beginApp(request)).next)}
                onConnect={(request) => connected(api.connectGitHub(request))}
              />
            </div>
            <ClusterForm rbac={data.rbac} onConnect={(request) => connected(api.connectCluster(request))} />
          </div>
          {data.connections.length > 0 ? (
            <div className="flex items-center gap-3">
              <ButtonLink href="/setup/adopt" look="primary">
                Next: adopt a repository
              </ButtonLink>
            </div>
          ) : null}
        </>
      ) : problem ? null : (
        <RowsSkeleton rows={4} height={80} label="The connections are loading" />
      )}
    </Page>
  );
}
