import Link from "next/link";
import type { Repository } from "../../lib/contracts/adoption.ts";
import { Certainty } from "../setup/certainty.tsx";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";
import { versionWords } from "./version-words.ts";

type Deployment = Repository["services"][number]["deployments"][number];

/** Every service with its deployments: the version, the line that says it, and the way it got there. */
export function Declared({ services }: Pick<Repository, "services">) {
  return (
    <Rows>
      {services.map((service) => (
        <details key={service.name}>
          <summary className="flex min-h-[41px] flex-wrap items-center gap-x-4 px-3.5 py-1.5 hover:bg-sunk">
            <span className="min-w-[130px] font-semibold">
              {service.name}
              <span className="text-xs font-normal">
                <Certainty {...service} />
              </span>
            </span>
            <span className="min-w-[180px] flex-1 text-xs text-ink-2 max-sm:order-last max-sm:basis-full">
              {versionWords(service)}
            </span>
            <span className="text-xs text-ink-2">{[service.kind, service.team].filter(Boolean).join(" · ")}</span>
          </summary>
          <div className="divide-y divide-line border-t bg-bg">
            {service.deployments.map((deployment) => (
              <DeploymentRow key={deployment.id} deployment={deployment} />
            ))}
          </div>
        </details>
      ))}
    </Rows>
  );
}

function DeploymentRow({ deployment }: { deployment: Deployment }) {
  const { id, cluster, environment, version } = deployment;
  return (
    <div className="grid grid-cols-[minmax(0,150px)_minmax(0,110px)_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-3.5 py-1.5 max-sm:grid-cols-[minmax(0,1fr)_auto]">
      <span className="min-w-0 truncate">
        {cluster}
        {cluster === environment || cluster.startsWith(environment) ? null : (
          <span className="text-xs text-ink-2"> {environment}</span>
        )}
      </span>
      <span className="version truncate" data-tip={version}>
        {version}
      </span>
      <span className="min-w-0 text-xs text-ink-2 max-sm:col-span-2">
        {deployment.file ? (
          <OutLink href={deployment.url} className="block min-h-6 truncate leading-6 font-mono">
            {deployment.file}:{deployment.line}
          </OutLink>
        ) : (
          "no line says it"
        )}
        <span className="block truncate">{deployment.taken ? deployment.form : "left out"}</span>
      </span>
      {deployment.taken ? (
        <Link
          href={`/deployments/${encodeURIComponent(id)}`}
          prefetch={false}
          className="link text-xs max-sm:col-start-2 max-sm:row-start-1 max-sm:hidden"
          aria-label={`Why ${version} on ${cluster}`}
        >
          why?
        </Link>
      ) : null}
    </div>
  );
}
