"use client";

import { useState } from "react";
import type { TokenCreated } from "../../lib/contracts/lists.ts";
import type { Role } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Choice, TextField } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { ROLES } from "./roles.ts";

const LIFETIMES = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "a year"],
] as const;

export function TokenForm(props: {
  onCreate: (request: { name: string; role: Role; days: number }) => Promise<TokenCreated>;
}) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState<(typeof LIFETIMES)[number][0]>("90");
  const [created, setCreated] = useState<TokenCreated>();
  const { run, busy, error } = useAct(async () => {
    setCreated(await props.onCreate({ name: name.trim(), role, days: Number(days) }));
    setName("");
  });
  return (
    <Card title="New token">
      <form
        className="grid grid-cols-[minmax(0,1fr)_180px_140px_auto] items-end gap-3 max-sm:grid-cols-1"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} required placeholder="Where it is used" />
        <Choice
          label="May do what a … may"
          value={role}
          onChange={setRole}
          options={Object.entries(ROLES) as [Role, string][]}
        />
        <Choice label="Ends after" value={days} onChange={setDays} options={LIFETIMES} />
        <Button type="submit" look="primary" className="h-8" busy={busy}>
          Create
        </Button>
      </form>
      {error ? (
        <div className="mt-3">
          <ProblemNote sentence={error} />
        </div>
      ) : null}
      {created ? (
        <div role="status" className="mt-3 flex flex-wrap items-center gap-2.5 rounded-lg bg-good-tint px-3.5 py-2.5">
          <span>
            “{created.token.name}” is made. It is shown this once:{" "}
            <code className="font-mono font-semibold [overflow-wrap:anywhere]">{created.secret}</code>
          </span>
          <CopyButton text={created.secret} />
        </div>
      ) : null}
    </Card>
  );
}
