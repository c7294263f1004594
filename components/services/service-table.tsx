"use client";

import Link from "next/link";
import type { ServiceRow } from "../../lib/contracts/lists.ts";
import { Rows } from "../ui/page.tsx";

/** Services, a line each, with the newest release and how far it has come. */
export function ServiceTable({ services }: { services: ServiceRow[] }) {
  if (services.length === 0) return <p className="py-6 text-center text-ink-2">No service fits the search.</p>;
  return (
    <Rows>
      <ul aria-label="Services" className="divide-y divide-line">
        {services.map((service) => (
          <li key={service.id}>
            <Link
              href={`/services/${encodeURIComponent(service.id)}`}
              prefetch={false}
              className="grid min-h-[49px] grid-cols-[minmax(140px,1fr)_minmax(120px,0.7fr)_minmax(0,1.6fr)] items-center gap-x-4 px-3.5 py-1.5 hover:bg-sunk max-sm:grid-cols-2"
            >
              <span className="min-w-0">
                <span className="block truncate font-semibold">{service.name}</span>
                <span className="block truncate text-xs text-ink-2">
                  {[service.kind, service.team].filter(Boolean).join(" · ")}
                </span>
              </span>
              <span className="min-w-0">
                {service.latest ? (
                  <>
                    <span className="version block truncate">{service.latest}</span>
                    <span className="block text-xs text-ink-2">newest</span>
                  </>
                ) : (
                  <span className="text-xs text-ink-2">no releases known</span>
                )}
              </span>
              <span className="flex flex-wrap gap-x-5 gap-y-0.5 max-sm:col-span-2">
                {service.runsIn?.map((place) => (
                  <span key={`${place.environment} ${place.cluster}`} className="text-xs whitespace-nowrap text-ink-2">
                    {place.cluster}{" "}
                    <span className={`version ${place.version === service.latest ? "text-good" : "text-ink"}`}>
                      {place.version ?? "—"}
                    </span>
                  </span>
                ))}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Rows>
  );
}
