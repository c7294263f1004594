"use client";

import Link from "next/link";
import type { PromotionSummary } from "../../lib/contracts/promotion.ts";
import { TONES } from "../status-badge.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

/** Promotions, a line each: what, where to, the one thing to say now, who asked and when. */
export function PromotionTable({ promotions, label }: { promotions: PromotionSummary[]; label: string }) {
  return (
    <Rows>
      <ul aria-label={label} className="divide-y divide-line">
        {promotions.map((promotion) => (
          <li key={promotion.id}>
            <PromotionLine promotion={promotion} />
          </li>
        ))}
      </ul>
    </Rows>
  );
}

function PromotionLine({ promotion }: { promotion: PromotionSummary }) {
  const { ink, icon: Icon } = TONES[promotion.tone];
  return (
    <Link
      href={`/promotions/${encodeURIComponent(promotion.id)}`}
      prefetch={false}
      className="grid min-h-[49px] grid-cols-[minmax(200px,1.1fr)_minmax(0,1.4fr)_minmax(0,128px)] items-center gap-x-4 px-3.5 py-1.5 hover:bg-sunk max-sm:grid-cols-[minmax(0,1fr)_auto]"
    >
      <span className="min-w-0">
        <span className="block truncate font-semibold">
          {promotion.serviceName} <span className="version">{promotion.version}</span>
          <span className="font-normal text-ink-2"> → </span>
          {promotion.environment}
        </span>
        <span className="block truncate text-xs text-ink-2">
          #{promotion.number}
          {promotion.kind === "rollback" ? " · rollback" : ""}
          {promotion.from ? ` · replaces ${promotion.from}` : ""}
        </span>
      </span>
      <span className="min-w-0 max-sm:order-last max-sm:col-span-2">
        <span className={`flex items-center gap-1.5 font-medium ${promotion.tone === "quiet" ? "text-ink-2" : ink}`}>
          {Icon ? <Icon className="size-3.5 shrink-0" aria-hidden /> : null}
          <span className="sm:truncate">{promotion.sentence}</span>
        </span>
        <span className="block truncate text-xs text-ink-2">“{promotion.reason}”</span>
      </span>
      <span className="text-right text-xs text-ink-2">
        <Time at={promotion.requestedAt} className="block" />
        <span className="block truncate max-sm:hidden">@{promotion.requestedBy}</span>
      </span>
    </Link>
  );
}
