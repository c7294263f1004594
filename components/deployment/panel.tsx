"use client";

import type { ReactNode } from "react";
import type { Deployment } from "../../lib/contracts/deployment.ts";
import { isSilent, silenceWords } from "../board/silence.ts";
import { HealthBadge, TONES } from "../status-badge.tsx";
import { many } from "../ui/many.ts";
import { Section } from "../ui/page.tsx";
import { useTick } from "../ui/ticker.ts";
import { Time } from "../ui/time.tsx";
import { Conditions, Events } from "./conditions.tsx";
import { Facts } from "./facts.tsx";
import { Past, Promotions } from "./past.tsx";
import { Places } from "./places.tsx";

type Props = { deployment: Deployment; heardAt: number | undefined; acts: ReactNode; why: ReactNode };

/** Everything that is known of one deployment, in the order in which one asks. What is not heard does not look healthy. */
export function Panel({ deployment, heardAt, acts, why }: Props) {
  const { cell, behind, staleAfterMs } = deployment;
  const silence = useTick((now) => (isSilent(heardAt, now, staleAfterMs) ? silenceWords(heardAt, now) : undefined));
  const is = silence ? "asleep" : cell.tone;
  const tone = TONES[is];
  const sentence = silence ?? cell.sentence;
  const tinted = is === "bad" || is === "you" || is === "motion" || is === "asleep";
  return (
    <div className="flex flex-col gap-5 px-5 py-4">
      <div className={`rounded-lg border px-3.5 py-2.5 ${tinted ? `border-transparent ${tone.tint}` : "bg-bg"}`}>
        <div className="flex items-center gap-2">
          <span className="version flex-1 text-md">{cell.version ?? "nothing runs"}</span>
          <HealthBadge health={silence ? "unknown" : deployment.health} />
        </div>
        {sentence ? (
          <p className={`mt-0.5 flex items-center gap-1.5 font-medium ${tone.ink}`}>
            {tone.icon && is !== "motion" ? <tone.icon className="size-3.5 shrink-0" aria-hidden /> : null}
            {sentence}
          </p>
        ) : null}
        <p className="mt-0.5 text-xs text-ink-2">
          {heardAt ? (
            <>
              last heard <Time at={heardAt} suffix="ago" />
            </>
          ) : (
            "never heard"
          )}
          {behind && behind.releases > 0 && !cell.sentence?.includes("behind")
            ? ` · ${many(behind.releases, "release")} behind ${behind.environment}${behind.days ? `, ${behind.days} d` : ""}`
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
      {deployment.events.length > 0 || deployment.eventsTrouble ? (
        <Section title="Events">
          {deployment.eventsTrouble ? (
            <p className="text-ink-2">{deployment.eventsTrouble}</p>
          ) : (
            <Events events={deployment.events} />
          )}
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
