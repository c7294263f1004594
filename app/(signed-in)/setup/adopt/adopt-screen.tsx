"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { AdoptionView } from "../../../../components/setup/adoption-view.tsx";
import { countTaken } from "../../../../components/setup/corrections.ts";
import { RepositoryPicker } from "../../../../components/setup/repository-picker.tsx";
import { useAct } from "../../../../components/ui/act.ts";
import { Button, Spinner } from "../../../../components/ui/button.tsx";
import { useHere } from "../../../../components/ui/here.ts";
import { many } from "../../../../components/ui/many.ts";
import { Page, RowsSkeleton } from "../../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../../components/ui/problem.tsx";
import { SETUP_PAGES, SubNav } from "../../../../components/ui/sub-nav.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { useUrl } from "../../../../components/ui/url-state.ts";
import type { Adoption } from "../../../../lib/contracts/adoption.ts";
import { api } from "../../../../lib/web/client.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";
import { useCorrecting } from "./use-correcting.ts";

/** Adopt a repository: read it, see why, set right what was guessed wrong, and confirm once. */
export function AdoptScreen() {
  const [params, set] = useUrl();
  const connections = useResource("connections", api.connections);
  const repositories = connections.data?.repositories ?? [];
  // Whoever comes here wants the one that is left.
  const left = repositories.filter((each) => !each.adopted);
  const [only] = left.length === 1 ? left : repositories.length === 1 ? repositories : [];
  // And stays with it, though somebody else adopts it meanwhile, or another one comes.
  const [first, setFirst] = useState<string>();
  if (first === undefined && only) setFirst(only.name);
  const repository = params.get("repository") ?? first;
  return (
    <Page title="Setup" aside={<SubNav label="Setup" pages={SETUP_PAGES} />}>
      <RepositoryPicker
        key={`pick ${repository}`}
        repositories={repositories}
        chosen={repository}
        onChoose={(name) => set({ repository: name }, "push")}
      />
      {repository ? (
        <Reading key={`read ${repository}`} repository={repository} />
      ) : connections.problem ? (
        <ProblemNote sentence={connections.problem.message} onRetry={connections.reload} />
      ) : connections.data ? (
        <NoneChosen />
      ) : (
        <RowsSkeleton rows={10} height={45} label="The repositories are loading" />
      )}
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
  const { adoption, dirty, keep, corrections, correct, correcting, refused } = useCorrecting(repository, data);
  const here = useHere();
  const confirm = useAct(async () => {
    const wasAdopted = adoption?.adopted;
    const sent = adoption?.corrections ?? {};
    const taken = await api.adopt({ repository, corrections: sent, confirm: true });
    invalidate("*");
    if (wasAdopted) {
      keep(sent, taken);
      return void say(
        dirty
          ? "The corrections are saved. The next readings keep to them."
          : "The environments are confirmed. From now on their order changes by hand only.",
      );
    }
    void say(`${repository} is adopted. The board fills as the clusters answer.`);
    if (here()) router.push("/board");
  });

  if (problem && !adoption) return <ProblemNote sentence={problem.message} onRetry={reload} />;
  if (!adoption) {
    return <RowsSkeleton rows={10} height={45} label={loading ? "The repository is read" : "Loading"} />;
  }
  const failed = confirm.error ?? refused ?? problem?.message;
  return (
    <>
      <div className="sticky top-0 z-10 -mx-5 flex flex-wrap items-center gap-2.5 border-b bg-bg px-5 py-2.5 max-sm:-mx-3 max-sm:px-3">
        <p className="min-w-[240px] flex-1">
          <span className="font-semibold">{repository}</span>{" "}
          <span className="text-ink-2">
            at {adoption.branch} <span className="font-mono text-xs">{adoption.commit.slice(0, 7)}</span>:{" "}
            {summary(adoption)}
          </span>
        </p>
        {correcting ? (
          <span role="status" className="flex items-center gap-1.5 text-xs text-ink-2">
            <Spinner /> reading with it
          </span>
        ) : null}
        <Button
          look="primary"
          busy={confirm.busy}
          disabled={correcting || (adoption.adopted && adoption.confirmed && !dirty)}
          onClick={() => void confirm.run()}
        >
          {buttonWord(adoption, dirty)}
        </Button>
      </div>
      {failed ? <ProblemNote sentence={failed} /> : null}
      <AdoptionView adoption={adoption} corrections={corrections} onCorrect={correct} />
    </>
  );
}

/** What was adopted without anybody looking at it waits for somebody who does. */
function buttonWord({ adopted, confirmed }: Adoption, dirty: boolean): string {
  if (!adopted) return "Adopt";
  if (dirty) return "Save the corrections";
  return confirmed ? "Adopted" : "Confirm";
}

function summary(adoption: Adoption): string {
  const { taken, all } = countTaken(adoption);
  const parts = [
    many(adoption.clusters.length, "cluster"),
    many(adoption.environments.length, "environment"),
    many(adoption.services.length, "service"),
    taken === all ? many(all, "deployment") : `${taken} of ${many(all, "deployment")}`,
  ];
  if (adoption.problems.length > 0) parts.push(many(adoption.problems.length, "problem"));
  return parts.join(", ");
}
