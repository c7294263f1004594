"use client";

import type { ReactNode } from "react";
import type { Promotion } from "../../lib/contracts/promotion.ts";
import { HEALTH, ToneBadge } from "../status-badge.tsx";
import { Crumbs, Section } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";
import { amount, Brings } from "./brings.tsx";
import { Diff } from "./diff.tsx";
import { Gates } from "./gates.tsx";
import { Legs } from "./legs.tsx";
import { Steps } from "./steps.tsx";
import { Timeline } from "./timeline.tsx";
import { type GiveVerdict, VerdictBox } from "./verdict-box.tsx";
import { WhereItIs } from "./where-it-is.tsx";

type Props = {
  promotion: Promotion;
  /** The columns that have not been heard of lately. */
  silent: ReadonlySet<string>;
  actions: ReactNode;
  onVerdict: GiveVerdict;
};

/** A promotion: its six steps, what decides, and what it would do. */
export function PromotionView({ promotion, silent, actions, onVerdict }: Props) {
  return (
    // A reason is often an address, which has no place to break at.
    <article className="mx-auto flex max-w-[1180px] flex-col gap-5 px-6 py-4 [overflow-wrap:anywhere] max-sm:px-3">
      <Head promotion={promotion} actions={actions} />
      <Steps steps={promotion.steps} tone={promotion.tone} />
      <div className="grid grid-cols-[minmax(0,1fr)_316px] items-start gap-7 max-lg:grid-cols-1">
        <div className="flex min-w-0 flex-col gap-6 max-lg:order-last">
          {promotion.gates.length > 0 ? (
            <Section title="Gates">
              <Gates gates={promotion.gates} />
            </Section>
          ) : null}
          {promotion.legs.length > 1 ? (
            <Section title="Cluster by cluster">
              <Legs legs={promotion.legs} />
            </Section>
          ) : null}
          {promotion.files.length > 0 ? (
            <Section title="What changes in Git">
              <Diff files={promotion.files} />
            </Section>
          ) : null}
          {promotion.brings ? <Brings brings={promotion.brings} /> : null}
        </div>
        <aside className="flex flex-col gap-6 max-sm:gap-4">
          <VerdictBox promotion={promotion} onVerdict={onVerdict} />
          <WhereItIs promotion={promotion} silent={silent} />
          <Timeline entries={promotion.timeline} />
        </aside>
      </div>
    </article>
  );
}

/** How it stands; a promotion that came to its good end says so with a check. */
function Standing({ promotion }: { promotion: Promotion }) {
  if (!promotion.steps.every((step) => step.state === "done")) {
    return <ToneBadge tone={promotion.tone}>{promotion.sentence}</ToneBadge>;
  }
  const Icon = HEALTH.healthy.icon;
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full bg-good-tint px-2.5 py-0.5 text-xs font-semibold text-good">
      {Icon ? <Icon className="size-3.5 shrink-0" aria-hidden /> : null}
      {promotion.sentence}
    </span>
  );
}

function Head({ promotion, actions }: { promotion: Promotion; actions: ReactNode }) {
  const { id, number, service, serviceName, environment, version } = promotion;
  return (
    <header>
      <Crumbs
        trail={[
          ["Promotions", "/promotions"],
          [serviceName, `/services/${encodeURIComponent(service)}`],
          [`#${number || id}`],
        ]}
      />
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl leading-tight font-semibold tracking-tight">
          {serviceName} {version} <span className="px-1 font-normal text-ink-2">→</span> {environment}
        </h1>
        {promotion.kind === "rollback" ? <ToneBadge tone="held">rollback</ToneBadge> : null}
        <span role="status">
          <Standing promotion={promotion} />
        </span>
        <div className="ml-auto flex flex-wrap gap-2.5">{actions}</div>
      </div>
      <p className="mt-1.5 text-ink-2">
        {promotion.from ? `Replaces ${promotion.from}. ` : ""}
        {promotion.brings && promotion.brings.commits > 0 ? `${amount(promotion.brings)}. ` : ""}
        Asked for by @{promotion.requestedBy} <Time at={promotion.requestedAt} suffix="ago" />: “{promotion.reason}”.
        {promotion.notes.map((note) => ` ${note}`)}
      </p>
    </header>
  );
}
