"use client";

import type { Adoption, Corrections } from "../../lib/contracts/setup.ts";
import { INPUT } from "../ui/field.tsx";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";
import { deploymentKey, toggleIgnored } from "./corrections.ts";

type Service = Adoption["services"][number];
type Props = { corrections: Corrections; onCorrect: (corrections: Corrections) => void };

export function AdoptedServices({ adoption, ...rest }: Props & { adoption: Adoption }) {
  return (
    <Rows>
      {adoption.services.map((service) => (
        <ServiceRow key={service.name} service={service} {...rest} />
      ))}
    </Rows>
  );
}

function ServiceRow({ service, corrections, onCorrect }: Props & { service: Service }) {
  return (
    <details>
      <summary className="flex min-h-[41px] flex-wrap items-center gap-x-4 px-3.5 py-1.5 hover:bg-sunk">
        <span className="min-w-[140px] font-semibold">{service.name}</span>
        <span className="min-w-[90px] text-xs text-ink-2">{service.kind}</span>
        <span className="flex-1 text-xs text-ink-2">
          {[...new Map(service.deployments.map((each) => [each.environment, each.version]))]
            .map(([environment, version]) => `${environment} ${version}`)
            .join(" · ")}
        </span>
        <span className="text-xs text-ink-2">{service.team ?? "no team"}</span>
      </summary>
      <div className="border-t bg-bg px-3.5 py-3">
        <label className="mb-2.5 flex items-center gap-2.5 text-xs text-ink-2">
          Team
          <input
            value={service.team ?? ""}
            placeholder="nobody"
            onChange={(event) =>
              onCorrect({ ...corrections, teams: { ...corrections.teams, [service.name]: event.target.value } })
            }
            className={`${INPUT} h-7 w-[180px] text-sm`}
          />
        </label>
        <ul className="flex flex-col gap-1.5">
          {service.deployments.map((deployment) => {
            const key = deploymentKey(deployment.cluster, service.name);
            const taken = !corrections.ignore?.includes(key);
            return (
              <li
                key={`${key} ${deployment.file} ${deployment.path}`}
                className={`grid grid-cols-[24px_130px_110px_minmax(0,1fr)] items-baseline gap-x-2 ${taken ? "" : "opacity-60"}`}
              >
                <input
                  type="checkbox"
                  checked={taken}
                  aria-label={`Take ${service.name} on ${deployment.cluster}`}
                  onChange={() => onCorrect(toggleIgnored(corrections, key))}
                  className="size-4 self-center accent-accent"
                />
                <span className="truncate">{deployment.cluster}</span>
                <span className="version truncate">{deployment.version}</span>
                <span className="min-w-0 text-xs text-ink-2">
                  <OutLink href={deployment.url} className="font-mono text-ink">
                    {deployment.file}:{deployment.line}
                  </OutLink>{" "}
                  <span className="font-mono">{deployment.path}</span>
                  <span className="block">
                    {deployment.form} · {deployment.reason}
                  </span>
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </details>
  );
}
