"use client";

import { X } from "lucide-react";
import { useState } from "react";
import type { Person } from "../../lib/contracts/lists.ts";
import type { Role } from "../../lib/contracts/setup.ts";
import { Avatar } from "../shell/account-menu.tsx";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { INPUT } from "../ui/field.tsx";
import { Time } from "../ui/time.tsx";
import { type Grant, type GrantChange, give, take } from "./grants.ts";
import { ROLES } from "./roles.ts";

/** One person and what they may do, changed in place. */
export function PersonRow(props: {
  person: Person;
  environments: string[];
  onChange: (change: GrantChange) => Promise<void>;
}) {
  const { person } = props;
  const { run, busy, error } = useAct(props.onChange);
  return (
    <div className="grid min-h-[57px] grid-cols-[220px_minmax(0,1fr)_auto] items-center gap-x-4 px-3.5 py-2.5 max-sm:grid-cols-1 max-sm:gap-y-2">
      <div className="flex min-w-0 items-center gap-2.5">
        <Avatar name={person.name || person.login} />
        <span className="min-w-0">
          <span className="block truncate font-semibold">{person.name || person.login}</span>
          <span className="block truncate text-xs text-ink-2">
            @{person.login}
            {person.signedInAt ? " · signed in " : ""}
            {person.signedInAt ? <Time at={person.signedInAt} suffix="ago" /> : null}
          </span>
        </span>
      </div>
      <div>
        <ul className="flex flex-wrap gap-1.5">
          {person.grants.map((grant) => {
            const words = grant.environment ? `${ROLES[grant.role]} of ${grant.environment}` : ROLES[grant.role];
            return (
              <li key={words} className="flex h-6 items-center gap-1 rounded-full bg-sunk pr-0.5 pl-2.5 text-xs">
                {words}
                <button
                  type="button"
                  disabled={busy}
                  aria-label={`Take the role ${words} from ${person.login}`}
                  onClick={() => void run(take(grant))}
                  className="grid size-6 place-items-center rounded-full hover:text-bad"
                >
                  <X className="size-3" aria-hidden />
                </button>
              </li>
            );
          })}
          {person.grants.length === 0 ? <li className="text-xs text-ink-2">no role</li> : null}
        </ul>
        {error ? (
          <p role="alert" className="mt-1 text-xs text-bad">
            {error}
          </p>
        ) : null}
      </div>
      <AddGrant
        environments={props.environments}
        busy={busy}
        onAdd={(grant) => void run(give(grant))}
        login={person.login}
      />
    </div>
  );
}

function AddGrant(props: { environments: string[]; busy: boolean; login: string; onAdd: (grant: Grant) => void }) {
  const [role, setRole] = useState<Role>("approver");
  const [environment, setEnvironment] = useState("");
  return (
    <div className="flex gap-1.5">
      <select
        aria-label={`Role for ${props.login}`}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
        className={`${INPUT} h-7 w-[140px]`}
      >
        {Object.entries(ROLES).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <select
        aria-label={`Where, for ${props.login}`}
        value={environment}
        onChange={(event) => setEnvironment(event.target.value)}
        className={`${INPUT} h-7 w-[130px]`}
      >
        <option value="">everywhere</option>
        {props.environments.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <Button busy={props.busy} onClick={() => props.onAdd({ role, environment: environment || undefined })}>
        Add
      </Button>
    </div>
  );
}
