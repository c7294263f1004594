"use client";

import { useState } from "react";
import type { Role } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { INPUT, TextField } from "../ui/field.tsx";
import { ROLES } from "./roles.ts";

/** Somebody who has not signed in yet: their role waits for them under their login on GitHub. */
export function AddPerson({ onAdd }: { onAdd: (login: string, role: Role) => Promise<void> }) {
  const [login, setLogin] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const { run, busy, error } = useAct(async () => {
    await onAdd(login.trim().replace(/^@/, "").toLowerCase(), role);
    setLogin("");
  });
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <TextField label="Login on GitHub" value={login} onChange={setLogin} required error={error} />
      <select
        aria-label="Role for them"
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
        className={`${INPUT} h-8 w-[160px]`}
      >
        {Object.entries(ROLES).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <Button type="submit" className="h-8" busy={busy}>
        Add somebody
      </Button>
    </form>
  );
}
