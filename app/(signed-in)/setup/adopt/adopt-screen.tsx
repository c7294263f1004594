"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { AdoptionView } from "../../../../components/setup/adoption-view.tsx";
import { countTaken } from "../../../../components/setup/corrections.ts";
import { RepositoryPicker } from "../../../../components/setup/repository-picker.tsx";
import { useAct } from "../../../../components/ui/act.ts";
import { Button } from "../../../../components/ui/button.tsx";
import { Page, RowsSkeleton } from "../../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../../components/ui/problem.tsx";
import { SETUP_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { useUrl } from "../../../../components/ui/url-state.ts";
import type { Adoption, Corrections } from "../../../../lib/contracts/setup.ts";
import { api } from "../../../../lib/web/client.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";

/** Adopt a repository: read it, see why, set right what was guessed wrong, and confirm once. */
export function AdoptScreen() {
  const [params, set] = useUrl();
  const connections = useResource("connections", api.connections);
  const repositories = connections.data?.repositories ?? [];
  const only = repositories.length === 1 ? repositories[0]?.name : undefined;
  const repository = params.get("repository") ?? only;
  return (
    <Page title="Setup" aside={<SubNav label="Setup" pages={SETUP_PAGES} />}>
      <RepositoryPicker
        key={`pick ${repository}`}
        repositories={repositories}
        chosen={repository}
        onChoose={(name) => set({ repository: name }, "push")}
      />
      {repository ? <Reading key={`read ${repository}`} repository={repository} /> : <NoneChosen />}
    </Page>
  );
}

function NoneChosen() {
  return (
    <Empty title="Choose the Flux repository">
      Sluice reads it and shows the environments, clusters, services and versions it finds, each with the reason.
      Nothing has to be annotated, and nothing is taken before you confirm.
    </Empty>
  );
}

function Reading({ repository }: { repository: string }) {
  const router = useRouter();
  const { data, problem, loading, reload } = useResource(`adoption ${repository}`, () => api.adoption(repository));
  const [adoption, setAdoption] = useState<Adoption>();
  const [corrections, setCorrections] = useState<Corrections>({});
  useEffect(() => setAdoption(data), [data]);
  const dirty = Object.keys(corrections).length > 0;
  const confirm = useAct(async () => {
    await api.adopt({ repository, corrections, confirm: true });
    void say(`${repository} is adopted. The board fills as the clusters answer.`);
    invalidate("*");
    router.push("/board");
  });
  const again = useAct(async () => setAdoption(await api.adopt({ repository, corrections, confirm: false })));

  if (problem && !adoption) return <ProblemNote sentence={problem.message} onRetry={reload} />;
  if (!adoption) {
    return <RowsSkeleton rows={10} height={45} label={loading ? "The repository is read" : "Loading"} />;
  }
  const failed = confirm.error ?? again.error ?? problem?.message;
  return (
    <>
      <div className="sticky top-0 z-10 -mx-5 flex flex-wrap items-center gap-2.5 border-b bg-bg px-5 py-2.5 max-sm:-mx-3 max-sm:px-3">
        <p className="flex-1">
          <span className="font-semibold">{repository}</span>{" "}
          <span className="text-ink-2">
            at {adoption.branch} <span className="font-mono text-xs">{adoption.commit.slice(0, 7)}</span>:{" "}
            {summary(adoption, corrections)}
          </span>
        </p>
        <Button busy={again.busy} disabled={confirm.busy} onClick={() => void again.run()}>
          {dirty ? "Read again with the corrections" : "Read again"}
        </Button>
        <Button
          look="primary"
          busy={confirm.busy}
          disabled={again.busy || (adoption.adopted && !dirty)}
          onClick={() => void confirm.run()}
        >
          {adoption.adopted ? (dirty ? "Save the corrections" : "Adopted") : "Adopt"}
        </Button>
      </div>
      {failed ? <ProblemNote sentence={failed} /> : null}
      <AdoptionView adoption={adoption} corrections={corrections} onCorrect={setCorrections} />
    </>
  );
}

function summary(adoption: Adoption, corrections: Corrections): string {
  const parts = [
    many(adoption.clusters.length, "cluster"),
    many(adoption.environments.length, "environment"),
    many(adoption.services.length, "service"),
    many(countTaken(adoption, corrections), "deployment"),
  ];
  if (adoption.problems.length > 0) parts.push(many(adoption.problems.length, "problem"));
  return parts.join(", ");
}

function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
