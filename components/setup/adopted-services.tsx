"use client";

import type { Adoption } from "../../lib/contracts/adoption.ts";
import { versionWords } from "../repository/version-words.ts";
import { CommitField } from "../ui/commit-field.tsx";
import { INPUT } from "../ui/field.tsx";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";
import type { Correcting } from "./adoption-view.tsx";
import { Certainty, Reason } from "./certainty.tsx";
import { renameService, set, toggleIgnored } from "./corrections.ts";

type Service = Adoption["services"][number];
type Deployment = Service["deployments"][number];
type Props = Correcting & { names: string };

export function AdoptedServices(props: Props) {
  return (
    <Rows>
      {props.adoption.services.map((service) => (
        <ServiceRow key={service.deployments[0]?.key ?? service.name} service={service} {...props} />
      ))}
    </Rows>
  );
}

function ServiceRow({ service, ...props }: Props & { service: Service }) {
  const { corrections, onCorrect } = props;
  return (
    <details>
      <summary className="flex min-h-[41px] flex-wrap items-center gap-x-4 px-3.5 py-1.5 hover:bg-sunk">
        <span className="min-w-[140px] font-semibold">
          {service.name}
          <span className="text-xs font-normal">
            <Certainty {...service} />
          </span>
        </span>
        <span className="min-w-[70px] text-xs text-ink-2">{service.kind}</span>
        <span className="flex-1 text-xs text-ink-2 max-sm:order-last max-sm:basis-full">{versionWords(service)}</span>
        <span className="text-xs text-ink-2">{service.team ?? "no team"}</span>
      </summary>
      <div className="flex flex-col gap-3 border-t bg-bg px-3.5 py-3">
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-xs text-ink-2">
          <span className="flex items-center gap-2">
            Name
            <CommitField
              label={`Name of ${service.name}`}
              value={service.name}
              onCommit={(name) => onCorrect(renameService(corrections, service.name, name))}
              className="w-[180px]"
            />
          </span>
          <span className="flex items-center gap-2">
            Team
            <CommitField
              label={`Team of ${service.name}`}
              value={service.team ?? ""}
              placeholder="nobody"
              onCommit={(team) => onCorrect(set(corrections, "teams", service.name, team))}
              className="w-[160px]"
            />
          </span>
          <span className="min-w-[200px] flex-1">{service.reason}</span>
        </div>
        <ul className="flex flex-col divide-y divide-line">
          {service.deployments.map((deployment) => (
            <DeploymentRow key={deployment.key} service={service} deployment={deployment} {...props} />
          ))}
        </ul>
      </div>
    </details>
  );
}

function DeploymentRow(props: Props & { service: Service; deployment: Deployment }) {
  const { service, deployment, corrections, onCorrect } = props;
  const { key, cluster } = deployment;
  const taken = !corrections.ignore?.includes(key);
  return (
    <li
      className={`grid grid-cols-[20px_minmax(0,150px)_minmax(0,1fr)_auto] items-start gap-x-2.5 gap-y-2 py-2 max-sm:grid-cols-[20px_minmax(0,1fr)] ${taken ? "" : "opacity-60"}`}
    >
      <input
        type="checkbox"
        checked={taken}
        aria-label={`Take ${service.name} on ${cluster}`}
        onChange={() => onCorrect(toggleIgnored(corrections, key))}
        className="mt-0.5 size-4 accent-accent"
      />
      <span className="min-w-0">
        <span className="block truncate">{cluster}</span>
        <span className="version block truncate">{deployment.version}</span>
      </span>
      <span className="min-w-0 text-xs text-ink-2 [overflow-wrap:anywhere] max-sm:col-start-2">
        {deployment.file ? (
          <OutLink href={deployment.url} className="font-mono text-ink">
            {deployment.file}:{deployment.line}
          </OutLink>
        ) : null}{" "}
        <span className="font-mono">{deployment.path}</span>
        <span className="block">
          {deployment.form} · <Reason {...deployment} />
        </span>
      </span>
      <span className="flex flex-wrap items-center gap-1.5 max-sm:col-start-2">
        <CommitField
          label={`Service of ${deployment.kind} ${deployment.namespace}/${deployment.name} on ${cluster}`}
          value={service.name}
          onCommit={(name) => onCorrect(set(corrections, "deploymentServices", key, name))}
          className="w-[130px]"
        />
        <CommitField
          label={`Environment of ${service.name} on ${cluster}`}
          value={deployment.environment}
          suggestions={props.names}
          onCommit={(name) => onCorrect(set(corrections, "deploymentEnvironments", key, name))}
          className="w-[120px]"
        />
        {deployment.others.length > 0 ? (
          <select
            aria-label={`What leads ${service.name} on ${cluster}`}
            value=""
            onChange={(event) => onCorrect(set(corrections, "leading", key, event.target.value))}
            className={`${INPUT} h-7 w-[130px] cursor-pointer`}
          >
            <option value="">{deployment.form} leads</option>
            {deployment.others.map((other) => (
              <option key={other.path} value={other.path}>
                {other.what} {other.version}
              </option>
            ))}
          </select>
        ) : null}
      </span>
    </li>
  );
}
