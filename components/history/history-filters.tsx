"use client";

import { useSyncExternalStore } from "react";
import type { BoardService, Column } from "../../lib/contracts/board.ts";
import { Button } from "../ui/button.tsx";
import { INPUT } from "../ui/field.tsx";
import { fromLocalInput, toLocalInput } from "./local-time.ts";

type Filter = { service?: string; environment?: string; cluster?: string; at?: number };

export function HistoryFilters(props: {
  filter: Filter;
  services: BoardService[];
  columns: Column[];
  onChange: (patch: Record<string, string | undefined>) => void;
}) {
  const { filter, onChange } = props;
  const environments = [...new Set(props.columns.map((column) => column.environment))];
  const clusters = props.columns
    .filter((column) => !filter.environment || column.environment === filter.environment)
    .map((column) => column.cluster);
  const zone = useZone();
  const any = filter.service || filter.environment || filter.cluster || filter.at;
  return (
    <div className="flex flex-wrap items-end gap-2.5">
      <Pick
        label="Service"
        all="All services"
        value={filter.service}
        options={props.services.map((service): [string, string] => [service.id, service.name])}
        onChange={(service) => onChange({ service })}
      />
      <Pick
        label="Environment"
        all="All environments"
        value={filter.environment}
        options={environments.map((name): [string, string] => [name, name])}
        onChange={(environment) => onChange({ environment, cluster: undefined })}
      />
      <Pick
        label="Cluster"
        all="All clusters"
        value={filter.cluster}
        options={[...new Set(clusters)].map((name): [string, string] => [name, name])}
        onChange={(cluster) => onChange({ cluster })}
      />
      <label className="flex flex-col gap-1 text-xs text-ink-2">
        What ran at{zone ? ` (${zone})` : ""}
        <input
          type="datetime-local"
          value={filter.at ? toLocalInput(filter.at) : ""}
          onChange={(event) => onChange({ at: fromLocalInput(event.target.value)?.toString() })}
          className={`${INPUT} h-8 text-sm`}
        />
      </label>
      {any ? (
        <Button
          look="ghost"
          className="h-8"
          onClick={() => onChange({ service: undefined, environment: undefined, cluster: undefined, at: undefined })}
        >
          Clear
        </Button>
      ) : null}
    </div>
  );
}

/** The reader's zone; empty on the server, which has another. */
function useZone(): string {
  return useSyncExternalStore(
    () => () => {},
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "",
  );
}

function Pick(props: {
  label: string;
  all: string;
  value: string | undefined;
  options: [string, string][];
  onChange: (value: string | undefined) => void;
}) {
  // What the address asks for stays chosen while the list it comes from is being read.
  const known = !props.value || props.options.some(([value]) => value === props.value);
  return (
    <label className="flex flex-col gap-1 text-xs text-ink-2">
      {props.label}
      <select
        value={props.value ?? ""}
        onChange={(event) => props.onChange(event.target.value || undefined)}
        className={`${INPUT} h-8 max-w-[220px] min-w-[150px] cursor-pointer text-sm`}
      >
        <option value="">{props.all}</option>
        {known ? null : <option value={props.value}>{props.value}</option>}
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
