"use client";

import type { ReactNode } from "react";
import type { Deployment } from "../../lib/contracts/deployment.ts";
import { HealthBadge, TONES } from "../status-badge.tsx";
import { Section } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";
import { Conditions, Events } from "./conditions.tsx";
import { Facts } from "./facts.tsx";
import { Past, Promotions } from "./past.tsx";
import { Places } from "./places.tsx";

/** Everything that is known of one deployment, in the order in which one asks. */
export function Panel({ deployment, acts, why }: { deployment: Deployment; acts: ReactNode; why: ReactNode }) {
  const { cell, behind } = deployment;
  const tone = TONES[cell.tone];
  const tinted = cell.tone === "bad" || cell.tone === "you" || cell.tone === "motion" || cell.tone === "asleep";
  return (
    <div className="flex flex-col gap-5 px-5 py-4">
      <div className={`rounded-lg border px-3.5 py-2.5 ${tinted ? `border-transparent ${tone.tint}` : "bg-bg"}`}>
        <div className="flex items-center gap-2">
          <span className="version flex-1 text-md">{cell.version ?? "nothing runs"}</span>
          <HealthBadge health={deployment.health} />
        </div>
        {cell.sentence ? (
          <p className={`mt-0.5 flex items-center gap-1.5 font-medium ${tone.ink}`}>
            {tone.icon && cell.tone !== "motion" ? <tone.icon className="size-3.5 shrink-0" aria-hidden /> : null}
            {cell.sentence}
          </p>
        ) : null}
        <p className="mt-0.5 text-xs text-ink-2">
          {deployment.heardAt ? (
            <>
              last heard <Time at={deployment.heardAt} suffix="ago" />
            </>
          ) : (
            "never heard"
          )}
          {behind && behind.releases > 0 && !cell.sentence?.includes("behind")
            ? ` · ${behind.releases} ${behind.releases === 1 ? "release" : "releases"} behind ${behind.environment}${behind.days ? `, ${behind.days} d` : ""}`
            : ""}
        </p>
      </div>
      {acts}
      <Facts deployment={deployment} />
      <Section title="What Flux says">
        <Conditions conditions={deployment.conditions} />
      </Section>
      <Section title="Where the version is written" beside={deployment.reason}>
        <Places places={deployment.places} />
      </Section>
      {why}
      {deployment.promotions.length > 0 ? (
        <Section title="Promotions">
          <Promotions promotions={deployment.promotions} />
        </Section>
      ) : null}
      <Section title="What ran here">
        <Past intervals={deployment.intervals} wayBack={deployment.wayBack} />
      </Section>
      {deployment.events.length > 0 ? (
        <Section title="Events">
          <Events events={deployment.events} />
        </Section>
      ) : null}
    </div>
  );
}

export function PanelTitle({ deployment }: { deployment: Deployment }) {
  const { service, cluster, environment, namespace, object } = deployment;
  return (
    <>
      <span className="block truncate">
        {service.name} <span className="font-normal text-ink-2">on</span> {cluster}
      </span>
      <span className="block truncate text-xs font-normal text-ink-2">
        {[environment, `${object.kind} ${namespace}/${object.name}`, service.team].filter(Boolean).join(" · ")}
      </span>
    </>
  );
}
